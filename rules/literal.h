/*
 * literal - strings of which every match of a pattern contains at least one
 */
#ifndef TAKT_RULES_LITERAL_H
#define TAKT_RULES_LITERAL_H

#include <stddef.h>
#include <stdint.h>

#include "rules/regex.h"

struct arena;

struct literals {
	const char **items;	/* bytes of normalised text */
	size_t count;		/* 0: the pattern has no usable literal */
};

/* What finding needs for many patterns of one spelling; results live in the
   arena, too. Trees must outlive it. */
struct literal_finder;
struct literal_finder *literal_finder_new(const struct spelling *spelling,
    struct arena *arena) MUST_CHECK;

/* The most telling set the pattern has. */
struct literals literals_find(struct literal_finder *finder,
    const struct regex *tree);

#endif
