/*
 * tally - how many mails of which outcome, by a name
 */
#ifndef TAKT_REVIEW_TALLY_H
#define TAKT_REVIEW_TALLY_H

#include <stddef.h>

#include "base/attr.h"
#include "rules/verdict.h"

struct tally;

struct tally_row {
	const char *name;
	size_t mails;
	size_t by_action[ACTION_COUNT];
};

struct tally *tally_new(void) MUST_CHECK;
void tally_free(struct tally **tally);	/* NULL is fine */
void tally_add(struct tally *tally, const char *name, enum action action);

/* The worst first: held, confirmed, annotated, then by name. Free the array
   (not the rows) with g_free(). */
const struct tally_row **tally_rows(
    const struct tally *tally, size_t *count_out) MUST_CHECK;

#endif
