/*
 * language_words - the small words that tell languages apart
 */
#ifndef TAKT_MESSAGE_LANGUAGE_WORDS_H
#define TAKT_MESSAGE_LANGUAGE_WORDS_H

#include <stddef.h>

enum voter {
	VOTER_EN,
	VOTER_SV,
	VOTER_DE,
	VOTER_NB,
	VOTER_NN,
	VOTER_DA,
	VOTER_OTHER,
	VOTER_COUNT
};

/* Bit set of the voters that use this folded word; 0 if none knows it. */
unsigned language_word_voters(const char *word, size_t length);
/* The words in the order of the table, NULL behind the last: for tests. */
const char *language_word_at(size_t index);
/* How many languages a set of voters is: Norwegian and Danish are one. */
unsigned language_groups(unsigned voters);
/* The same for its letters and endings: only a hint. */
unsigned language_shape_voters(const char *word, size_t length);

#endif
