/*
 * learn - what one mail changes in the record of a pair
 *
 * Pure: runs inside the store's transaction, perhaps twice. Each returns
 * whether the record changed.
 */
#ifndef TAKT_PEOPLE_LEARN_H
#define TAKT_PEOPLE_LEARN_H

#include "people/people.h"
#include "people/print.h"
#include "people/record.h"

struct lesson {
	const struct print *print;
	uint32_t marks;
	time_t now;
};

bool learn_sent(struct record *record, const struct lesson *lesson,
    enum sent_state state, const struct people_settings *settings);

/* Would it count as an answer without further proof? */
bool learn_is_reference(const struct record *record,
    const struct print *print);

/* Mail that counts. provisional_until: for contacts not known yet. */
bool learn_received(struct record *record, const struct lesson *lesson,
    time_t provisional_until);

/* Invitations and cancellations; held_with: 0, or the id of a held mail. */
bool learn_meeting(struct record *record, const struct print *print,
    uint64_t held_with);

/* Others who were on a mail with the contact. */
bool learn_people(struct record *record, const struct name_list *people);

/* Dates the contact named. */
bool learn_dates(struct record *record, const time_t *dates, size_t count,
    time_t now);

#endif
