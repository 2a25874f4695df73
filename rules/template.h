/*
 * template - the texts of findings, with names in braces
 *
 * {contact} is whom the mail goes to, {until} when it may go; any fact,
 * setting or let name that is a number, a duration or a point in time may be
 * shown. Durations are words in the language of the text ("3 days", "3 Tage":
 * nominative and accusative; {gap:dative} is "3 Tagen"), dates are as people
 * say them ("Monday 9 March"), in the sender's own time zone.
 */
#ifndef TAKT_RULES_TEMPLATE_H
#define TAKT_RULES_TEMPLATE_H

#include <stdint.h>
#include <time.h>

#include "message/language.h"
#include "rules/eval.h"
#include "rules/source.h"

struct arena;
struct names;
struct template;

struct template_values {
	const char *contact;
	time_t until;		/* 0: unknown */
	int zone_minutes;	/* east of Greenwich is positive */
	enum language language;
};

/* has_until: {until} means something for this rule. NULL on error. */
struct template *template_parse(const struct source_text *text,
    struct names *names, bool has_until, struct arena *arena,
    struct err *err) MUST_CHECK;

const char *template_render(const struct template *template,
    const struct eval *eval, const struct template_values *values,
    struct arena *arena) MUST_CHECK;

#endif
