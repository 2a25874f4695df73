/*
 * check - the promises of message/words.h, for the fuzzers
 */
#include <glib.h>

#include "tests/fuzz/fuzz.h"

#define PROMISE(claim) \
	do { \
		if (!(claim)) \
			g_error("%s:%d: not so: %s", __FILE__, __LINE__, \
			    #claim); \
	} while (0)

void
check_text(const struct text *text)
{
	size_t end = 0;

	PROMISE(text->original != NULL && text->normal != NULL);
	PROMISE(strlen(text->normal) == text->normal_length);
	PROMISE(g_utf8_validate(text->normal, -1, NULL));
	for (size_t i = 0; i < text->normal_length; i++)
		PROMISE(text->map[i] <= text->map[i + 1]);
	if (text->normal_length > 0)
		PROMISE(text->map[text->normal_length] <=
		    text->original_length);
	for (size_t i = 0; i < text->sentence_count; i++) {
		const struct sentence *s = &text->sentences[i];
		PROMISE(s->begin < s->end && s->end <= text->normal_length);
		PROMISE(i == 0 ? s->begin == 0 : s->begin <= end + 1);
		PROMISE(s->begin >= end);
		PROMISE(text->normal[s->begin] != ' ');
		end = s->end;
	}
	PROMISE(end == text->normal_length);
	for (size_t i = 0; i < text->speech_count; i++)
		PROMISE(text->speeches[i].begin < text->speeches[i].end &&
		    text->speeches[i].end <= text->normal_length);
}

void
check_words(const struct own_words *words)
{
	size_t end = 0;

	check_text(&words->body);
	for (size_t i = 0; i < words->dropped_count; i++) {
		const struct dropped *d = &words->dropped[i];
		PROMISE(d->begin >= end && d->begin < d->end);
		PROMISE(d->end <= words->body.original_length);
		PROMISE(drop_reason_name(d->reason) != NULL);
		end = d->end;
	}
	PROMISE(words->capital_sentences <= words->body.sentence_count);
	PROMISE(text_line(&words->body, words->body.original_length) >= 1);
}
