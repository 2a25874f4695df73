/*
 * task - a change of one pair's record inside a transaction of the store
 *
 * Decodes, forgets what is too old, lets teach() do its work, encodes. It may
 * run twice, so teach() depends on nothing but the task and the record.
 */
#ifndef TAKT_PEOPLE_TASK_H
#define TAKT_PEOPLE_TASK_H

#include "people/learn.h"
#include "people/own.h"
#include "store/store.h"

/* A change of one pair's record, with whatever it needs. */
struct task {
	struct people *people;
	struct pair_key key, former_key;
	const struct print *print, *former;	/* former: NULL if there is no
						   former key */
	struct bytes carried;	/* from under the former key */
	uint32_t marks;
	time_t now;
	bool (*teach)(struct task *task, struct record *record);
	/* what teach looks at */
	enum sent_state state;
	enum settlement settlement;
	bool is_proven, is_automatic, is_colleague;
	const time_t *dates;
	size_t date_count;
	/* between the changes of one transaction */
	bool is_known, is_allowed;
	/* what went wrong inside */
	bool has_failed;
	struct err err;
};

/* Sets what depends on pair and mail; mail may be NULL. */
void task_init(struct task *task, struct people *people,
    const struct pair_name *pair, const struct message *mail, time_t now,
    struct arena *arena);

/* A store_change_fn whose context is a struct task. */
bool task_change_pair(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out);
struct store_change task_change(struct task *task);
/* If there is a former key, adds the change that takes the record from under
   it: has to come before task_change(). Returns how many were added. */
size_t task_add_carry(struct task *task, struct store_change *changes);
/* That change alone. */
bool task_run(struct task *task, enum store_durability durability,
    struct err *err) MUST_CHECK;
struct lesson task_lesson(const struct task *task);

#endif
