/*
 * attribution - "On Monday Per wrote:", in the languages replies come in
 */
#ifndef TAKT_MESSAGE_ATTRIBUTION_H
#define TAKT_MESSAGE_ATTRIBUTION_H

#include "message/lines.h"

/*
 * Drops attribution lines, up to four lines long. One that cannot be anything
 * else but is followed by no marked quote takes all below with it: many
 * clients quote without marks. Comes after quote_mark().
 */
void attribution_drop(struct lines *lines);

#endif
