/*
 * fuzz_message - any bytes are a mail
 */
#include <glib.h>

#include "base/arena.h"
#include "message/message.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct message message;
	struct err err;

	if (!message_parse(&message_limits_default, (const char *)data, size,
		LANGUAGE_UNKNOWN, arena, &message, &err))
		g_error("%s", err.text);
	check_words(&message.words);
	check_text(&message.words.subject);
	g_assert_true(g_utf8_validate(message.subject, -1, NULL));
	g_assert_true(g_utf8_validate(message.from.name, -1, NULL));
	arena_free(&arena);
	return 0;
}
