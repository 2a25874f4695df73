/*
 * people - who they are to each other: what mail teaches, and what it tells
 *
 * Between the callers, who know addresses and mails, and the store, which
 * knows bytes under hashed keys. What the record then says is decided in
 * learn.c and relate.c; the changes are in people_sent.c and
 * people_received.c.
 */
#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/history.h"
#include "people/key_check.h"
#include "people/names.h"
#include "people/own.h"
#include "people/print.h"
#include "people/record.h"
#include "people/rekey.h"
#include "people/relate.h"
#include "people/sender.h"

const struct people_settings people_settings_default = {
	.silence = SILENCE_AUTO,
	.dormant_after = 365 * DAY,
	.new_below = 3,
	.correction_within = 30 * MINUTE,
	.favours_within = 90 * DAY,
	.provisional_for = 30 * DAY,
	.provisional_cap = 200,
	.colleagues_answer = true,
};

struct hash
people_address_hash_under(const struct hasher *hasher, const char *address,
    struct arena *arena)
{
	return hash_text(
	    hasher, HASH_ADDRESS, people_fold_address(address, arena));
}

struct hash
people_address_hash(
    const struct people *people, const char *address, struct arena *arena)
{
	return people_address_hash_under(&people->hasher, address, arena);
}

struct pair_key
pair_key_under(const struct hasher *hasher, const struct pair_name *pair,
    struct arena *arena)
{
	return (struct pair_key){
		.contact =
		    people_address_hash_under(hasher, pair->contact, arena),
		.sender =
		    people_address_hash_under(hasher, pair->sender, arena),
	};
}

struct pair_key
pair_key(const struct people *people, const struct pair_name *pair,
    struct arena *arena)
{
	return pair_key_under(&people->hasher, pair, arena);
}

struct bytes
people_pair_key(const struct people *people, const struct pair_name *pair,
    struct arena *arena)
{
	struct pair_key *key = arena_alloc(arena, sizeof(*key));

	*key = pair_key(people, pair, arena);
	return (struct bytes){ key, sizeof(*key) };
}

struct people *
people_new(struct store *store, const uint8_t key[32],
    const struct people_settings *settings, struct err *err)
{
	struct people *people = g_new0(struct people, 1);

	people->store = store;
	people->settings = *settings;
	hasher_init(&people->hasher, key);
	if (!key_check(store, &people->hasher, err))
		people_free(&people);
	return people;
}

void
people_free(struct people **people)
{
	if (*people == NULL)
		return;
	sodium_memzero(&(*people)->hasher, sizeof((*people)->hasher));
	if ((*people)->former != NULL)
		sodium_memzero(
		    (*people)->former, sizeof(*(*people)->former));
	g_free((*people)->former);
	g_free(*people);
	*people = NULL;
}

bool
people_accept_former_key(struct people *people, const uint8_t key[32],
    struct err *err)
{
	struct hasher *former = g_new0(struct hasher, 1);

	hasher_init(former, key);
	if (!key_check_former(people->store, former, err)) {
		g_free(former);
		return false;
	}
	people->former = former;
	return true;
}

/* Under the present key, or else under the former one. */
static bool
get_bytes(struct people *people, enum store_table table, struct bytes key,
    struct bytes former, struct arena *arena, struct bytes *value_out,
    struct err *err)
{
	if (!store_get(people->store, table, key, arena, value_out, err))
		return false;
	return value_out->data != NULL || people->former == NULL ||
	    store_get(people->store, table, former, arena, value_out, err);
}

/* What is asked about: one pair and one mail, under both keys. */
struct question {
	struct pair_key key, former_key;
	struct print print, former;
};

static void
question_make(const struct people *people, const struct pair_name *pair,
    const struct message *mail, struct arena *arena, struct question *out)
{
	out->key = pair_key(people, pair, arena);
	print_make(&people->hasher, pair, mail, arena, &out->print);
	names_in_words(
	    &people->hasher, pair, mail, arena, &out->print.named);
	if (people->former == NULL)
		return;
	out->former_key = pair_key_under(people->former, pair, arena);
	print_make(people->former, pair, mail, arena, &out->former);
	names_in_words(
	    people->former, pair, mail, arena, &out->former.named);
}

static bool
get_record(struct people *people, const struct question *question,
    struct arena *arena, struct record *record, struct err *err)
{
	const struct pair_key *key = &question->key;
	const struct pair_key *former = &question->former_key;
	struct bytes value;

	if (!get_bytes(people, STORE_PAIR,
		(struct bytes){ key, sizeof(*key) },
		(struct bytes){ former, sizeof(*former) }, arena, &value,
		err) ||
	    !record_decode(value, record, err))
		return false;
	if (people->former != NULL)
		rekey_record(record, &question->former, &question->print);
	return true;
}

static bool
silence_counts(struct people *people, const struct question *question,
    const struct record *record, struct arena *arena, bool *counts_out,
    struct err *err)
{
	struct bytes value;
	struct sender sender;

	*counts_out = people->settings.silence == SILENCE_TRUST ||
	    record->received > 0;
	if (*counts_out)
		return true;
	if (!get_bytes(people, STORE_SENDER,
		(struct bytes){ &question->key.sender, HASH_BYTES },
		(struct bytes){ &question->former_key.sender, HASH_BYTES },
		arena, &value, err) ||
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
	struct question *question = arena_alloc(arena, sizeof(*question));
	struct record *record = arena_alloc(arena, sizeof(*record));

	*relations_out = (struct relations){ .is_known = false };
	question_make(people, pair, mail, arena, question);
	if (!get_record(people, question, arena, record, err))
		return false;
	history_trim(record, now);
	history_rewind(record, &question->print.message_id);
	relate(record, &question->print, &people->settings, now,
	    relations_out);
	return silence_counts(people, question, record, arena,
	    &relations_out->silence_counts, err);
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
	struct pair_key keys[2] = { pair_key(people, pair, arena) };
	struct store_change changes[2];
	size_t count = 1;

	if (people->former != NULL)
		keys[count++] = pair_key_under(people->former, pair, arena);
	for (size_t i = 0; i < count; i++)
		changes[i] = (struct store_change){ STORE_PAIR,
			{ &keys[i], sizeof(keys[i]) }, remove_record, NULL };
	arena_free(&arena);
	return store_apply(people->store, changes, count, STORE_FULL, err);
}
