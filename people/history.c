/*
 * history - the legal changes to a record's list of mails and its counters
 *
 * Exchanges are counted over the whole life although only the last mails are
 * kept: each change of the list adds what it changes in the list's own
 * number of turns.
 */
#include "people/history.h"

#include <glib.h>

#include "base/timespan.h"
#include "rules/mark.h"

static int
find(const struct record *record, const struct hash *id, bool is_received)
{
	for (unsigned i = 0; i < record->mail_count; i++) {
		const struct record_mail *m = &record->mails[i];
		if ((m->state == MAIL_RECEIVED) == is_received &&
		    m->has_id && memcmp(&m->message_id, id, sizeof(*id)) == 0)
			return (int)i;
	}
	return -1;
}

int
history_find_sent(const struct record *record, const struct hash *id)
{
	return find(record, id, false);
}

int
history_find_received(const struct record *record, const struct hash *id)
{
	return find(record, id, true);
}

unsigned
history_unanswered(const struct record *record)
{
	unsigned first = record->mail_count;

	while (first > 0 && record->mails[first - 1].state != MAIL_RECEIVED)
		first--;
	return first;
}

/* Changes of direction among the mails on the list. */
static unsigned
turns(const struct record *record)
{
	const struct record_mail *previous = NULL;
	unsigned count = 0;

	for (unsigned i = 0; i < record->mail_count; i++) {
		const struct record_mail *m = &record->mails[i];
		if (m->state == MAIL_HELD)
			continue;
		count += previous != NULL && previous->state != m->state;
		previous = m;
	}
	return count;
}

static void
adjust_exchanges(struct record *record, unsigned before)
{
	const unsigned after = turns(record);

	if (after >= before)
		record->exchanges += after - before;
	else
		record->exchanges -= MIN(record->exchanges, before - after);
}

static void
take_out(struct record *record, unsigned index)
{
	record->mail_count--;
	memmove(&record->mails[index], &record->mails[index + 1],
	    (record->mail_count - index) * sizeof(record->mails[0]));
}

static unsigned
put_in(struct record *record, const struct record_mail *mail)
{
	unsigned at = record->mail_count;

	while (at > 0 && record->mails[at - 1].time > mail->time)
		at--;
	memmove(&record->mails[at + 1], &record->mails[at],
	    (record->mail_count - at) * sizeof(record->mails[0]));
	record->mails[at] = *mail;
	record->mail_count++;
	return at;
}

/* Held mails are needed when they are released. */
static void
make_room(struct record *record)
{
	unsigned oldest = 0;

	if (record->mail_count <= RECORD_MAILS)
		return;
	while (oldest < RECORD_MAILS &&
	    record->mails[oldest].state == MAIL_HELD)
		oldest++;
	take_out(record, oldest < RECORD_MAILS ? oldest : 0);
}

static void
count_favour(struct record *record, const struct record_mail *mail)
{
	struct record_favour *last = record->favour_count > 0
	    ? &record->favours[record->favour_count - 1]
	    : NULL;

	if (last != NULL && last->matter == mail->matter &&
	    last->answered < last->last) {	/* chased */
		last->last = MAX(last->last, mail->time);
		return;
	}
	if (record->favour_count == RECORD_FAVOURS) {
		memmove(&record->favours[0], &record->favours[1],
		    (RECORD_FAVOURS - 1) * sizeof(record->favours[0]));
		record->favour_count--;
	}
	record->favours[record->favour_count++] = (struct record_favour){
		.first = mail->time,
		.last = mail->time,
		.matter = mail->matter,
	};
}

static void
count_sent(struct record *record, const struct record_mail *mail)
{
	record->sent++;
	record->last_sent = MAX(record->last_sent, mail->time);
	record->is_confirmed = true;
	if (mail->marks & MARK_asks_favour) {
		count_favour(record, mail);
	} else if (record->favour_count > 0) {
		struct record_favour *last =
		    &record->favours[record->favour_count - 1];
		if (mail->time < last->last)	/* learnt late */
			return;
		last->is_thanked |= (mail->marks & MARK_thanks) != 0;
		last->is_offered |= (mail->marks & MARK_offers) != 0;
	}
}

static void
count_received(struct record *record, const struct record_mail *mail)
{
	record->received++;
	record->last_received = MAX(record->last_received, mail->time);
	if (mail->marks & MARK_invites)
		record->invited = MAX(record->invited, mail->time);
	if (mail->marks & MARK_proposes_time)
		record->named_time = MAX(record->named_time, mail->time);
	if (record->favour_count == 0)
		return;
	struct record_favour *last =
	    &record->favours[record->favour_count - 1];
	if (mail->time < last->last)
		return;
	last->answered = mail->time;
	last->is_declined |= (mail->marks & MARK_declines) != 0;
}

static void
count_language(struct record *record, enum language language)
{
	if (language == LANGUAGE_UNKNOWN || language >= LANGUAGE_COUNT)
		return;
	if (record->languages[language] == UINT8_MAX)
		for (int i = 0; i < LANGUAGE_COUNT; i++)
			record->languages[i] /= 2;
	record->languages[language]++;
}

static void
count_first(struct record *record, time_t time)
{
	if (record->first == 0 || time < record->first)
		record->first = time;
}

void
history_add(struct record *record, const struct record_mail *mail,
    enum language language)
{
	const unsigned before = turns(record);

	(void)put_in(record, mail);
	adjust_exchanges(record, before);
	make_room(record);
	count_language(record, language);
	if (mail->state == MAIL_HELD)
		return;
	count_first(record, mail->time);
	if (mail->state == MAIL_SENT)
		count_sent(record, mail);
	else
		count_received(record, mail);
}

void
history_release(struct record *record, unsigned index, time_t now)
{
	struct record_mail mail = record->mails[index];
	const uint64_t id = hash_short(&mail.message_id);
	const unsigned before = turns(record);

	take_out(record, index);
	mail.state = MAIL_SENT;
	mail.time = MAX(mail.time, now);
	(void)put_in(record, &mail);
	adjust_exchanges(record, before);
	count_first(record, mail.time);
	count_sent(record, &mail);
	for (unsigned i = 0; i < record->meeting_count; i++)
		if (record->meetings[i].held_with == id)
			record->meetings[i].held_with = 0;
}

/* The latest mail of that state on the list; 0 if there is none. */
static time_t
latest(const struct record *record, enum mail_state state)
{
	for (unsigned i = record->mail_count; i-- > 0;)
		if (record->mails[i].state == state)
			return record->mails[i].time;
	return 0;
}

static void
uncount_sent(struct record *record, const struct record_mail *mail)
{
	record->sent -= MIN(record->sent, 1);
	if (record->last_sent == mail->time)
		record->last_sent = latest(record, MAIL_SENT);
	if (record->sent == 0 && record->received == 0)
		record->is_confirmed = false;
	if (record->favour_count == 0)
		return;
	const struct record_favour *last =
	    &record->favours[record->favour_count - 1];
	if ((mail->marks & MARK_asks_favour) && last->first == mail->time &&
	    last->last == mail->time)
		record->favour_count--;
}

/* A meeting that was proposed by a mail that did not go out. */
static void
drop_meetings_of(struct record *record, uint64_t held_with)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < record->meeting_count; i++)
		if (record->meetings[i].held_with != held_with)
			record->meetings[kept++] = record->meetings[i];
	record->meeting_count = kept;
}

void
history_remove(struct record *record, unsigned index)
{
	const struct record_mail mail = record->mails[index];
	const unsigned before = turns(record);

	take_out(record, index);
	adjust_exchanges(record, before);
	if (mail.state == MAIL_SENT)
		uncount_sent(record, &mail);
	else if (mail.state == MAIL_HELD)
		drop_meetings_of(record, hash_short(&mail.message_id));
}

void
history_rewind(struct record *record, const struct hash *id)
{
	const int found = history_find_sent(record, id);

	if (found < 0)
		return;
	const unsigned own = (unsigned)found;
	for (unsigned i = record->mail_count - 1; i > own; i--)
		if (record->mails[own].state == MAIL_HELD &&
		    record->mails[i].state == MAIL_HELD)
			history_remove(record, i);
	history_remove(record, own);
}

static void
trim_favours(struct record *record, time_t oldest)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < record->favour_count; i++)
		if (record->favours[i].last >= oldest)
			record->favours[kept++] = record->favours[i];
	record->favour_count = kept;
}

void
history_trim(struct record *record, time_t now)
{
	const time_t oldest = now - (time_t)DETAIL_YEARS * YEAR;
	unsigned kept = 0;

	for (unsigned i = 0; i < record->mail_count; i++)
		if (record->mails[i].time >= oldest)
			record->mails[kept++] = record->mails[i];
	record->mail_count = kept;
	trim_favours(record, oldest);
	kept = 0;
	for (unsigned i = 0; i < record->date_count; i++)
		if (record->dates[i].named >= oldest)
			record->dates[kept++] = record->dates[i];
	record->date_count = kept;
	/* The first meeting stays, so that no later one is the first. */
	for (unsigned i = record->meeting_count; i-- > 1;)
		if (record->meetings[i].end < oldest) {
			memmove(&record->meetings[i],
			    &record->meetings[i + 1],
			    (record->meeting_count - i - 1) *
				sizeof(record->meetings[0]));
			record->meeting_count--;
		}
	if (MAX(record->last_sent, record->last_received) < oldest)
		record->seen_count = 0;
}

time_t
history_expiry(const struct record *record)
{
	const time_t latest_held = latest(record, MAIL_HELD);
	const time_t last = MAX(
	    MAX(record->last_sent, record->last_received), record->first);

	if (record->asked_to_stop != 0)
		return 0;
	/* Whole days, so that the index of the store changes rarely. */
	if (record->is_confirmed || record->is_contact)
		return (last / DAY + 1) * DAY + (time_t)RECORD_YEARS * YEAR;
	return MAX(record->provisional_until, latest_held + 30 * DAY);
}

bool
history_is_known(const struct record *record, time_t now)
{
	return record->is_confirmed || record->is_contact ||
	    record->provisional_until > now;
}
