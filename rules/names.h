/*
 * names - what a name in an expression means: one space for all of them
 *
 * Facts, enumerators, settings, definitions and phrases must not collide.
 * A rule has a space of its own (settings and let names) inside the global
 * one. Names are borrowed and must outlive the space.
 */
#ifndef TAKT_RULES_NAMES_H
#define TAKT_RULES_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/expr.h"

struct arena;
struct names;

enum symbol_kind {
	SYMBOL_FACT,
	SYMBOL_ENUMERATOR,
	SYMBOL_PHRASE,
	SYMBOL_NAMED
};

struct symbol {
	enum symbol_kind kind;
	enum value_type type;	/* of facts and enumerators */
	int64_t number;		/* fact, enumerator's value, phrase id */
	struct named *named;
	struct source where;	/* file NULL: built in */
	bool is_used;
};

/* parent NULL: a global space, with all facts and enumerators in it. */
struct names *names_new(struct names *parent, struct arena *arena) MUST_CHECK;

/* Refuses what is no name ([a-z][a-z0-9_]*), a keyword, or taken. */
bool names_add(struct names *names, const char *name,
    const struct symbol *symbol, struct err *err) MUST_CHECK;
/* NULL if unknown. Looks into the parents, too. */
struct symbol *names_find(const struct names *names, const char *name);
/* The nearest known name, NULL if none is near. */
const char *names_suggest(const struct names *names, const char *name);

/* Asks make for a symbol instead of failing: for loading rules before all
   phrases are written. */
void names_on_missing(struct names *names,
    struct symbol (*make)(void *context, const char *name), void *context);
/* The symbol made for an unknown name, or NULL: it stays unknown. */
struct symbol *names_make_missing(struct names *names, const char *name);

/* True if the two differ by so little that one may be meant for the other;
   the distance goes to distance_out. */
bool name_is_near(const char *a, const char *b, unsigned *distance_out);

#endif
