/*
 * fingerprint - which words a text has, in 64 bytes
 *
 * A minhash over the set of words: the share of equal bytes of two
 * fingerprints estimates the share of words both texts have, within some
 * five per cent. It cannot be turned back into words without the key.
 */
#ifndef TAKT_PEOPLE_FINGERPRINT_H
#define TAKT_PEOPLE_FINGERPRINT_H

#include "message/words.h"
#include "people/hash.h"

enum { FINGERPRINT_BYTES = 64 };

struct fingerprint {
	uint8_t bytes[FINGERPRINT_BYTES];
	uint16_t words;		/* of own text, greeting and sign-off left
				   out; 0: there is nothing to compare */
};

void fingerprint_make(const struct hasher *hasher, const struct text *text,
    struct fingerprint *out);
/* Per cent of the words that both share; 0 if one has none. */
unsigned fingerprint_similarity(const struct fingerprint *a,
    const struct fingerprint *b);

/* Calls visit for each word of bytes [begin, end) of the normalised text. */
void words_each(const struct text *text, size_t begin, size_t end,
    void (*visit)(void *context, size_t begin, size_t end), void *context);

#endif
