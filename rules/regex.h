/*
 * regex - a pattern of a rule file as a tree
 *
 * Only as much structure as is needed to fold literal letters, to put word
 * boundaries right, and to find the letters a match must contain. What it
 * means is left to PCRE2: escapes and classes are kept as they stand. Groups
 * never capture, and there are no back references.
 */
#ifndef TAKT_RULES_REGEX_H
#define TAKT_RULES_REGEX_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "message/language.h"
#include "rules/source.h"

struct arena;
struct word_classes;

enum regex_kind {
	REGEX_LITERAL,	/* text: one letter, folded (may be several bytes) */
	REGEX_SET,	/* text: one letter of several: [ab] . \d \p{L} */
	REGEX_REST,	/* "...": the rest of a word */
	REGEX_ASSERT,	/* text: ^ $ \b */
	REGEX_LOOK,	/* text: "(?=" and the like, child */
	REGEX_GROUP,	/* text: "(?:" or "(?>", child */
	REGEX_CLASS,	/* text: name of a word class, child */
	REGEX_CONCAT,	/* children */
	REGEX_ALTERNATE,	/* children */
	REGEX_REPEAT	/* text: "{2,3}?", child */
};

enum { REPEAT_MANY = 1000000 };

/* Which kinds of character can stand at an end of a match. */
enum { EDGE_WORD = 1, EDGE_OTHER = 2, EDGE_EMPTY = 4 };

struct regex {
	enum regex_kind kind;
	const char *text;
	unsigned min, max;	/* REGEX_REPEAT */
	unsigned offset;	/* in the pattern, in bytes */
	unsigned begin_edge, end_edge;	/* EDGE_* of its matches */
	struct regex *child, *next;
	const char *printed[2];	/* REGEX_CLASS: what it prints as, by
				   spelling.is_bare */
};

/* How the literal letters of a text may be spelled. */
struct spelling {
	enum language language;
	bool is_bare;	/* the text has no letter beyond ASCII */
};

/*
 * text: the pattern; classes: the words for {name}. Errors name file, line
 * and column. Parsed trees live in the arena.
 */
struct regex *regex_parse(const struct source_text *text,
    struct word_classes *classes, struct arena *arena, struct err *err)
    MUST_CHECK;

/* What PCRE2 gets, word boundaries at both ends included. offsets (may be
   NULL): for each byte of the result the offset it comes from (unsigned). */
void regex_print(const struct regex *tree, const struct spelling *spelling,
    GString *out, GArray *offsets);

enum { SPELLINGS_MAX = 3 };

/* The ways to spell one literal; returns how many, at least one. */
size_t regex_spellings(const char *literal, const struct spelling *spelling,
    const char *spellings_out[SPELLINGS_MAX]);

/* True if only PCRE2 can tell whether it is well formed. */
bool regex_is_doubtful(const struct regex *tree);

/* True if a letter of it has other spellings in ASCII. */
bool regex_has_bare_spelling(const struct regex *tree);

/* Prints the tree alone, without boundaries; the result is in the arena. */
const char *regex_print_part(const struct regex *tree,
    const struct spelling *spelling, struct arena *arena);

/* Fills in the edges of a node whose children have theirs. */
void regex_set_edges(struct regex *node);

/* Word classes of one language. */
/* How many bytes at the beginning of text are a name of one. */
size_t word_class_name_length(const char *text);
struct word_classes *word_classes_new(enum language language,
    struct arena *arena) MUST_CHECK;
/* directory: number of the rule directory, for overriding. */
bool word_classes_add(struct word_classes *classes, const char *name,
    const struct source_text *text, unsigned directory, struct err *err)
    MUST_CHECK;
/* Parses every class: for errors nobody else would find. */
bool word_classes_check(struct word_classes *classes, struct err *err)
    MUST_CHECK;
/* Makes node, at its offset of the pattern user, the class of its text. */
bool word_classes_get(struct word_classes *classes, struct regex *node,
    const struct source_text *user, struct err *err) MUST_CHECK;

/* "FILE:LINE: pattern, column N: ..."; offset: bytes into the text. */
bool pattern_error(struct err *err, const struct source_text *text,
    size_t offset, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
