/*
 * subject - what a subject is about, without what replying added to it
 */
#ifndef TAKT_MESSAGE_SUBJECT_H
#define TAKT_MESSAGE_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Offset of what follows "Re:", "Sv: VS:", "[list] AW:"; is_reply_out and
   is_forward_out say whether an answer's or a forward's mark was among it. */
size_t subject_strip(const char *subject, bool *is_reply_out,
    bool *is_forward_out);

/* Folded, without all that, white space collapsed: equal for a thread. */
char *subject_key(const char *subject, struct arena *arena);

#endif
