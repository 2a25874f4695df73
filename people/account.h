/*
 * account - what is on record, for those who ask: show, export, forget
 *
 * People may know what is kept of them and have it deleted. Of the other side
 * of a pair nothing is known but a keyed hash, which stands for it here.
 */
#ifndef TAKT_PEOPLE_ACCOUNT_H
#define TAKT_PEOPLE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "people/people.h"

struct account_mail {
	time_t time;
	const char *what;	/* "sent", "held", "received" */
	uint32_t matter;	/* equal for mails on one matter */
	uint32_t marks;		/* enum mark */
};

struct account {
	const char *sender, *contact;	/* hashes in hexadecimal */
	time_t first, last_sent, last_received;	/* 0: never */
	unsigned sent, received, exchanges;
	time_t asked_to_stop;	/* 0: not */
	bool is_contact;	/* in an address book */
	const struct account_mail *mails;	/* the latest, oldest first */
	size_t mail_count;
};

/* *exists_out is false if nothing is on record of the two. */
bool account_of_pair(struct people *people, const struct pair_name *pair,
    struct arena *arena, struct account *account_out, bool *exists_out,
    struct err *err) MUST_CHECK;

/* Every pair in which address is sender or contact. */
bool account_each(struct people *people, const char *address,
    void (*visit)(void *context, const struct account *account),
    void *context, struct err *err) MUST_CHECK;

/* Deletes them all, and what is known of address as a sender. */
bool account_forget(struct people *people, const char *address,
    size_t *count_out, struct err *err) MUST_CHECK;

#endif
