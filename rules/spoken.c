/*
 * spoken - durations and dates as people say them
 *
 * Tables rather than a locale: the four languages must be there on every
 * host, whatever locales it has.
 */
#include "rules/spoken.h"

#include <glib.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/timespan.h"

enum { MONTH = 2629746 };	/* a twelfth of a year of the calendar */

struct unit_words {
	const char *one, *many, *dative;	/* dative: of many */
};

/* clang-format off */
static const struct {
	int64_t seconds, below;	/* used for durations below this */
	struct unit_words words[LANGUAGE_COUNT];
} units[] = {
	{ MINUTE, 2 * HOUR, {
	  [LANGUAGE_EN] = { "minute", "minutes", "minutes" },
	  [LANGUAGE_SV] = { "minut", "minuter", "minuter" },
	  [LANGUAGE_DE] = { "Minute", "Minuten", "Minuten" },
	  [LANGUAGE_NB] = { "minutt", "minutter", "minutter" } } },
	{ HOUR, 2 * DAY, {
	  [LANGUAGE_EN] = { "hour", "hours", "hours" },
	  [LANGUAGE_SV] = { "timme", "timmar", "timmar" },
	  [LANGUAGE_DE] = { "Stunde", "Stunden", "Stunden" },
	  [LANGUAGE_NB] = { "time", "timer", "timer" } } },
	{ DAY, 30 * DAY, {
	  [LANGUAGE_EN] = { "day", "days", "days" },
	  [LANGUAGE_SV] = { "dag", "dagar", "dagar" },
	  [LANGUAGE_DE] = { "Tag", "Tage", "Tagen" },
	  [LANGUAGE_NB] = { "dag", "dager", "dager" } } },
	{ WEEK, 91 * DAY, {
	  [LANGUAGE_EN] = { "week", "weeks", "weeks" },
	  [LANGUAGE_SV] = { "vecka", "veckor", "veckor" },
	  [LANGUAGE_DE] = { "Woche", "Wochen", "Wochen" },
	  [LANGUAGE_NB] = { "uke", "uker", "uker" } } },
	{ MONTH, 2 * (int64_t)YEAR, {
	  [LANGUAGE_EN] = { "month", "months", "months" },
	  [LANGUAGE_SV] = { "månad", "månader", "månader" },
	  [LANGUAGE_DE] = { "Monat", "Monate", "Monaten" },
	  [LANGUAGE_NB] = { "måned", "måneder", "måneder" } } },
	{ YEAR, INT64_MAX, {
	  [LANGUAGE_EN] = { "year", "years", "years" },
	  [LANGUAGE_SV] = { "år", "år", "år" },
	  [LANGUAGE_DE] = { "Jahr", "Jahre", "Jahren" },
	  [LANGUAGE_NB] = { "år", "år", "år" } } },
};

static const struct date_words {
	const char *days[7];	/* Monday first */
	const char *months[12];
	const char *some_time, *later, *some;
} date_words[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] = {
	  { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	    "Saturday", "Sunday" },
	  { "January", "February", "March", "April", "May", "June", "July",
	    "August", "September", "October", "November", "December" },
	  "some time", "later", "some" },
	[LANGUAGE_SV] = {
	  { "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag",
	    "söndag" },
	  { "januari", "februari", "mars", "april", "maj", "juni", "juli",
	    "augusti", "september", "oktober", "november", "december" },
	  "en tid", "senare", "några" },
	[LANGUAGE_DE] = {
	  { "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag",
	    "Samstag", "Sonntag" },
	  { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
	    "August", "September", "Oktober", "November", "Dezember" },
	  "einige Zeit", "später", "einige" },
	[LANGUAGE_NB] = {
	  { "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag",
	    "søndag" },
	  { "januar", "februar", "mars", "april", "mai", "juni", "juli",
	    "august", "september", "oktober", "november", "desember" },
	  "en tid", "senere", "noen" },
};
/* clang-format on */

static enum language
spoken_language(enum language language)
{
	return language >= LANGUAGE_EN && language <= LANGUAGE_NB ? language
								  : LANGUAGE_EN;
}

const char *
spoken_duration(int64_t seconds, enum language language, bool is_dative,
    struct arena *arena)
{
	size_t i = 0;

	while (seconds >= units[i].below && i + 1 < ARRAY_SIZE(units))
		i++;
	const struct unit_words *words =
	    &units[i].words[spoken_language(language)];
	const int64_t count = MAX(seconds / units[i].seconds, 1);
	return arena_printf(arena, "%lld %s", (long long)count,
	    count == 1	      ? words->one
		: is_dative ? words->dative
			    : words->many);
}

const char *
spoken_date(time_t when, int zone_minutes, enum language language,
    struct arena *arena)
{
	const struct date_words *words =
	    &date_words[spoken_language(language)];
	GDateTime *date = g_date_time_new_from_unix_utc(
	    (gint64)when + (gint64)zone_minutes * MINUTE);

	if (date == NULL)	/* beyond the year 9999 */
		return words->later;
	const char *day = words->days[g_date_time_get_day_of_week(date) - 1];
	const char *month = words->months[g_date_time_get_month(date) - 1];
	const int number = g_date_time_get_day_of_month(date);
	g_date_time_unref(date);
	if (language == LANGUAGE_DE)
		return arena_printf(arena, "%s, %d. %s", day, number, month);
	return language == LANGUAGE_NB
	    ? arena_printf(arena, "%s %d. %s", day, number, month)
	    : arena_printf(arena, "%s %d %s", day, number, month);
}

const char *
spoken_some_time(enum language language)
{
	return date_words[spoken_language(language)].some_time;
}

const char *
spoken_later(enum language language)
{
	return date_words[spoken_language(language)].later;
}

const char *
spoken_some(enum language language)
{
	return date_words[spoken_language(language)].some;
}
