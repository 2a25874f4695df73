/*
 * literal - strings that every match of a pattern must contain
 *
 * A requirement is a set of strings of which one must occur; a clause is a
 * row of requirements that must occur one after the other. A pattern has one
 * clause, or one for each of its branches, of which one must be fulfilled.
 */
#ifndef TAKT_RULES_LITERAL_H
#define TAKT_RULES_LITERAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/regex.h"

struct arena;

enum { CLAUSE_MAX = 3 };	/* requirements of a clause */

struct literal {
	const char *text;	/* not ended by a NUL */
	uint32_t length;
	bool starts_word, ends_word;	/* no letter may stand beside it */
};

struct requirement {
	const struct literal *literals;
	size_t count;
	double frequency;	/* how often to expect one, per byte of text */
};

struct clause {
	struct requirement requirements[CLAUSE_MAX];
	size_t count;		/* 0: anything may match */
};

struct clauses {
	const struct clause *items;
	size_t count;		/* at least 1 */
};

/* What finding needs for many patterns of one spelling; results live in the
   arena, too. Trees must outlive it. */
struct literal_finder;
struct literal_finder *literal_finder_new(const struct spelling *spelling,
    struct arena *arena) MUST_CHECK;

/* If any clause has no requirement, it is the only one. */
struct clauses literals_find(struct literal_finder *finder,
    const struct regex *tree);

#endif
