/*
 * language_words - the small words that tell languages apart
 *
 * The words are those a grammar lists (articles, pronouns, prepositions,
 * auxiliaries) and what letters are made of (greetings, days, "reply"). They
 * were written down, not counted in any corpus.
 */
#include "message/language_words.h"

#include <glib.h>
#include <stdbool.h>

#include "base/attr.h"

enum {
	EN = 1u << VOTER_EN,
	SV = 1u << VOTER_SV,
	DE = 1u << VOTER_DE,
	NB = 1u << VOTER_NB,
	NN = 1u << VOTER_NN,
	DA = 1u << VOTER_DA,
	OTHER = 1u << VOTER_OTHER,
	NORDIC = SV | NB | NN | DA,
};

#define W(word, voters) { word, sizeof(word) - 1, voters },

static const struct small_word {
	const char *word;
	unsigned char length, voters;
} small_words[] = {
#include "message/language_table.h"
};

static const struct shape {
	const char *piece;
	bool is_ending;
	unsigned char voters;
} shapes[] = {
	{ "å", false, NORDIC },
	{ "ä", false, SV | DE },
	{ "ö", false, SV | DE },
	{ "ü", false, DE | OTHER },
	{ "ø", false, NB | NN | DA },
	{ "æ", false, NB | NN | DA },
	{ "é", false, OTHER },
	{ "è", false, OTHER },
	{ "ç", false, OTHER },
	{ "ñ", false, OTHER },
	{ "à", false, OTHER },
	{ "ą", false, OTHER },
	{ "ł", false, OTHER },
	{ "'", false, EN },
	{ "th", false, EN },
	{ "ck", false, EN | SV | DE },
	{ "sch", false, DE },
	{ "cht", false, DE },
	{ "kk", false, NB | NN },
	{ "kj", false, NB | NN },
	{ "ää", false, OTHER },
	{ "ii", false, OTHER },
	{ "uu", false, OTHER },
	{ "ij", false, OTHER },
	{ "gj", false, NB | NN },
	{ "hv", false, NB | DA },
	{ "øj", false, DA },
	{ "nd", true, DA | EN | DE },
	{ "øy", false, NB | NN },
	{ "ej", false, DA | SV },
	{ "w", false, EN | DE },
	{ "z", false, DE | OTHER },
	{ "ung", true, DE },
	{ "ungen", true, DE },
	{ "lich", true, DE },
	{ "keit", true, DE },
	{ "isch", true, DE },
	{ "en", true, NORDIC | DE },
	{ "et", true, NORDIC },
	{ "ing", true, EN },
	{ "ed", true, EN },
	{ "ly", true, EN },
	{ "tion", true, EN | SV | DE },
	{ "sjon", true, NB | NN },
	{ "ade", true, SV },
	{ "igt", true, SV | DA },
	{ "ande", true, SV | NN },
	{ "ende", true, NB | DA },
	{ "arna", true, SV },
	{ "orna", true, SV },
	{ "erna", true, SV },
	{ "ene", true, NB },
	{ "ane", true, NN },
	{ "erne", true, DA },
	{ "ning", true, NORDIC },
	{ "lig", true, NORDIC },
	{ "leg", true, NN },
	{ "else", true, NB | DA },
	{ "hed", true, DA },
	{ "het", true, SV | NB },
	{ "ede", true, DA },
	{ "cion", true, OTHER },
	{ "ción", true, OTHER },
	{ "mente", true, OTHER },
	{ "ment", true, EN | OTHER },
};

static int
compare(const char *word, size_t length, const struct small_word *row)
{
	const size_t shorter = MIN(length, row->length);
	const int order = memcmp(word, row->word, shorter);

	if (order != 0)
		return order;
	return length < row->length ? -1 : length > row->length;
}

unsigned
language_word_voters(const char *word, size_t length)
{
	size_t low = 0, high = ARRAY_SIZE(small_words);

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const int order = compare(word, length, &small_words[middle]);
		if (order == 0)
			return small_words[middle].voters;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

static inline bool
has_shape(const char *word, size_t length, const struct shape *shape)
{
	const char *piece = shape->piece;
	const size_t size = strlen(piece);

	if (size >= length)
		return false;
	if (shape->is_ending)
		return word[length - 1] == piece[size - 1] &&
		    memcmp(word + length - size, piece, size) == 0;
	for (size_t at = 0; at + size <= length; at++)
		if (word[at] == *piece && memcmp(word + at, piece, size) == 0)
			return true;
	return false;
}

const char *
language_word_at(size_t index)
{
	return index < ARRAY_SIZE(small_words) ? small_words[index].word
					       : NULL;
}

unsigned
language_groups(unsigned voters)
{
	const unsigned norwegian = NB | NN | DA;
	const unsigned others = voters & ~norwegian;

	return (unsigned)__builtin_popcount(others) +
	    ((voters & norwegian) != 0);
}

/* The rarest shape decides: the one with the fewest languages. */
unsigned
language_shape_voters(const char *word, size_t length)
{
	unsigned voters = 0;

	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		if (!has_shape(word, length, &shapes[i]))
			continue;
		if (voters == 0 ||
		    language_groups(shapes[i].voters) <
			language_groups(voters))
			voters = shapes[i].voters;
	}
	return voters;
}
