/*
 * direction - which way a mail goes, and whether that is our business
 *
 * A pure function of what the envelope and the connection say; known at DATA,
 * before a byte of the message.
 */
#ifndef TAKT_MILTER_DIRECTION_H
#define TAKT_MILTER_DIRECTION_H

#include <stdbool.h>
#include <stddef.h>

enum direction {
	DIRECTION_UNKNOWN,	/* not decided yet */
	DIRECTION_OUTGOING,	/* judged */
	DIRECTION_INBOUND,	/* teaches */
	DIRECTION_FORGED,	/* a local sender from outside: teaches
				   nothing, but loses forged headers */
	DIRECTION_INTERNAL,	/* local to local */
	DIRECTION_EXEMPT,	/* null sender, going out */
	DIRECTION_OTHER,	/* relayed: neither end is ours */
	DIRECTION_COUNT
};

struct direction_facts {
	bool is_authenticated;
	bool is_sendmail_program;	/* came through sendmail(1) */
	bool is_listed_network;
	bool has_sender;		/* false: the null sender */
	bool is_sender_local;
	size_t local_recipients, outside_recipients;
};

enum direction direction_of(const struct direction_facts *facts);

/* Whether we want to see headers and body. */
bool direction_is_ours(enum direction direction);
const char *direction_name(enum direction direction);

#endif
