/*
 * prefilter - which of many words are in a text: one pass over it
 *
 * A text is hashed word by word; each word, and each two in a row, are looked
 * up in a table small enough for the processor's cache; beginnings of words
 * likewise, where the first two letters allow it. (Aho and Corasick's automaton over the same
 * strings was tried first: it takes a miss of the cache or of branch
 * prediction at nearly every byte, five times as long.) Immutable once built.
 */
#ifndef TAKT_RULES_PREFILTER_H
#define TAKT_RULES_PREFILTER_H

#include <stddef.h>
#include <stdint.h>

#include "rules/literal.h"

struct arena;
struct prefilter;

/*
 * Literals are told by their index and must differ; those longer than 255
 * bytes are taken for their beginning.
 */
struct prefilter *prefilter_new(const struct literal *literals, size_t count,
    struct arena *arena) MUST_CHECK;

/*
 * Calls hit for each literal in the text, in order, as often as it is there;
 * end is the end of its word. A hit may be a false one (two words of one
 * hash); no literal is ever missed.
 */
void prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t literal, size_t end),
    void *context);

/* Bytes of its tables, for benchmarks. */
size_t prefilter_size(const struct prefilter *prefilter);

#endif
