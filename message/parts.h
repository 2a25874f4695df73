/*
 * parts - which parts a message has, and where they begin and end
 *
 * A flat list in the order of the message: multiparts are walked through,
 * attachments are listed but never decoded. What a message/rfc822 carries is
 * somebody else's mail and is not looked into.
 */
#ifndef TAKT_MESSAGE_PARTS_H
#define TAKT_MESSAGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "message/fields.h"

struct arena;

enum part_kind {
	PART_PLAIN,
	PART_HTML,
	PART_CALENDAR,
	PART_MESSAGE,		/* message/rfc822 and its like */
	PART_REPORT,		/* message/delivery-status ... */
	PART_ENCRYPTED,
	PART_ATTACHMENT,	/* anything else */
};

enum part_encoding { ENCODING_NONE, ENCODING_QP, ENCODING_BASE64,
	ENCODING_UU };

struct part {
	enum part_kind kind;
	const char *body;	/* into the message, not terminated */
	size_t length;
	enum part_encoding encoding;
	const char *charset;	/* as the label says; NULL if none */
	const char *method;	/* of a calendar part; NULL if none */
	bool is_flowed;
	bool is_file;		/* has a name, or is to be attached */
	unsigned alternative;	/* parts of one multipart/alternative share
				   a number; 0: none */
};

struct parts {
	const struct part *items;
	size_t count;
	bool is_report;		/* multipart/report */
	bool is_truncated;	/* a limit cut the list */
};

struct parts_limits {
	unsigned parts, depth;
};

/* fields are those of the message, body what follows them. Never fails. */
void parts_walk(const struct parts_limits *limits,
    const struct fields *fields, const char *body, size_t length,
    struct arena *arena, struct parts *parts_out);

#endif
