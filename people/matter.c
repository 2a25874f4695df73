/*
 * matter - which of the mails on record a mail is about
 */
#include "people/matter.h"

#include <glib.h>

#include "base/timespan.h"
#include "people/history.h"

static const struct record_mail *
find_reference(const struct record *record, const struct hash *id)
{
	int found = history_find_sent(record, id);

	if (found < 0)
		found = history_find_received(record, id);
	return found < 0 ? NULL : &record->mails[found];
}

/*
 * References are newest first. If the first one is not on record but an older
 * one is, the mail answers somebody whose mail went past us (the contact by
 * another way, or a colleague), unless it looks like one of the sender's own
 * that was withdrawn.
 */
static bool
find_by_reference(const struct record *record, const struct print *print,
    struct matter *out)
{
	for (unsigned i = 0; i < print->reference_count; i++) {
		const struct record_mail *mail =
		    find_reference(record, &print->references[i]);
		if (mail == NULL)
			continue;
		*out = (struct matter){
			.is_found = true,
			.id = mail->matter,
			.answers_contact = i > 0
			    ? !print->parent_is_ours
			    : mail->state == MAIL_RECEIVED,
		};
		return true;
	}
	return false;
}

static bool
is_unanswered(const struct record *record, uint32_t matter)
{
	for (unsigned i = history_unanswered(record); i < record->mail_count;
	     i++)
		if (record->mails[i].matter == matter)
			return true;
	return false;
}

/* "Question" a year after "Question" was answered is another question. */
static bool
find_by_subject(const struct record *record, const struct print *print,
    time_t now, struct matter *out)
{
	if (print->subject == 0)
		return false;
	for (unsigned i = record->mail_count; i-- > 0;) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->subject != print->subject)
			continue;
		if (!is_unanswered(record, mail->matter) &&
		    now - mail->time > (time_t)SUBJECT_DAYS * DAY)
			return false;
		*out = (struct matter){ .is_found = true, .id = mail->matter };
		return true;
	}
	return false;
}

static bool
find_by_text(const struct record *record, const struct print *print,
    struct matter *out)
{
	if (print->text.words < SAME_TEXT_WORDS)
		return false;
	for (unsigned i = record->mail_count;
	     i-- > history_unanswered(record);) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->text.words < SAME_TEXT_WORDS ||
		    fingerprint_similarity(&mail->text, &print->text) <
			SAME_TEXT)
			continue;
		*out = (struct matter){ .is_found = true, .id = mail->matter };
		return true;
	}
	return false;
}

void
matter_find(const struct record *record, const struct print *print,
    time_t now, struct matter *out)
{
	*out = (struct matter){ .is_found = false };
	if (find_by_reference(record, print, out) ||
	    find_by_subject(record, print, now, out))
		return;
	/* The weekly report looks much like last week's. */
	if (!matter_is_recurring(record, print))
		(void)find_by_text(record, print, out);
}

bool
matter_is_recurring(const struct record *record, const struct print *print)
{
	unsigned earlier = 0;

	if (print->series == 0)
		return false;
	for (unsigned i = 0; i < record->mail_count; i++) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->state != MAIL_SENT || mail->series != print->series)
			continue;
		if (mail->subject == print->subject)
			return false;
		earlier++;
	}
	return earlier >= SERIES_MIN;
}

bool
matter_is_correction(const struct record *record, const struct matter *matter,
    int64_t within, time_t now)
{
	if (!matter->is_found)
		return false;
	for (unsigned i = record->mail_count;
	     i-- > history_unanswered(record);) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->matter == matter->id)	/* a held one mends nothing */
			return mail->state == MAIL_SENT &&
			    now - mail->time <= within;
	}
	return false;
}

const struct record_mail *
matter_last_unanswered(const struct record *record)
{
	for (unsigned i = record->mail_count;
	     i-- > history_unanswered(record);)
		if (record->mails[i].state == MAIL_SENT &&
		    !record->mails[i].is_correction)
			return &record->mails[i];
	return NULL;
}
