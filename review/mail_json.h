/*
 * mail_json - the object that check and replay print for a mail
 */
#ifndef TAKT_REVIEW_MAIL_JSON_H
#define TAKT_REVIEW_MAIL_JSON_H

#include <jansson.h>
#include <time.h>

#include "base/json.h"
#include "message/message.h"
#include "review/print.h"
#include "rules/verdict.h"

/* message_id, date, sender, and the verdict's keys. */
json_t *mail_json(const struct message *message, const char *sender,
    time_t when, const struct verdict *verdict) MUST_CHECK;

/* The same for people: print_view. */
void mail_view(const struct printer *printer, const json_t *object);
/* The findings of one recipient, indented. */
void findings_view(const struct printer *printer, const json_t *recipient);

#endif
