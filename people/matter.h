/*
 * matter - which of the mails on record a mail is about
 *
 * Told by references, then by subject, then by text. A mail that answers the
 * contact chases nobody, even if it stays in the matter.
 */
#ifndef TAKT_PEOPLE_MATTER_H
#define TAKT_PEOPLE_MATTER_H

#include "people/print.h"
#include "people/record.h"

enum {
	SAME_TEXT = 80,		/* per cent that make a text the same again */
	SAME_TEXT_WORDS = 8,	/* in texts of at least this length */
	SUBJECT_DAYS = 60,	/* an answered subject may be taken up again */
	SERIES_MIN = 2,		/* earlier mails that make a series */
};

struct matter {
	bool is_found;
	uint32_t id;
	bool answers_contact;	/* what it refers to came from the contact,
				   or at least not from the sender */
};

void matter_find(const struct record *record, const struct print *print,
    time_t now, struct matter *out);

/* One of a series: earlier mails bear its subject with other numbers. */
bool matter_is_recurring(const struct record *record,
    const struct print *print);

/* It mends the mail before it: same matter, sent moments ago. */
bool matter_is_correction(const struct record *record,
    const struct matter *matter, int64_t within, time_t now);

/* The last unanswered mail that went out, of any matter; NULL if none. */
const struct record_mail *matter_last_unanswered(const struct record *record);

#endif
