/*
 * fact - what a rule can ask about: one const table
 *
 * Name, type and documentation are declared once, here; the parser of
 * expressions, `takt facts` and the man page read the same rows. The values
 * are filled in by judge/facts.c. An unknown value (answers cannot be seen,
 * no text) stays unknown through every expression; only true fires.
 */
#ifndef TAKT_RULES_FACT_H
#define TAKT_RULES_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_type {
	FACT_BOOL,
	FACT_NUMBER,
	FACT_DURATION,		/* seconds */
	FACT_TIME,		/* Unix time */
	FACT_STAGE,		/* enum stage */
	FACT_LANGUAGE,		/* enum language */
};

enum stage { STAGE_STRANGER, STAGE_NEW, STAGE_ACTIVE, STAGE_DORMANT,
	STAGE_COUNT };

/* clang-format off */
#define FACT_TABLE(X) \
/* who they are to each other */ \
X(stage, STAGE, "stranger, new, active or dormant") \
X(known, BOOL, "there was earlier mail, or the contact is in an address book") \
X(exchanges, NUMBER, "changes of direction on record: out, in, out, in are three") \
X(gap, DURATION, "time since the latest mail in either direction") \
X(since_sent, DURATION, "time since the sender's last mail to this contact") \
X(since_received, DURATION, "time since the contact's last mail") \
X(ever_received, BOOL, "the contact has written at least once") \
X(unanswered, NUMBER, "mails sent since the contact last wrote, corrections left out") \
X(yearly, BOOL, "they write about once a year, as a habit") \
/* the matter this mail is about */ \
X(matter_known, BOOL, "this mail references, retitles or repeats an earlier unanswered mail") \
X(matter_since, DURATION, "time since the last unanswered mail on the matter (of any matter, if none is recognised)") \
X(matter_last_sent, TIME, "when that mail was sent") \
X(matter_unanswered, NUMBER, "unanswered mails on the matter, the first included; held attempts count") \
X(matter_chasers, NUMBER, "follow-ups already sent on the matter: unanswered less the first") \
X(matter_since_previous, DURATION, "time since the unanswered mail before the last one on the matter") \
X(matter_answered, BOOL, "the contact has written since the last mail on the matter") \
X(correction, BOOL, "within 30 minutes of the mail it corrects") \
X(recurring, BOOL, "one of a series with a changing subject or number: weekly report") \
X(similarity, NUMBER, "per cent of the words shared with the previous unanswered mail") \
X(slot_row, NUMBER, "unanswered mails in a row, this one included, at one weekday and within one hour") \
X(contact_named_date, BOOL, "the contact named a date that has come: writing now is expected") \
X(asked_to_stop, BOOL, "the contact asked this sender to stop writing, and has not written since") \
/* favours, thanks, invitations on record */ \
X(favours_recent, NUMBER, "distinct favours asked in the last 90 days, this mail left out") \
X(favour_answered, BOOL, "the contact has answered the last favour asked") \
X(favour_declined, BOOL, "the contact declined the last favour asked") \
X(favour_thanked, BOOL, "thanks were given since the last favour asked") \
X(favour_offered, BOOL, "something was offered since the last favour asked") \
X(favour_chased, BOOL, "this mail chases the last favour asked: the same favour") \
X(asks_in_a_row, NUMBER, "mails on distinct matters before this one, newest first, that all asked and gave nothing") \
X(contact_invited, BOOL, "the contact proposed to meet, in the last 60 days") \
X(contact_named_time, BOOL, "the contact proposed a time for it, in the last 60 days") \
X(meeting_since, DURATION, "time since the end of the first meeting on record; unknown without one") \
X(meeting_first_mail, BOOL, "this is the first mail to the contact since that meeting") \
X(third_known, BOOL, "somebody named in this mail is on Cc, or was on a mail with the contact before") \
/* the mail */ \
X(reply, BOOL, "it answers or references an earlier mail, or its subject says so") \
X(reply_to_contact, BOOL, "it answers a mail of the contact's that is on record") \
X(language, LANGUAGE, "en, sv, de or nb") \
X(sentences, NUMBER, "sentences of own words, without greeting and sign-off") \
X(words, NUMBER, "own words, without greeting and sign-off") \
X(subject_words, NUMBER, "words of the subject, without Re: and the like") \
X(quotes_below, BOOL, "earlier mail is quoted") \
X(names_sender, BOOL, "it says who the sender is: name with organisation or function") \
X(capital_sentences, NUMBER, "sentences in capitals") \
X(mark_runs, NUMBER, "rows of exclamation or question marks") \
X(attachment, BOOL, "something is attached") \
X(invitation, BOOL, "it carries a calendar invitation") \
X(encrypted, BOOL, "its words cannot be read")
/* clang-format on */

enum fact_id {
#define X(name, type, doc) FACT_ID_##name,
	FACT_TABLE(X)
#undef X
	FACT_ID_COUNT
};

struct fact_def {
	const char *name;
	enum fact_type type;
	const char *doc;
};

extern const struct fact_def fact_defs[FACT_ID_COUNT];

struct fact_value {
	bool is_known;
	int64_t number;		/* bool: 0 or 1 */
};

/* All unknown when zeroed. */
struct facts {
	struct fact_value values[FACT_ID_COUNT];
};

/* facts_set(&facts, stage, STAGE_NEW) */
#define facts_set(facts, name, value) \
	((facts)->values[FACT_ID_##name] = \
	    (struct fact_value){ true, (int64_t)(value) })

const char *stage_name(enum stage stage);
/* "bool", "number", "duration", "time", "stage", "language". */
const char *fact_type_name(enum fact_type type);

#endif
