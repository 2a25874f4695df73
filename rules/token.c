/*
 * token - words and signs of a normalised text
 */
#include "rules/token.h"

bool
token_is_word_beyond_ascii(const char *text, const char *end)
{
	const guchar first = (guchar)*text;

	if (first >= 0xC3 && first <= 0xC9)	/* Latin but for two signs */
		return first != 0xC3 || text + 1 >= end ||
		    ((guchar)text[1] != 0x97 && (guchar)text[1] != 0xB7);
	const gunichar letter = g_utf8_get_char_validated(text, end - text);
	return letter < (gunichar)-2 && g_unichar_isalnum(letter);
}
