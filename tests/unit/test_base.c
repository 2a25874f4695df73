/*
 * test_base - arena, errors, durations and times
 */
#include <glib.h>
#include <stdalign.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/timespan.h"

static void
test_arena_is_zeroed_and_aligned(void)
{
	struct arena *arena = arena_new();

	for (size_t size = 1; size < 400000; size *= 3) {
		const unsigned char *bytes = arena_alloc(arena, size);
		g_assert_cmpuint(
		    (uintptr_t)bytes % alignof(max_align_t), ==, 0);
		for (size_t i = 0; i < size; i++)
			g_assert_cmpuint(bytes[i], ==, 0);
	}
	arena_free(&arena);
	g_assert_null(arena);
	arena_free(&arena);
}

static void
count_up(void *object)
{
	++*(int *)object;
}

static void
test_arena_releases_foreign_objects(void)
{
	struct arena *arena = arena_new();
	int released = 0;

	arena_on_free(arena, count_up, &released);
	arena_on_free(arena, count_up, &released);
	arena_free(&arena);
	g_assert_cmpint(released, ==, 2);
}

static void
test_long_errors_are_marked(void)
{
	struct err err;
	char long_text[2000];

	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	g_assert_false(err_set(&err, ERR_INPUT, "%s", long_text));
	g_assert_true(g_str_has_suffix(err.text, "x..."));
	g_assert_false(err_prefix(&err, "reading"));
	g_assert_true(g_str_has_prefix(err.text, "reading: xx"));
	g_assert_true(g_str_has_suffix(err.text, "..."));
	g_assert_cmpint(err.kind, ==, ERR_INPUT);
}

static const struct {
	const char *text;
	int64_t seconds;	/* -1: refused */
	const char *formatted;
} durations[] = {
	{ "90s", 90, "90s" },
	{ "30min", 1800, "30min" },
	{ "14d", 1209600, "2w" },
	{ "8w", 4838400, "8w" },
	{ "3y", 94608000, "3y" },
	{ "0d", 0, "0s" },
	{ "7", -1, NULL },
	{ "d", -1, NULL },
	{ "", -1, NULL },
	{ "7 d", -1, NULL },
	{ "99999999999999y", -1, NULL },
};

static void
test_durations(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(durations); i++) {
		struct err err;
		int64_t seconds = -1;
		const bool ok =
		    duration_parse(durations[i].text, &seconds, &err);
		g_assert_cmpint(ok, ==, durations[i].seconds >= 0);
		if (!ok)
			continue;
		g_assert_cmpint(seconds, ==, durations[i].seconds);
		g_assert_cmpstr(duration_format(arena, seconds), ==,
		    durations[i].formatted);
	}
	arena_free(&arena);
}

static const struct {
	const char *text;
	int64_t when;	/* -1: refused */
} times[] = {
	{ "2026-03-04T10:02:00Z", 1772618520 },
	{ "2026-03-04T10:02", 1772618520 },
	{ "2026-03-04T10:02Z", 1772618520 },
	{ "2026-03-04T11:02+01:00", 1772618520 },
	{ "2026-03-04T10:0", -1 },
	{ "2026-03-04T11:02:00+01:00", 1772618520 },
	{ "@1772618520", 1772618520 },
	{ "yesterday", -1 },
	{ "@", -1 },
	{ "2026-13-04T10:02:00Z", -1 },
};

static void
test_times(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
		struct err err;
		time_t when = 0;
		const bool ok = time_parse(times[i].text, &when, &err);
		g_assert_cmpint(ok, ==, times[i].when >= 0);
		if (ok)
			g_assert_cmpint(when, ==, times[i].when);
	}
	g_assert_cmpstr(
	    time_format(arena, 1772618520), ==, "2026-03-04T10:02:00Z");
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arena/zeroed and aligned",
	    test_arena_is_zeroed_and_aligned);
	g_test_add_func("/arena/releases foreign objects",
	    test_arena_releases_foreign_objects);
	g_test_add_func("/err/long texts are marked",
	    test_long_errors_are_marked);
	g_test_add_func("/timespan/durations", test_durations);
	g_test_add_func("/timespan/times", test_times);
	return g_test_run();
}
