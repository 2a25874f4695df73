/*
 * account - what is on record, for those who ask: show, export, forget
 *
 * Keys are contact first, so pairs of a sender are found by looking at all of
 * them: a question that is asked seldom.
 */
#include "people/account.h"

#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "people/own.h"
#include "people/record.h"
#include "store/store.h"

enum { DELETE_AT_ONCE = 256 };

static const char *
hexadecimal(const struct hash *hash, struct arena *arena)
{
	char *text = arena_alloc(arena, 2 * HASH_BYTES + 1);

	return sodium_bin2hex(
	    text, 2 * HASH_BYTES + 1, hash->bytes, HASH_BYTES);
}

static void
fill_account(const struct pair_key *key, const struct record *record,
    struct arena *arena, struct account *out)
{
	static const char *const names[] = {
		[MAIL_SENT] = "sent",
		[MAIL_HELD] = "held",
		[MAIL_RECEIVED] = "received",
	};
	struct account_mail *mails =
	    arena_array(arena, record->mail_count, sizeof(*mails));

	for (unsigned i = 0; i < record->mail_count; i++)
		mails[i] = (struct account_mail){
			.time = record->mails[i].time,
			.what = names[record->mails[i].state],
			.matter = record->mails[i].matter,
			.marks = record->mails[i].marks,
		};
	*out = (struct account){
		.sender = hexadecimal(&key->sender, arena),
		.contact = hexadecimal(&key->contact, arena),
		.first = record->first,
		.last_sent = record->last_sent,
		.last_received = record->last_received,
		.sent = record->sent,
		.received = record->received,
		.exchanges = record->exchanges,
		.asked_to_stop = record->asked_to_stop,
		.is_contact = record->is_contact,
		.mails = mails,
		.mail_count = record->mail_count,
	};
}

static bool
get_former(struct people *people, const struct pair_name *pair,
    struct arena *arena, struct bytes *value_out, struct err *err)
{
	const struct pair_key key =
	    pair_key_under(people->former, pair, arena);

	return store_get(people->store, STORE_PAIR,
	    (struct bytes){ &key, sizeof(key) }, arena, value_out, err);
}

bool
account_of_pair(struct people *people, const struct pair_name *pair,
    struct arena *arena, struct account *account_out, bool *exists_out,
    struct err *err)
{
	const struct pair_key key = pair_key(people, pair, arena);
	struct record *record = arena_alloc(arena, sizeof(*record));
	struct bytes value;

	if (!store_get(people->store, STORE_PAIR,
		(struct bytes){ &key, sizeof(key) }, arena, &value, err) ||
	    (value.data == NULL && people->former != NULL &&
		!get_former(people, pair, arena, &value, err)) ||
	    !record_decode(value, record, err))
		return false;
	*exists_out = record->exists;
	fill_account(&key, record, arena, account_out);
	return true;
}

/* --- all pairs of an address --- */

struct walk {
	struct hash wanted, former;	/* the address under both keys */
	void (*visit)(void *context, const struct account *account);
	void *context;
	GArray *keys;	/* struct pair_key: instead of visiting */
	bool failed;
	struct err *err;
};

static bool
walk_visit(struct walk *walk, const struct pair_key *key, struct bytes value)
{
	struct arena *arena = arena_new();
	struct record *record = arena_alloc(arena, sizeof(*record));
	struct account account;

	walk->failed = !record_decode(value, record, walk->err);
	if (!walk->failed) {
		fill_account(key, record, arena, &account);
		walk->visit(walk->context, &account);
	}
	arena_free(&arena);
	return !walk->failed;
}

static bool
is_in(const struct pair_key *key, const struct hash *address)
{
	return memcmp(&key->contact, address, HASH_BYTES) == 0 ||
	    memcmp(&key->sender, address, HASH_BYTES) == 0;
}

static bool
walk_pair(void *context, struct bytes bytes, struct bytes value)
{
	struct walk *walk = context;
	struct pair_key key;

	if (bytes.length != sizeof(key))
		return true;
	memcpy(&key, bytes.data, sizeof(key));
	if (!is_in(&key, &walk->wanted) && !is_in(&key, &walk->former))
		return true;
	if (walk->keys == NULL)
		return walk_visit(walk, &key, value);
	g_array_append_val(walk->keys, key);
	return true;
}

static bool
walk_run(struct people *people, const char *address, struct walk *walk)
{
	struct arena *arena = arena_new();

	walk->wanted = people_address_hash(people, address, arena);
	walk->former = people->former == NULL ? walk->wanted
	    : people_address_hash_under(people->former, address, arena);
	arena_free(&arena);
	return store_each(
		   people->store, STORE_PAIR, walk_pair, walk, walk->err) &&
	    !walk->failed;
}

bool
account_each(struct people *people, const char *address,
    void (*visit)(void *context, const struct account *account),
    void *context, struct err *err)
{
	struct walk walk = { .visit = visit, .context = context, .err = err };

	return walk_run(people, address, &walk);
}

static bool
delete_record(void *context UNUSED, struct bytes old,
    struct arena *arena UNUSED, struct bytes *new_out,
    time_t *expires_out UNUSED)
{
	*new_out = (struct bytes){ NULL, 0 };
	return old.data != NULL;
}

static bool
delete_keys(struct people *people, enum store_table table, const void *keys,
    size_t size, size_t count, struct err *err)
{
	struct store_change changes[DELETE_AT_ONCE];

	for (size_t done = 0; done < count;) {
		const size_t some = MIN(count - done, DELETE_AT_ONCE);
		for (size_t i = 0; i < some; i++)
			changes[i] = (struct store_change){
				.table = table,
				.key = { (const char *)keys +
					(done + i) * size,
				    size },
				.change = delete_record,
			};
		if (!store_apply(
			people->store, changes, some, STORE_FULL, err))
			return false;
		done += some;
	}
	return true;
}

bool
account_forget(struct people *people, const char *address, size_t *count_out,
    struct err *err)
{
	struct walk walk = { .err = err,
		.keys = g_array_new(FALSE, FALSE, sizeof(struct pair_key)) };
	const bool ok = walk_run(people, address, &walk) &&
	    delete_keys(people, STORE_PAIR, walk.keys->data,
		sizeof(struct pair_key), walk.keys->len, err) &&
	    delete_keys(people, STORE_SENDER, walk.wanted.bytes, HASH_BYTES,
		1, err) &&
	    delete_keys(people, STORE_SENDER, walk.former.bytes, HASH_BYTES,
		1, err);

	*count_out = walk.keys->len;
	g_array_free(walk.keys, TRUE);
	return ok;
}
