/*
 * sender - what is remembered of a local sender, whoever they write to
 *
 * Whether inbound mail was ever seen, without which silence says nothing, and
 * how many strangers were made known lately.
 */
#ifndef TAKT_PEOPLE_SENDER_H
#define TAKT_PEOPLE_SENDER_H

#include "base/err.h"
#include "store/store.h"

struct arena;

struct sender {
	time_t inbound_seen;	/* first time; 0: never */
	time_t window;		/* when the count began */
	uint32_t provisional;	/* strangers made known since */
};

bool sender_decode(struct bytes bytes, struct sender *out, struct err *err)
    MUST_CHECK;
struct bytes sender_encode(const struct sender *sender, struct arena *arena);

/* Counts one more stranger; false if there were enough. */
bool sender_allow(struct sender *sender, unsigned cap, int64_t window,
    time_t now);

#endif
