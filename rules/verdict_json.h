/*
 * verdict_json - a verdict as a JSON object, and back
 *
 * The only place that knows the keys of the contract (`takt check --json`).
 * The record form is for the store: evidence as offsets without its text, and
 * what the public form leaves out. Times are ISO 8601 in UTC.
 */
#ifndef TAKT_RULES_VERDICT_JSON_H
#define TAKT_RULES_VERDICT_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"
#include "rules/verdict.h"

struct arena;

enum verdict_form {
	VERDICT_PUBLIC,	/* what --json prints: evidence with text and line */
	VERDICT_RECORD,	/* for the store while held: no text, offsets */
	VERDICT_ANONYMOUS,	/* a record that names no recipient either */
};

/* A new object with verdict, exempt (if so), language, recipients. */
json_t *verdict_to_json(const struct verdict *verdict,
    enum verdict_form form) MUST_CHECK;

/* Reads a record; evidence texts come back as "". ERR_BUG names the key that
   is missing or wrong. */
bool verdict_from_json(const json_t *object, struct arena *arena,
    struct verdict *verdict_out, struct err *err) MUST_CHECK;

#endif
