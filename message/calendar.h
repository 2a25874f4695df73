/*
 * calendar - invitations, and answers to them
 *
 * The only user of libical.
 */
#ifndef TAKT_MESSAGE_CALENDAR_H
#define TAKT_MESSAGE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "message/message.h"

struct arena;

struct invitation {
	bool is_answer;		/* METHOD:REPLY, COUNTER, REFRESH ... */
	bool has_meeting;	/* REQUEST, PUBLISH, CANCEL of an event */
	struct meeting meeting;
};

/* text is iCalendar, NUL at the end; method as the MIME label says, or NULL.
   Nonsense gives nothing. */
void calendar_read(const char *text, size_t length, const char *method,
    struct arena *arena, struct invitation *invitation_out);

#endif
