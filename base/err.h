/*
 * err - what went wrong, and what can be done about it
 *
 * A function that can fail returns bool and takes a struct err * as its last
 * parameter. The kind decides what happens to the mail (milter/on_error.c),
 * the text is for people: it names what and where, without a final newline.
 */
#ifndef TAKT_BASE_ERR_H
#define TAKT_BASE_ERR_H

#include <stdbool.h>

#include "base/attr.h"

enum err_kind {
	ERR_TEMP = 1,	/* may work later: database locked, disk full */
	ERR_INPUT,	/* the message or the argument is malformed */
	ERR_CONFIG,	/* the administrator has to act */
	ERR_BUG,	/* one of our own promises is broken */
};

struct err {
	enum err_kind kind;
	char text[512];	/* longer texts end in "..." */
};

/* Fills in *err and returns false, so a failing function can return it. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* Puts "context: " before the text on the way up, and returns false. */
bool err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* "temporary", "input", "configuration", "internal": for logs. */
const char *err_kind_name(enum err_kind kind);

#endif
