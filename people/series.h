/*
 * series - the subject of a recurring mail without what changes in it
 *
 * "Weekly report 12 May" and "Weekly report 19 May" are one series: digits,
 * months, weekdays and words like "week" are taken out, in four languages.
 */
#ifndef TAKT_PEOPLE_SERIES_H
#define TAKT_PEOPLE_SERIES_H

struct arena;

/* Of a folded subject; "" if nothing is left that could be compared. */
const char *series_of(const char *subject_key, struct arena *arena);

#endif
