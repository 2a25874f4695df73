/*
 * print - what a mail leaves in, and is compared with, the record of a pair
 */
#include "people/print.h"

#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/names.h"
#include "people/people.h"
#include "people/series.h"

/* 0 stands for "none", so no text may have it. */
static uint64_t
short_hash(const struct hasher *hasher, enum hash_domain domain,
    const char *text)
{
	const struct hash hash = hash_text(hasher, domain, text);
	const uint64_t half = hash_short(&hash);

	return text[0] == '\0' ? 0 : MAX(half, 1);
}

/* A mail without a Message-ID is known again by all it says. */
static struct hash
substitute_id(const struct hasher *hasher, const struct message *mail,
    const struct print *print, struct arena *arena)
{
	const char *head = arena_printf(arena, "%s %lld %s",
	    mail->from.address, (long long)mail->date, mail->subject);
	const size_t length = strlen(head) + 1;
	uint8_t *all = arena_alloc(arena, length + FINGERPRINT_BYTES);

	memcpy(all, head, length);
	memcpy(all + length, print->text.bytes, FINGERPRINT_BYTES);
	return hash_bytes(
	    hasher, HASH_MESSAGE_ID, all, length + FINGERPRINT_BYTES);
}

/* Message-IDs of one system end alike. */
static bool
is_made_here(const struct message *mail)
{
	const char *own = mail->message_id != NULL
	    ? strrchr(mail->message_id, '@')
	    : NULL;
	const char *parent = mail->reference_count > 0
	    ? strrchr(mail->references[0], '@')
	    : NULL;

	return own != NULL && parent != NULL &&
	    g_ascii_strcasecmp(own, parent) == 0;
}

static void
print_meeting(const struct hasher *hasher, const struct meeting *meeting,
    struct print *out)
{
	if (meeting == NULL || meeting->uid == NULL)
		return;
	out->meeting_uid = short_hash(hasher, HASH_MEETING, meeting->uid);
	out->meeting_end =
	    meeting->end != 0 ? meeting->end : meeting->start + HOUR;
	out->is_cancelled = meeting->is_cancelled;
}

void
print_make(const struct hasher *hasher, const struct pair_name *pair,
    const struct message *mail, struct arena *arena, struct print *out)
{
	*out = (struct print){
		.has_id = mail->message_id != NULL,
		.subject = short_hash(
		    hasher, HASH_SUBJECT, mail->subject_key),
		.series = short_hash(hasher, HASH_SERIES,
		    series_of(mail->subject_key, arena)),
		.zone = (int16_t)CLAMP(mail->zone_minutes, -1440, 1440),
		.language = mail->words.language,
		.parent_is_ours = is_made_here(mail),
		.reference_count = (unsigned)MIN(
		    mail->reference_count, PRINT_REFERENCES),
	};
	fingerprint_make(hasher, &mail->words.body, &out->text);
	out->message_id = mail->message_id != NULL
	    ? hash_text(hasher, HASH_MESSAGE_ID, mail->message_id)
	    : substitute_id(hasher, mail, out, arena);
	for (unsigned i = 0; i < out->reference_count; i++)
		out->references[i] = hash_text(
		    hasher, HASH_MESSAGE_ID, mail->references[i]);
	names_of_others(hasher, pair, mail, arena, &out->people);
	print_meeting(hasher, mail->meeting, out);
}
