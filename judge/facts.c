/*
 * facts - fills in the table of rules/fact.h from people and words
 *
 * No judgement here: each line copies one value, or leaves it unknown.
 */
#include "judge/facts.h"

#include "people/people.h"

/* Sets a duration unless there was no such event. */
#define set_duration(facts, name, value)                 \
	do {                                             \
		if ((value) != NO_SUCH_EVENT)            \
			facts_set((facts), name, value); \
	} while (0)

static enum stage
stage_of(const struct relations *relations)
{
	if (!relations->is_known)
		return STAGE_STRANGER;
	if (relations->is_dormant)
		return STAGE_DORMANT;
	return relations->exchanges < people_settings_default.new_below
	    ? STAGE_NEW
	    : STAGE_ACTIVE;
}

static void
fill_pair(struct facts *facts, const struct relations *r)
{
	facts_set(facts, stage, stage_of(r));
	facts_set(facts, known, r->is_known);
	facts_set(facts, exchanges, r->exchanges);
	set_duration(facts, gap, r->gap);
	set_duration(facts, since_sent, r->since_sent);
	set_duration(facts, since_received, r->since_received);
	facts_set(facts, ever_received, r->ever_received);
	facts_set(facts, yearly, r->is_yearly);
	facts_set(facts, asked_to_stop, r->asked_to_stop);
	facts_set(facts, contact_invited, r->contact_invited);
	facts_set(facts, contact_named_time, r->contact_named_time);
	set_duration(facts, meeting_since, r->meeting_since);
	facts_set(facts, meeting_first_mail, r->meeting_first_mail);
	facts_set(facts, third_known, r->third_known);
	facts_set(facts, reply_to_contact, r->is_reply_to_contact);
	facts_set(facts, correction, r->is_correction);
	facts_set(facts, recurring, r->is_recurring);
	facts_set(facts, similarity, r->similarity);
	facts_set(facts, contact_named_date, r->contact_named_date);
}

/* All that would be wrong if answers went past us unseen. */
static void
fill_silence(struct facts *facts, const struct relations *r)
{
	if (!r->silence_counts)
		return;
	facts_set(facts, unanswered, r->unanswered);
	facts_set(facts, matter_known, r->matter_known);
	set_duration(facts, matter_since, r->matter_since);
	if (r->matter_last_sent != 0)
		facts_set(facts, matter_last_sent, r->matter_last_sent);
	facts_set(facts, matter_unanswered, r->matter_unanswered);
	facts_set(facts, matter_chasers, r->matter_chasers);
	set_duration(facts, matter_since_previous, r->matter_since_previous);
	facts_set(facts, matter_answered, r->matter_answered);
	facts_set(facts, slot_row, r->slot_row);
}

static void
fill_favours(struct facts *facts, const struct relations *r)
{
	facts_set(facts, favours_recent, r->favours_recent);
	facts_set(facts, favour_answered, r->favour_answered);
	facts_set(facts, favour_declined, r->favour_declined);
	facts_set(facts, favour_thanked, r->favour_thanked);
	facts_set(facts, favour_offered, r->favour_offered);
	facts_set(facts, favour_chased, r->favour_chased);
	facts_set(facts, asks_in_a_row, r->asks_in_a_row);
}

static void
fill_words(struct facts *facts, const struct own_words *words)
{
	if (words->language != LANGUAGE_UNKNOWN &&
	    words->language != LANGUAGE_OTHER)
		facts_set(facts, language, words->language);
	facts_set(facts, quotes_below, words->quotes_below);
	facts_set(facts, names_sender, words->names_sender);
	facts_set(facts, encrypted, words->is_encrypted);
	if (words->is_encrypted)
		return;
	facts_set(facts, capital_sentences, words->capital_sentences);
	facts_set(facts, mark_runs, words->mark_runs);
	if (words->is_truncated)	/* counts would be too low */
		return;
	facts_set(facts, sentences, words->sentence_count);
	facts_set(facts, words, words->word_count);
}

/* Words between blanks; the subject is normalised, so one blank each. */
static unsigned
count_words(const struct text *text)
{
	unsigned count = text->normal_length > 0 ? 1 : 0;

	for (size_t i = 0; i < text->normal_length; i++)
		count += text->normal[i] == ' ';
	return count;
}

void
facts_fill(struct facts *facts_out, const struct relations *relations,
    const struct message *message)
{
	*facts_out = (struct facts){ 0 };
	fill_pair(facts_out, relations);
	fill_silence(facts_out, relations);
	fill_favours(facts_out, relations);
	fill_words(facts_out, &message->words);
	facts_set(facts_out, reply, message->is_reply);
	facts_set(facts_out, subject_words,
	    count_words(&message->words.subject));
	facts_set(facts_out, attachment, message->has_attachment);
	facts_set(facts_out, invitation, message->meeting != NULL);
}
