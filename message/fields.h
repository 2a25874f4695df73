/*
 * fields - the header fields of a message or a part, as they stand there
 *
 * Nothing is decoded and nothing copied: a value points into the message,
 * folded lines and all. Nothing but this file knows how fields are laid out.
 */
#ifndef TAKT_MESSAGE_FIELDS_H
#define TAKT_MESSAGE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct arena;

struct field {
	const char *name, *value;	/* not terminated */
	size_t name_length, value_length;
};

struct fields {
	const struct field *items;
	size_t count;
};

enum { FIELDS_MAX = 1000, FIELD_LONGEST = 60000 };

/*
 * Reads the fields at the beginning of data up to the first empty line, or
 * the first line that cannot be one. Returns the offset of the body.
 */
size_t fields_parse(const char *data, size_t length, struct arena *arena,
    struct fields *fields_out);

/* The first field of that name, or NULL. */
const struct field *fields_find(const struct fields *fields,
    const char *name);
/* Unfolded, trimmed, without NULs, terminated; NULL if there is none. */
char *fields_text(const struct fields *fields, const char *name,
    struct arena *arena);
char *field_text(const struct field *field, struct arena *arena) MUST_CHECK;
bool field_is(const struct field *field, const char *name);

#endif
