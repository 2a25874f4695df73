/*
 * writer - the one thread that writes, and its group commit
 *
 * Callers wait while the writer applies the work of all who wait in one
 * transaction. Work that fails alone does not take its neighbours with it.
 */
#ifndef TAKT_STORE_WRITER_H
#define TAKT_STORE_WRITER_H

#include "store/pool.h"

struct writer;

struct writer *writer_new(const struct store_driver *driver,
    struct pool *pool);
/* Finishes what waits. */
void writer_free(struct writer **writer);	/* NULL is fine */

/* What one caller wants done, all of it or nothing. */
struct work {
	bool (*run)(const struct store_driver *driver, void *connection,
	    void *context, struct err *err);
	void *context;
	enum store_durability durability;
};

/* Returns when committed. */
bool writer_do(struct writer *writer, const struct work *work,
    struct err *err) MUST_CHECK;

#endif
