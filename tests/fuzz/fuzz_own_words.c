/*
 * fuzz_own_words - any text is a body; the first byte says what is known of it
 */
#include <glib.h>

#include "base/arena.h"
#include "message/own_words.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *arena = arena_new();
	char *text = g_utf8_make_valid(
	    (const char *)data + 1, (gssize)(size - 1));
	struct own_words words = { 0 };
	const struct body body = {
		.text = text,
		.length = strlen(text),
		.is_reply = (data[0] & 1) != 0,
		.is_flowed = (data[0] & 2) != 0,
		.is_html = (data[0] & 4) != 0,
		.sender_name = (data[0] & 8) != 0 ? "per lund" : "",
	};

	own_words_extract(&body, arena, &words);
	check_words(&words);
	arena_free(&arena);
	g_free(text);
	return 0;
}
