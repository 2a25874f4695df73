/*
 * examples - rule files prove themselves
 *
 * Every phrase carries sentences it must match (hits) and sentences that look
 * alike and must not match (misses). An example may begin with
 * "Subject: ...\n": then its first line is the subject.
 */
#ifndef TAKT_RULES_EXAMPLES_H
#define TAKT_RULES_EXAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "message/language.h"

struct ruleset;

enum remark_kind {
	REMARK_MISSED,		/* a hit that does not match */
	REMARK_MATCHED,		/* a miss that does */
	REMARK_UNUSED,		/* a phrase that nothing uses */
	REMARK_LIMIT,		/* an example runs into a strict limit */
	/* from here on: worth knowing, but no failure */
	REMARK_UNREACHED,	/* a pattern that no hit matches */
	REMARK_REDUNDANT,	/* whatever it matches, another one does */
	REMARK_SLOW,		/* no literal: tried on every sentence */
	REMARK_KIND_COUNT
};

struct remark {
	enum remark_kind kind;
	const char *where;	/* "FILE:LINE" */
	const char *what;
};

bool remark_is_failure(enum remark_kind kind);

/* Calls remark for all there is to say; returns the number of examples
   tried. file as in ruleset_test(). */
size_t ruleset_remarks(const struct ruleset *ruleset, const char *file,
    void (*remark)(void *context, const struct remark *remark),
    void *context);

/* Calls found for each match of any phrase in the text: for developers. */
void ruleset_find_phrases(const struct ruleset *ruleset,
    enum language language, const char *text,
    void (*found)(void *context, const char *phrase, const char *where,
	const char *words),
    void *context);

#endif
