/*
 * relate - from a record and a mail to the facts about both
 *
 * The facts of the pair and of the matter; those of favours, meetings and
 * third persons are in relate_deeds.c.
 */
#include "people/relate.h"

#include <glib.h>

#include "base/timespan.h"
#include "people/history.h"
#include "people/matter.h"
#include "people/relate_deeds.h"
#include "rules/mark.h"

enum {
	BURST_DAYS = 60,	/* pauses longer than this count */
	YEARLY_MIN_DAYS = 330,
	YEARLY_MAX_DAYS = 400,
	YEARLY_PAUSES = 2,
	SLOT_SECONDS = HOUR,
};

static int64_t
since(time_t event, time_t now)
{
	if (event == 0)
		return NO_SUCH_EVENT;
	return MAX(now - event, 0);
}

/* All longer pauses, the present one too, last about a year. */
static bool
is_yearly(const struct record *record, time_t now)
{
	time_t previous = 0;
	unsigned pauses = 0;

	for (unsigned i = 0; i <= record->mail_count; i++) {
		const bool is_now = i == record->mail_count;
		if (!is_now && record->mails[i].state == MAIL_HELD)
			continue;
		const time_t time = is_now ? now : record->mails[i].time;
		const time_t pause = time - previous;
		if (previous != 0 && pause > BURST_DAYS * DAY) {
			if (pause < YEARLY_MIN_DAYS * DAY ||
			    pause > YEARLY_MAX_DAYS * DAY)
				return false;
			pauses++;
		}
		previous = time;
	}
	return pauses >= YEARLY_PAUSES;
}

static enum language
usual_language(const struct record *record)
{
	int usual = LANGUAGE_UNKNOWN;

	for (int i = LANGUAGE_UNKNOWN + 1; i < LANGUAGE_COUNT; i++)
		if (record->languages[i] > record->languages[usual])
			usual = i;
	return (enum language)usual;
}

static void
relate_pair(const struct record *record,
    const struct people_settings *settings, time_t now, struct relations *out)
{
	const time_t latest = MAX(record->last_sent, record->last_received);

	out->is_known = history_is_known(record, now);
	out->exchanges = record->exchanges;
	out->gap = since(latest, now);
	out->since_sent = since(record->last_sent, now);
	out->since_received = since(record->last_received, now);
	out->ever_received = record->received > 0;
	out->is_dormant = out->is_known && latest != 0 &&
	    out->gap >= settings->dormant_after;
	out->is_yearly = is_yearly(record, now);
	out->asked_to_stop = record->asked_to_stop != 0;
	out->language = usual_language(record);
}

/* The unanswered mails, as the rules count them. */
static void
count_matter(const struct record *record, uint32_t matter, time_t now,
    struct relations *out)
{
	time_t last = 0, before_last = 0;	/* held attempts included */

	for (unsigned i = history_unanswered(record); i < record->mail_count;
	     i++) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->is_correction || mail->matter != matter)
			continue;
		out->matter_unanswered++;
		before_last = last;
		last = mail->time;
		if (mail->state != MAIL_SENT)
			continue;
		out->matter_last_sent = mail->time;
		if (mail->marks & MARK_follow_up)
			out->matter_chasers++;
	}
	out->matter_since = since(out->matter_last_sent, now);
	out->matter_since_previous = since(before_last, now);
}

static bool
was_sent_on(const struct record *record, uint32_t matter)
{
	for (unsigned i = history_unanswered(record); i < record->mail_count;
	     i++)
		if (record->mails[i].matter == matter &&
		    record->mails[i].state == MAIL_SENT)
			return true;
	return false;
}

/* The contact has written, and the matter's last mail was before that. */
static bool
is_answered(const struct record *record, const struct matter *matter)
{
	bool is_on_record = false;

	for (unsigned i = 0; i < record->mail_count; i++)
		is_on_record |= record->mails[i].state == MAIL_SENT &&
		    record->mails[i].matter == matter->id;
	if (matter->is_found && is_on_record)
		return record->received > 0 &&
		    !was_sent_on(record, matter->id);
	return record->sent > 0 && record->received > 0 &&
	    record->last_received > record->last_sent;
}

static void
relate_matter(const struct record *record, const struct print *print,
    const struct people_settings *settings, const struct matter *matter,
    time_t now, struct relations *out)
{
	const struct record_mail *last = matter_last_unanswered(record);

	for (unsigned i = history_unanswered(record); i < record->mail_count;
	     i++)
		out->unanswered += record->mails[i].state == MAIL_SENT &&
		    !record->mails[i].is_correction;
	out->matter_since = out->matter_since_previous = NO_SUCH_EVENT;
	out->is_reply_to_contact = matter->answers_contact;
	out->matter_known = matter->is_found && !matter->answers_contact &&
	    was_sent_on(record, matter->id);
	out->matter_answered = is_answered(record, matter);
	out->is_correction = matter_is_correction(
	    record, matter, settings->correction_within, now);
	out->is_recurring = matter_is_recurring(record, print);
	if (out->matter_known)
		count_matter(record, matter->id, now, out);
	else if (last != NULL)
		count_matter(record, last->matter, now, out);
}

/* Against the last mail of the matter, or of all that wait. */
static unsigned
similarity(const struct record *record, const struct print *print,
    const struct matter *matter, bool is_matter_known)
{
	for (unsigned i = record->mail_count;
	     i-- > history_unanswered(record);) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->state == MAIL_SENT &&
		    (!is_matter_known || mail->matter == matter->id))
			return fingerprint_similarity(
			    &mail->text, &print->text);
	}
	return 0;
}

static int64_t
local_time(time_t time, int16_t zone)
{
	return (int64_t)time + (int64_t)zone * MINUTE;
}

static bool
is_same_slot(int64_t a, int64_t b)
{
	/* Mails that are whole weeks apart, give or take an hour. */
	const int64_t off = ABS(a - b) % WEEK;

	return ABS(a - b) > DAY && MIN(off, WEEK - off) < SLOT_SECONDS;
}

static unsigned
slot_row(const struct record *record, const struct print *print, time_t now)
{
	const int64_t here = local_time(now, print->zone);
	unsigned row = 1;

	for (unsigned i = record->mail_count;
	     i-- > history_unanswered(record);) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->state != MAIL_SENT || mail->is_correction)
			continue;
		if (!is_same_slot(here, local_time(mail->time, mail->zone)))
			break;
		row++;
	}
	return row;
}

/* A date that has come, and nothing was sent since. */
static bool
has_named_date_come(const struct record *record, time_t now)
{
	for (unsigned i = 0; i < record->date_count; i++)
		if (record->dates[i].date <= now &&
		    record->last_sent < record->dates[i].date)
			return true;
	return false;
}

void
relate(const struct record *record, const struct print *print,
    const struct people_settings *settings, time_t now, struct relations *out)
{
	struct matter matter;

	*out = (struct relations){ .is_known = false };
	matter_find(record, print, now, &matter);
	relate_pair(record, settings, now, out);
	relate_matter(record, print, settings, &matter, now, out);
	out->similarity =
	    similarity(record, print, &matter, out->matter_known);
	out->slot_row = slot_row(record, print, now);
	out->contact_named_date = has_named_date_come(record, now);
	relate_favours(record, settings, &matter, now, out);
	relate_meetings(record, now, out);
	out->third_known = is_third_known(record, print);
}
