/*
 * prefilter - which of many strings are in a text: one pass over it
 *
 * Aho and Corasick's automaton as one table with a row per state and a column
 * per class of bytes, so that a byte costs one look-up. Immutable once built.
 */
#ifndef TAKT_RULES_PREFILTER_H
#define TAKT_RULES_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

#include "rules/literal.h"

struct arena;
struct prefilter;

struct prefilter_entry {
	struct literal literal;	/* at least one byte; borrowed for the call */
	uint32_t value;		/* what a hit reports */
};

struct prefilter *prefilter_new(const struct prefilter_entry *entries,
    size_t count, struct arena *arena);

/*
 * Calls hit for each entry that is in the text, in the order of their ends,
 * perhaps several times. It may also report what is nearly there: an entry
 * that was cut short, or a rare letter taken for another.
 */
void prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t value, size_t end),
    void *context);

/* Bytes of its tables, for benchmarks. */
size_t prefilter_size(const struct prefilter *prefilter);

#endif
