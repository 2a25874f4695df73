/*
 * rekey - a record written with the former key, seen with both keys at hand
 *
 * Hashes cannot be turned back, but when a mail is looked at, its own hashes
 * are known under both keys: those that the record shares with it are
 * rewritten. What no mail refers to any more expires with the other details.
 */
#ifndef TAKT_PEOPLE_REKEY_H
#define TAKT_PEOPLE_REKEY_H

#include "people/print.h"
#include "people/record.h"

/* from and to are prints of one mail under the former and present key. */
void rekey_record(struct record *record, const struct print *from,
    const struct print *to);

#endif
