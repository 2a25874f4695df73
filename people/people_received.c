/*
 * people_received - what received mail teaches, and whom it makes known
 *
 * Anybody can write anything, so this is where proof counts: what is not
 * proven and refers to nothing we sent teaches only that mail comes in.
 */
#include <glib.h>

#include "base/arena.h"
#include "people/dates.h"
#include "people/history.h"
#include "people/names.h"
#include "people/sender.h"
#include "people/task.h"

enum { TOGETHER_MAX = 8 };	/* others on the mail who are looked up */

/*
 * Three steps in one transaction: is the pair known, may the sender get to
 * know one more, and then the mail itself.
 */
static bool
peek_pair(struct task *task, struct record *record)
{
	task->is_known = history_is_known(record, task->now) ||
	    (!task->is_automatic &&
		learn_is_reference(record, task->print));
	return false;
}

static bool
change_peek(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct task *task = context;

	task->teach = peek_pair;
	return task_change_pair(context, old, arena, new_out, expires_out);
}

static bool
change_sender(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct task *task = context;
	const struct people_settings *settings = &task->people->settings;
	struct sender sender;
	struct err err;

	task->is_allowed = false;
	if (!sender_decode(old, &sender, &err)) {
		task->has_failed = true;
		task->err = err;
		return false;
	}
	const bool is_first = sender.inbound_seen == 0;
	if (is_first)
		sender.inbound_seen = MAX(task->now, 1);
	if (!task->is_known && task->is_proven && !task->is_automatic)
		task->is_allowed = sender_allow(&sender,
		    settings->provisional_cap, settings->provisional_for,
		    task->now);
	*new_out = sender_encode(&sender, arena);
	return is_first || task->is_allowed;
}

static bool
teach_received(struct task *task, struct record *record)
{
	const struct lesson lesson = task_lesson(task);
	bool has_changed = false;

	if (!record->exists && !task->is_allowed)
		return false;
	if (task->is_known || task->is_allowed)
		has_changed = learn_dates(
		    record, task->dates, task->date_count, task->now);
	if (task->is_automatic) {
		if (task->print->is_cancelled)
			has_changed |= learn_meeting(record, task->print, 0);
		return has_changed;
	}
	if (!task->is_proven && !learn_is_reference(record, task->print))
		return has_changed;
	if (!task->is_known && !task->is_allowed)
		return has_changed;
	return learn_received(record, &lesson,
		   task->now +
		       task->people->settings.provisional_for) ||
	    has_changed;
}

static bool
change_received(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct task *task = context;

	if (task->has_failed)
		return false;
	task->teach = teach_received;
	return task_change_pair(context, old, arena, new_out, expires_out);
}

/*
 * Others on the mail may be contacts of the same sender: now they were seen
 * together with whoever wrote it. A colleague of theirs who answers what they
 * were asked, with them on copy, answers for them.
 */
static bool
teach_together(struct task *task, struct record *record)
{
	if (!record->exists)
		return false;
	if (!task->is_colleague || !learn_is_reference(record, task->print))
		return learn_people(record, &task->print->people);
	const struct lesson lesson = task_lesson(task);
	const time_t asked_to_stop = record->asked_to_stop;
	const bool has_changed = learn_received(record, &lesson, 0);
	record->asked_to_stop = asked_to_stop;	/* that is their own affair */
	return has_changed;
}

static bool
are_colleagues(const char *a, const char *b, struct arena *arena)
{
	const char *at_a = strrchr(people_fold_address(a, arena), '@');
	const char *at_b = strrchr(people_fold_address(b, arena), '@');

	return at_a != NULL && at_b != NULL && strcmp(at_a, at_b) == 0;
}

static void
task_together(struct people *people, const struct pair_name *pair,
    const char *address, const struct message *mail, time_t now,
    struct arena *arena, struct task *out)
{
	const struct pair_name other = { pair->sender, address };

	task_init(out, people, &other, mail, now, arena);
	out->teach = teach_together;
	out->is_colleague = people->settings.colleagues_answer &&
	    are_colleagues(pair->contact, address, arena);
}

static size_t
tasks_together(struct people *people, const struct pair_name *pair,
    const struct message *mail, time_t now, struct arena *arena,
    struct task *tasks)
{
	const struct mail_addresses lists[] = { mail->to, mail->cc };
	size_t count = 0;

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0;
		     i < lists[l].count && count < TOGETHER_MAX; i++) {
			struct task *task = &tasks[count];
			task_together(people, pair, lists[l].items[i].address,
			    mail, now, arena, task);
			count += memcmp(&task->key.contact, &task->key.sender,
				     HASH_BYTES) != 0;
		}
	return count;
}

static bool
apply_received(struct people *people, struct task *task, struct task *others,
    size_t other_count, struct err *err)
{
	struct store_change changes[4 + 2 * TOGETHER_MAX];
	const struct bytes pair = { &task->key, sizeof(task->key) };
	const struct bytes sender = { task->key.sender.bytes, HASH_BYTES };
	size_t count = task_add_carry(task, changes);

	changes[count++] =
	    (struct store_change){ STORE_PAIR, pair, change_peek, task };
	changes[count++] = (struct store_change){ STORE_SENDER, sender,
		change_sender, task };
	changes[count++] =
	    (struct store_change){ STORE_PAIR, pair, change_received, task };
	for (size_t i = 0; i < other_count; i++) {
		count += task_add_carry(&others[i], changes + count);
		changes[count++] = task_change(&others[i]);
	}
	if (!store_apply(people->store, changes, count, STORE_LAZY, err))
		return false;
	if (task->has_failed)
		*err = task->err;
	return !task->has_failed;
}

bool
people_learn_received(struct people *people, const struct pair_name *pair,
    const struct message *mail, uint32_t marks, bool is_proven, time_t now,
    struct err *err)
{
	struct arena *arena = arena_new();
	struct task *others = arena_array(
	    arena, TOGETHER_MAX + 1, sizeof(*others));
	time_t dates[RECORD_DATES];
	struct task task;

	task_init(&task, people, pair, mail, now, arena);
	task.marks = marks;
	task.is_proven = is_proven;
	task.is_automatic = mail->automatic != AUTOMATIC_NO;
	task.dates = dates;
	task.date_count = dates_named(mail, now, dates, ARRAY_SIZE(dates));
	const size_t count = task.is_automatic || !is_proven
	    ? 0
	    : tasks_together(people, pair, mail, now, arena, others);
	const bool ok = apply_received(people, &task, others, count, err);
	arena_free(&arena);
	return ok;
}
