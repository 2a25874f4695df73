/*
 * task - a change of one pair's record inside a transaction of the store
 */
#include "people/task.h"

#include "base/arena.h"
#include "people/history.h"
#include "people/rekey.h"

void
task_init(struct task *task, struct people *people,
    const struct pair_name *pair, const struct message *mail, time_t now,
    struct arena *arena)
{
	struct print *print = arena_alloc(arena, sizeof(*print));

	*task = (struct task){
		.people = people,
		.key = pair_key(people, pair, arena),
		.print = print,
		.now = now,
	};
	if (mail != NULL)
		print_make(&people->hasher, pair, mail, arena, print);
	if (people->former == NULL)
		return;
	struct print *former = arena_alloc(arena, sizeof(*former));
	if (mail != NULL)
		print_make(people->former, pair, mail, arena, former);
	task->former = former;
	task->former_key = pair_key_under(people->former, pair, arena);
}

bool
task_change_pair(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct task *task = context;
	struct record *record = arena_alloc(arena, sizeof(*record));
	const bool is_carried =
	    old.data == NULL && task->carried.data != NULL;

	task->has_failed = !record_decode(
	    is_carried ? task->carried : old, record, &task->err);
	if (task->has_failed && is_carried) {	/* do not lose it */
		*new_out = task->carried;
		return true;
	}
	if (task->has_failed)
		return false;
	history_trim(record, task->now);
	if (task->former != NULL)
		rekey_record(record, task->former, task->print);
	if (!task->teach(task, record) && !is_carried)
		return false;
	*new_out = record_encode(record, arena);
	*expires_out = history_expiry(record);
	return true;
}

static bool
carry(void *context, struct bytes old, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct task *task = context;

	task->carried = old;	/* lives until the transaction ends */
	*new_out = (struct bytes){ NULL, 0 };
	return old.data != NULL;
}

size_t
task_add_carry(struct task *task, struct store_change *changes)
{
	if (task->former == NULL)
		return 0;
	changes[0] = (struct store_change){ STORE_PAIR,
		{ &task->former_key, sizeof(task->former_key) }, carry,
		task };
	return 1;
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
	struct store_change changes[2];
	size_t count = task_add_carry(task, changes);

	changes[count++] = task_change(task);
	if (!store_apply(
		task->people->store, changes, count, durability, err))
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
