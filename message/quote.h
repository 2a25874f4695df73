/*
 * quote - lines that repeat somebody else's words behind a mark
 */
#ifndef TAKT_MESSAGE_QUOTE_H
#define TAKT_MESSAGE_QUOTE_H

#include "message/lines.h"

/*
 * Marks lines that begin with ">", rows of lines that begin with "|" or with
 * initials ("PL> "). A list whose items begin with ">" stays the sender's own
 * as long as the mail answers nothing.
 */
void quote_mark(struct lines *lines);

#endif
