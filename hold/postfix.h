/*
 * postfix - Postfix's queue through postqueue, postcat and postsuper
 */
#ifndef TAKT_HOLD_POSTFIX_H
#define TAKT_HOLD_POSTFIX_H

#include <stdbool.h>

#include "hold/queue.h"

extern const struct queue_driver queue_postfix;

/* Of short queue ids ("4AF1C27E1B") and long ones ("4Zq7bT2hVVz1pZ"). */
bool postfix_is_queue_id(const char *text);

/* The held mails in what `postqueue -j` printed: exposed for tests. */
bool postfix_parse_listing(const char *listing, size_t length,
    struct arena *arena, struct queue_entry **entries_out,
    size_t *count_out, struct err *err) MUST_CHECK;

#endif
