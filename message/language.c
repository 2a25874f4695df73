/*
 * language - which language a text is written in, by its small words
 *
 * Function words carry the decision: each word of the tables votes for the
 * languages that use it, the more the fewer those are; letters that only some
 * of the languages have vote a little. Danish and nynorsk are kept apart from
 * bokmal while counting, because a Danish text would otherwise look like a
 * poor Norwegian or Swedish one; both are reported as LANGUAGE_NB.
 */
#include "message/language.h"

#include <glib.h>
#include <stdbool.h>

#include "base/attr.h"
#include "message/language_words.h"

enum {
	WORDS_READ = 120,	/* enough to be sure; bounds the time */
	WORD_LONGEST = 24,
	LOOK_EVERY = 30,
	CLEAR_LEAD = 15,
};

struct tally {
	double scores[VOTER_COUNT];
	unsigned words;		/* letters only, two or more of them */
	unsigned recognised;	/* of them in the tables */
	unsigned next_look;	/* words after which to see if it is clear */
};

const char *
language_code(enum language language)
{
	static const char *const codes[LANGUAGE_COUNT] = {
		[LANGUAGE_UNKNOWN] = "unknown",
		[LANGUAGE_EN] = "en",
		[LANGUAGE_SV] = "sv",
		[LANGUAGE_DE] = "de",
		[LANGUAGE_NB] = "nb",
		[LANGUAGE_OTHER] = "other",
	};

	return codes[language];
}

enum language
language_from_code(const char *code)
{
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++)
		if (strcmp(code, language_code((enum language)i)) == 0)
			return (enum language)i;
	return LANGUAGE_UNKNOWN;
}

static enum language
voter_language(enum voter voter)
{
	static const enum language languages[VOTER_COUNT] = {
		[VOTER_EN] = LANGUAGE_EN,
		[VOTER_SV] = LANGUAGE_SV,
		[VOTER_DE] = LANGUAGE_DE,
		[VOTER_NB] = LANGUAGE_NB,
		[VOTER_NN] = LANGUAGE_NB,
		[VOTER_DA] = LANGUAGE_NB,
		[VOTER_OTHER] = LANGUAGE_OTHER,
	};

	return languages[voter];
}

/* True for what belongs to a word: letters and the bytes of UTF-8. */
static inline bool
is_word_byte(unsigned char c)
{
	return c >= 0x80 || g_ascii_islower(c) || c == '\'';
}

/* The fewer languages know it, the more it says. */
static void
vote(struct tally *tally, unsigned voters, double weight)
{
	const unsigned count = language_groups(voters);

	if (count == 0)
		return;
	for (int v = 0; v < VOTER_COUNT; v++)
		if ((voters & (1u << v)) != 0)
			tally->scores[v] += weight / count;
}

static void
count_word(struct tally *tally, const char *word, size_t length)
{
	if (length > WORD_LONGEST)
		return;
	tally->words++;
	const unsigned voters = language_word_voters(word, length);
	if (voters != 0) {
		tally->recognised++;
		vote(tally, voters, 3.0);
		return;
	}
	vote(tally, language_shape_voters(word, length), 1.0);
}

/* The best language and how far it is ahead of the next, as a share. */
static enum language
leader(const struct tally *tally, double *lead_out, double *best_out)
{
	double scores[LANGUAGE_COUNT] = { 0 };
	int best = LANGUAGE_EN;
	double second = 0;

	for (int v = 0; v < VOTER_COUNT; v++) {
		const enum language l = voter_language((enum voter)v);
		/* several languages in one: its words meet by chance */
		const double score = v == VOTER_OTHER
		    ? tally->scores[v] * 0.7 : tally->scores[v];
		scores[l] = MAX(scores[l], score);
	}
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
		if (scores[l] > scores[best])
			best = l;
	for (int l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++)
		if (l != best)
			second = MAX(second, scores[l]);
	*best_out = scores[best];
	*lead_out = scores[best] - second;
	return (enum language)best;
}

/* So far ahead that more words would not change it. */
static bool
is_settled(struct tally *tally)
{
	double lead, best;

	tally->next_look += LOOK_EVERY;
	(void)leader(tally, &lead, &best);
	return lead >= CLEAR_LEAD;
}

static void
count_words_of(struct tally *tally, const char *normal, size_t length)
{
	for (size_t at = 0; at < length && tally->words < WORDS_READ;) {
		if (tally->words == tally->next_look && is_settled(tally))
			break;
		if (!is_word_byte((unsigned char)normal[at])) {
			at++;
			continue;
		}
		size_t end = at;
		while (end < length && is_word_byte((unsigned char)normal[end]))
			end++;
		/* addresses, links, file names say nothing */
		const bool is_inside_token =
		    (at > 0 && strchr("@/._", normal[at - 1]) != NULL) ||
		    (end < length && strchr("@/_", normal[end]) != NULL);
		if (!is_inside_token && end - at >= 1)
			count_word(tally, normal + at, end - at);
		at = end;
	}
}

enum language
language_guess(const char *normal, size_t length, enum language hint)
{
	struct tally tally = { .next_look = LOOK_EVERY };
	double lead, best;

	count_words_of(&tally, normal, length);
	const enum language first = leader(&tally, &lead, &best);
	const bool is_hinted =
	    hint >= LANGUAGE_EN && hint <= LANGUAGE_NB && hint == first;
	if (tally.words >= 12 && tally.recognised * 8 < tally.words)
		return LANGUAGE_OTHER;	/* none of the small words is ours */
	if (best >= 1.5 && lead >= 0.6)
		return first;
	if (is_hinted && best > 0)
		return hint;
	if (lead < 0.5 && hint >= LANGUAGE_EN && hint <= LANGUAGE_NB &&
	    tally.words < 6)
		return hint;
	return lead >= 0.9 && best >= 1.0 ? first : LANGUAGE_UNKNOWN;
}
