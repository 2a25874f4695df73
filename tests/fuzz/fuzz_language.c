/*
 * fuzz_language - any text has a language, or none
 */
#include <glib.h>

#include "base/arena.h"
#include "message/language.h"
#include "message/normal.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *normal =
	    normal_line((const char *)data, size, arena);

	for (int hint = 0; hint < LANGUAGE_COUNT; hint++) {
		const enum language found = language_guess(
		    normal, strlen(normal), (enum language)hint);
		g_assert_cmpint(found, <, LANGUAGE_COUNT);
		g_assert_nonnull(language_code(found));
	}
	(void)language_guess((const char *)data, size, LANGUAGE_UNKNOWN);
	arena_free(&arena);
	return 0;
}
