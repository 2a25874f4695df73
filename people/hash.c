/*
 * hash - keyed hashes: what the store sees of addresses, ids and words
 */
#include "people/hash.h"

#include <sodium.h>

_Static_assert(sizeof(struct hash) == crypto_generichash_BYTES_MIN,
    "the shortest BLAKE2b libsodium makes");
_Static_assert(WORD_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash");

void
hasher_init(struct hasher *hasher, const uint8_t key[32])
{
	memcpy(hasher->key, key, sizeof(hasher->key));
	const struct hash names = hash_text(hasher, HASH_NAMES, "");
	const struct hash words = hash_text(hasher, HASH_WORDS, "");
	memcpy(hasher->names, names.bytes, sizeof(hasher->names));
	memcpy(hasher->words, words.bytes, sizeof(hasher->words));
}

struct hash
hash_bytes(const struct hasher *hasher, enum hash_domain domain,
    const void *data, size_t length)
{
	crypto_generichash_state state;
	const uint8_t first = (uint8_t)domain;
	struct hash hash;

	(void)crypto_generichash_init(&state, hasher->key,
	    sizeof(hasher->key), sizeof(hash.bytes));
	(void)crypto_generichash_update(&state, &first, 1);
	(void)crypto_generichash_update(&state, data, length);
	(void)crypto_generichash_final(
	    &state, hash.bytes, sizeof(hash.bytes));
	return hash;
}

struct hash
hash_text(const struct hasher *hasher, enum hash_domain domain,
    const char *text)
{
	return hash_bytes(hasher, domain, text, strlen(text));
}

uint64_t
hash_short(const struct hash *hash)
{
	uint64_t half;

	memcpy(&half, hash->bytes, sizeof(half));
	return half;
}

uint64_t
hash_word(const uint8_t key[WORD_KEY_BYTES], const char *word, size_t length)
{
	uint8_t bytes[crypto_shorthash_BYTES];
	uint64_t value;

	(void)crypto_shorthash(bytes, (const unsigned char *)word, length,
	    key);
	memcpy(&value, bytes, sizeof(value));
	return value;
}
