/*
 * hold - held messages: their record, their states, the legal moves
 *
 * pending -> held -> released | returned | deleted | vanished. The record is
 * written (with full sync) before the MTA is asked to hold; the queue listing
 * confirms it. The identity is our own id, never the queue id alone. The
 * record keeps addresses in clear only while held, evidence as offsets, and
 * no text.
 */
#ifndef TAKT_HOLD_HOLD_H
#define TAKT_HOLD_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "rules/verdict.h"

struct arena;
struct store;

enum hold_state { HOLD_PENDING, HOLD_HELD, HOLD_RELEASED, HOLD_RETURNED,
	HOLD_DELETED, HOLD_VANISHED, HOLD_STATE_COUNT };

struct held {
	const char *id;		/* ours: 12 letters and digits, also the
				   X-Takt-Id */
	const char *queue_id;
	const char *host;	/* which MTA host has the file */
	const char *message_id;
	enum hold_state state;
	time_t held_at, changed_at;
	time_t missed_at;	/* of the first listing in a row that did not
				   show it; 0: it was there */
	struct verdict verdict;	/* evidence has no text: offsets only */
	const char *sender;	/* "" once no longer held, as message_id */
};

/* A fresh id: 60 random bits in lower-case base32. */
const char *hold_new_id(struct arena *arena) MUST_CHECK;

/* Writes the record as HOLD_PENDING with full sync. */
bool hold_record(struct store *store, const struct held *held,
    struct err *err) MUST_CHECK;
/* Refuses illegal moves (ERR_INPUT names both states). */
bool hold_move(struct store *store, const char *id, enum hold_state to,
    time_t now, struct err *err) MUST_CHECK;
/* Replaces the verdict of a message that stays held: its time moved. */
bool hold_rejudge(struct store *store, const char *id,
    const struct verdict *verdict, time_t now, struct err *err) MUST_CHECK;
/* Sets missed_at (0: the queue shows it again). */
bool hold_note_missed(struct store *store, const char *id, time_t missed_at,
    time_t now, struct err *err) MUST_CHECK;
/* held_out->id is NULL where there is no such record. An unambiguous
   beginning of an id or a queue id does, too. */
bool hold_find(struct store *store, const char *id, struct arena *arena,
    struct held *held_out, struct err *err) MUST_CHECK;
/* Those pending or held, oldest first. */
bool hold_list(struct store *store, struct arena *arena,
    struct held **held_out, size_t *count_out, struct err *err) MUST_CHECK;

const char *hold_state_name(enum hold_state state);
/* Released, returned, deleted or vanished. */
bool hold_is_over(enum hold_state state);

#endif
