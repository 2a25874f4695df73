/*
 * content - the bytes of a part as UTF-8 text
 *
 * Transfer encodings and charsets, wrong labels included: what is valid UTF-8
 * is taken as such whatever the label says, latin-1 is read as windows-1252,
 * an unknown or missing label too.
 */
#ifndef TAKT_MESSAGE_CONTENT_H
#define TAKT_MESSAGE_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "message/parts.h"

struct arena;

struct decoded {
	const char *text;	/* valid UTF-8, lines end in LF, no NUL but
				   the last */
	size_t length;
	bool is_truncated;	/* most was reached */
};

/* At most most bytes of text. Never fails: bad bytes become U+FFFD. */
void content_decode(const struct part *part, size_t most,
    struct arena *arena, struct decoded *decoded_out);

/* Any bytes, of whatever charset, to valid UTF-8 (for raw header fields). */
char *content_repair(const char *bytes, size_t length, struct arena *arena);

#endif
