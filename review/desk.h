/*
 * desk - held mail as a reviewer and the sweep handle it
 *
 * Puts our records and the MTA's queue side by side, and does what is asked
 * only after making sure that the queue file still is the recorded mail:
 * queue ids are used again. Knows nothing of options and printing.
 */
#ifndef TAKT_REVIEW_DESK_H
#define TAKT_REVIEW_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "hold/hold.h"
#include "hold/queue.h"
#include "message/message.h"
#include "review/app.h"
#include "review/giveback.h"

struct arena;

struct desk_item {
	struct held held;	/* id NULL: in the queue, but not by us */
	const struct queue_entry *entry;	/* NULL: not in the queue */
};

struct desk {
	struct app *app;	/* borrowed; its store is open */
	const struct queue_driver *driver;
	const char *host;
	bool has_listing;	/* the queue could be listed */
	struct desk_item *items;	/* oldest first */
	size_t count;
};

/* A listing that fails is no error here: see has_listing, and *why. */
bool desk_open(struct desk *desk, struct app *app, struct err *why,
    struct err *err) MUST_CHECK;

/* By our id, its beginning or a queue id. NULL and ERR_INPUT otherwise. */
const struct desk_item *desk_find(const struct desk *desk, const char *id,
    struct err *err) MUST_CHECK;

/* The message in the queue, if it is the recorded one. */
bool desk_read(const struct desk *desk, const struct desk_item *item,
    struct arena *arena, struct message *message_out, struct err *err)
    MUST_CHECK;

/* Each of these acts on the queue first, then on record and history. */
bool desk_release(const struct desk *desk, const struct desk_item *item,
    time_t now, struct err *err) MUST_CHECK;
bool desk_delete(const struct desk *desk, const struct desk_item *item,
    time_t now, struct err *err) MUST_CHECK;

/* Sends it back to its sender with the advice, then deletes it. Killed in
   between it is returned twice, never lost. */
bool desk_return(const struct desk *desk, const struct desk_item *item,
    enum giveback_reason reason, time_t now, struct err *err) MUST_CHECK;

/* The record alone: what happened to the mail is known already. */
bool desk_close(const struct desk *desk, const struct desk_item *item,
    enum hold_state state, time_t now, struct err *err) MUST_CHECK;

#endif
