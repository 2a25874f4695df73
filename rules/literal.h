/*
 * literal - strings of which every match of a pattern contains at least one
 */
#ifndef TAKT_RULES_LITERAL_H
#define TAKT_RULES_LITERAL_H

#include <stddef.h>

#include "rules/regex.h"

struct arena;

struct literals {
	const char **items;	/* bytes of normalised text */
	size_t count;		/* 0: the pattern has no usable literal */
};

/* The most telling set the pattern has. */
struct literals regex_literals(const struct regex *tree,
    const struct spelling *spelling, struct arena *arena);

#endif
