/*
 * pool - open connections of one store, lent to one thread at a time
 *
 * The connection used last is lent first, because its caches are warm. Where
 * the limit is reached, callers wait: nobody keeps a connection for long.
 */
#ifndef TAKT_STORE_POOL_H
#define TAKT_STORE_POOL_H

#include "store/driver.h"

struct pool;

struct pool *pool_new(const struct store_driver *driver, const char *where);
/* All connections must have been given back. */
void pool_free(struct pool **pool);	/* NULL is fine */

/* NULL with an error if no connection can be made. */
void *pool_take(struct pool *pool, struct err *err) MUST_CHECK;
/* A lost connection is closed, and so are the idle ones, which are likely
   to be lost as well. */
void pool_give(struct pool *pool, void *connection, bool is_lost);

#endif
