/*
 * dates - dates that a mail names: "back on 12 March", "am Mittwoch"
 */
#ifndef TAKT_PEOPLE_DATES_H
#define TAKT_PEOPLE_DATES_H

#include <stddef.h>
#include <time.h>

#include "message/message.h"

/*
 * The beginnings (in the mail's zone) of up to limit days named in the own
 * words that lie at most a year after now; nothing else. Returns how many.
 */
size_t dates_named(const struct message *mail, time_t now, time_t *dates,
    size_t limit);

#endif
