/*
 * signature - the sign-off, and what stands below it
 */
#ifndef TAKT_MESSAGE_SIGNATURE_H
#define TAKT_MESSAGE_SIGNATURE_H

#include "message/lines.h"

/*
 * Drops everything below "-- ", before other finders take pieces of it. The
 * signature ends where quoted mail begins.
 */
void signature_drop_marked(struct lines *lines);

/*
 * At the end of each stretch of own lines: marks sign-off and name, and drops
 * the contact details below them, or below the sender's bare name. A postscript
 * and whole sentences stay. Comes after all other finders.
 */
void signature_drop_unmarked(struct lines *lines);

/* True if sign-off and signature give a name with organisation or function. */
bool signature_names_sender(const struct lines *lines);

#endif
