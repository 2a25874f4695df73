/*
 * direction - which way a mail goes, and whether that is our business
 */
#include "milter/direction.h"

static enum direction
null_sender_direction(const struct direction_facts *f, bool is_submitted)
{
	if (!is_submitted)	/* a bounce for somebody here */
		return f->local_recipients > 0 ? DIRECTION_INBOUND :
						 DIRECTION_OTHER;
	return f->outside_recipients > 0 ? DIRECTION_EXEMPT :
					   DIRECTION_INTERNAL;
}

enum direction
direction_of(const struct direction_facts *f)
{
	const bool is_submitted = f->is_authenticated ||
	    f->is_sendmail_program || f->is_listed_network;

	if (!f->has_sender)
		return null_sender_direction(f, is_submitted);
	if (!f->is_sender_local)
		return f->local_recipients > 0 ? DIRECTION_INBOUND :
						 DIRECTION_OTHER;
	if (is_submitted)
		return f->outside_recipients > 0 ? DIRECTION_OUTGOING :
						   DIRECTION_INTERNAL;
	return f->local_recipients > 0 ? DIRECTION_FORGED : DIRECTION_OTHER;
}

bool
direction_is_ours(enum direction direction)
{
	return direction == DIRECTION_OUTGOING ||
	    direction == DIRECTION_INBOUND || direction == DIRECTION_FORGED;
}

const char *
direction_name(enum direction direction)
{
	static const char *const names[DIRECTION_COUNT] = {
		[DIRECTION_UNKNOWN] = "unknown",
		[DIRECTION_OUTGOING] = "outgoing",
		[DIRECTION_INBOUND] = "inbound",
		[DIRECTION_FORGED] = "forged",
		[DIRECTION_INTERNAL] = "internal",
		[DIRECTION_EXEMPT] = "exempt",
		[DIRECTION_OTHER] = "other",
	};

	return names[direction];
}
