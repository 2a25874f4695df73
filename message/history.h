/*
 * history - earlier mail below a header block or a separator line
 */
#ifndef TAKT_MESSAGE_HISTORY_H
#define TAKT_MESSAGE_HISTORY_H

#include "message/lines.h"

/*
 * Drops everything from the first "-----Original Message-----", "Begin
 * forwarded message:" or block of "From: Sent: To: Subject:" lines to the end.
 * Returns true if something was forwarded. Comes after quote_mark().
 */
bool history_drop(struct lines *lines);

#endif
