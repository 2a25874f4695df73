/*
 * report - what a replay found, in numbers and examples
 *
 * Fed one verdict at a time and bounded: counts by rule, sender and language,
 * and the worst few mails.
 */
#ifndef TAKT_REVIEW_REPORT_H
#define TAKT_REVIEW_REPORT_H

#include <jansson.h>
#include <stddef.h>
#include <time.h>

#include "review/archive.h"
#include "review/print.h"
#include "rules/verdict.h"

struct report;

struct report *report_new(void) MUST_CHECK;
void report_free(struct report **report);	/* NULL is fine */

/* Every mail of the archive, judged or not. */
void report_count(struct report *report, const struct archive_mail *mail);
/* An outgoing mail: object is what mail_json() made of it, borrowed. */
void report_add(struct report *report, const struct archive_mail *mail,
    const struct verdict *verdict, const json_t *object);
/* The same mail under two sets of rules. */
void report_compare(struct report *report, const struct archive_mail *mail,
    const struct verdict *verdict, const struct verdict *other);

/* For --json nothing is printed, so this is text. */
void report_print(const struct report *report, const struct printer *printer);

#endif
