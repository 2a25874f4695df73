/*
 * automatic - mail that no person wrote to a person
 */
#ifndef TAKT_MESSAGE_AUTOMATIC_H
#define TAKT_MESSAGE_AUTOMATIC_H

#include "message/fields.h"
#include "message/message.h"

struct arena;

/* subject is decoded; is_report: the mail is a multipart/report. Calendar
   answers are seen by calendar.c. */
enum automatic automatic_find(const struct fields *fields,
    const char *subject, bool is_report, struct arena *arena);

#endif
