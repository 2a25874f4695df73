/*
 * learn - what one mail changes in the record of a pair
 */
#include "people/learn.h"

#include <glib.h>

#include "people/history.h"
#include "people/matter.h"
#include "rules/mark.h"

static struct record_mail
mail_of(const struct lesson *lesson, enum mail_state state, uint32_t matter)
{
	const struct print *print = lesson->print;

	return (struct record_mail){
		.time = MAX(lesson->now, 1),
		.zone = print->zone,
		.state = state,
		.has_id = true,
		.message_id = print->message_id,
		.subject = print->subject,
		.series = print->series,
		.matter = matter,
		.marks = lesson->marks,
	};
}

/* By wording alone a mail can chase the last one that waits. */
static uint32_t
matter_of_sent(struct record *record, const struct lesson *lesson,
    const struct matter *matter)
{
	const struct record_mail *last = matter_last_unanswered(record);

	if (matter->is_found)
		return matter->id;
	if ((lesson->marks & MARK_follow_up) && last != NULL)
		return last->matter;
	return record->next_matter++;
}

/*
 * Whether a mail chases is told by its words, but there are mails whose words
 * say nothing to us ("Pling?"): then its place in the matter has to do.
 */
static bool
chases_by_place(const struct record *record, const struct print *print,
    const struct matter *matter)
{
	if (print->language != LANGUAGE_UNKNOWN &&
	    print->language != LANGUAGE_OTHER)
		return false;
	if (!matter->is_found || matter->answers_contact ||
	    matter_is_recurring(record, print))
		return false;
	for (unsigned i = history_unanswered(record); i < record->mail_count;
	     i++)
		if (record->mails[i].state == MAIL_SENT &&
		    record->mails[i].matter == matter->id)
			return true;
	return false;
}

static bool
learn_again(struct record *record, unsigned index, enum sent_state state,
    time_t now)
{
	if (state != SENT_ACCEPTED ||
	    record->mails[index].state != MAIL_HELD)
		return false;
	history_release(record, index, now);
	return true;
}

bool
learn_sent(struct record *record, const struct lesson *lesson,
    enum sent_state state, const struct people_settings *settings)
{
	const struct print *print = lesson->print;
	const int known = history_find_sent(record, &print->message_id);
	struct matter matter;

	if (known >= 0)
		return learn_again(
		    record, (unsigned)known, state, lesson->now);
	matter_find(record, print, lesson->now, &matter);
	struct record_mail mail = mail_of(lesson,
	    state == SENT_HELD ? MAIL_HELD : MAIL_SENT,
	    matter_of_sent(record, lesson, &matter));
	mail.text = print->text;
	mail.is_correction = matter_is_correction(
	    record, &matter, settings->correction_within, lesson->now);
	if (!mail.is_correction && chases_by_place(record, print, &matter))
		mail.marks |= MARK_follow_up;
	history_add(record, &mail, print->language);
	(void)learn_people(record, &print->people);
	(void)learn_meeting(record, print,
	    state == SENT_HELD ? hash_short(&print->message_id) : 0);
	return true;
}

bool
learn_is_reference(const struct record *record, const struct print *print)
{
	for (unsigned i = 0; i < print->reference_count; i++) {
		const int found =
		    history_find_sent(record, &print->references[i]);
		if (found >= 0 && record->mails[found].state == MAIL_SENT)
			return true;
	}
	return false;
}

bool
learn_received(struct record *record, const struct lesson *lesson,
    time_t provisional_until)
{
	const struct print *print = lesson->print;
	struct matter matter;

	if (history_find_received(record, &print->message_id) >= 0)
		return false;
	if (learn_is_reference(record, print))
		record->is_confirmed = true;
	else if (!history_is_known(record, lesson->now))
		record->provisional_until = provisional_until;
	matter_find(record, print, lesson->now, &matter);
	struct record_mail mail = mail_of(lesson, MAIL_RECEIVED,
	    matter.is_found ? matter.id : record->next_matter++);
	mail.marks &= ~(uint32_t)(MARK_follow_up | MARK_asks_favour);
	history_add(record, &mail, print->language);
	if (mail.time == record->last_received)	/* not learnt late */
		record->asked_to_stop =
		    lesson->marks & MARK_stop_request ? mail.time : 0;
	(void)learn_people(record, &print->people);
	if (print->meeting_uid != 0 && !print->is_cancelled)
		record->invited = record->named_time =
		    MAX(record->invited, lesson->now);
	(void)learn_meeting(record, print, 0);
	return true;
}

static void
forget_meeting(struct record *record, unsigned index)
{
	record->meeting_count--;
	memmove(&record->meetings[index], &record->meetings[index + 1],
	    (record->meeting_count - index) * sizeof(record->meetings[0]));
}

static unsigned
find_meeting(const struct record *record, uint64_t uid)
{
	unsigned i = 0;

	while (i < record->meeting_count && record->meetings[i].uid != uid)
		i++;
	return i;
}

/* The earliest is at the front and stays there, whatever else goes. */
static void
add_meeting(struct record *record, const struct record_meeting *meeting)
{
	unsigned at = record->meeting_count;

	if (record->meeting_count == RECORD_MEETINGS) {
		forget_meeting(record, 1);
		at--;
	}
	while (at > 0 && record->meetings[at - 1].end > meeting->end)
		at--;
	memmove(&record->meetings[at + 1], &record->meetings[at],
	    (record->meeting_count - at) * sizeof(record->meetings[0]));
	record->meetings[at] = *meeting;
	record->meeting_count++;
}

bool
learn_meeting(struct record *record, const struct print *print,
    uint64_t held_with)
{
	if (print->meeting_uid == 0)
		return false;
	const unsigned known = find_meeting(record, print->meeting_uid);
	if (held_with != 0 && known < record->meeting_count)
		return false;	/* the change did not go out yet */
	if (print->is_cancelled && known == record->meeting_count)
		return false;
	if (known < record->meeting_count)
		forget_meeting(record, known);
	if (!print->is_cancelled)
		add_meeting(record,
		    &(struct record_meeting){ print->meeting_uid,
			print->meeting_end, held_with });
	return true;
}

bool
learn_people(struct record *record, const struct name_list *people)
{
	bool has_changed = false;

	for (unsigned i = 0; i < people->count; i++) {
		unsigned at = 0;
		while (at < record->seen_count &&
		    record->seen[at] != people->items[i])
			at++;
		if (at < record->seen_count)
			continue;
		if (record->seen_count == RECORD_SEEN) {
			memmove(&record->seen[0], &record->seen[1],
			    (RECORD_SEEN - 1) * sizeof(record->seen[0]));
			record->seen_count--;
		}
		record->seen[record->seen_count++] = people->items[i];
		has_changed = true;
	}
	return has_changed;
}

static bool
has_date(const struct record *record, time_t date)
{
	for (unsigned i = 0; i < record->date_count; i++)
		if (record->dates[i].date == date)
			return true;
	return false;
}

bool
learn_dates(struct record *record, const time_t *dates, size_t count,
    time_t now)
{
	bool has_changed = false;

	for (size_t i = 0; i < count; i++) {
		if (has_date(record, dates[i]))
			continue;
		if (record->date_count == RECORD_DATES) {
			memmove(&record->dates[0], &record->dates[1],
			    (RECORD_DATES - 1) * sizeof(record->dates[0]));
			record->date_count--;
		}
		record->dates[record->date_count++] =
		    (struct record_date){ dates[i], now };
		has_changed = true;
	}
	return has_changed;
}
