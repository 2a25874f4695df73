/*
 * fuzz_html - any text is HTML
 */
#include <glib.h>

#include "base/arena.h"
#include "message/html.h"
#include "message/own_words.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MOST = 64 << 10 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *html = g_utf8_make_valid((const char *)data, (gssize)size);
	struct html_text text;
	struct own_words words = { 0 };

	html_to_text(html, strlen(html), TEXT_MOST, arena, &text);
	g_assert_true(g_utf8_validate(text.text, -1, NULL));
	for (size_t i = 0; i < text.mark_count; i++) {
		g_assert_cmpuint(text.marks[i].begin, <=, text.marks[i].end);
		g_assert_cmpuint(text.marks[i].end, <=, text.length);
	}
	const struct body body = {
		.text = text.text,
		.length = text.length,
		.marks = text.marks,
		.mark_count = text.mark_count,
		.is_html = true,
		.sender_name = "",
	};
	own_words_extract(&body, arena, &words);
	check_words(&words);
	arena_free(&arena);
	g_free(html);
	return 0;
}
