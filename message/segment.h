/*
 * segment - own lines become normalised sentences with their kinds
 */
#ifndef TAKT_MESSAGE_SEGMENT_H
#define TAKT_MESSAGE_SEGMENT_H

#include "message/lines.h"
#include "message/words.h"

/* Fills in all of text_out but the original's pointer and length. */
void segment_lines(const struct lines *lines, struct text *text_out);

#endif
