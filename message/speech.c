/*
 * speech - what stands between quotation marks
 *
 * The normalised text has one kind of quotation mark for all languages, so
 * what stands around a mark tells whether it opens or closes. Inches and
 * marks without a partner are left alone.
 */
#include "message/speech.h"

#include <glib.h>

#include "base/arena.h"

enum { SPEECH_LONGEST = 1500, SPEECH_WORDS = 3 };

static bool
can_open(const struct text *text, size_t at)
{
	const char before = at > 0 ? text->normal[at - 1] : ' ';
	const char after =
	    at + 1 < text->normal_length ? text->normal[at + 1] : ' ';

	return after != ' ' && after != '"' && strchr(" (-:/,", before) != NULL;
}

static bool
can_close(const struct text *text, size_t at)
{
	const char before = at > 0 ? text->normal[at - 1] : ' ';
	const char after =
	    at + 1 < text->normal_length ? text->normal[at + 1] : ' ';

	return before != ' ' && !g_ascii_isalnum(after) &&
	    (unsigned char)after < 0x80;
}

static unsigned
words_between(const struct text *text, size_t begin, size_t end)
{
	unsigned words = 0;

	for (size_t i = begin; i < end; i++)
		words += text->normal[i] != ' ' &&
		    (i == begin || text->normal[i - 1] == ' ');
	return words;
}

void
speech_find(struct text *text, struct arena *arena)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(struct speech));
	size_t open = SIZE_MAX;
	const char *at = text->normal;

	while ((at = memchr(at, '"',
		    text->normal_length - (size_t)(at - text->normal)))) {
		const size_t mark = (size_t)(at++ - text->normal);
		if (open != SIZE_MAX && mark - open > SPEECH_LONGEST)
			open = SIZE_MAX;
		if (open != SIZE_MAX && can_close(text, mark)) {
			const struct speech speech = {
				(uint32_t)open + 1, (uint32_t)mark
			};
			if (words_between(text, open + 1, mark) >=
			    SPEECH_WORDS)
				g_array_append_val(found, speech);
			open = SIZE_MAX;
		} else if (can_open(text, mark)) {
			open = mark;
		}
	}
	struct speech *copy = arena_array(
	    arena, MAX(found->len, 1u), sizeof(*copy));
	if (found->len > 0)
		memcpy(copy, found->data, found->len * sizeof(*copy));
	text->speeches = copy;
	text->speech_count = found->len;
	g_array_free(found, TRUE);
}
