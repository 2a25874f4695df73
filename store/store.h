/*
 * store - a few tables of bytes under keys, in SQLite or PostgreSQL
 *
 * What the bytes mean is known to people/ and hold/ only. One reader per
 * calling context, one writer that commits the work of all waiting threads
 * together. Safe from several threads at once. "busy" is never seen outside.
 */
#ifndef TAKT_STORE_STORE_H
#define TAKT_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

struct arena;
struct store;

enum store_table {
	STORE_META,	/* schema facts, key fingerprint */
	STORE_PAIR,	/* one record per (sender, contact) */
	STORE_SENDER,	/* one record per local sender */
	STORE_HELD,	/* held messages, by our own id */
	STORE_VERDICT,	/* verdicts with findings, by X-Takt-Id */
	STORE_REQUEST,	/* what reviewers asked for and sweep will do */
	STORE_TABLE_COUNT
};

enum store_durability {
	STORE_LAZY,	/* may be lost in a power cut, never torn */
	STORE_FULL,	/* on disk when the call returns */
};

struct bytes {
	const void *data;	/* NULL: there is no such record */
	size_t length;
};

/*
 * url: "sqlite:PATH", "postgresql:CONNINFO" or "memory:". Creates and
 * migrates the schema. An error names the file and what to do about it.
 */
struct store *store_open(const char *url, struct err *err) MUST_CHECK;
/* Waits for work under way. */
void store_close(struct store **store);	/* NULL is fine */

/* value_out->data is NULL where there is no record; that is no error. */
bool store_get(struct store *store, enum store_table table,
    struct bytes key, struct arena *arena, struct bytes *value_out,
    struct err *err) MUST_CHECK;

/*
 * Turns the old value into the new one. Called on the writer's thread inside
 * the transaction, perhaps more than once (after a lost connection): it must
 * depend on its arguments only. Returning false leaves the record alone. A
 * new value with data NULL deletes it. expires_out: 0 is never.
 */
typedef bool (*store_change_fn)(void *context, struct bytes old,
    struct arena *arena, struct bytes *new_out, time_t *expires_out);

struct store_change {
	enum store_table table;
	struct bytes key;
	store_change_fn change;
	void *context;
};

/* All of them, or none. Returns when committed. */
bool store_apply(struct store *store, const struct store_change *changes,
    size_t count, enum store_durability durability, struct err *err)
    MUST_CHECK;

/* Calls visit for each record in the order of keys, until it returns false.
   visit must not use the store. */
bool store_each(struct store *store, enum store_table table,
    bool (*visit)(void *context, struct bytes key, struct bytes value),
    void *context, struct err *err) MUST_CHECK;

/* Deletes what expired before now. */
bool store_expire(struct store *store, time_t now, struct err *err)
    MUST_CHECK;

/*
 * Copies all records; those of the same key are overwritten, so that an
 * interrupted copy can be started again. progress may be NULL.
 */
bool store_copy(struct store *from, struct store *to,
    void (*progress)(void *context, size_t done), void *context,
    size_t *count_out, struct err *err) MUST_CHECK;

#endif
