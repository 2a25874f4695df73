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
#include "people/names.h"
#include "people/own.h"
#include "people/print.h"
#include "people/record.h"
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
people_address_hash(
    const struct people *people, const char *address, struct arena *arena)
{
	return hash_text(&people->hasher, HASH_ADDRESS,
	    people_fold_address(address, arena));
}

struct pair_key
pair_key(const struct people *people, const struct pair_name *pair,
    struct arena *arena)
{
	return (struct pair_key){
		.contact = people_address_hash(people, pair->contact, arena),
		.sender = people_address_hash(people, pair->sender, arena),
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
