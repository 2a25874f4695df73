/*
 * language - the languages Takt has phrases for
 */
#ifndef TAKT_MESSAGE_LANGUAGE_H
#define TAKT_MESSAGE_LANGUAGE_H

#include <stddef.h>

enum language {
	LANGUAGE_UNKNOWN,	/* too little text, or undecided */
	LANGUAGE_EN,
	LANGUAGE_SV,
	LANGUAGE_DE,
	LANGUAGE_NB,		/* also nynorsk and Danish: nb's phrases */
	LANGUAGE_OTHER,		/* confidently none of the four */
	LANGUAGE_COUNT
};

/* "en", "sv", "de", "nb"; "unknown" and "other" for the two that are none. */
const char *language_code(enum language language);
/* LANGUAGE_UNKNOWN if code is none of the four. */
enum language language_from_code(const char *code);

/*
 * Guesses from normalised text (see words.h). hint is the pair's usual
 * language or LANGUAGE_UNKNOWN; it decides only where the text alone does
 * not. Never fails; few words give LANGUAGE_UNKNOWN.
 */
enum language language_guess(const char *normal, size_t length,
    enum language hint);

#endif
