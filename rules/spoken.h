/*
 * spoken - durations and dates as people say them
 */
#ifndef TAKT_RULES_SPOKEN_H
#define TAKT_RULES_SPOKEN_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "message/language.h"

struct arena;

/* "45 minutes", "3 Tage", "1 vecka": one unit, rounded down. A language that
   is none of the four reads English. */
const char *spoken_duration(int64_t seconds, enum language language,
    bool is_dative, struct arena *arena);
/* "Monday 9 March", "Montag, 9. März", "måndag 9 mars", "mandag 9. mars". */
const char *spoken_date(time_t when, int zone_minutes,
    enum language language, struct arena *arena);
/* Instead of a value that is not known: "some time", "later", "some". */
const char *spoken_some_time(enum language language);
const char *spoken_later(enum language language);
const char *spoken_some(enum language language);

#endif
