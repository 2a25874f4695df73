/*
 * people - who they are to each other: what mail teaches, and what it tells
 *
 * A pair is (local sender, outside contact). Addresses, Message-IDs and
 * subjects are stored as keyed hashes only, texts as fingerprints. Which
 * phrases a mail used is not known here: marks (rules/mark.h) come in as
 * bits. No clock: time is passed in.
 */
#ifndef TAKT_PEOPLE_PEOPLE_H
#define TAKT_PEOPLE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "message/message.h"
#include "people/relations.h"
#include "store/store.h"

struct arena;
struct people;

enum silence_policy {
	SILENCE_AUTO,	/* silence counts for senders who were seen to
			   receive mail from outside through us */
	SILENCE_TRUST,	/* the inbound side is connected: it counts */
};

struct people_settings {
	enum silence_policy silence;
	int64_t dormant_after;		/* 365 days */
	unsigned new_below;		/* exchanges: 3 */
	int64_t correction_within;	/* 30 minutes */
	int64_t favours_within;		/* 90 days */
	int64_t provisional_for;	/* 30 days: how long somebody who wrote
					   first is known without our answer */
	unsigned provisional_cap;	/* 200 such contacts for each sender in
					   that time: spam fills no store */
	bool colleagues_answer;		/* yes: somebody of the same domain, with
					   the contact on copy, answers for
					   them */
};

extern const struct people_settings people_settings_default;

/*
 * The store is borrowed. key: 32 bytes; its fingerprint is kept in the store
 * and a different key is refused (ERR_CONFIG).
 */
struct people *people_new(struct store *store, const uint8_t key[32],
    const struct people_settings *settings, struct err *err) MUST_CHECK;
void people_free(struct people **people);	/* NULL is fine */

/*
 * After a change of key: records made with the former one are found, too, and
 * rewritten when they are seen. ERR_CONFIG if it is not the store's former
 * key.
 */
bool people_accept_former_key(struct people *people, const uint8_t key[32],
    struct err *err) MUST_CHECK;

/*
 * Makes present the store's key and former the one before; former is the one
 * it has now. Nothing else is written. While records of a key before that
 * one may be needed (three years) it is refused. Doing it twice is fine.
 */
bool people_change_key(struct store *store, const uint8_t former[32],
    const uint8_t present[32], time_t now, struct err *err) MUST_CHECK;

/* sender and contact are addresses as in the envelope; they are folded
   (domain, plus-address) here. */
struct pair_name {
	const char *sender, *contact;
};

/* One read. mail is the message being judged or learnt: it is matched
   against the record and never counts itself. */
bool people_relations(struct people *people, const struct pair_name *pair,
    const struct message *mail, time_t now, struct arena *arena,
    struct relations *relations_out, struct err *err) MUST_CHECK;

enum sent_state {
	SENT_ACCEPTED,	/* went out: counts as sent */
	SENT_HELD,	/* counts as an attempt until settled */
};

/* The same Message-ID is learnt once (retry, requeue, several copies). */
bool people_learn_sent(struct people *people, const struct pair_name *pair,
    const struct message *mail, uint32_t marks, enum sent_state state,
    time_t now, struct err *err) MUST_CHECK;

/*
 * Inbound mail to a local recipient (pair->sender) from outside
 * (pair->contact). is_proven: a trusted Authentication-Results passes, or the
 * archive is trusted. Counts as an answer if proven, or if it references a
 * Message-ID on record for the pair; otherwise it makes at most a
 * provisional pair. Automatic mail teaches only that inbound mail is seen
 * (and dates it names).
 */
bool people_learn_received(struct people *people,
    const struct pair_name *pair, const struct message *mail, uint32_t marks,
    bool is_proven, time_t now, struct err *err) MUST_CHECK;

enum settlement {
	SETTLE_SENT,		/* a held attempt was released */
	SETTLE_WITHDRAWN,	/* it was returned or deleted */
	SETTLE_BOUNCED,		/* held or sent: it never arrived */
};

/* Settling twice, or what is not on record, changes nothing and is no
   error. message_id NULL neither. */
bool people_settle(struct people *people, const struct pair_name *pair,
    const char *message_id, enum settlement settlement, time_t now,
    struct err *err) MUST_CHECK;

/* Makes contact known to sender (address book). */
bool people_learn_contact(struct people *people,
    const struct pair_name *pair, time_t now, struct err *err) MUST_CHECK;

/* Deletes the pair's record. */
bool people_forget(struct people *people, const struct pair_name *pair,
    struct err *err) MUST_CHECK;

/* Deletes what is too old: records whose time has come, and now and then the
   details of those that stay. Cheap enough to be called every hour. */
bool people_expire(struct people *people, time_t now, struct err *err)
    MUST_CHECK;

/* Takes plus-address and case out: the form that is hashed. */
const char *people_fold_address(const char *address, struct arena *arena)
    MUST_CHECK;

/* The key of the pair's record in STORE_PAIR: for tests and benchmarks. */
struct bytes people_pair_key(const struct people *people,
    const struct pair_name *pair, struct arena *arena);

#endif
