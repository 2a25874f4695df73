/*
 * relate_deeds - favours, thanks, invitations, meetings, third persons
 */
#include "people/relate_deeds.h"

#include "base/timespan.h"
#include "rules/mark.h"

enum { INVITATION_DAYS = 60 };

/* What the mails sent on a matter were, taken together. */
static uint32_t
marks_of(const struct record *record, uint32_t matter)
{
	uint32_t marks = 0;

	for (unsigned i = 0; i < record->mail_count; i++)
		if (record->mails[i].state == MAIL_SENT &&
		    record->mails[i].matter == matter)
			marks |= record->mails[i].marks;
	return marks;
}

static bool
is_newest_of_matter(const struct record *record, unsigned index)
{
	for (unsigned i = index + 1; i < record->mail_count; i++)
		if (record->mails[i].state == MAIL_SENT &&
		    record->mails[i].matter == record->mails[index].matter)
			return false;
	return true;
}

static unsigned
asks_in_a_row(const struct record *record, const struct matter *own)
{
	const uint32_t gives =
	    MARK_thanks | MARK_offers | MARK_keeps_in_touch;
	unsigned row = 0;

	for (unsigned i = record->mail_count; i-- > 0;) {
		const struct record_mail *mail = &record->mails[i];
		if (mail->state != MAIL_SENT ||
		    !is_newest_of_matter(record, i) ||
		    (own->is_found && mail->matter == own->id))
			continue;
		const uint32_t marks = marks_of(record, mail->matter);
		if ((marks & gives) || !(marks & MARK_asks_favour))
			break;
		row++;
	}
	return row;
}

void
relate_favours(const struct record *record,
    const struct people_settings *settings, const struct matter *matter,
    time_t now, struct relations *out)
{
	out->asks_in_a_row = asks_in_a_row(record, matter);
	if (record->favour_count == 0)
		return;
	for (unsigned i = 0; i < record->favour_count; i++)
		out->favours_recent +=
		    now - record->favours[i].last <= settings->favours_within;
	const struct record_favour *last =
	    &record->favours[record->favour_count - 1];
	out->favour_answered = last->answered >= last->last;
	out->favour_declined = last->is_declined;
	out->favour_thanked = last->is_thanked;
	out->favour_offered = last->is_offered;
	out->favour_chased = matter->is_found && !matter->answers_contact &&
	    matter->id == last->matter && !out->favour_answered;
}

static bool
is_recent(time_t event, time_t now)
{
	return event != 0 && now - event <= (time_t)INVITATION_DAYS * DAY;
}

void
relate_meetings(const struct record *record, time_t now,
    struct relations *out)
{
	time_t first = 0;

	out->contact_invited = is_recent(record->invited, now);
	out->contact_named_time = is_recent(record->named_time, now);
	for (unsigned i = 0; i < record->meeting_count; i++)
		if (record->meetings[i].held_with == 0 &&
		    (first == 0 || record->meetings[i].end < first))
			first = record->meetings[i].end;
	out->meeting_since = NO_SUCH_EVENT;
	if (first == 0 || first > now)
		return;
	out->meeting_since = now - first;
	out->meeting_first_mail = record->last_sent <= first;
}

bool
is_third_known(const struct record *record, const struct print *print)
{
	const struct name_list *named = &print->named;

	for (unsigned n = 0; n < named->count; n++) {
		for (unsigned i = 0; i < print->people.count; i++)
			if (print->people.items[i] == named->items[n])
				return true;
		for (unsigned i = 0; i < record->seen_count; i++)
			if (record->seen[i] == named->items[n])
				return true;
	}
	return false;
}
