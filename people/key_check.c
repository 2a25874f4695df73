/*
 * key_check - the store knows which key its hashes were made with
 *
 * META "key" is the fingerprint of the present key, "key.former" the time of
 * the last change (8 bytes) and the fingerprint of the key before.
 */
#include "people/key_check.h"

#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/history.h"
#include "people/people.h"

static const struct bytes present_name = { "key", 3 };
static const struct bytes former_name = { "key.former", 10 };

struct former {
	uint8_t changed[8];	/* time, big-endian */
	struct hash fingerprint;
};

static struct hash
fingerprint_of(const struct hasher *hasher)
{
	return hash_text(hasher, HASH_KEY, "");
}

static bool
is_same(struct bytes bytes, const struct hash *fingerprint)
{
	return bytes.length == HASH_BYTES &&
	    sodium_memcmp(bytes.data, fingerprint->bytes, HASH_BYTES) == 0;
}

static bool
is_former(struct bytes bytes, const struct hash *fingerprint)
{
	const struct former *former = bytes.data;

	return bytes.length == sizeof(*former) &&
	    memcmp(&former->fingerprint, fingerprint, HASH_BYTES) == 0;
}

struct check {
	struct hash fingerprint;
	bool is_other;
};

static bool
check_present(void *context, struct bytes old, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct check *check = context;

	check->is_other =
	    old.data != NULL && !is_same(old, &check->fingerprint);
	*new_out = (struct bytes){ check->fingerprint.bytes, HASH_BYTES };
	return old.data == NULL;
}

bool
key_check(struct store *store, const struct hasher *hasher, struct err *err)
{
	struct check check = { .fingerprint = fingerprint_of(hasher) };
	const struct store_change change = { STORE_META, present_name,
		check_present, &check };

	if (!store_apply(store, &change, 1, STORE_FULL, err))
		return false;
	return !check.is_other ||
	    err_set(err, ERR_CONFIG,
		"the history was written with another key: put the right "
		"file in the setting \"key_file\"; if \"takt store rekey\" "
		"was interrupted, run it again");
}

bool
key_check_former(struct store *store, const struct hasher *former,
    struct err *err)
{
	const struct hash fingerprint = fingerprint_of(former);
	struct arena *arena = arena_new();
	struct bytes value;
	bool ok =
	    store_get(store, STORE_META, former_name, arena, &value, err);

	if (ok && !is_former(value, &fingerprint))
		ok = err_set(err, ERR_CONFIG,
		    "the file of the former key is not that of this "
		    "history: remove it, or put the right one there");
	arena_free(&arena);
	return ok;
}

struct change {
	struct hash from, to;
	time_t now;
	bool is_done, is_other, is_early;
};

/* Comes first, so that it can refuse for all. */
static bool
look_at_present(void *context, struct bytes old, struct arena *arena UNUSED,
    struct bytes *new_out UNUSED, time_t *expires_out UNUSED)
{
	struct change *change = context;

	change->is_done = is_same(old, &change->to);
	change->is_other = !change->is_done && old.data != NULL &&
	    !is_same(old, &change->from);
	return false;
}

static bool
change_present(void *context, struct bytes old UNUSED,
    struct arena *arena UNUSED, struct bytes *new_out,
    time_t *expires_out UNUSED)
{
	struct change *change = context;

	*new_out = (struct bytes){ change->to.bytes, HASH_BYTES };
	return !change->is_done && !change->is_other && !change->is_early;
}

static time_t
time_of(struct bytes bytes)
{
	const uint8_t *at = bytes.data;
	uint64_t time = 0;

	for (size_t i = 0; bytes.length >= 8 && i < 8; i++)
		time = time << 8 | at[i];
	return (time_t)time;
}

static bool
change_former(void *context, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	struct change *change = context;
	struct former *former = arena_alloc(arena, sizeof(*former));

	for (size_t i = 0; i < sizeof(former->changed); i++)
		former->changed[i] =
		    (uint8_t)((uint64_t)change->now >> (56 - 8 * i));
	former->fingerprint = change->from;
	const bool is_again = is_former(old, &change->from);
	change->is_early = old.data != NULL && !is_again &&
	    change->now - time_of(old) < (time_t)DETAIL_YEARS * YEAR;
	*new_out = (struct bytes){ former, sizeof(*former) };
	return !change->is_done && !change->is_other && !change->is_early &&
	    !is_again;
}

bool
people_change_key(struct store *store, const uint8_t former[32],
    const uint8_t present[32], time_t now, struct err *err)
{
	struct hasher from, to;
	struct change change = { .now = now };
	const struct store_change changes[] = {
		{ STORE_META, present_name, look_at_present, &change },
		{ STORE_META, former_name, change_former, &change },
		{ STORE_META, present_name, change_present, &change },
	};

	hasher_init(&from, former);
	hasher_init(&to, present);
	change.from = fingerprint_of(&from);
	change.to = fingerprint_of(&to);
	sodium_memzero(&from, sizeof(from));
	sodium_memzero(&to, sizeof(to));
	if (!store_apply(store, changes, ARRAY_SIZE(changes), STORE_FULL, err))
		return false;
	if (change.is_early && !change.is_done)
		return err_set(err, ERR_CONFIG,
		    "the key was changed less than %d years ago: records "
		    "that were not seen since would be lost",
		    DETAIL_YEARS);
	return !change.is_other ||
	    err_set(err, ERR_CONFIG,
		"the history was written with another key than that of the "
		"setting \"key_file\"");
}
