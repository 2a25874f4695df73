/*
 * copy - a whole history from one store to another
 *
 * Row by row under the same keys, so an interrupted copy is simply started
 * again. The two must have been written with the same key for hashing.
 */
#include <glib.h>

#include "base/arena.h"
#include "store/driver.h"

enum { BATCH = 500 };

struct copy {
	struct store *to;
	enum store_table table;
	struct arena *arena;	/* of the batch */
	struct store_row rows[BATCH];
	size_t waiting, done;
	void (*progress)(void *context, size_t done);
	void *context;
	struct err *err;
	bool has_failed;
};

static bool
set_row(void *context, struct bytes old UNUSED, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out)
{
	const struct store_row *row = context;

	*new_out = row->value;
	*expires_out = row->expires;
	return true;
}

static bool
write_batch(struct copy *copy)
{
	struct store_change changes[BATCH];

	for (size_t i = 0; i < copy->waiting; i++)
		changes[i] = (struct store_change){ copy->table,
			copy->rows[i].key, set_row, &copy->rows[i] };
	copy->has_failed = !store_apply(
	    copy->to, changes, copy->waiting, STORE_FULL, copy->err);
	copy->done += copy->waiting;
	copy->waiting = 0;
	arena_free(&copy->arena);
	copy->arena = arena_new();
	if (!copy->has_failed && copy->progress != NULL)
		copy->progress(copy->context, copy->done);
	return !copy->has_failed;
}

static struct bytes
keep(struct copy *copy, struct bytes bytes)
{
	return (struct bytes){ arena_strndup(copy->arena, bytes.data,
				   bytes.length),
		bytes.length };
}

static bool
copy_row(void *context, const struct store_row *row)
{
	struct copy *copy = context;

	copy->rows[copy->waiting++] = (struct store_row){
		keep(copy, row->key), keep(copy, row->value), row->expires
	};
	return copy->waiting < BATCH || write_batch(copy);
}

static bool
copy_table(struct store *from, struct copy *copy)
{
	return store_each_row(
		   from, copy->table, copy_row, copy, copy->err) &&
	    !copy->has_failed &&
	    (copy->waiting == 0 || write_batch(copy));
}

/* A store that nobody used yet takes the other's key with the other rows. */
static bool
have_same_key(struct store *from, struct store *to, struct err *err)
{
	const struct bytes name = { "key", 3 };
	struct arena *arena = arena_new();
	struct bytes a, b;
	bool ok = store_get(from, STORE_META, name, arena, &a, err) &&
	    store_get(to, STORE_META, name, arena, &b, err);

	if (ok && b.data != NULL &&
	    (a.data == NULL || a.length != b.length ||
		memcmp(a.data, b.data, a.length) != 0))
		ok = err_set(err, ERR_CONFIG,
		    "the two histories were written with different keys: "
		    "copy into an empty one");
	arena_free(&arena);
	return ok;
}

bool
store_copy(struct store *from, struct store *to,
    void (*progress)(void *context, size_t done), void *context,
    size_t *count_out, struct err *err)
{
	struct copy *copy = g_new0(struct copy, 1);
	bool ok = have_same_key(from, to, err);

	copy->to = to;
	copy->arena = arena_new();
	copy->progress = progress;
	copy->context = context;
	copy->err = err;
	for (int table = 0; table < STORE_TABLE_COUNT && ok; table++) {
		copy->table = (enum store_table)table;
		ok = copy_table(from, copy);
	}
	*count_out = copy->done;
	arena_free(&copy->arena);
	g_free(copy);
	return ok;
}
