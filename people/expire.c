/*
 * expire - what is too old is forgotten, also of people nobody writes to
 *
 * Whole records go by the store's own index. Details (mails, favours, names)
 * go when a record is written; for those that are not written any more, all
 * records are looked at once a week, which takes seconds for a million.
 */
#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/history.h"
#include "people/own.h"
#include "people/record.h"
#include "people/task.h"

enum { LOOK_DAYS = 7, TRIM_BATCH = 256 };

static const struct bytes looked_at = { "trimmed", 7 };

struct look {
	struct people *people;
	time_t now;
	GArray *keys;	/* struct pair_key: those with old details */
};

static bool
is_stale(struct bytes value, time_t now)
{
	struct record *record = g_new(struct record, 1);
	struct err ignored;	/* damage is told to whoever needs it */
	bool is = false;

	if (record_decode(value, record, &ignored)) {
		struct record *trimmed = g_memdup2(record, sizeof(*record));
		history_trim(trimmed, now);
		is = trimmed->mail_count != record->mail_count ||
		    trimmed->favour_count != record->favour_count ||
		    trimmed->meeting_count != record->meeting_count ||
		    trimmed->date_count != record->date_count ||
		    trimmed->seen_count != record->seen_count;
		g_free(trimmed);
	}
	g_free(record);
	return is;
}

static bool
look_at(void *context, struct bytes key, struct bytes value)
{
	struct look *look = context;

	if (key.length == sizeof(struct pair_key) &&
	    is_stale(value, look->now))
		(void)g_array_append_vals(look->keys, key.data, 1);
	return true;
}

/* task_change_pair() has trimmed it already. */
static bool
teach_nothing(struct task *task UNUSED, struct record *record)
{
	return record->exists;
}

static bool
trim_all(const struct look *look, struct err *err)
{
	struct task *tasks = g_new0(struct task, TRIM_BATCH);
	struct store_change changes[TRIM_BATCH];
	bool ok = true;

	for (guint done = 0; done < look->keys->len && ok;
	     done += TRIM_BATCH) {
		const guint some =
		    MIN(look->keys->len - done, (guint)TRIM_BATCH);
		for (guint i = 0; i < some; i++) {
			tasks[i] = (struct task){
				.people = look->people,
				.key = g_array_index(look->keys,
				    struct pair_key, done + i),
				.now = look->now,
				.teach = teach_nothing,
			};
			changes[i] = task_change(&tasks[i]);
		}
		ok = store_apply(
		    look->people->store, changes, some, STORE_LAZY, err);
	}
	g_free(tasks);
	return ok;
}

/* The time of the last look is in the store, so that hosts share the work. */
static bool
is_time(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct look *look = context;
	const long long last = old.data != NULL && old.length < 20
	    ? g_ascii_strtoll(
		  arena_strndup(arena, old.data, old.length), NULL, 10)
	    : 0;
	const char *text =
	    arena_printf(arena, "%lld", (long long)look->now);

	*new_out = (struct bytes){ text, strlen(text) };
	if (look->now - last < LOOK_DAYS * DAY && look->now >= last)
		return false;
	look->keys = g_array_new(FALSE, FALSE, sizeof(struct pair_key));
	return true;
}

static bool
ask_whether_time(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct look *look = context;

	g_clear_pointer(&look->keys, g_array_unref);	/* run once more */
	return is_time(context, old, arena, new_out, expires_out);
}

bool
people_expire(struct people *people, time_t now, struct err *err)
{
	struct look look = { .people = people, .now = now };
	const struct store_change change = { STORE_META, looked_at,
		ask_whether_time, &look };
	bool ok = store_expire(people->store, now, err) &&
	    store_apply(people->store, &change, 1, STORE_LAZY, err);

	if (ok && look.keys != NULL)
		ok = store_each(people->store, STORE_PAIR, look_at, &look,
			 err) &&
		    trim_all(&look, err);
	if (look.keys != NULL)
		g_array_free(look.keys, TRUE);
	return ok;
}
