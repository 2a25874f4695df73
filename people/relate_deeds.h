/*
 * relate_deeds - favours, thanks, invitations, meetings, third persons
 */
#ifndef TAKT_PEOPLE_RELATE_DEEDS_H
#define TAKT_PEOPLE_RELATE_DEEDS_H

#include "people/matter.h"
#include "people/people.h"

void relate_favours(const struct record *record,
    const struct people_settings *settings, const struct matter *matter,
    time_t now, struct relations *out);
void relate_meetings(const struct record *record, time_t now,
    struct relations *out);
/* Somebody named is on this mail, or was on one with the contact. */
bool is_third_known(const struct record *record, const struct print *print);

#endif
