/*
 * prefilter - which of many words are in a text: one pass over it
 *
 * An open hash table that compares hashes only: a false hit costs a try of
 * PCRE2, comparing strings would cost a miss of the cache at every word.
 */
#include "rules/prefilter.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/token.h"

enum {
	PREFIX_MAX = 15,	/* longer ones are cut */
	BEGIN_COUNT = 4096,	/* slots for first three bytes */
	BEGIN_BYTES = 3,
	FILTER_BITS = 1 << 17	/* fits the nearest cache */
};

enum byte_kind { BYTE_SIGN, BYTE_WORD, BYTE_BLANK, BYTE_BEYOND_ASCII };

/* FNV-1a, one byte at a time. */
static const uint32_t hash_basis = 2166136261u, hash_prime = 16777619u;
/* Tells a beginning from a word of the same letters. */
static const uint32_t prefix_salt = 0x9E3779B9u;

struct slot {
	uint32_t hash;
	uint32_t literal;	/* index + 1; 0: empty */
};

struct prefilter {
	struct slot *slots;
	uint32_t mask;		/* number of slots less one, all bits set */
	uint64_t filter[FILTER_BITS / 64];	/* hashes that may be there */
	uint8_t kinds[256];	/* enum byte_kind */
	/* by first three bytes: a bit for each length a beginning has */
	uint16_t begins[BEGIN_COUNT];
	uint16_t short_begins[256];	/* by the first: if only one or two */
};

static uint32_t
hash_bytes(const char *text, size_t length)
{
	uint32_t hash = hash_basis;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (guchar)text[i]) * hash_prime;
	return hash;
}

static inline uint32_t
hash_pair(uint32_t first, uint32_t second)
{
	return (first ^ first >> 16) * 0x85EBCA6Bu + second;
}

static uint32_t
hash_literal(const struct literal *literal)
{
	const uint32_t first = hash_bytes(literal->text, literal->length);

	return literal->second == NULL
	    ? first
	    : hash_pair(first,
		  hash_bytes(literal->second, literal->second_length));
}

/* Bits of the product are best at the top. */
static inline uint32_t
slot_of(const struct prefilter *prefilter, uint32_t hash)
{
	return (hash ^ hash >> 15) & prefilter->mask;
}

/* text has at least BEGIN_BYTES. */
static inline size_t
begin_of(const char *text)
{
	const unsigned first = (guchar)text[0], second = (guchar)text[1];

	return (first * 263 + second * 37 + (guchar)text[2]) % BEGIN_COUNT;
}

static void
insert(struct prefilter *prefilter, uint32_t hash, uint32_t literal)
{
	uint32_t at = slot_of(prefilter, hash);

	while (prefilter->slots[at].literal != 0)
		at = (at + 1) & prefilter->mask;
	prefilter->filter[hash / 64 % (FILTER_BITS / 64)] |=
	    (uint64_t)1 << hash % 64;
	prefilter->slots[at] = (struct slot){ hash, literal + 1 };
}

static void
insert_prefix(struct prefilter *prefilter, const struct literal *literal,
    uint32_t number)
{
	const size_t length = MIN(literal->length, (size_t)PREFIX_MAX);
	const uint16_t bit = (uint16_t)(1u << length);

	insert(prefilter, hash_bytes(literal->text, length) ^ prefix_salt,
	    number);
	if (length < BEGIN_BYTES)
		prefilter->short_begins[(guchar)literal->text[0]] |= bit;
	else
		prefilter->begins[begin_of(literal->text)] |= bit;
}

static enum byte_kind
kind_of(unsigned byte)
{
	const char letter = (char)byte;

	if (byte >= 0x80)
		return BYTE_BEYOND_ASCII;
	if (letter == ' ')
		return BYTE_BLANK;
	return token_is_word(&letter, &letter + 1) ? BYTE_WORD : BYTE_SIGN;
}

struct prefilter *
prefilter_new(const struct literal *literals, size_t count,
    struct arena *arena)
{
	struct prefilter *prefilter = arena_alloc(arena, sizeof(*prefilter));
	size_t slots = 64;

	while (slots < count * 2)
		slots *= 2;
	for (unsigned byte = 0; byte < 256; byte++)
		prefilter->kinds[byte] = (uint8_t)kind_of(byte);
	prefilter->mask = (uint32_t)slots - 1;
	prefilter->slots = arena_array(arena, slots, sizeof(struct slot));
	for (size_t i = 0; i < count; i++) {
		const struct literal *one = &literals[i];
		if (one->is_prefix)
			insert_prefix(prefilter, one, (uint32_t)i);
		else
			insert(prefilter, hash_literal(one), (uint32_t)i);
	}
	return prefilter;
}

struct report {
	void (*hit)(void *context, uint32_t literal, size_t end);
	void *context;
};

/* end: of the word. */
static inline void
look_up(const struct prefilter *prefilter, uint32_t hash, size_t end,
    const struct report *report)
{
	uint32_t at = slot_of(prefilter, hash);

	if (!(prefilter->filter[hash / 64 % (FILTER_BITS / 64)] >> hash % 64 &
		1))
		return;
	for (; prefilter->slots[at].literal != 0;
	     at = (at + 1) & prefilter->mask)
		if (prefilter->slots[at].hash == hash)
			report->hit(report->context,
			    prefilter->slots[at].literal - 1, end);
}

static void
look_up_prefixes(const struct prefilter *prefilter, const char *word,
    size_t length, size_t end, const struct report *report)
{
	unsigned bits = prefilter->short_begins[(guchar)word[0]];
	uint32_t hash = hash_basis;

	if (length >= BEGIN_BYTES)
		bits |= prefilter->begins[begin_of(word)];
	for (size_t i = 0; i < length && bits >> (i + 1) != 0; i++) {
		hash = (hash ^ (guchar)word[i]) * hash_prime;
		if (bits >> (i + 1) & 1)
			look_up(prefilter, hash ^ prefix_salt, end, report);
	}
}

/* The end of the word or sign that begins at text, and its hash. */
static inline const char *
take_token(const struct prefilter *prefilter, const char *text,
    const char *end, uint32_t *hash_out)
{
	const bool is_word = token_is_word(text, end);
	uint32_t hash = hash_basis;

	do {
		const char *next = (guchar)*text < 0x80
		    ? text + 1
		    : token_next(text, end);
		for (; text < next; text++)
			hash = (hash ^ (guchar)*text) * hash_prime;
		while (is_word && text < end &&
		    prefilter->kinds[(guchar)*text] == BYTE_WORD)
			hash = (hash ^ (guchar)*text++) * hash_prime;
	} while (is_word && text < end &&
	    prefilter->kinds[(guchar)*text] == BYTE_BEYOND_ASCII &&
	    token_is_word(text, end));
	*hash_out = hash;
	return text;
}

void
prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t literal, size_t end),
    void *context)
{
	const struct report report = { hit, context };
	const char *const end = text + length;
	uint32_t before = hash_basis;	/* hash of the token before */

	for (const char *at = text, *next; at < end; at = next) {
		uint32_t hash;
		if (*at == ' ') {
			next = at + 1;
			continue;
		}
		next = take_token(prefilter, at, end, &hash);
		const size_t offset = (size_t)(next - text);
		look_up(prefilter, hash, offset, &report);
		look_up(prefilter, hash_pair(before, hash), offset, &report);
		before = hash;
		look_up_prefixes(prefilter, at, (size_t)(next - at), offset,
		    &report);
	}
}

size_t
prefilter_size(const struct prefilter *prefilter)
{
	return sizeof(*prefilter) +
	    ((size_t)prefilter->mask + 1) * sizeof(struct slot);
}
