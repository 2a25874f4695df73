/*
 * timespan - points in time and durations as people write them
 *
 * Durations are whole seconds, written "90s", "30min", "12h", "7d", "8w",
 * "3y" (365 days), one number and one unit. Points in time are Unix time.
 */
#ifndef TAKT_BASE_TIMESPAN_H
#define TAKT_BASE_TIMESPAN_H

#include <stdint.h>
#include <time.h>

#include "base/err.h"

struct arena;

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WEEK = 604800,
	YEAR = 31536000 };

/* Reads the whole of text. ERR_INPUT quotes it and names the units. */
bool duration_parse(const char *text, int64_t *seconds_out, struct err *err)
    MUST_CHECK;
/* The shortest exact form: 604800 is "1w", 90 is "90s". */
const char *duration_format(struct arena *arena, int64_t seconds) MUST_CHECK;

/* "2026-03-04T10:02:00Z", also without seconds or Z, or "@1772618520". */
bool time_parse(const char *text, time_t *time_out, struct err *err)
    MUST_CHECK;
/* ISO 8601 in UTC with seconds and Z. */
const char *time_format(struct arena *arena, time_t when) MUST_CHECK;

#endif
