/*
 * shouting - capital letters and rows of marks, counted before folding
 *
 * A sentence shouts if all its letters are capitals and at least two of its
 * words cannot be acronyms: longer than five letters, or well-known small
 * words. "GDPR API XML" does not shout, nor does a heading.
 */
#include "message/shouting.h"

#include <glib.h>

enum { SHOUTED_WORDS = 3, REAL_WORDS = 2, WORD_LONGEST = 64 };

/* Small words that no acronym looks like. */
static bool
is_common(const char *word)
{
	static const char *const common[] = { "THE", "AND", "YOU", "YOUR",
		"NOT", "ARE", "FOR", "THIS", "THAT", "NOW", "WHAT", "WHY",
		"WILL", "HAVE", "ME", "MY", "WE", "CAN", "DO", "TO", "OF",
		"IS", "OR", "ELSE", "STOP", "READ", "SEND", "CALL", "WITH",
		"OCH", "INTE", "DU", "ÄR", "JAG", "DET", "SOM", "MIG", "HAR",
		"NU", "SVARA", "HUR", "SLUTA", "UND", "DER", "DIE", "DAS",
		"NICHT", "IST", "SIE", "ICH", "MIR", "JETZT", "WAS", "WARUM",
		"OG", "IKKE", "ER", "JEG", "MEG", "NÅ", "SVAR", "HVA", "DEG",
		"DIG", "ICH", "MICH", "DICH", "WANN", "ENDLICH", "BITTE",
		"ALLE", "ALLA", "PLEASE", NULL };

	for (size_t i = 0; common[i] != NULL; i++)
		if (strcmp(common[i], word) == 0)
			return true;
	return false;
}

static bool
is_real_word(const char *word, size_t length, unsigned letters)
{
	char copy[WORD_LONGEST + 1];

	if (letters >= 6)
		return true;
	if (length > WORD_LONGEST)
		return false;
	memcpy(copy, word, length);
	copy[length] = '\0';
	return is_common(copy);
}

struct capitals {
	unsigned words, real;
};

static void
count_capital_word(struct capitals *seen, const char *text, size_t begin,
    size_t end, unsigned letters)
{
	if (letters < 2)
		return;
	seen->words++;
	seen->real += is_real_word(text + begin, end - begin, letters);
}

/* text[begin, end) of the original: is it shouted? */
static bool
is_shouted(const char *text, size_t begin, size_t end)
{
	struct capitals seen = { 0 };
	unsigned letters = 0;
	size_t word = begin;

	for (size_t at = begin; at < end;) {
		if (g_ascii_islower(text[at]))
			return false;
		const gunichar c = g_utf8_get_char_validated(
		    text + at, (gssize)MIN(end - at, (size_t)6));
		const size_t size = c < 0x110000
		    ? (size_t)(g_utf8_next_char(text + at) - (text + at)) : 1;
		if (c < 0x110000 && g_unichar_isalpha(c)) {
			if (g_unichar_islower(c))
				return false;
			letters++;
		} else if (c != '\'') {
			count_capital_word(&seen, text, word, at, letters);
			letters = 0;
			word = at + size;
		}
		at += size;
	}
	count_capital_word(&seen, text, word, end, letters);
	return seen.words >= SHOUTED_WORDS && seen.real >= REAL_WORDS;
}

/* Rows of two and more marks in normal[begin, end). */
static unsigned
count_runs(const char *normal, size_t begin, size_t end)
{
	unsigned runs = 0;

	for (size_t at = begin; at < end; at++) {
		size_t length = 0;
		while (at + length < end &&
		    (normal[at + length] == '!' || normal[at + length] == '?'))
			length++;
		runs += length >= 2;
		at += length;
	}
	return runs;
}

void
shouting_count(struct own_words *words)
{
	const struct text *body = &words->body;

	for (size_t i = 0; i < body->sentence_count; i++) {
		const struct sentence *sentence = &body->sentences[i];
		if (sentence->kind == SENTENCE_HEADING)
			continue;
		words->mark_runs += count_runs(
		    body->normal, sentence->begin, sentence->end);
		if (sentence->kind == SENTENCE_PLAIN)
			words->capital_sentences += is_shouted(body->original,
			    body->map[sentence->begin],
			    body->map[sentence->end]);
	}
}
