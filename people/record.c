/*
 * record - all that is remembered of one pair, and its bytes in the store
 *
 * Numbers are little-endian; points in time take five bytes. Lists begin
 * with their count. Version 1; a later one that can be read by this code has
 * to say so here.
 */
#include "people/record.h"

#include <glib.h>

#include "base/arena.h"

enum {
	RECORD_VERSION = 1,
	MAIL_BYTES = 5 + 2 + 1 + HASH_BYTES + 8 + 8 + 4 + 4 + 2 +
	    FINGERPRINT_BYTES,
	RECORD_BYTES_MAX = 256 + RECORD_MAILS * MAIL_BYTES +
	    RECORD_FAVOURS * 20 + RECORD_MEETINGS * 21 + RECORD_DATES * 10 +
	    RECORD_SEEN * 4,
};

enum { IS_CONFIRMED = 1, IS_CONTACT = 2 };
enum { STATE_BITS = 3, IS_CORRECTION = 4, HAS_ID = 8 };
enum { IS_DECLINED = 1, IS_THANKED = 2, IS_OFFERED = 4 };

struct sink {
	uint8_t *data;
	size_t length;
};

static void
put_number(struct sink *sink, uint64_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		sink->data[sink->length++] = (uint8_t)(number >> (8 * i));
}

static void
put_time(struct sink *sink, time_t time)
{
	put_number(sink, time > 0 ? (uint64_t)time : 0, 5);
}

static void
put_bytes(struct sink *sink, const void *bytes, size_t length)
{
	memcpy(sink->data + sink->length, bytes, length);
	sink->length += length;
}

struct source {
	const uint8_t *data;
	size_t length, at;
	bool is_short;		/* more was asked for than there is */
};

static uint64_t
take_number(struct source *source, unsigned bytes)
{
	uint64_t number = 0;

	if (source->length - source->at < bytes) {
		source->is_short = true;
		source->at = source->length;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		number |= (uint64_t)source->data[source->at++] << (8 * i);
	return number;
}

static time_t
take_time(struct source *source)
{
	return (time_t)take_number(source, 5);
}

static void
take_bytes(struct source *source, void *bytes, size_t length)
{
	if (source->length - source->at < length) {
		source->is_short = true;
		source->at = source->length;
		return;
	}
	memcpy(bytes, source->data + source->at, length);
	source->at += length;
}

/* A count beyond its limit is damage, too. */
static unsigned
take_count(struct source *source, unsigned limit)
{
	const unsigned count = (unsigned)take_number(source, 1);

	if (count <= limit)
		return count;
	source->is_short = true;
	return 0;
}

static void
put_head(struct sink *sink, const struct record *r)
{
	put_number(sink, RECORD_VERSION, 1);
	put_number(sink,
	    (r->is_confirmed ? IS_CONFIRMED : 0u) |
		(r->is_contact ? IS_CONTACT : 0u),
	    1);
	put_time(sink, r->provisional_until);
	put_time(sink, r->first);
	put_time(sink, r->last_sent);
	put_time(sink, r->last_received);
	put_number(sink, r->sent, 4);
	put_number(sink, r->received, 4);
	put_number(sink, r->exchanges, 4);
	put_time(sink, r->asked_to_stop);
	put_time(sink, r->invited);
	put_time(sink, r->named_time);
	put_number(sink, r->next_matter, 4);
	put_bytes(sink, r->languages, sizeof(r->languages));
}

static void
take_head(struct source *source, struct record *r)
{
	const uint64_t flags = take_number(source, 1);

	r->is_confirmed = (flags & IS_CONFIRMED) != 0;
	r->is_contact = (flags & IS_CONTACT) != 0;
	r->provisional_until = take_time(source);
	r->first = take_time(source);
	r->last_sent = take_time(source);
	r->last_received = take_time(source);
	r->sent = (uint32_t)take_number(source, 4);
	r->received = (uint32_t)take_number(source, 4);
	r->exchanges = (uint32_t)take_number(source, 4);
	r->asked_to_stop = take_time(source);
	r->invited = take_time(source);
	r->named_time = take_time(source);
	r->next_matter = (uint32_t)take_number(source, 4);
	take_bytes(source, r->languages, sizeof(r->languages));
}

static void
put_favours(struct sink *sink, const struct record *r)
{
	put_number(sink, r->favour_count, 1);
	for (unsigned i = 0; i < r->favour_count; i++) {
		const struct record_favour *f = &r->favours[i];
		put_time(sink, f->first);
		put_time(sink, f->last);
		put_time(sink, f->answered);
		put_number(sink, f->matter, 4);
		put_number(sink,
		    (f->is_declined ? IS_DECLINED : 0u) |
			(f->is_thanked ? IS_THANKED : 0u) |
			(f->is_offered ? IS_OFFERED : 0u),
		    1);
	}
}

static void
take_favours(struct source *source, struct record *r)
{
	r->favour_count = take_count(source, RECORD_FAVOURS);
	for (unsigned i = 0; i < r->favour_count; i++) {
		struct record_favour *f = &r->favours[i];
		f->first = take_time(source);
		f->last = take_time(source);
		f->answered = take_time(source);
		f->matter = (uint32_t)take_number(source, 4);
		const uint64_t flags = take_number(source, 1);
		f->is_declined = (flags & IS_DECLINED) != 0;
		f->is_thanked = (flags & IS_THANKED) != 0;
		f->is_offered = (flags & IS_OFFERED) != 0;
	}
}

static void
put_lists(struct sink *sink, const struct record *r)
{
	put_number(sink, r->meeting_count, 1);
	for (unsigned i = 0; i < r->meeting_count; i++) {
		put_number(sink, r->meetings[i].uid, 8);
		put_time(sink, r->meetings[i].end);
		put_number(sink, r->meetings[i].held_with, 8);
	}
	put_number(sink, r->date_count, 1);
	for (unsigned i = 0; i < r->date_count; i++) {
		put_time(sink, r->dates[i].date);
		put_time(sink, r->dates[i].named);
	}
	put_number(sink, r->seen_count, 1);
	for (unsigned i = 0; i < r->seen_count; i++)
		put_number(sink, r->seen[i], 4);
}

static void
take_lists(struct source *source, struct record *r)
{
	r->meeting_count = take_count(source, RECORD_MEETINGS);
	for (unsigned i = 0; i < r->meeting_count; i++) {
		r->meetings[i].uid = take_number(source, 8);
		r->meetings[i].end = take_time(source);
		r->meetings[i].held_with = take_number(source, 8);
	}
	r->date_count = take_count(source, RECORD_DATES);
	for (unsigned i = 0; i < r->date_count; i++) {
		r->dates[i].date = take_time(source);
		r->dates[i].named = take_time(source);
	}
	r->seen_count = take_count(source, RECORD_SEEN);
	for (unsigned i = 0; i < r->seen_count; i++)
		r->seen[i] = (uint32_t)take_number(source, 4);
}

static void
put_mail(struct sink *sink, const struct record_mail *m)
{
	put_time(sink, m->time);
	put_number(sink, (uint16_t)m->zone, 2);
	put_number(sink,
	    (unsigned)m->state | (m->is_correction ? IS_CORRECTION : 0u) |
		(m->has_id ? HAS_ID : 0u),
	    1);
	if (m->has_id)
		put_bytes(sink, m->message_id.bytes, HASH_BYTES);
	put_number(sink, m->subject, 8);
	put_number(sink, m->series, 8);
	put_number(sink, m->matter, 4);
	put_number(sink, m->marks, 4);
	put_number(sink, m->text.words, 2);
	if (m->text.words > 0)
		put_bytes(sink, m->text.bytes, FINGERPRINT_BYTES);
}

static void
take_mail(struct source *source, struct record_mail *m)
{
	m->time = take_time(source);
	m->zone = (int16_t)take_number(source, 2);
	const uint64_t flags = take_number(source, 1);
	if ((flags & STATE_BITS) > MAIL_RECEIVED)
		source->is_short = true;
	m->state = (enum mail_state)(flags & STATE_BITS);
	m->is_correction = (flags & IS_CORRECTION) != 0;
	m->has_id = (flags & HAS_ID) != 0;
	if (m->has_id)
		take_bytes(source, m->message_id.bytes, HASH_BYTES);
	m->subject = take_number(source, 8);
	m->series = take_number(source, 8);
	m->matter = (uint32_t)take_number(source, 4);
	m->marks = (uint32_t)take_number(source, 4);
	m->text.words = (uint16_t)take_number(source, 2);
	if (m->text.words > 0)
		take_bytes(source, m->text.bytes, FINGERPRINT_BYTES);
}

struct bytes
record_encode(const struct record *record, struct arena *arena)
{
	struct sink sink = { arena_alloc(arena, RECORD_BYTES_MAX), 0 };

	put_head(&sink, record);
	put_favours(&sink, record);
	put_lists(&sink, record);
	put_number(&sink, record->mail_count, 1);
	for (unsigned i = 0; i < record->mail_count; i++)
		put_mail(&sink, &record->mails[i]);
	return (struct bytes){ sink.data, sink.length };
}

static bool
are_in_order(const struct record *r)
{
	for (unsigned i = 1; i < r->mail_count; i++)
		if (r->mails[i].time < r->mails[i - 1].time)
			return false;
	return true;
}

bool
record_decode(struct bytes bytes, struct record *out, struct err *err)
{
	struct source source = { bytes.data, bytes.length, 0, false };

	*out = (struct record){ .exists = bytes.data != NULL };
	if (bytes.data == NULL)
		return true;
	const unsigned version = (unsigned)take_number(&source, 1);
	if (version > RECORD_VERSION)
		return err_set(err, ERR_TEMP,
		    "a record of the history has version %u, this Takt knows "
		    "%d: install the newer one again",
		    version, RECORD_VERSION);
	take_head(&source, out);
	take_favours(&source, out);
	take_lists(&source, out);
	out->mail_count = take_count(&source, RECORD_MAILS);
	for (unsigned i = 0; i < out->mail_count; i++)
		take_mail(&source, &out->mails[i]);
	if (version == RECORD_VERSION && !source.is_short &&
	    source.at == source.length && are_in_order(out))
		return true;
	*out = (struct record){ .exists = true };
	return err_set(err, ERR_TEMP,
	    "a record of the history is damaged (%zu bytes): remove it with "
	    "\"takt history forget\" for the address",
	    bytes.length);
}
