/*
 * test_dates - dates people name in mails, in four languages
 */
#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/dates.h"

/* All mails are of Tuesday, 10 March 2026, at ten in the morning. */
static const char written[] = "2026-03-10T10:00:00Z";

static const struct date_case {
	enum language language;
	const char *text;
	const char *dates;	/* in the order of the text */
} cases[] = {
	{ LANGUAGE_EN, "You will have them Thursday.", "2026-03-12" },
	{ LANGUAGE_EN, "I am back on 23 March.", "2026-03-23" },
	{ LANGUAGE_EN, "I am back on March 23rd, 2026.", "2026-03-23" },
	{ LANGUAGE_EN, "Not before the 2nd of April 2026!", "2026-04-02" },
	{ LANGUAGE_EN, "Away until 2026-04-02.", "2026-04-02" },
	{ LANGUAGE_EN, "Ask me again tomorrow.", "2026-03-11" },
	{ LANGUAGE_EN, "Or the day after tomorrow.", "2026-03-12" },
	{ LANGUAGE_EN, "Next week is better.", "2026-03-16" },
	{ LANGUAGE_EN, "I can tell you in two weeks.", "2026-03-24" },
	{ LANGUAGE_EN, "In 3 days, or on Tuesday.",
	    "2026-03-13 2026-03-17" },
	{ LANGUAGE_EN, "We spoke last Monday, and since Friday it rains.",
	    "" },
	{ LANGUAGE_EN, "On 2 March you asked.", "" },
	{ LANGUAGE_EN, "I may march in 12 pairs of boots.", "" },
	{ LANGUAGE_EN, "Room 3/12, 10.30, page 31.", "" },
	{ LANGUAGE_EN, "On February 30 pigs fly.", "" },
	{ LANGUAGE_EN, "See you on 12 March 2031.", "" },
	{ LANGUAGE_SV, "Jag återkommer till dig på onsdag.", "2026-03-11" },
	{ LANGUAGE_SV, "Tillbaka den 23 mars.", "2026-03-23" },
	{ LANGUAGE_SV, "Hör av dig efter 2/4.", "2026-04-02" },
	{ LANGUAGE_SV, "Jag ringer i morgon bitti.", "2026-03-11" },
	{ LANGUAGE_SV, "God morgon!", "" },
	{ LANGUAGE_SV, "Du skrev i måndags, eller förra fredagen.", "" },
	{ LANGUAGE_SV, "Nästa vecka, om två veckor eller på torsdagen.",
	    "2026-03-16 2026-03-24 2026-03-12" },
	{ LANGUAGE_DE, "Angebot haben Sie Mittwochmittag auf dem Tisch.",
	    "2026-03-11" },
	{ LANGUAGE_DE, "Ich bin ab dem 23. März wieder im Haus.",
	    "2026-03-23" },
	{ LANGUAGE_DE, "Bis zum 2.4. bin ich weg.", "2026-04-02" },
	{ LANGUAGE_DE, "Zurück am 02.04.2026 gegen 10.30 Uhr.",
	    "2026-04-02" },
	{ LANGUAGE_DE, "Guten Morgen, ich rufe Sie morgen an.",
	    "2026-03-11" },
	{ LANGUAGE_DE, "Ich melde mich nächste Woche, spätestens in drei "
		       "Wochen.",
	    "2026-03-16 2026-03-31" },
	{ LANGUAGE_DE, "Seit Montag, seit letztem Freitag.", "" },
	{ LANGUAGE_NB, "Jeg er tilbake tirsdag 17. mars.", "2026-03-17" },
	{ LANGUAGE_NB, "Du får svar i morgen eller på lørdag.",
	    "2026-03-11 2026-03-14" },
	{ LANGUAGE_NB, "Om tre uker, eller neste uke.",
	    "2026-03-31 2026-03-16" },
	{ LANGUAGE_NB, "Forrige mandag, siden torsdag.", "" },
	{ LANGUAGE_UNKNOWN, "", "" },
	{ LANGUAGE_UNKNOWN, "0/0 99.99. 2026-13-45 999999999999", "" },
};

static void
check(const struct date_case *c, int zone)
{
	struct arena *arena = arena_new();
	struct message mail = { .zone_minutes = zone };
	GString *found = g_string_new(NULL);
	time_t now = 0, dates[4];
	struct err err;

	g_assert_true(time_parse(written, &now, &err));
	text_from_string(c->text, strlen(c->text), arena, &mail.words.body);
	text_from_string("", 0, arena, &mail.words.subject);
	mail.words.language = c->language;
	const size_t count = dates_named(&mail, now, dates, 4);
	for (size_t i = 0; i < count; i++)
		g_string_append_printf(found, "%s%.10s", i > 0 ? " " : "",
		    time_format(arena, dates[i] + zone * MINUTE));
	if (strcmp(found->str, c->dates) != 0)
		g_error("\"%s\": %s, not %s", c->text, found->str, c->dates);
	(void)g_string_free(found, TRUE);
	arena_free(&arena);
}

static void
test_dates(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		check(&cases[i], 0);
		check(&cases[i], 120);
	}
}

static void
test_the_day_is_the_writers(void)
{
	static const struct date_case late = { LANGUAGE_EN,
		"I will call you tomorrow.", "2026-03-12" };

	check(&late, 15 * 60);	/* there it is the 11th already */
}

static void
test_no_more_than_asked_for(void)
{
	struct arena *arena = arena_new();
	struct message mail = { .zone_minutes = 0 };
	time_t dates[2];
	const char *text = "Monday, Tuesday, Wednesday, Thursday, Friday";

	text_from_string(text, strlen(text), arena, &mail.words.body);
	text_from_string(text, strlen(text), arena, &mail.words.subject);
	g_assert_cmpuint(
	    dates_named(&mail, 1772618520, dates, 2), ==, 2);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/dates/as people write them", test_dates);
	g_test_add_func("/dates/the day is the writer's",
	    test_the_day_is_the_writers);
	g_test_add_func("/dates/no more than asked for",
	    test_no_more_than_asked_for);
	return g_test_run();
}
