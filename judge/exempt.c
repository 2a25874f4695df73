/*
 * exempt - mail that is not from person to person
 *
 * Only what shows in envelope and headers; who may opt out is a policy.
 */
#include <glib.h>

#include "judge/judge.h"

static const char *const robots[] = {
	"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply",
	"mailer-daemon", "postmaster", "bounce", "bounces", "abuse",
	"listserv", "majordomo", "unsubscribe", "notification",
	"notifications", "automailer", "robot", "ingensvar", "ikkesvar",
	"nicht-antworten", "keine-antwort",
};

bool
judge_is_robot(const char *address)
{
	const char *at = strrchr(address, '@');
	const size_t length =
	    at != NULL ? (size_t)(at - address) : strlen(address);

	for (size_t i = 0; i < ARRAY_SIZE(robots); i++) {
		const size_t n = strlen(robots[i]);
		/* "bounces+123=..." is one, too */
		if (length >= n &&
		    g_ascii_strncasecmp(address, robots[i], n) == 0 &&
		    (length == n || address[n] == '+'))
			return true;
	}
	return false;
}

const char *
judge_exempt(const struct envelope *envelope, const struct message *message)
{
	const char *automatic = automatic_name(message->automatic);

	if (envelope->sender[0] == '\0')
		return "null sender";
	if (automatic != NULL)
		return automatic;
	if (judge_is_robot(envelope->sender))
		return "robot sender";
	for (size_t i = 0; i < envelope->recipient_count; i++)
		if (!judge_is_robot(envelope->recipients[i]))
			return NULL;
	return "robot recipient";
}
