/*
 * archive - an archived mail seen as if it went by again
 *
 * The same mail often lies in several folders (Sent and All Mail): hashes of
 * the Message-IDs seen are kept, 16 bytes each, and copies are passed over.
 */
#include "review/archive.h"

#include <glib.h>
#include <sodium.h>

#include "base/arena.h"

enum { DIGEST_BYTES = crypto_generichash_BYTES_MIN };

struct archive {
	struct source *source;
	const struct judge *judge;
	const struct message_limits *limits;
	GHashTable *seen;	/* digests of Message-IDs */
};

static guint
digest_hash(const void *digest)
{
	guint hash;

	memcpy(&hash, digest, sizeof(hash));
	return hash;
}

static gboolean
digest_equal(const void *left, const void *right)
{
	return memcmp(left, right, DIGEST_BYTES) == 0;
}

struct archive *
archive_new(struct source *source, const struct judge *judge,
    const struct message_limits *limits)
{
	struct archive *archive = g_new0(struct archive, 1);

	archive->source = source;
	archive->judge = judge;
	archive->limits = limits;
	archive->seen = g_hash_table_new_full(
	    digest_hash, digest_equal, g_free, NULL);
	return archive;
}

void
archive_free(struct archive **archive)
{
	if (*archive == NULL)
		return;
	g_hash_table_destroy((*archive)->seen);
	g_free(*archive);
	*archive = NULL;
}

/* Remembers it, too. */
static bool
was_seen(struct archive *archive, const char *message_id)
{
	if (message_id == NULL)
		return false;
	unsigned char *digest = g_malloc(DIGEST_BYTES);
	(void)crypto_generichash(digest, DIGEST_BYTES,
	    (const unsigned char *)message_id, strlen(message_id), NULL, 0);
	return !g_hash_table_add(archive->seen, digest);
}

/* Those in To and Cc that are local, or those that are not. */
static void
fill_recipients(const struct judge *judge, const struct message *message,
    bool want_local, struct arena *arena, struct envelope *envelope)
{
	const struct mail_addresses *const lists[] = { &message->to,
		&message->cc };
	const char **recipients = arena_array(arena,
	    message->to.count + message->cc.count + 1, sizeof(*recipients));
	size_t count = 0;

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const char *address = lists[l]->items[i].address;
			if (address[0] != '\0' &&
			    judge_is_local(judge, address) == want_local)
				recipients[count++] = address;
		}
	envelope->recipients = recipients;
	envelope->recipient_count = count;
}

static enum direction
find_direction(struct archive *archive, const struct message *message,
    struct arena *arena, struct envelope *envelope_out)
{
	const char *from = message->from.address;

	*envelope_out = (struct envelope){ .sender = from };
	if (was_seen(archive, message->message_id))
		return DIRECTION_COPY;
	if (from[0] == '\0')
		return DIRECTION_NONE;
	const bool is_ours = judge_is_local(archive->judge, from);
	fill_recipients(
	    archive->judge, message, !is_ours, arena, envelope_out);
	if (envelope_out->recipient_count == 0)
		return DIRECTION_NONE;
	return is_ours ? DIRECTION_OUTGOING : DIRECTION_INBOUND;
}

bool
archive_read(struct archive *archive, size_t index, struct arena *arena,
    struct archive_mail *mail_out, struct err *err)
{
	const char *data;
	size_t length;

	/* one byte more, so that the parser sees it was cut */
	if (!source_read(archive->source, index,
		archive->limits->scan_bytes + 1, arena, &data, &length,
		err) ||
	    !message_parse(archive->limits, data, length, LANGUAGE_UNKNOWN,
		arena, &mail_out->message, err))
		return err_prefix(err, "%s",
		    source_name(archive->source, index, arena));
	mail_out->when = source_date(archive->source, index);
	mail_out->direction = find_direction(archive, &mail_out->message,
	    arena, &mail_out->envelope);
	return true;
}
