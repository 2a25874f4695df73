/*
 * record - all that is remembered of one pair, and its bytes in the store
 *
 * The form in the store has a version and is checked on reading: a damaged
 * record is an error, never a crash. No text and no address, only keyed
 * hashes. Nothing here knows what the numbers mean for a rule.
 */
#ifndef TAKT_PEOPLE_RECORD_H
#define TAKT_PEOPLE_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "message/language.h"
#include "people/fingerprint.h"
#include "people/hash.h"
#include "store/store.h"

struct arena;

enum {
	RECORD_MAILS = 16,
	RECORD_FAVOURS = 8,
	RECORD_MEETINGS = 8,
	RECORD_DATES = 4,
	RECORD_SEEN = 64,
};

enum mail_state {
	MAIL_SENT,
	MAIL_HELD,	/* an attempt: did not reach the contact (yet) */
	MAIL_RECEIVED,
};

struct record_mail {
	time_t time;
	int16_t zone;		/* minutes east */
	enum mail_state state;
	bool is_correction;	/* of the mail before it */
	bool has_id;
	struct hash message_id;
	uint64_t subject;	/* 0: none */
	uint64_t series;	/* subject without numbers and dates; 0: none */
	uint32_t matter;
	uint32_t marks;
	struct fingerprint text;	/* of mails that were not received */
};

struct record_favour {
	time_t first, last;	/* asked */
	time_t answered;	/* 0: not yet */
	uint32_t matter;
	bool is_declined, is_thanked, is_offered;
};

struct record_meeting {
	uint64_t uid;
	time_t end;
	uint64_t held_with;	/* id of the held mail that carries it; 0 */
};

/* A date the contact named: writing is expected from then on. */
struct record_date {
	time_t date, named;
};

struct record {
	bool exists;		/* there was a record */
	bool is_confirmed;	/* we wrote, or it answers what we wrote */
	bool is_contact;	/* in an address book */
	time_t provisional_until;	/* known until then, if not confirmed */
	time_t first, last_sent, last_received;	/* 0: never */
	uint32_t sent, received, exchanges;	/* of the whole life */
	time_t asked_to_stop;	/* 0: not */
	time_t invited, named_time;	/* by the contact; 0: never */
	uint32_t next_matter;
	uint8_t languages[LANGUAGE_COUNT];

	struct record_favour favours[RECORD_FAVOURS];
	unsigned favour_count;
	struct record_meeting meetings[RECORD_MEETINGS];
	unsigned meeting_count;
	struct record_date dates[RECORD_DATES];
	unsigned date_count;
	uint32_t seen[RECORD_SEEN];	/* names on mails with the contact */
	unsigned seen_count;
	struct record_mail mails[RECORD_MAILS + 1];	/* oldest first; room
							   for one to come */
	unsigned mail_count;
};

/* bytes.data NULL gives a record that does not exist. ERR_TEMP if the bytes
   are damaged or of a later version. */
bool record_decode(struct bytes bytes, struct record *out, struct err *err)
    MUST_CHECK;
struct bytes record_encode(const struct record *record, struct arena *arena);

#endif
