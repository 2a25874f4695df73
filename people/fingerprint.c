/*
 * fingerprint - which words a text has, in 64 bytes
 *
 * One-permutation minhash: a word's hash chooses one of 64 bins and competes
 * there; a bin without a word borrows from another, chosen by the bin's
 * number, so that short texts compare as well as long ones.
 */
#include "people/fingerprint.h"

#include <ctype.h>
#include <glib.h>

struct bins {
	const struct hasher *hasher;
	const char *normal;
	uint64_t least[FINGERPRINT_BYTES];
	bool is_filled[FINGERPRINT_BYTES];
	unsigned words;
};

/* Normalised text: all punctuation that matters is ASCII. */
static bool
is_word_byte(char c)
{
	return (unsigned char)c >= 0x80 || isalnum((unsigned char)c);
}

void
words_each(const struct text *text, size_t begin, size_t end,
    void (*visit)(void *context, size_t begin, size_t end), void *context)
{
	for (size_t at = begin; at < end;) {
		if (!is_word_byte(text->normal[at])) {
			at++;
			continue;
		}
		const size_t start = at;
		while (at < end && is_word_byte(text->normal[at]))
			at++;
		visit(context, start, at);
	}
}

static void
put_word(void *context, size_t begin, size_t end)
{
	struct bins *bins = context;
	const uint64_t hash = hash_word(
	    bins->hasher->words, bins->normal + begin, end - begin);
	const unsigned bin = hash % FINGERPRINT_BYTES;
	const uint64_t value = hash / FINGERPRINT_BYTES;

	if (!bins->is_filled[bin] || value < bins->least[bin])
		bins->least[bin] = value;
	bins->is_filled[bin] = true;
	bins->words++;
}

/* A fixed walk over all bins that starts differently for each. */
static unsigned
lender(const struct bins *bins, unsigned bin)
{
	unsigned at = bin;

	for (unsigned attempt = 1; !bins->is_filled[at]; attempt++) {
		uint32_t mixed = (bin + 1) * 2654435761u + attempt * 40503u;
		mixed ^= mixed >> 15;
		mixed *= 2246822519u;
		mixed ^= mixed >> 13;
		at = attempt < 1024 ? mixed % FINGERPRINT_BYTES
				    : (at + 1) % FINGERPRINT_BYTES;
	}
	return at;
}

void
fingerprint_make(const struct hasher *hasher, const struct text *text,
    struct fingerprint *out)
{
	struct bins bins = { .hasher = hasher, .normal = text->normal };

	*out = (struct fingerprint){ .words = 0 };
	for (size_t i = 0; i < text->sentence_count; i++) {
		const struct sentence *s = &text->sentences[i];
		if (s->kind != SENTENCE_GREETING &&
		    s->kind != SENTENCE_SIGNOFF)
			words_each(text, s->begin, s->end, put_word, &bins);
	}
	if (bins.words == 0)
		return;
	out->words = (uint16_t)MIN(bins.words, UINT16_MAX);
	for (unsigned bin = 0; bin < FINGERPRINT_BYTES; bin++)
		out->bytes[bin] = (uint8_t)bins.least[lender(&bins, bin)];
}

unsigned
fingerprint_similarity(const struct fingerprint *a,
    const struct fingerprint *b)
{
	unsigned equal = 0;

	if (a->words == 0 || b->words == 0)
		return 0;
	for (unsigned i = 0; i < FINGERPRINT_BYTES; i++)
		equal += a->bytes[i] == b->bytes[i];
	/* Bytes are equal by chance once in 256. From the share of the union
	   (Jaccard) to the share of each text (Dice). */
	const double raw = (double)equal / FINGERPRINT_BYTES;
	const double jaccard = MAX(0.0, (raw - 1.0 / 256) / (255.0 / 256));
	return (unsigned)(100.0 * 2 * jaccard / (1 + jaccard) + 0.5);
}
