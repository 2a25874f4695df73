/*
 * print - what a mail leaves in, and is compared with, the record of a pair
 *
 * Made once per mail and pair, before the store is asked, so that what runs
 * inside a transaction only compares numbers.
 */
#ifndef TAKT_PEOPLE_PRINT_H
#define TAKT_PEOPLE_PRINT_H

#include "message/message.h"
#include "people/fingerprint.h"
#include "people/hash.h"

struct arena;
struct pair_name;

/* References beyond these are too old to be on record. */
enum { PRINT_REFERENCES = 24, PRINT_PEOPLE = 48, PRINT_NAMES = 256 };

struct name_list {
	uint32_t *items;
	unsigned count, limit;
};

struct print {
	bool has_id;
	struct hash message_id;	/* of a mail without one: of what it says */
	struct hash references[PRINT_REFERENCES];
	unsigned reference_count;
	bool parent_is_ours;	/* the newest reference was made where this
				   mail's own Message-ID was */
	uint64_t subject, series;	/* 0: none */
	struct fingerprint text;
	int16_t zone;
	enum language language;
	struct name_list people;	/* others in From, To and Cc */
	struct name_list named;		/* capitalised in subject and text: only
					   where a mail is judged */
	uint64_t meeting_uid;		/* 0: it carries none */
	time_t meeting_end;
	bool is_cancelled;
};

void print_make(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, struct arena *arena, struct print *out);

#endif
