/*
 * hold - held messages: their record, their states, the legal moves
 *
 * A record is one JSON object. What names people is taken out of it the
 * moment a mail is no longer held; the rest is kept for a while, so that
 * "what happened to this mail?" has an answer.
 */
#include "hold/hold.h"

#include <glib.h>
#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/timespan.h"
#include "rules/verdict_json.h"
#include "store/store.h"

enum { ID_LENGTH = 12, KEPT_AFTERWARDS = 30 * DAY };

static const char *const state_names[HOLD_STATE_COUNT] = {
	[HOLD_PENDING] = "pending",
	[HOLD_HELD] = "held",
	[HOLD_RELEASED] = "released",
	[HOLD_RETURNED] = "returned",
	[HOLD_DELETED] = "deleted",
	[HOLD_VANISHED] = "vanished",
};

/* A record without a message can vanish from both; nothing comes back. */
static const bool legal_moves[HOLD_STATE_COUNT][HOLD_STATE_COUNT] = {
	[HOLD_PENDING] = {
		[HOLD_HELD] = true,
		[HOLD_RELEASED] = true,
		[HOLD_RETURNED] = true,
		[HOLD_DELETED] = true,
		[HOLD_VANISHED] = true,
	},
	[HOLD_HELD] = {
		[HOLD_RELEASED] = true,
		[HOLD_RETURNED] = true,
		[HOLD_DELETED] = true,
		[HOLD_VANISHED] = true,
	},
};

const char *
hold_state_name(enum hold_state state)
{
	return state_names[state];
}

bool
hold_is_over(enum hold_state state)
{
	return state != HOLD_PENDING && state != HOLD_HELD;
}

const char *
hold_new_id(struct arena *arena)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char random[ID_LENGTH];
	char *id = arena_alloc(arena, ID_LENGTH + 1);

	randombytes_buf(random, sizeof(random));
	for (size_t i = 0; i < ID_LENGTH; i++)
		id[i] = alphabet[random[i] & 31];
	return id;
}

/* --- a record and its bytes --- */

static struct bytes
held_to_bytes(const struct held *held, struct arena *arena)
{
	const bool is_over = hold_is_over(held->state);
	json_t *object = json_object();

	json_object_set_new(
	    object, "state", json_string(state_names[held->state]));
	json_object_set_new(object, "queue_id", json_text(held->queue_id));
	json_object_set_new(object, "host", json_text(held->host));
	json_object_set_new(object, "held_at", json_integer(held->held_at));
	json_object_set_new(
	    object, "changed_at", json_integer(held->changed_at));
	if (held->missed_at != 0)
		json_object_set_new(
		    object, "missed_at", json_integer(held->missed_at));
	if (!is_over) {
		json_object_set_new(
		    object, "message_id", json_text(held->message_id));
		json_object_set_new(
		    object, "sender", json_text(held->sender));
	}
	json_object_set_new(object, "verdict",
	    verdict_to_json(&held->verdict,
		is_over ? VERDICT_ANONYMOUS : VERDICT_RECORD));
	char *text = json_dumps(object, JSON_COMPACT);
	const struct bytes bytes = { arena_strdup(arena, text),
		strlen(text) };
	free(text);
	json_decref(object);
	return bytes;
}

static const char *
get_text(const json_t *object, const char *key, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(object, key));

	return arena_strdup(arena, text != NULL ? text : "");
}

static bool
read_state(const json_t *object, enum hold_state *state_out, struct err *err)
{
	const char *name =
	    json_string_value(json_object_get(object, "state"));

	for (int i = 0; name != NULL && i < HOLD_STATE_COUNT; i++)
		if (strcmp(name, state_names[i]) == 0) {
			*state_out = (enum hold_state)i;
			return true;
		}
	return err_set(err, ERR_BUG, "a held record has no readable state");
}

static bool
held_from_bytes(struct bytes key, struct bytes value, struct arena *arena,
    struct held *held_out, struct err *err)
{
	json_t *object = json_loadb(value.data, value.length, 0, NULL);
	const char *id = arena_strndup(arena, key.data, key.length);

	*held_out = (struct held){
		.id = id,
		.queue_id = get_text(object, "queue_id", arena),
		.host = get_text(object, "host", arena),
		.message_id = get_text(object, "message_id", arena),
		.sender = get_text(object, "sender", arena),
		.held_at = (time_t)json_integer_value(
		    json_object_get(object, "held_at")),
		.changed_at = (time_t)json_integer_value(
		    json_object_get(object, "changed_at")),
		.missed_at = (time_t)json_integer_value(
		    json_object_get(object, "missed_at")),
	};
	const bool ok = read_state(object, &held_out->state, err) &&
	    verdict_from_json(json_object_get(object, "verdict"), arena,
		&held_out->verdict, err);
	held_out->verdict.sender = held_out->sender;
	json_decref(object);
	return ok || err_prefix(err, "held message %s", id);
}

/* --- writing --- */

static bool
apply(struct store *store, const char *id, store_change_fn change_fn,
    void *context, struct err *err)
{
	const struct store_change change = {
		.table = STORE_HELD,
		.key = { id, strlen(id) },
		.change = change_fn,
		.context = context,
	};

	return store_apply(store, &change, 1, STORE_FULL, err) ||
	    err_prefix(err, "held message %s", id);
}

/* The first record of an id stays: writing it again changes nothing. */
static bool
insert_record(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	if (old.data != NULL)
		return false;
	*new_out = held_to_bytes(context, arena);
	*expires_out = 0;
	return true;
}

bool
hold_record(
    struct store *store, const struct held *held, struct err *err)
{
	struct held pending = *held;

	pending.state = HOLD_PENDING;
	pending.changed_at = held->held_at;
	return apply(store, held->id, insert_record, &pending, err);
}

struct revision {
	const char *id;
	enum hold_state to;	/* HOLD_STATE_COUNT: stay as it is */
	const struct verdict *verdict;	/* NULL: the one on record */
	const time_t *missed_at;	/* NULL: as on record */
	time_t now;
	bool ok;
	struct err *err;
};

static bool
is_legal(struct revision *revision, enum hold_state from)
{
	if (revision->to == HOLD_STATE_COUNT && !hold_is_over(from))
		return true;
	if (revision->to != HOLD_STATE_COUNT &&
	    legal_moves[from][revision->to])
		return true;
	return err_set(revision->err, ERR_INPUT,
	    "it is %s and cannot be %s", state_names[from],
	    revision->to == HOLD_STATE_COUNT ? "judged again" :
					       state_names[revision->to]);
}

static bool
revise_record(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out)
{
	struct revision *revision = context;
	const struct bytes key = { revision->id, strlen(revision->id) };
	struct held held;

	revision->ok = false;
	if (old.data == NULL)
		return err_set(
		    revision->err, ERR_INPUT, "there is no such record");
	if (!held_from_bytes(key, old, arena, &held, revision->err) ||
	    !is_legal(revision, held.state))
		return false;
	if (revision->to != HOLD_STATE_COUNT)
		held.state = revision->to;
	if (revision->verdict != NULL)
		held.verdict = *revision->verdict;
	if (revision->missed_at != NULL)
		held.missed_at = *revision->missed_at;
	held.changed_at = revision->now;
	*new_out = held_to_bytes(&held, arena);
	*expires_out = hold_is_over(held.state) ?
	    revision->now + KEPT_AFTERWARDS :
	    0;
	revision->ok = true;
	return true;
}

static bool
revise(struct store *store, struct revision *revision)
{
	if (!apply(store, revision->id, revise_record, revision,
		revision->err))
		return false;
	return revision->ok ||
	    err_prefix(revision->err, "held message %s", revision->id);
}

bool
hold_move(struct store *store, const char *id, enum hold_state to,
    time_t now, struct err *err)
{
	struct revision revision = { .id = id, .to = to, .now = now,
		.err = err };

	return revise(store, &revision);
}

bool
hold_rejudge(struct store *store, const char *id,
    const struct verdict *verdict, time_t now, struct err *err)
{
	struct revision revision = { .id = id, .to = HOLD_STATE_COUNT,
		.verdict = verdict, .now = now, .err = err };

	return revise(store, &revision);
}

bool
hold_note_missed(struct store *store, const char *id, time_t missed_at,
    time_t now, struct err *err)
{
	struct revision revision = { .id = id, .to = HOLD_STATE_COUNT,
		.missed_at = &missed_at, .now = now, .err = err };

	return revise(store, &revision);
}

/* --- reading --- */

struct search {
	const char *wanted;	/* an id, its beginning or a queue id; NULL
				   for all that wait */
	struct arena *arena;
	GArray *found;		/* struct held */
	bool is_exact;
	bool failed;
	struct err *err;
};

static bool
visit_record(void *context, struct bytes key, struct bytes value)
{
	struct search *search = context;
	struct held held;

	if (!held_from_bytes(key, value, search->arena, &held, search->err)) {
		search->failed = true;
		return false;
	}
	if (search->wanted == NULL) {
		if (!hold_is_over(held.state))
			g_array_append_val(search->found, held);
		return true;
	}
	if (strcmp(held.id, search->wanted) == 0) {
		g_array_set_size(search->found, 0);
		g_array_append_val(search->found, held);
		search->is_exact = true;
		return false;
	}
	/* a queue id may be used again: only waiting mail is found by it */
	if (g_str_has_prefix(held.id, search->wanted) ||
	    (!hold_is_over(held.state) &&
		strcmp(held.queue_id, search->wanted) == 0))
		g_array_append_val(search->found, held);
	return true;
}

static bool
search_run(struct store *store, struct search *search)
{
	return store_each(store, STORE_HELD, visit_record, search,
		   search->err) &&
	    !search->failed;
}

bool
hold_find(struct store *store, const char *id, struct arena *arena,
    struct held *held_out, struct err *err)
{
	struct search search = { .wanted = id, .arena = arena, .err = err,
		.found = g_array_new(FALSE, FALSE, sizeof(struct held)) };
	bool ok = search_run(store, &search);

	*held_out = (struct held){ 0 };
	if (ok && search.found->len == 1)
		*held_out = g_array_index(search.found, struct held, 0);
	if (ok && search.found->len > 1)
		ok = err_set(err, ERR_INPUT,
		    "\"%s\" means %u held messages, %s and %s among them: "
		    "give more of the id",
		    id, search.found->len,
		    g_array_index(search.found, struct held, 0).id,
		    g_array_index(search.found, struct held, 1).id);
	g_array_free(search.found, TRUE);
	return ok;
}

static int
by_age(const void *left, const void *right)
{
	const struct held *a = left, *b = right;

	if (a->held_at != b->held_at)
		return a->held_at < b->held_at ? -1 : 1;
	return strcmp(a->id, b->id);
}

bool
hold_list(struct store *store, struct arena *arena, struct held **held_out,
    size_t *count_out, struct err *err)
{
	struct search search = { .arena = arena, .err = err,
		.found = g_array_new(FALSE, FALSE, sizeof(struct held)) };
	const bool ok = search_run(store, &search);
	const size_t count = search.found->len;
	struct held *held = arena_array(arena, count, sizeof(*held));

	g_array_sort(search.found, by_age);
	if (count > 0)
		memcpy(held, search.found->data, count * sizeof(*held));
	g_array_free(search.found, TRUE);
	*held_out = held;
	*count_out = count;
	return ok;
}
