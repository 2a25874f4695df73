/*
 * clock - what time it is, or what a test says it is
 */
#ifndef TAKT_MILTER_CLOCK_H
#define TAKT_MILTER_CLOCK_H

#include <time.h>

/* file: NULL for the real time, else a file that holds a time as time_parse()
   reads it. Where it cannot be read, an error is logged and the real time
   is returned. */
time_t clock_now(const char *file);

#endif
