/*
 * mark - what a mail was, remembered in the history instead of its text
 *
 * Rule files say with an expression when a mail gets a mark
 * (marks = { thanks = "thanks"; ... }), so the phrases that judge a mail are
 * the ones that remember it. Marks are evaluated for sent and received mail.
 * The bits are stored: never renumber them.
 */
#ifndef TAKT_RULES_MARK_H
#define TAKT_RULES_MARK_H

#include <stdint.h>

/* clang-format off */
#define MARK_TABLE(X) \
X(follow_up,      0, "it chases an unanswered mail") \
X(asks_favour,    1, "it asks for a favour") \
X(thanks,         2, "it thanks for something received") \
X(offers,         3, "it offers something in return") \
X(invites,        4, "it proposes to meet") \
X(proposes_time,  5, "it proposes a time") \
X(declines,       6, "it says no to a request") \
X(stop_request,   7, "it asks never to be written to again") \
X(keeps_in_touch, 8, "news, congratulations, something of interest: no request")
/* clang-format on */

enum mark {
#define X(name, bit, doc) MARK_##name = 1u << bit,
	MARK_TABLE(X)
#undef X
};

/* 0 if there is no such mark. */
uint32_t mark_from_name(const char *name);

#endif
