/*
 * literal - words that every match of a pattern must contain
 *
 * A requirement is a set of literals of which one must occur; a clause is a
 * row of requirements that must occur one after the other. A pattern has one
 * clause, or one for each of its branches, of which one must be fulfilled.
 *
 * A literal is a token of a text, the beginning of one, or two in a row.
 * Tokens are words (letters, digits and underscores in a row) and single
 * signs; blanks are none.
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
	const char *text;
	uint32_t length;
	bool is_prefix;		/* the beginning of a word */
	const char *second;	/* of two tokens, NULL for one */
	uint32_t second_length;
};

struct requirement {
	const struct literal *literals;
	size_t count;
	double frequency;	/* how often to expect one, per token */
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
