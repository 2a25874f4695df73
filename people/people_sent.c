/*
 * people_sent - what happens to mail that leaves: sent, held, settled
 */
#include <glib.h>

#include "base/arena.h"
#include "people/history.h"
#include "people/task.h"

static bool
teach_sent(struct task *task, struct record *record)
{
	const struct lesson lesson = task_lesson(task);

	return learn_sent(
	    record, &lesson, task->state, &task->people->settings);
}

bool
people_learn_sent(struct people *people, const struct pair_name *pair,
    const struct message *mail, uint32_t marks, enum sent_state state,
    time_t now, struct err *err)
{
	if (mail->automatic != AUTOMATIC_NO)	/* nobody wrote it */
		return true;
	struct arena *arena = arena_new();
	struct task task;

	task_init(&task, people, pair, mail, now, arena);
	task.marks = marks;
	task.teach = teach_sent;
	task.state = state;
	const bool ok = task_run(
	    &task, state == SENT_HELD ? STORE_FULL : STORE_LAZY, err);
	arena_free(&arena);
	return ok;
}

static bool
teach_settlement(struct task *task, struct record *record)
{
	const int found = history_find_sent(record, &task->print->message_id);

	if (found < 0)
		return false;
	const bool is_held = record->mails[found].state == MAIL_HELD;
	if (task->settlement == SETTLE_BOUNCED && !is_held) {
		history_remove(record, (unsigned)found);
		return true;
	}
	if (!is_held)
		return false;
	if (task->settlement == SETTLE_SENT)
		history_release(record, (unsigned)found, task->now);
	else
		history_remove(record, (unsigned)found);
	return true;
}

bool
people_settle(struct people *people, const struct pair_name *pair,
    const char *message_id, enum settlement settlement, time_t now,
    struct err *err)
{
	if (message_id == NULL)
		return true;
	const struct message mail = { .message_id = message_id,
		.subject = "", .subject_key = "", .from = { "", "" } };
	struct arena *arena = arena_new();
	struct task task;

	task_init(&task, people, pair, &mail, now, arena);
	task.teach = teach_settlement;
	task.settlement = settlement;
	const bool ok = task_run(&task, STORE_FULL, err);
	arena_free(&arena);
	return ok;
}

static bool
teach_contact(struct task *task, struct record *record)
{
	if (record->is_contact)
		return false;
	record->is_contact = true;
	if (record->first == 0)
		record->first = MAX(task->now, 1);
	return true;
}

bool
people_learn_contact(struct people *people, const struct pair_name *pair,
    time_t now, struct err *err)
{
	struct arena *arena = arena_new();
	struct task task;

	task_init(&task, people, pair, NULL, now, arena);
	task.teach = teach_contact;
	const bool ok = task_run(&task, STORE_LAZY, err);
	arena_free(&arena);
	return ok;
}
