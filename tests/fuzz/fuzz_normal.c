/*
 * fuzz_normal - any bytes can be normalised, and once is enough
 */
#include <glib.h>

#include "base/arena.h"
#include "message/normal.h"
#include "tests/fuzz/fuzz.h"

/* The way without a map says the same as the way with one. */
static void
check_line(const char *bytes, size_t length, const char *expected,
    struct arena *arena)
{
	if (strcmp(normal_line(bytes, length, arena), expected) != 0)
		g_error("normal_line() differs from normal_append()");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *bytes = (const char *)data;
	struct normal normal;

	normal_open(&normal, arena, 1);
	const bool is_visible = normal_append(&normal, bytes, 0, size);
	normal_close(&normal, size);
	g_assert_cmpint(is_visible, ==, normal.length > 0);
	g_assert_true(g_utf8_validate(normal.bytes, -1, NULL));
	for (size_t i = 0; i < normal.length; i++)
		g_assert_cmpuint(normal.map[i], <=, normal.map[i + 1]);
	g_assert_cmpuint(normal.map[normal.length], <=, size);
	check_line(bytes, size, normal.bytes, arena);
	const char *folded = normal_fold(bytes, size, arena);
	g_assert_true(g_utf8_validate(folded, -1, NULL));

	struct text text;
	text_from_string(bytes, size, arena, &text);
	arena_free(&arena);
	return 0;
}
