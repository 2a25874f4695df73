/*
 * queue - the MTA's queue, through the MTA's own commands only
 *
 * A driver per MTA (hold/postfix.c). Arguments are checked against a strict
 * syntax and no shell is involved. Needs root, or whatever rights the MTA's
 * commands ask for; the error says so.
 */
#ifndef TAKT_HOLD_QUEUE_H
#define TAKT_HOLD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"

struct arena;
struct settings;

struct queue_entry {
	const char *queue_id;
	const char *sender;
	const char *const *recipients;
	size_t recipient_count;
	time_t arrived;
	size_t size;
};

struct queue_driver {
	const char *name;	/* "postfix", "sendmail" */
	/* What is on hold now. */
	bool (*list)(const struct settings *settings, struct arena *arena,
	    struct queue_entry **entries_out, size_t *count_out,
	    struct err *err);
	/* The raw message. ERR_INPUT if there is no such file. */
	bool (*read)(const struct settings *settings, const char *queue_id,
	    struct arena *arena, const char **data_out, size_t *length_out,
	    struct err *err);
	bool (*release)(const struct settings *settings,
	    const char *queue_id, struct err *err);
	/* A mail of our own with the null sender, through sendmail(1). */
	bool (*submit)(const struct settings *settings, const char *recipient,
	    const char *data, size_t length, struct err *err);
	bool (*remove)(const struct settings *settings, const char *queue_id,
	    struct err *err);
};

/* By settings->mta; NULL if there is none of that name. */
const struct queue_driver *queue_driver_find(const char *name);

#endif
