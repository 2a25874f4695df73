/*
 * headers - what the header says, decoded
 */
#ifndef TAKT_MESSAGE_HEADERS_H
#define TAKT_MESSAGE_HEADERS_H

#include "message/fields.h"
#include "message/message.h"

struct arena;

/* Fills in Message-ID, references, subject, addresses, date and
   authentication results. */
void headers_read(const struct fields *fields, struct arena *arena,
    struct message *message_out);

#endif
