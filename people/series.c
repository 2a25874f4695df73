/*
 * series - the subject of a recurring mail without what changes in it
 */
#include "people/series.h"

#include <ctype.h>
#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"

/* clang-format off */
static const char *const changing[] = {
	/* months */
	"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december",
	"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
	"nov", "dec",
	"januari", "februari", "mars", "maj", "juni", "juli", "augusti",
	"oktober", "okt",
	"januar", "februar", "märz", "mai", "dezember", "dez", "jänner",
	"desember", "des",
	/* weekdays */
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag",
	"mandag", "tirsdag", "lørdag", "søndag",
	"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
	"sonnabend", "sonntag",
	/* what numbers are numbers of */
	"week", "weeks", "wk", "vecka", "v", "woche", "kw", "uke", "uge",
	"quarter", "q", "kvartal", "quartal", "half",
	"year", "år", "jahr", "no", "nr", "st", "nd", "rd", "th",
};
/* clang-format on */

static bool
is_changing(const char *word, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(changing); i++)
		if (strlen(changing[i]) == length &&
		    memcmp(changing[i], word, length) == 0)
			return true;
	return false;
}

static bool
is_letter(char c)
{
	return (unsigned char)c >= 0x80 || isalpha((unsigned char)c);
}

const char *
series_of(const char *subject_key, struct arena *arena)
{
	GString *series = g_string_new(NULL);

	for (const char *at = subject_key; *at != '\0';) {
		if (!is_letter(*at)) {
			at++;
			continue;
		}
		const char *start = at;
		while (is_letter(*at))
			at++;
		const size_t length = (size_t)(at - start);
		if (is_changing(start, length))
			continue;
		g_string_append_len(series, start, (gssize)length);
		g_string_append_c(series, ' ');
	}
	const char *result = arena_strndup(arena, series->str, series->len);
	(void)g_string_free(series, TRUE);
	return result;
}
