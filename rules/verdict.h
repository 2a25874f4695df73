/*
 * verdict - what the rules say of one mail, as a value
 *
 * Deciding and doing are separate: judge/ makes a verdict, milter/ and
 * review/ act on it or print it. Everything points into one arena.
 */
#ifndef TAKT_RULES_VERDICT_H
#define TAKT_RULES_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "message/language.h"

/* Ordered: the greatest wins. */
enum action {
	ACTION_OFF,		/* not evaluated */
	ACTION_OBSERVE,		/* log and statistics only */
	ACTION_PASS,		/* as a verdict: nothing found */
	ACTION_ANNOTATE,
	ACTION_CONFIRM,
	ACTION_HOLD,
	ACTION_COUNT
};

enum level { LEVEL_INFO, LEVEL_WARNING, LEVEL_SERIOUS, LEVEL_COUNT };

enum place { PLACE_SUBJECT, PLACE_BODY };

struct evidence {
	enum place where;
	const char *text;	/* the sender's words, as written */
	unsigned line;		/* of the text part, from 1; 0 in a subject */
	size_t begin, end;	/* bytes of that text's original */
};

struct finding {
	const char *rule;	/* "followup.too-soon" */
	enum action action;	/* never off or observe in a verdict */
	enum level level;
	const char *why, *advice;	/* in the language of the mail */
	time_t until;		/* when it may go; 0: no such time */
	bool is_timing;		/* rests on times, not words: holds only if
				   every outside recipient triggers it */
	const struct evidence *evidence;
	size_t evidence_count;
};

struct recipient_verdict {
	const char *address;
	const char *name;	/* what why and advice call them */
	const char *stage;	/* "stranger", "new", "active", "dormant" */
	bool is_hidden;		/* neither in To nor in Cc: never named */
	enum action action;	/* pass, annotate, confirm or hold */
	uint32_t marks;		/* enum mark: what the mail is to this one */
	const struct finding *findings;
	size_t finding_count;
};

struct verdict {
	enum action action;	/* of the whole mail */
	const char *exempt;	/* why it was not judged; NULL if it was */
	const char *sender;	/* of the envelope */
	enum language language;
	const struct recipient_verdict *recipients;
	size_t recipient_count;
};

/* "off", "observe", "pass", "annotate", "confirm", "hold". */
const char *action_name(enum action action);
/* "info", "warning", "serious". */
const char *level_name(enum level level);
/* The findings of all recipients, one after the other: NULL after the last.
   One rule may come once for each recipient. */
const struct finding *verdict_finding(
    const struct verdict *verdict, size_t index);
/* The latest until of the findings that hold; 0 if one of them has none. */
time_t verdict_until(const struct verdict *verdict);

#endif
