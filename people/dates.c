/*
 * dates - dates that a mail names: "back on 12 March", "am Mittwoch"
 *
 * Reads words and numbers of the normalised text, in four languages at once:
 * names of months and days differ enough. Only days to come are taken, and
 * of a day without a year the next one; "last Monday" and "since Monday" are
 * none. A wrong guess only makes a rule of timing milder.
 */
#include "people/dates.h"

#include <glib.h>

#include "base/timespan.h"
#include "people/fingerprint.h"

enum {
	EPOCH = 719163,		/* 1970-01-01 in days of GDate */
	AHEAD_MAX = 365,	/* days; with a year */
	GUESS_MAX = 270,	/* a date without a year further ahead was
				   meant to be past */
	WORDS_MAX = 4000,
	NO_NUMBER = -1,
};

struct word {
	const char *text;
	size_t length;
	int number;		/* NO_NUMBER: not one */
	char after;		/* what follows immediately */
};

struct reading {
	const struct text *text;
	struct word *words;
	unsigned count;
	enum language language;
	int zone;
	int today;		/* days since 1970, in the mail's zone */
	time_t *dates;
	size_t found, limit;
};

struct name {
	const char *text;
	int value;
};

/* clang-format off */
static const struct name months[] = {
	{ "january", 1 }, { "januari", 1 }, { "januar", 1 }, { "jänner", 1 },
	{ "february", 2 }, { "februari", 2 }, { "februar", 2 },
	{ "march", 3 }, { "mars", 3 }, { "märz", 3 },
	{ "april", 4 }, { "may", 5 }, { "maj", 5 }, { "mai", 5 },
	{ "june", 6 }, { "juni", 6 }, { "july", 7 }, { "juli", 7 },
	{ "august", 8 }, { "augusti", 8 }, { "september", 9 },
	{ "october", 10 }, { "oktober", 10 }, { "november", 11 },
	{ "december", 12 }, { "desember", 12 }, { "dezember", 12 },
	{ "jan", 1 }, { "feb", 2 }, { "mar", 3 }, { "apr", 4 }, { "jun", 6 },
	{ "jul", 7 }, { "aug", 8 }, { "sep", 9 }, { "sept", 9 },
	{ "oct", 10 }, { "okt", 10 }, { "nov", 11 }, { "dec", 12 },
	{ "dez", 12 }, { "des", 12 },
	{ NULL, 0 }
};

/* 1 is Monday. Words may go on: "onsdagen", "mittwochmittag". */
static const struct name weekdays[] = {
	{ "monday", 1 }, { "måndag", 1 }, { "mandag", 1 }, { "montag", 1 },
	{ "tuesday", 2 }, { "tisdag", 2 }, { "tirsdag", 2 },
	{ "dienstag", 2 },
	{ "wednesday", 3 }, { "onsdag", 3 }, { "mittwoch", 3 },
	{ "thursday", 4 }, { "torsdag", 4 }, { "donnerstag", 4 },
	{ "friday", 5 }, { "fredag", 5 }, { "freitag", 5 },
	{ "saturday", 6 }, { "lördag", 6 }, { "lørdag", 6 },
	{ "samstag", 6 }, { "sonnabend", 6 },
	{ "sunday", 7 }, { "söndag", 7 }, { "søndag", 7 }, { "sonntag", 7 },
	{ NULL, 0 }
};

static const struct name numbers[] = {
	{ "a", 1 }, { "one", 1 }, { "two", 2 }, { "three", 3 }, { "four", 4 },
	{ "five", 5 }, { "six", 6 },
	{ "en", 1 }, { "ett", 1 }, { "två", 2 }, { "tre", 3 }, { "fyra", 4 },
	{ "fem", 5 }, { "sex", 6 },
	{ "ei", 1 }, { "et", 1 }, { "to", 2 }, { "fire", 4 }, { "seks", 6 },
	{ "einer", 1 }, { "einem", 1 }, { "zwei", 2 }, { "drei", 3 },
	{ "vier", 4 }, { "fünf", 5 }, { "sechs", 6 },
	{ NULL, 0 }
};

static const struct name units[] = {
	{ "day", 1 }, { "days", 1 }, { "dag", 1 }, { "dagar", 1 },
	{ "dager", 1 }, { "dage", 1 }, { "tag", 1 }, { "tage", 1 },
	{ "tagen", 1 },
	{ "week", 7 }, { "weeks", 7 }, { "vecka", 7 }, { "veckor", 7 },
	{ "uke", 7 }, { "uker", 7 }, { "uge", 7 }, { "uger", 7 },
	{ "woche", 7 }, { "wochen", 7 },
	{ "month", 30 }, { "months", 30 }, { "månad", 30 },
	{ "månader", 30 }, { "måned", 30 }, { "måneder", 30 },
	{ "monat", 30 }, { "monate", 30 }, { "monaten", 30 },
	{ NULL, 0 }
};

/* "in two weeks" */
static const struct name before_spans[] = {
	{ "in", 1 }, { "within", 1 }, { "om", 1 }, { "inom", 1 },
	{ "innen", 1 }, { "binnen", 1 }, { NULL, 0 }
};

/* The word before says that the day is past, or not a day at all. */
static const struct name past[] = {
	{ "last", 1 }, { "past", 1 }, { "since", 1 }, { "previous", 1 },
	{ "sist", 1 }, { "sista", 1 }, { "siste", 1 }, { "förra", 1 },
	{ "förre", 1 }, { "sedan", 1 }, { "forrige", 1 }, { "siden", 1 },
	{ "letzten", 1 }, { "letzte", 1 }, { "letzter", 1 },
	{ "letztem", 1 }, { "vorigen", 1 }, { "vergangenen", 1 },
	{ "seit", 1 }, { NULL, 0 }
};

/* "Guten Morgen", "heute Morgen" */
static const struct name mornings[] = {
	{ "guten", 1 }, { "gute", 1 }, { "heute", 1 }, { "am", 1 },
	{ "jeden", 1 }, { "diesen", 1 }, { "schönen", 1 }, { "god", 1 },
	{ "gestern", 1 }, { "den", 1 }, { "der", 1 }, { NULL, 0 }
};

static const struct name next[] = {
	{ "next", 1 }, { "nästa", 1 }, { "neste", 1 }, { "nächste", 1 },
	{ "nächster", 1 }, { "kommende", 1 }, { "kommender", 1 },
	{ "kommande", 1 }, { NULL, 0 }
};
/* clang-format on */

/* 0: not among them. */
static int
look_up(const struct name *names, const struct word *word)
{
	for (; names->text != NULL; names++)
		if (strlen(names->text) == word->length &&
		    memcmp(names->text, word->text, word->length) == 0)
			return names->value;
	return 0;
}

static int
look_up_beginning(const struct name *names, const struct word *word)
{
	for (; names->text != NULL; names++) {
		const size_t length = strlen(names->text);
		if (length <= word->length &&
		    memcmp(names->text, word->text, length) == 0)
			return names->value;
	}
	return 0;
}

static bool
is_word(const struct word *word, const char *text)
{
	return strlen(text) == word->length &&
	    memcmp(text, word->text, word->length) == 0;
}

/* "12th" and "3e" are numbers, too. */
static int
number_of(const char *text, size_t length)
{
	int number = 0;
	size_t i = 0;

	while (i < length && i < 4 && g_ascii_isdigit(text[i]))
		number = number * 10 + (text[i++] - '0');
	if (i == 0 || length - i > 2 ||
	    (i < length && g_ascii_isdigit(text[i])))
		return NO_NUMBER;
	return number;
}

static void
add_word(void *context, size_t begin, size_t end)
{
	struct reading *r = context;
	const char *text = r->text->normal + begin;

	if (r->count == WORDS_MAX)
		return;
	r->words[r->count++] = (struct word){
		.text = text,
		.length = end - begin,
		.number = number_of(text, end - begin),
		.after = end < r->text->normal_length ? r->text->normal[end]
						      : '\0',
	};
}

static void
add_day(struct reading *r, int day)
{
	const time_t date = (time_t)day * DAY - (time_t)r->zone * MINUTE;

	for (size_t i = 0; i < r->found; i++)
		if (r->dates[i] == date)
			return;
	if (r->found < r->limit && day >= r->today)
		r->dates[r->found++] = date;
}

/* year 0: the next one. */
static bool
add_date(struct reading *r, int year, int month, int day)
{
	GDate today, date;

	g_date_clear(&today, 1);
	g_date_set_julian(&today, (guint32)(r->today + EPOCH));
	for (int later = 0; later <= (year == 0); later++) {
		const int y = year != 0 ? year
					: g_date_get_year(&today) + later;
		if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
			(GDateYear)y))
			continue;
		g_date_clear(&date, 1);
		g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month,
		    (GDateYear)y);
		const int ahead = g_date_days_between(&today, &date);
		if (ahead < 0)
			continue;
		if (ahead <= (year != 0 ? AHEAD_MAX : GUESS_MAX))
			add_day(r, r->today + ahead);
		return true;
	}
	return year != 0;
}

static bool
is_day(int number)
{
	return number >= 1 && number <= 31;
}

static int
year_at(const struct reading *r, unsigned i)
{
	if (i < r->count && r->words[i].number >= 2000 &&
	    r->words[i].number < 2100)
		return r->words[i].number;
	return 0;
}

/* "12 March", "12th of March", "den 12. März 2026", "March 12, 2026" */
static bool
read_month(struct reading *r, unsigned i)
{
	const int month = look_up(months, &r->words[i]);
	unsigned before = i;

	if (month == 0)
		return false;
	if (before > 0 && is_word(&r->words[before - 1], "of"))
		before--;
	if (before > 0 && is_day(r->words[before - 1].number))
		return add_date(r, year_at(r, i + 1), month,
		    r->words[before - 1].number);
	if (i + 1 < r->count && is_day(r->words[i + 1].number))
		return add_date(r, year_at(r, i + 2), month,
		    r->words[i + 1].number);
	return false;
}

/* "12.3." and "12.03.2026" where such dates are written */
static bool
read_dotted(struct reading *r, unsigned i)
{
	const struct word *w = &r->words[i];

	if (i + 1 >= r->count || w[0].after != '.' || w[1].after != '.' ||
	    !is_day(w[0].number) || w[1].number < 1 || w[1].number > 12)
		return false;
	const bool touches = w[1].text == w[0].text + w[0].length + 1;
	return (touches || r->language == LANGUAGE_DE) &&
	    add_date(r, year_at(r, i + 2), w[1].number, w[0].number);
}

/* "2026-03-12", and "12/3" outside English */
static bool
read_joined(struct reading *r, unsigned i)
{
	const struct word *w = &r->words[i];

	if (i + 2 < r->count && year_at(r, i) != 0 && w[0].after == '-' &&
	    w[1].after == '-' && is_day(w[2].number))
		return add_date(r, w[0].number, w[1].number, w[2].number);
	if (i + 1 >= r->count || w[0].after != '/' ||
	    r->language == LANGUAGE_EN || !is_day(w[0].number) ||
	    w[1].number < 1 || w[1].number > 12)
		return false;
	return add_date(r, 0, w[1].number, w[0].number);
}

static bool
read_weekday(struct reading *r, unsigned i)
{
	const int day = look_up_beginning(weekdays, &r->words[i]);
	const int today = (r->today + 3) % 7 + 1;	/* a Thursday is 0 */

	if (day == 0 || (i > 0 && look_up(past, &r->words[i - 1]) != 0))
		return false;
	/* "i måndags" was last Monday */
	if (i > 0 && is_word(&r->words[i - 1], "i") &&
	    r->words[i].text[r->words[i].length - 1] == 's')
		return false;
	add_day(r, r->today + (day - today + 6) % 7 + 1);
	return true;
}

static bool
read_relative(struct reading *r, unsigned i)
{
	const struct word *w = &r->words[i];
	const bool has_i = i > 0 && is_word(&w[-1], "i");

	if (is_word(w, "übermorgen") || is_word(w, "övermorgon") ||
	    (is_word(w, "overmorgen") && has_i) ||
	    (is_word(w, "tomorrow") && i > 0 && is_word(&w[-1], "after")))
		add_day(r, r->today + 2);
	else if (is_word(w, "tomorrow") || is_word(w, "imorgon") ||
	    (is_word(w, "morgon") && has_i) ||
	    (is_word(w, "morgen") &&
		(has_i ||
		    (r->language == LANGUAGE_DE &&
			(i == 0 || look_up(mornings, &w[-1]) == 0)))))
		add_day(r, r->today + 1);
	else
		return false;
	return true;
}

/* "next week" begins on Monday; "in two weeks" is days from now. */
static bool
read_span(struct reading *r, unsigned i)
{
	const struct word *w = &r->words[i];
	const int unit = look_up(units, w);
	const int today = (r->today + 3) % 7 + 1;

	if (unit == 0 || i == 0)
		return false;
	if (unit == 7 && look_up(next, &w[-1]) != 0) {
		add_day(r, r->today + 8 - today);
		return true;
	}
	const int number = w[-1].number != NO_NUMBER
	    ? w[-1].number
	    : look_up(numbers, &w[-1]);
	if (i < 2 || number < 1 || number > 60 ||
	    look_up(before_spans, &w[-2]) == 0)
		return false;
	add_day(r, r->today + number * unit);
	return true;
}

static void
read_text(struct reading *r, const struct text *text)
{
	r->text = text;
	r->count = 0;
	words_each(text, 0, text->normal_length, add_word, r);
	for (unsigned i = 0; i < r->count && r->found < r->limit; i++)
		(void)(read_month(r, i) || read_joined(r, i) ||
		    read_dotted(r, i) || read_weekday(r, i) ||
		    read_relative(r, i) || read_span(r, i));
}

size_t
dates_named(const struct message *mail, time_t now, time_t *dates,
    size_t limit)
{
	struct reading reading = {
		.words = g_new(struct word, WORDS_MAX),
		.language = mail->words.language,
		.zone = CLAMP(mail->zone_minutes, -1440, 1440),
		.dates = dates,
		.limit = limit,
	};

	reading.today = (int)((now + (time_t)reading.zone * MINUTE) / DAY);
	read_text(&reading, &mail->words.body);
	read_text(&reading, &mail->words.subject);
	g_free(reading.words);
	return reading.found;
}
