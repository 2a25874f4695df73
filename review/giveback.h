/*
 * giveback - the mail that tells a sender that theirs did not go out
 *
 * Friendly, short, in the language of the mail: what was noticed, what would
 * be better, and the mail itself to take up again.
 */
#ifndef TAKT_REVIEW_GIVEBACK_H
#define TAKT_REVIEW_GIVEBACK_H

#include <stddef.h>
#include <time.h>

#include "base/attr.h"
#include "hold/hold.h"

struct arena;

enum giveback_reason {
	GIVEBACK_DECIDED,	/* a reviewer returns it */
	GIVEBACK_ANSWERED,	/* the contact has written meanwhile */
};

struct giveback {
	const struct held *held;
	const char *subject;	/* of the held mail, as written */
	enum giveback_reason reason;
	time_t now;
	const char *original;
	size_t original_length;
};

/* The raw mail, to held->sender. */
const char *giveback_compose(const struct giveback *giveback,
    struct arena *arena, size_t *length_out) MUST_CHECK;

#endif
