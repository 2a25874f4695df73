/*
 * normal - the one form in which words are compared
 *
 * NFKC and case folded (ICU's NFKC_Casefold), apostrophes, quotation marks,
 * dashes and dots unified to their ASCII forms, invisible characters dropped,
 * white space collapsed to one blank. rules/ folds the literal letters of its
 * patterns with normal_fold(), so that both sides meet in the same form.
 * Input need not be valid UTF-8: a bad byte becomes U+FFFD.
 */
#ifndef TAKT_MESSAGE_NORMAL_H
#define TAKT_MESSAGE_NORMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct arena;

/* A growing normalised text; everything lives in the arena. */
struct normal {
	struct arena *arena;
	char *bytes;
	uint32_t *map;		/* length + 1 offsets once closed */
	size_t length, capacity;
};

void normal_open(struct normal *normal, struct arena *arena,
    size_t expected_length);
/*
 * Appends original[begin, end), trimmed, one blank before it if there is text
 * already. Returns false, and changes nothing, if nothing visible is in it.
 */
bool normal_append(struct normal *normal, const char *original, size_t begin,
    size_t end);
/* Writes the final NUL and the map's last entry. */
void normal_close(struct normal *normal, size_t original_end);

/* Bytes [0, length) as normal_append() would leave them, without a map. */
char *normal_line(const char *text, size_t length, struct arena *arena)
    MUST_CHECK;

/* The same folding for a literal: blanks are neither collapsed nor trimmed. */
char *normal_fold(const char *literal, size_t length, struct arena *arena)
    MUST_CHECK;

#endif
