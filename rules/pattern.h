/*
 * pattern - the only user of PCRE2
 *
 * Every match runs with explicit limits, because patterns meet text written
 * by others. A match that runs into one is no match, and is counted.
 */
#ifndef TAKT_RULES_PATTERN_H
#define TAKT_RULES_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/regex.h"

struct arena;
struct pattern;
struct matcher;

/* The compiled pattern is freed with the arena. The error names file, line
   and column of text, which is what the tree was parsed from. */
struct pattern *pattern_compile(const struct regex *tree,
    const struct spelling *spelling, const struct source_text *text,
    struct arena *arena, struct err *err) MUST_CHECK;
/* The same, compiled when first matched: for trees that are well formed. */
struct pattern *pattern_compile_later(const struct regex *tree,
    const struct spelling *spelling, struct arena *arena) MUST_CHECK;

struct span {
	size_t begin, end;
};

enum match_result { MATCH_NONE, MATCH_FOUND, MATCH_LIMIT };

/* What matching needs besides the pattern; one per thread of use. */
struct matcher *matcher_new(struct arena *arena) MUST_CHECK;
/* The same with less patience: for finding dear patterns. */
struct matcher *matcher_new_strict(struct arena *arena) MUST_CHECK;

/* text: valid UTF-8, normalised. Finds the first match that begins at from
   or later and is not empty. */
enum match_result pattern_match(struct pattern *pattern,
    const struct matcher *matcher, const char *text, size_t length,
    size_t from, struct span *span_out);

#endif
