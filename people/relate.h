/*
 * relate - from a record and a mail to the facts about both
 *
 * Pure: the record is a copy from which the mail itself has been taken out.
 */
#ifndef TAKT_PEOPLE_RELATE_H
#define TAKT_PEOPLE_RELATE_H

#include "people/people.h"
#include "people/print.h"
#include "people/record.h"

/* All but silence_counts, which is the sender's, not the pair's. */
void relate(const struct record *record, const struct print *print,
    const struct people_settings *settings, time_t now,
    struct relations *out);

#endif
