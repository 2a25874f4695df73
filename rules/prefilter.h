/*
 * prefilter - which patterns could match at all: one pass over the text
 *
 * Aho and Corasick's automaton over the required literals of all patterns,
 * as one table with a row per state and a column per class of bytes, so that
 * a byte costs one look-up. Immutable once built.
 */
#ifndef TAKT_RULES_PREFILTER_H
#define TAKT_RULES_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct prefilter;

struct prefilter_literal {
	const char *text;	/* at least one byte */
	uint32_t pattern;
};

/* Literals are borrowed for the call only. */
struct prefilter *prefilter_new(const struct prefilter_literal *literals,
    size_t count, struct arena *arena);

/* Calls hit for each literal that ends in the text, perhaps several times for
   one pattern. */
void prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t pattern),
    void *context);

/* Bytes of its tables, for benchmarks. */
size_t prefilter_size(const struct prefilter *prefilter);

#endif
