/*
 * inside - what a ruleset is made of
 *
 * Private to the engine; everybody else includes rules/ruleset.h.
 */
#ifndef TAKT_RULES_INSIDE_H
#define TAKT_RULES_INSIDE_H

#include <stdatomic.h>

#include "rules/book.h"
#include "rules/expr.h"
#include "rules/raw.h"
#include "rules/ruleset.h"

struct template;

enum contacts { CONTACTS_KNOWN, CONTACTS_UNKNOWN, CONTACTS_ANY };

struct rule {
	struct rule_info info;
	const struct expr *when, *action, *level;
	const struct expr *until;	/* NULL: none */
	enum contacts contacts;
	const struct template *why[LANGUAGE_COUNT], *advice[LANGUAGE_COUNT];
	const uint32_t *evidence;	/* phrases to show; NULL: those of
					   when */
	size_t evidence_count;
};

struct mark_rule {
	uint32_t mark;
	const struct expr *when;
};

struct ruleset {
	struct arena *arena;
	const struct raw *raw;
	struct book *const *books;	/* by language; NULL: none */
	struct rule *rules;
	size_t rule_count;
	struct mark_rule *marks;
	size_t mark_count;
	size_t definition_count;
	GPtrArray *warnings;
	GPtrArray *unused_phrases;	/* struct raw_phrase_name * */
	_Atomic uint64_t *limit_hits;
};

enum load_mode {
	LOAD_STRICT,
	LOAD_PARTIAL	/* a name nobody knows is a phrase no language has:
			   for writing phrases file by file */
};

struct ruleset *ruleset_load_as(const char *const *directories,
    enum load_mode mode, struct err *err) MUST_CHECK;

struct builder {
	struct ruleset *ruleset;
	struct raw *raw;
	struct names *names;
	struct arena *arena;
	struct err *err;
};

/* Parses a raw value; what says what it is, in errors. NULL on error. */
struct named *build_named(const struct builder *builder,
    const struct raw_named *raw, struct names *names, const char *what)
    MUST_CHECK;
/* A setting: a constant, of the type it was first given. */
bool build_setting(const struct builder *builder, const struct raw_named *raw,
    struct names *names) MUST_CHECK;
/* Parses and checks an expression of a type. NULL on error. */
struct expr *build_expr(const struct builder *builder,
    const struct source_text *text, struct names *names, const char *what,
    enum value_type type) MUST_CHECK;
bool build_rule(const struct builder *builder, const struct raw_rule *raw,
    struct rule *rule_out) MUST_CHECK;
/* "FILE:LINE: ..." for ruleset_warnings(). */
void build_warning(const struct builder *builder, const struct source *where,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
