/*
 * timespan - points in time and durations as people write them
 */
#include "base/timespan.h"

#include <glib.h>

#include "base/arena.h"

/* Largest first, so that formatting finds the shortest form. */
static const struct {
	const char *name;
	int64_t seconds;
} units[] = {
	{ "y", YEAR },
	{ "w", WEEK },
	{ "d", DAY },
	{ "h", HOUR },
	{ "min", MINUTE },
	{ "s", 1 },
};

bool
duration_parse(const char *text, int64_t *seconds_out, struct err *err)
{
	char *end = NULL;
	const guint64 number = g_ascii_strtoull(text, &end, 10);

	for (size_t i = 0; end != text && i < ARRAY_SIZE(units); i++) {
		if (strcmp(end, units[i].name) != 0)
			continue;
		if (number > (guint64)(INT32_MAX / units[i].seconds) * 60)
			break;
		*seconds_out = (int64_t)number * units[i].seconds;
		return true;
	}
	return err_set(err, ERR_INPUT,
	    "\"%s\" is not a duration: write a number and one of s, min, h, "
	    "d, w, y, as in \"7d\"",
	    text);
}

const char *
duration_format(struct arena *arena, int64_t seconds)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (seconds != 0 && seconds % units[i].seconds == 0)
			return arena_printf(arena, "%lld%s",
			    (long long)(seconds / units[i].seconds),
			    units[i].name);
	return "0s";
}

bool
time_parse(const char *text, time_t *time_out, struct err *err)
{
	if (text[0] == '@') {
		char *end = NULL;
		const gint64 seconds = g_ascii_strtoll(text + 1, &end, 10);
		if (end != text + 1 && *end == '\0') {
			*time_out = (time_t)seconds;
			return true;
		}
	}
	GTimeZone *utc = g_time_zone_new_utc();
	GDateTime *parsed = g_date_time_new_from_iso8601(text, utc);
	const size_t minutes = strlen("2026-03-04T10:02");
	if (parsed == NULL && strlen(text) >= minutes) {
		/* GLib insists on seconds */
		char *full = g_strdup_printf("%.*s:00%s", (int)minutes, text,
		    text[minutes] != '\0' ? text + minutes : "Z");
		parsed = g_date_time_new_from_iso8601(full, utc);
		g_free(full);
	}
	g_time_zone_unref(utc);
	if (parsed == NULL)
		return err_set(err, ERR_INPUT,
		    "\"%s\" is not a time: write it as 2026-03-04T10:02Z",
		    text);
	*time_out = (time_t)g_date_time_to_unix(parsed);
	g_date_time_unref(parsed);
	return true;
}

const char *
time_format(struct arena *arena, time_t when)
{
	struct tm parts;
	char text[40];

	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		return "?";
	return arena_strdup(arena, text);
}
