/*
 * people - who they are to each other: what mail teaches, and what it tells
 *
 * Between the callers, who know addresses and mails, and the store, which
 * knows bytes under hashed keys. What the record then says is decided in
 * learn.c and relate.c. A pair's key is the contact's hash and then the
 * sender's, so that all pairs of one contact lie together.
 */
#include "people/people.h"

#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/dates.h"
#include "people/history.h"
#include "people/learn.h"
#include "people/names.h"
#include "people/own.h"
#include "people/relate.h"
#include "people/sender.h"
#include "store/store.h"

enum { TOGETHER_MAX = 8 };	/* others on an inbound mail looked up */

const struct people_settings people_settings_default = {
	.silence = SILENCE_AUTO,
	.dormant_after = 365 * DAY,
	.new_below = 3,
	.correction_within = 30 * MINUTE,
	.favours_within = 90 * DAY,
	.provisional_for = 30 * DAY,
	.provisional_cap = 200,
};

static struct hash
address_hash(
    const struct people *people, const char *address, struct arena *arena)
{
	return hash_text(&people->hasher, HASH_ADDRESS,
	    people_fold_address(address, arena));
}

static struct pair_key
pair_key(const struct people *people, const struct pair_name *pair,
    struct arena *arena)
{
	return (struct pair_key){
		.contact = address_hash(people, pair->contact, arena),
		.sender = address_hash(people, pair->sender, arena),
	};
}

struct bytes
people_pair_key(const struct people *people, const struct pair_name *pair,
    struct arena *arena)
{
	struct pair_key *key = arena_alloc(arena, sizeof(*key));

	*key = pair_key(people, pair, arena);
	return (struct bytes){ key, sizeof(*key) };
}

/* The key's fingerprint is written by the first and compared by all. */
struct key_check {
	struct hash fingerprint;
	bool is_other;
};

static bool
check_key(void *context, struct bytes old, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct key_check *check = context;

	check->is_other = old.data != NULL &&
	    (old.length != HASH_BYTES ||
		sodium_memcmp(
		    old.data, check->fingerprint.bytes, HASH_BYTES) != 0);
	*new_out = (struct bytes){ check->fingerprint.bytes, HASH_BYTES };
	return old.data == NULL;
}

struct people *
people_new(struct store *store, const uint8_t key[32],
    const struct people_settings *settings, struct err *err)
{
	struct people *people = g_new0(struct people, 1);

	people->store = store;
	people->settings = *settings;
	hasher_init(&people->hasher, key);
	struct key_check check = {
		.fingerprint = hash_text(&people->hasher, HASH_KEY, ""),
	};
	const struct store_change change = { STORE_META, { "key", 3 },
		check_key, &check };
	if (!store_apply(store, &change, 1, STORE_FULL, err)) {
		people_free(&people);
		return NULL;
	}
	if (check.is_other) {
		(void)err_set(err, ERR_CONFIG,
		    "the history was written with another key: put the right "
		    "file in the setting \"key_file\", or change the key with "
		    "\"takt store rekey\"");
		people_free(&people);
	}
	return people;
}

void
people_free(struct people **people)
{
	if (*people == NULL)
		return;
	sodium_memzero(&(*people)->hasher, sizeof((*people)->hasher));
	g_free(*people);
	*people = NULL;
}

static bool
get_record(struct people *people, const struct pair_key *key,
    struct arena *arena, struct record **out, struct err *err)
{
	struct bytes value;

	*out = arena_alloc(arena, sizeof(**out));
	return store_get(people->store, STORE_PAIR,
		   (struct bytes){ key, sizeof(*key) }, arena, &value, err) &&
	    record_decode(value, *out, err);
}

static bool
silence_counts(struct people *people, const struct pair_key *key,
    const struct record *record, struct arena *arena, bool *counts_out,
    struct err *err)
{
	struct bytes value;
	struct sender sender;

	*counts_out = people->settings.silence == SILENCE_TRUST ||
	    record->received > 0;
	if (*counts_out)
		return true;
	if (!store_get(people->store, STORE_SENDER,
		(struct bytes){ key->sender.bytes, HASH_BYTES }, arena,
		&value, err) ||
	    !sender_decode(value, &sender, err))
		return false;
	*counts_out = sender.inbound_seen != 0;
	return true;
}

bool
people_relations(struct people *people, const struct pair_name *pair,
    const struct message *mail, time_t now, struct arena *arena,
    struct relations *relations_out, struct err *err)
{
	const struct pair_key key = pair_key(people, pair, arena);
	struct print *print = arena_alloc(arena, sizeof(*print));
	struct name_list named;
	struct record *record;

	*relations_out = (struct relations){ .is_known = false };
	if (!get_record(people, &key, arena, &record, err))
		return false;
	print_make(&people->hasher, pair, mail, arena, print);
	names_in_words(&people->hasher, pair, mail, arena, &named);
	history_trim(record, now);
	history_rewind(record, &print->message_id);
	relate(record, print, &named, &people->settings, now, relations_out);
	return silence_counts(people, &key, record, arena,
	    &relations_out->silence_counts, err);
}

/* A change of one pair's record, with whatever it needs. */
struct task {
	struct people *people;
	struct pair_key key;
	const struct print *print;
	uint32_t marks;
	time_t now;
	bool (*teach)(struct task *task, struct record *record);
	/* what teach looks at */
	enum sent_state state;
	enum settlement settlement;
	struct hash message_id;
	bool is_proven, is_automatic;
	const time_t *dates;
	size_t date_count;
	/* between the changes of one transaction */
	bool is_known, is_allowed;
	/* what went wrong inside */
	bool has_failed;
	struct err err;
};

static bool
change_pair(void *context, struct bytes old, struct arena *arena,
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

static struct store_change
pair_change(struct task *task)
{
	return (struct store_change){ STORE_PAIR,
		{ &task->key, sizeof(task->key) }, change_pair, task };
}

static bool
run_task(struct task *task, enum store_durability durability,
    struct err *err)
{
	const struct store_change change = pair_change(task);

	if (!store_apply(task->people->store, &change, 1, durability, err))
		return false;
	if (task->has_failed)
		*err = task->err;
	return !task->has_failed;
}

static struct lesson
lesson_of(const struct task *task)
{
	return (struct lesson){ task->print, task->marks, task->now };
}

static bool
teach_sent(struct task *task, struct record *record)
{
	const struct lesson lesson = lesson_of(task);

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
	struct print *print = arena_alloc(arena, sizeof(*print));
	print_make(&people->hasher, pair, mail, arena, print);
	struct task task = {
		.people = people,
		.key = pair_key(people, pair, arena),
		.print = print,
		.marks = marks,
		.now = now,
		.teach = teach_sent,
		.state = state,
	};
	const bool ok = run_task(
	    &task, state == SENT_HELD ? STORE_FULL : STORE_LAZY, err);
	arena_free(&arena);
	return ok;
}

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
	return change_pair(context, old, arena, new_out, expires_out);
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
	const struct lesson lesson = lesson_of(task);
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
	return change_pair(context, old, arena, new_out, expires_out);
}

/* Others on the mail may be contacts of the same sender: now they were seen
   together with whoever wrote it. */
static bool
teach_together(struct task *task, struct record *record)
{
	return record->exists && learn_people(record, &task->print->people);
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
			const struct pair_name other = { pair->sender,
				lists[l].items[i].address };
			const struct pair_key key =
			    pair_key(people, &other, arena);
			if (memcmp(&key.contact, &key.sender, HASH_BYTES) ==
			    0)
				continue;
			struct print *print =
			    arena_alloc(arena, sizeof(*print));
			names_of_others(&people->hasher, &other, mail, arena,
			    &print->people);
			tasks[count++] = (struct task){
				.people = people,
				.key = key,
				.print = print,
				.now = now,
				.teach = teach_together,
			};
		}
	return count;
}

static bool
apply_received(struct people *people, struct task *task, struct task *others,
    size_t other_count, struct err *err)
{
	struct store_change changes[3 + TOGETHER_MAX];
	const struct bytes pair = { &task->key, sizeof(task->key) };
	const struct bytes sender = { task->key.sender.bytes, HASH_BYTES };
	size_t count = 0;

	changes[count++] =
	    (struct store_change){ STORE_PAIR, pair, change_peek, task };
	changes[count++] = (struct store_change){ STORE_SENDER, sender,
		change_sender, task };
	changes[count++] =
	    (struct store_change){ STORE_PAIR, pair, change_received, task };
	for (size_t i = 0; i < other_count; i++)
		changes[count++] = pair_change(&others[i]);
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
	struct print *print = arena_alloc(arena, sizeof(*print));
	struct task *others = arena_array(
	    arena, TOGETHER_MAX, sizeof(*others));
	time_t dates[RECORD_DATES];

	print_make(&people->hasher, pair, mail, arena, print);
	struct task task = {
		.people = people,
		.key = pair_key(people, pair, arena),
		.print = print,
		.marks = marks,
		.now = now,
		.is_proven = is_proven,
		.is_automatic = mail->automatic != AUTOMATIC_NO,
		.dates = dates,
		.date_count =
		    dates_named(mail, now, dates, ARRAY_SIZE(dates)),
	};
	const size_t count = task.is_automatic || !is_proven
	    ? 0
	    : tasks_together(people, pair, mail, now, arena, others);
	const bool ok = apply_received(people, &task, others, count, err);
	arena_free(&arena);
	return ok;
}

static bool
teach_settlement(struct task *task, struct record *record)
{
	const int found = history_find_sent(record, &task->message_id);

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
	struct arena *arena = arena_new();
	struct task task = {
		.people = people,
		.key = pair_key(people, pair, arena),
		.now = now,
		.teach = teach_settlement,
		.settlement = settlement,
		.message_id =
		    hash_text(&people->hasher, HASH_MESSAGE_ID, message_id),
	};
	arena_free(&arena);
	return run_task(&task, STORE_FULL, err);
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
	struct task task = {
		.people = people,
		.key = pair_key(people, pair, arena),
		.now = now,
		.teach = teach_contact,
	};

	arena_free(&arena);
	return run_task(&task, STORE_LAZY, err);
}

/* Without looking at it: a damaged record can be removed, too. */
static bool
remove_record(void *context UNUSED, struct bytes old,
    struct arena *arena UNUSED, struct bytes *new_out,
    time_t *expires_out UNUSED)
{
	*new_out = (struct bytes){ NULL, 0 };
	return old.data != NULL;
}

bool
people_forget(struct people *people, const struct pair_name *pair,
    struct err *err)
{
	struct arena *arena = arena_new();
	const struct pair_key key = pair_key(people, pair, arena);
	const struct store_change change = { STORE_PAIR,
		{ &key, sizeof(key) }, remove_record, NULL };

	arena_free(&arena);
	return store_apply(people->store, &change, 1, STORE_FULL, err);
}
