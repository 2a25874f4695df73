/*
 * history - the legal changes to a record's list of mails and its counters
 *
 * Mails are kept in order of time, whatever the order they are learnt in.
 * What a mail counts for, it counts when it is sent or received, never while
 * it is held. Pure: no store, no clock.
 */
#ifndef TAKT_PEOPLE_HISTORY_H
#define TAKT_PEOPLE_HISTORY_H

#include "people/record.h"

enum {
	DETAIL_YEARS = 3,	/* mails, favours, meetings, names */
	RECORD_YEARS = 10,	/* dates of the stage, counters */
};

/* -1: not on record. Sent and held mail only, or received mail only. */
int history_find_sent(const struct record *record, const struct hash *id);
int history_find_received(const struct record *record,
    const struct hash *id);

/* The first of the mails at the end that the contact has not answered;
   mail_count if there is none. */
unsigned history_unanswered(const struct record *record);

/* Puts the mail in its place; the oldest that is not held makes room. */
void history_add(struct record *record, const struct record_mail *mail,
    enum language language);
/* A held mail went out at now. */
void history_release(struct record *record, unsigned index, time_t now);
/* Takes a mail off as if it had never been; counters go back as far as the
   details on record allow. */
void history_remove(struct record *record, unsigned index);
/* The record as it was when this mail was sent: without itself and without
   what was held after it. */
void history_rewind(struct record *record, const struct hash *id);

/* Forgets the details that are too old. */
void history_trim(struct record *record, time_t now);
/* When the whole record may go; 0: never. */
time_t history_expiry(const struct record *record);

/* Any sign that the two know each other. */
bool history_is_known(const struct record *record, time_t now);

#endif
