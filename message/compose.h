/*
 * compose - a mail of ours: one that gives a mail back to its sender
 *
 * A multipart/report (RFC 6522) with a text for people, a delivery status
 * (RFC 3464) and the original. Always Auto-Submitted (RFC 3834), so that
 * nobody answers it and Takt does not judge it. What it says is the caller's.
 */
#ifndef TAKT_MESSAGE_COMPOSE_H
#define TAKT_MESSAGE_COMPOSE_H

#include <stddef.h>
#include <time.h>

#include "base/attr.h"

struct arena;

struct report_mail {
	const char *from, *from_name;
	const char *to;
	const char *subject, *text;	/* UTF-8 */
	const char *message_id;		/* without <> */
	const char *host;		/* that reports */
	time_t now;
	const char *original;		/* the raw mail */
	size_t original_length;
	const char *const *recipients;	/* who did not get it */
	size_t recipient_count;
};

/* The raw mail, LF at line ends, ASCII but for the original. */
const char *compose_report(const struct report_mail *report,
    struct arena *arena, size_t *length_out) MUST_CHECK;

#endif
