/*
 * hash - keyed hashes: what the store sees of addresses, ids and words
 *
 * BLAKE2b with the site's key for what is looked up or matched across mails;
 * SipHash with a key derived from it for single words and names, because a
 * mail has hundreds of them. Each use has a domain of its own, so that equal
 * texts of different kinds have nothing in common.
 */
#ifndef TAKT_PEOPLE_HASH_H
#define TAKT_PEOPLE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum hash_domain {
	HASH_KEY = 'k',		/* the key's own fingerprint */
	HASH_ADDRESS = 'a',
	HASH_MESSAGE_ID = 'm',
	HASH_SUBJECT = 's',
	HASH_SERIES = 'r',
	HASH_MEETING = 'u',
	HASH_NAMES = 'n',	/* the derived key for names */
	HASH_WORDS = 'w',	/* the derived key for words */
};

enum { HASH_BYTES = 16, WORD_KEY_BYTES = 16 };

struct hash {
	uint8_t bytes[HASH_BYTES];
};

struct hasher {
	uint8_t key[32];
	uint8_t names[WORD_KEY_BYTES];
	uint8_t words[WORD_KEY_BYTES];
};

void hasher_init(struct hasher *hasher, const uint8_t key[32]);

struct hash hash_bytes(const struct hasher *hasher, enum hash_domain domain,
    const void *data, size_t length);
struct hash hash_text(const struct hasher *hasher, enum hash_domain domain,
    const char *text);
/* The first half: enough to compare within one record. */
uint64_t hash_short(const struct hash *hash);

uint64_t hash_word(const uint8_t key[WORD_KEY_BYTES], const char *word,
    size_t length);

#endif
