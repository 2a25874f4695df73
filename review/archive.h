/*
 * archive - an archived mail seen as if it went by again
 *
 * Which way it went and between whom, by From, To and Cc: an archive has no
 * envelopes. Used by replay and import.
 */
#ifndef TAKT_REVIEW_ARCHIVE_H
#define TAKT_REVIEW_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "judge/judge.h"
#include "review/source.h"

struct arena;
struct archive;

enum direction {
	DIRECTION_NONE,		/* between others, or among us */
	DIRECTION_OUTGOING,
	DIRECTION_INBOUND,
	DIRECTION_COPY,		/* a mail of this Message-ID was here before */
	DIRECTION_COUNT
};

struct archive_mail {
	enum direction direction;
	time_t when;
	struct message message;
	struct envelope envelope;	/* outgoing: outside recipients in To
					   and Cc; inbound: local ones */
};

/* Both are borrowed. */
struct archive *archive_new(struct source *source, const struct judge *judge,
    const struct message_limits *limits) MUST_CHECK;
void archive_free(struct archive **archive);	/* NULL is fine */

/* The mail at index of the source. */
bool archive_read(struct archive *archive, size_t index, struct arena *arena,
    struct archive_mail *mail_out, struct err *err) MUST_CHECK;

#endif
