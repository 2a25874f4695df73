/*
 * mail_json - the object that check and replay print for a mail
 */
#ifndef TAKT_REVIEW_MAIL_JSON_H
#define TAKT_REVIEW_MAIL_JSON_H

#include <jansson.h>
#include <time.h>

#include "message/message.h"
#include "review/print.h"
#include "rules/verdict.h"

/* A string of any bytes: what is no UTF-8 is replaced. NULL is null. */
json_t *json_text(const char *text) MUST_CHECK;
json_t *json_time(time_t when) MUST_CHECK;

/* message_id, date, sender, and the verdict's keys. */
json_t *mail_json(const struct message *message, const char *sender,
    time_t when, const struct verdict *verdict) MUST_CHECK;

/* The same for people: print_view. */
void mail_view(const struct printer *printer, const json_t *object);
/* The findings of one recipient, indented. */
void findings_view(const struct printer *printer, const json_t *recipient);

#endif
