/*
 * driver - what a database has to offer: one row of functions
 *
 * Private to store/. A connection is used by one thread at a time. Adding a
 * database is one file with one struct store_driver, and a line in store.c.
 */
#ifndef TAKT_STORE_DRIVER_H
#define TAKT_STORE_DRIVER_H

#include "store/store.h"

struct store_row {
	struct bytes key, value;
	time_t expires;
};

struct store_driver {
	const char *scheme;	/* "sqlite" in "sqlite:PATH" */
	unsigned connection_limit;	/* 1: the data live in the connection */
	unsigned retry_after;	/* milliseconds without a new attempt after
				   a connection could not be made */

	/* Connects, creates what is missing and migrates the schema. */
	void *(*connect)(const char *where, struct err *err);
	void (*disconnect)(void *connection);
	/* Asked after an error: would a fresh connection do better? */
	bool (*is_lost)(void *connection);

	bool (*begin)(void *connection, enum store_durability durability,
	    struct err *err);
	bool (*commit)(void *connection, struct err *err);
	void (*rollback)(void *connection);	/* never fails */

	/* is_for_change: nobody else changes it until commit. */
	bool (*get)(void *connection, enum store_table table,
	    struct bytes key, bool is_for_change, struct arena *arena,
	    struct bytes *value_out, struct err *err);
	bool (*put)(void *connection, enum store_table table,
	    const struct store_row *row, struct err *err);
	bool (*remove)(void *connection, enum store_table table,
	    struct bytes key, struct err *err);
	/* Up to limit rows behind the key after, in the order of keys. */
	bool (*page)(void *connection, enum store_table table,
	    struct bytes after, unsigned limit, struct arena *arena,
	    struct store_row *rows, unsigned *count_out, struct err *err);
	/* Both may be NULL. Asked after a commit: is there work that should
	   not be done while mail waits? And that work, in another thread. */
	bool (*needs_care)(void *connection);
	void (*care)(void *connection);
	/* Deletes up to limit rows that expired before now. */
	bool (*expire)(void *connection, enum store_table table, time_t now,
	    unsigned limit, unsigned *deleted_out, struct err *err);
};

extern const struct store_driver store_driver_sqlite;
extern const struct store_driver store_driver_memory;
extern const struct store_driver store_driver_pgsql;

/* As store_each(), with the time of expiry. */
bool store_each_row(struct store *store, enum store_table table,
    bool (*visit)(void *context, const struct store_row *row), void *context,
    struct err *err) MUST_CHECK;

/* The tables' names in any database. */
extern const char *const store_table_names[STORE_TABLE_COUNT];

#endif
