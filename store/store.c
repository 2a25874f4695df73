/*
 * store - a few tables of bytes under keys, in SQLite or PostgreSQL
 *
 * Finds the driver for a url and puts pool and writer together. Reading
 * happens in the caller's thread, writing in the writer's.
 */
#include "store/store.h"

#include <glib.h>

#include "base/arena.h"
#include "store/driver.h"
#include "store/writer.h"

enum { PAGE_ROWS = 256, EXPIRE_ROWS = 1000 };

struct store {
	const struct store_driver *driver;
	struct pool *pool;
	struct writer *writer;
};

const char *const store_table_names[STORE_TABLE_COUNT] = {
	[STORE_META] = "meta",
	[STORE_PAIR] = "pair",
	[STORE_SENDER] = "sender",
	[STORE_HELD] = "held",
	[STORE_VERDICT] = "verdict",
	[STORE_REQUEST] = "request",
};

static const struct store_driver *const drivers[] = {
	&store_driver_sqlite,
	&store_driver_memory,
#ifdef WITH_POSTGRESQL
	&store_driver_pgsql,
#endif
};

static const struct store_driver *
driver_find(const char *url, const char **where_out, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		const size_t length = strlen(drivers[i]->scheme);
		if (strncmp(url, drivers[i]->scheme, length) == 0 &&
		    url[length] == ':') {
			*where_out = url + length + 1;
			return drivers[i];
		}
	}
	(void)err_set(err, ERR_CONFIG,
	    "unknown kind of store \"%s\": write \"sqlite:PATH\", "
	    "\"memory:\" or, if Takt was built with it, "
	    "\"postgresql:CONNINFO\"",
	    url);
	return NULL;
}

struct store *
store_open(const char *url, struct err *err)
{
	const char *where = NULL;
	const struct store_driver *driver = driver_find(url, &where, err);

	if (driver == NULL)
		return NULL;
	struct pool *pool = pool_new(driver, where);
	void *connection = pool_take(pool, err);
	if (connection == NULL) {
		pool_free(&pool);
		return NULL;
	}
	pool_give(pool, connection, false);

	struct store *store = g_new0(struct store, 1);
	store->driver = driver;
	store->pool = pool;
	store->writer = writer_new(driver, pool);
	return store;
}

void
store_close(struct store **store)
{
	if (*store == NULL)
		return;
	writer_free(&(*store)->writer);
	pool_free(&(*store)->pool);
	g_free(*store);
	*store = NULL;
}

/* A read that is tried once more if the connection was lost meanwhile. */
struct reading {
	bool (*run)(const struct store_driver *driver, void *connection,
	    void *context, struct err *err);
	void *context;
};

static bool
read_once(struct store *store, const struct reading *reading,
    bool *is_lost_out, struct err *err)
{
	*is_lost_out = false;
	void *connection = pool_take(store->pool, err);
	if (connection == NULL)
		return false;
	const bool ok = reading->run(
	    store->driver, connection, reading->context, err);
	*is_lost_out = !ok && store->driver->is_lost(connection);
	pool_give(store->pool, connection, *is_lost_out);
	return ok;
}

static bool
read_surely(struct store *store, const struct reading *reading,
    struct err *err)
{
	bool is_lost = false;

	if (read_once(store, reading, &is_lost, err))
		return true;
	return is_lost && read_once(store, reading, &is_lost, err);
}

struct get_context {
	enum store_table table;
	struct bytes key;
	struct arena *arena;
	struct bytes *value_out;
};

static bool
run_get(const struct store_driver *driver, void *connection, void *context,
    struct err *err)
{
	const struct get_context *get = context;

	return driver->get(connection, get->table, get->key, false,
	    get->arena, get->value_out, err);
}

bool
store_get(struct store *store, enum store_table table, struct bytes key,
    struct arena *arena, struct bytes *value_out, struct err *err)
{
	struct get_context get = { table, key, arena, value_out };

	return read_surely(store, &(struct reading){ run_get, &get }, err);
}

struct apply_context {
	const struct store_change *changes;
	size_t count;
};

static bool
run_change(const struct store_driver *driver, void *connection,
    const struct store_change *change, struct arena *arena, struct err *err)
{
	struct bytes old = { NULL, 0 };
	struct store_row row = { .key = change->key };

	if (!driver->get(connection, change->table, change->key, true, arena,
		&old, err))
		return false;
	if (!change->change(
		change->context, old, arena, &row.value, &row.expires))
		return true;
	if (row.value.data != NULL)
		return driver->put(connection, change->table, &row, err);
	return old.data == NULL ||
	    driver->remove(connection, change->table, change->key, err);
}

static bool
run_apply(const struct store_driver *driver, void *connection, void *context,
    struct err *err)
{
	const struct apply_context *apply = context;
	struct arena *arena = arena_new();
	bool ok = true;

	for (size_t i = 0; i < apply->count && ok; i++)
		ok = run_change(driver, connection, &apply->changes[i], arena,
		    err);
	arena_free(&arena);
	return ok;
}

bool
store_apply(struct store *store, const struct store_change *changes,
    size_t count, enum store_durability durability, struct err *err)
{
	struct apply_context apply = { changes, count };
	const struct work work = { run_apply, &apply, durability };

	return writer_do(store->writer, &work, err);
}

struct page_context {
	enum store_table table;
	struct bytes after;
	struct arena *arena;
	struct store_row rows[PAGE_ROWS];
	unsigned count;
};

static bool
run_page(const struct store_driver *driver, void *connection, void *context,
    struct err *err)
{
	struct page_context *page = context;

	return driver->page(connection, page->table, page->after, PAGE_ROWS,
	    page->arena, page->rows, &page->count, err);
}

bool
store_each_row(struct store *store, enum store_table table,
    bool (*visit)(void *context, const struct store_row *row), void *context,
    struct err *err)
{
	struct page_context page = { .table = table, .after = { "", 0 } };
	const struct reading reading = { run_page, &page };
	struct arena *previous = NULL;	/* page.after lives in it */
	bool ok;

	do {
		page.arena = arena_new();
		ok = read_surely(store, &reading, err);
		arena_free(&previous);
		previous = page.arena;
		bool is_wanted = ok;
		for (unsigned i = 0; i < page.count && is_wanted; i++)
			is_wanted = visit(context, &page.rows[i]);
		if (!is_wanted || page.count < PAGE_ROWS)
			break;
		page.after = page.rows[page.count - 1].key;
	} while (true);
	arena_free(&previous);
	return ok;
}

struct each_context {
	bool (*visit)(void *context, struct bytes key, struct bytes value);
	void *context;
};

static bool
visit_row(void *context, const struct store_row *row)
{
	const struct each_context *each = context;

	return each->visit(each->context, row->key, row->value);
}

bool
store_each(struct store *store, enum store_table table,
    bool (*visit)(void *context, struct bytes key, struct bytes value),
    void *context, struct err *err)
{
	struct each_context each = { visit, context };

	return store_each_row(store, table, visit_row, &each, err);
}

struct expire_context {
	enum store_table table;
	time_t now;
	unsigned deleted;
};

static bool
run_expire(const struct store_driver *driver, void *connection, void *context,
    struct err *err)
{
	struct expire_context *expire = context;

	return driver->expire(connection, expire->table, expire->now,
	    EXPIRE_ROWS, &expire->deleted, err);
}

bool
store_expire(struct store *store, time_t now, struct err *err)
{
	/* In small steps, because mail waits behind each of them. */
	for (int table = 0; table < STORE_TABLE_COUNT; table++) {
		struct expire_context expire = { (enum store_table)table, now,
			0 };
		const struct work work = { run_expire, &expire, STORE_LAZY };
		do {
			if (!writer_do(store->writer, &work, err))
				return false;
		} while (expire.deleted == EXPIRE_ROWS);
	}
	return true;
}
