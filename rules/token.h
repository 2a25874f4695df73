/*
 * token - words and signs of a normalised text
 */
#ifndef TAKT_RULES_TOKEN_H
#define TAKT_RULES_TOKEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* True if the character at text, a byte of UTF-8 before end, is a letter or
   digit of any script, or an underscore: as word boundaries of patterns. */
bool token_is_word_beyond_ascii(const char *text, const char *end);

static inline bool
token_is_word(const char *text, const char *end)
{
	return (guchar)*text < 0x80
	    ? g_ascii_isalnum(*text) || *text == '_'
	    : token_is_word_beyond_ascii(text, end);
}

/* The byte behind the character at text. */
static inline const char *
token_next(const char *text, const char *end)
{
	for (text++; text < end && ((guchar)*text & 0xC0) == 0x80; text++)
		;
	return text;
}

#endif
