/*
 * relations - what the history says at one moment about one pair and mail
 *
 * Durations are seconds, negative where there is no such event. The fields
 * are those of rules/fact.h with the same name; judge/facts.c copies them.
 */
#ifndef TAKT_PEOPLE_RELATIONS_H
#define TAKT_PEOPLE_RELATIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "message/language.h"

enum { NO_SUCH_EVENT = -1 };

struct relations {
	bool is_known;
	bool silence_counts;	/* false: answers cannot be seen, so all that
				   rests on silence is unknown */
	bool is_dormant;
	unsigned exchanges;
	int64_t gap, since_sent, since_received;
	bool ever_received;
	unsigned unanswered;
	bool is_yearly;

	bool matter_known;
	int64_t matter_since;
	time_t matter_last_sent;
	unsigned matter_unanswered;
	unsigned matter_chasers;
	int64_t matter_since_previous;
	bool matter_answered;
	bool is_correction;
	bool is_recurring;
	unsigned similarity;	/* per cent */
	unsigned slot_row;
	bool contact_named_date;
	bool asked_to_stop;

	unsigned favours_recent;
	bool favour_answered, favour_declined, favour_thanked, favour_offered;
	bool favour_chased;
	unsigned asks_in_a_row;
	bool contact_invited, contact_named_time;
	int64_t meeting_since;
	bool meeting_first_mail;
	bool third_known;
	bool is_reply_to_contact;

	enum language language;	/* the pair's usual one */
};

#endif
