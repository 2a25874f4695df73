/*
 * task - a change of one pair's record inside a transaction of the store
 */
#include "people/task.h"

#include "base/arena.h"
#include "people/history.h"

bool
task_change_pair(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct task *task = context;
	struct record *record = arena_alloc(arena, sizeof(*record));

	task->has_failed = !record_decode(old, record, &task->err);
	if (task->has_failed)
		return false;
	history_trim(record, task->now);
	if (!task->teach(task, record))
		return false;
	*new_out = record_encode(record, arena);
	*expires_out = history_expiry(record);
	return true;
}

struct store_change
task_change(struct task *task)
{
	return (struct store_change){ STORE_PAIR,
		{ &task->key, sizeof(task->key) }, task_change_pair, task };
}

bool
task_run(struct task *task, enum store_durability durability,
    struct err *err)
{
	const struct store_change change = task_change(task);

	if (!store_apply(task->people->store, &change, 1, durability, err))
		return false;
	if (task->has_failed)
		*err = task->err;
	return !task->has_failed;
}

struct lesson
task_lesson(const struct task *task)
{
	return (struct lesson){ task->print, task->marks, task->now };
}
