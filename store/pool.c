/*
 * pool - open connections of one store, lent to one thread at a time
 */
#include "store/pool.h"

#include <glib.h>

struct pool {
	const struct store_driver *driver;
	char *where;
	GMutex lock;
	GCond given;
	GQueue idle;
	unsigned open;		/* idle and lent */
	gint64 closed_until;	/* monotonic; no attempt to connect before */
	struct err last;	/* why the last attempt failed */
};

struct pool *
pool_new(const struct store_driver *driver, const char *where)
{
	struct pool *pool = g_new0(struct pool, 1);

	pool->driver = driver;
	pool->where = g_strdup(where);
	g_mutex_init(&pool->lock);
	g_cond_init(&pool->given);
	g_queue_init(&pool->idle);
	return pool;
}

static void
close_idle(struct pool *pool)
{
	void *connection;

	while ((connection = g_queue_pop_head(&pool->idle)) != NULL) {
		pool->driver->disconnect(connection);
		pool->open--;
	}
}

void
pool_free(struct pool **pool)
{
	if (*pool == NULL)
		return;
	close_idle(*pool);
	g_assert((*pool)->open == 0);
	g_mutex_clear(&(*pool)->lock);
	g_cond_clear(&(*pool)->given);
	g_free((*pool)->where);
	g_free(*pool);
	*pool = NULL;
}

/* Without the lock: connecting may take seconds. */
static void *
connect_one(struct pool *pool, struct err *err)
{
	void *connection = pool->driver->connect(pool->where, err);

	if (connection != NULL)
		return connection;
	g_mutex_lock(&pool->lock);
	pool->open--;
	pool->closed_until =
	    g_get_monotonic_time() + pool->driver->retry_after * 1000;
	pool->last = *err;
	g_cond_signal(&pool->given);
	g_mutex_unlock(&pool->lock);
	return NULL;
}

void *
pool_take(struct pool *pool, struct err *err)
{
	const unsigned limit = pool->driver->connection_limit;

	g_mutex_lock(&pool->lock);
	while (pool->idle.length == 0 && pool->open >= limit)
		g_cond_wait(&pool->given, &pool->lock);
	void *connection = g_queue_pop_head(&pool->idle);
	const bool is_closed = connection == NULL &&
	    g_get_monotonic_time() < pool->closed_until;
	if (is_closed)
		*err = pool->last;
	else if (connection == NULL)
		pool->open++;
	g_mutex_unlock(&pool->lock);

	if (connection != NULL || is_closed)
		return connection;
	return connect_one(pool, err);
}

void
pool_give(struct pool *pool, void *connection, bool is_lost)
{
	g_mutex_lock(&pool->lock);
	g_queue_push_head(&pool->idle, connection);
	if (is_lost)
		close_idle(pool);
	g_cond_signal(&pool->given);
	g_mutex_unlock(&pool->lock);
}
