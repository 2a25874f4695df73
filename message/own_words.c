/*
 * own_words - what the sender wrote now, out of all that is in the body
 *
 * The order matters: marked quotes first, because attributions are known by
 * the quote below them; what programs add before signatures, because a
 * signature ends where a disclaimer begins.
 */
#include "message/own_words.h"

#include <glib.h>

#include "base/arena.h"
#include "message/attribution.h"
#include "message/disclaimer.h"
#include "message/history.h"
#include "message/quote.h"
#include "message/segment.h"
#include "message/shouting.h"
#include "message/signature.h"
#include "message/speech.h"

/* Lines become stretches of one reason; blank lines in between belong. */
static void
collect_dropped(const struct lines *lines, struct own_words *words)
{
	GArray *dropped = g_array_new(FALSE, FALSE, sizeof(struct dropped));
	struct dropped *last = NULL;

	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->items[i];
		if (line->is_blank)
			continue;
		if (!line->is_dropped) {
			last = NULL;
			continue;
		}
		if (last == NULL || last->reason != line->reason) {
			const struct dropped fresh = {
				.begin = line->begin, .reason = line->reason
			};
			g_array_append_val(dropped, fresh);
			last = &g_array_index(
			    dropped, struct dropped, dropped->len - 1);
		}
		last->end = line->end;
	}
	struct dropped *copy = arena_array(
	    lines->arena, MAX(dropped->len, 1u), sizeof(*copy));
	if (dropped->len > 0)
		memcpy(copy, dropped->data, dropped->len * sizeof(*copy));
	words->dropped = copy;
	words->dropped_count = dropped->len;
	g_array_free(dropped, TRUE);
}

static unsigned
words_in(const struct text *text, const struct sentence *sentence)
{
	unsigned count = 0;
	bool is_inside = false;

	for (size_t i = sentence->begin; i < sentence->end; i++) {
		const unsigned char c = (unsigned char)text->normal[i];
		const bool is_letter = g_ascii_isalnum(c) || c >= 0x80;
		count += is_letter && !is_inside;
		/* "e-mail", "don't", "firma.example" are one word */
		is_inside = is_letter || (is_inside && c != ' ');
	}
	return count;
}

static void
count_own(struct own_words *words)
{
	const struct text *body = &words->body;

	for (size_t i = 0; i < body->sentence_count; i++) {
		const struct sentence *sentence = &body->sentences[i];
		const unsigned count = words_in(body, sentence);
		words->has_text |= count > 0;
		if (sentence->kind == SENTENCE_GREETING ||
		    sentence->kind == SENTENCE_SIGNOFF)
			continue;
		words->word_count += count;
		words->sentence_count += sentence->kind == SENTENCE_PLAIN;
	}
}

static bool
has_dropped(const struct own_words *words, enum drop_reason reason)
{
	for (size_t i = 0; i < words->dropped_count; i++)
		if (words->dropped[i].reason == reason)
			return true;
	return false;
}

void
own_words_extract(const struct body *body, struct arena *arena,
    struct own_words *words_out)
{
	struct own_words *words = words_out;
	struct lines lines;

	words->body.original = body->text;
	words->body.original_length = body->length;
	lines_split(body, arena, &lines);
	quote_mark(&lines);
	words->has_forward |= history_drop(&lines);
	attribution_drop(&lines);
	signature_drop_marked(&lines);
	words->is_encrypted |= disclaimer_drop(&lines);
	signature_drop_unmarked(&lines);
	words->names_sender = signature_names_sender(&lines);
	words->is_truncated |= body->is_truncated || lines.is_truncated;

	collect_dropped(&lines, words);
	words->quotes_below = has_dropped(words, DROP_QUOTE);
	words->has_forward |= has_dropped(words, DROP_FORWARD);
	segment_lines(&lines, &words->body);
	speech_find(&words->body, arena);
	shouting_count(words);
	count_own(words);
}
