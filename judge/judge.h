/*
 * judge - one mail, one verdict: the same function for daemon, check, replay
 * and release
 */
#ifndef TAKT_JUDGE_JUDGE_H
#define TAKT_JUDGE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "message/message.h"
#include "rules/verdict.h"

struct arena;
struct people;
struct ruleset;

struct judge {
	const struct ruleset *rules;
	struct people *people;
	const char *const *local_domains;	/* NULL at the end; ".x.y" and
						   "*.x.y" match subdomains */
	bool judge_strangers;	/* run the rules for contacts that are not
				   known (cold.* rules see them always) */
};

/* The envelope, addresses without angle brackets; sender "" is the null
   sender. */
struct envelope {
	const char *sender;
	const char *const *recipients;
	size_t recipient_count;
};

/*
 * Judges each outside recipient of an outgoing mail by itself and then the
 * whole. Reads the history, changes nothing. An exempt mail gets a verdict
 * that passes and says why.
 */
bool judge_mail(const struct judge *judge, const struct envelope *envelope,
    const struct message *message, time_t now, struct arena *arena,
    struct verdict *verdict_out, struct err *err) MUST_CHECK;

/* Records a judged outgoing mail for each recipient of its verdict. An exempt
   mail teaches nothing. */
bool judge_learn_sent(const struct judge *judge,
    const struct verdict *verdict, const struct message *message,
    bool is_held, time_t now, struct err *err) MUST_CHECK;

/* Records an inbound mail for each local recipient. */
bool judge_learn_received(const struct judge *judge,
    const struct envelope *envelope, const struct message *message,
    bool is_proven, time_t now, struct err *err) MUST_CHECK;

bool judge_is_local(const struct judge *judge, const char *address);

/* Why this mail is not judged ("automatic mail", "null sender" ...), or
   NULL. */
const char *judge_exempt(const struct envelope *envelope,
    const struct message *message);

/* noreply@, mailer-daemon@ ...: nobody to be polite to. Ordinary role
   addresses such as sales@ are contacts. */
bool judge_is_robot(const char *address);

#endif
