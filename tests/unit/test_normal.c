/*
 * test_normal - one form for comparing, and the way back to the original
 */
#include <glib.h>

#include "base/arena.h"
#include "message/normal.h"

static const struct {
	const char *name, *original, *normal;
} cases[] = {
	{ "case is folded", "Hej PÅ Dig ÄÖÜ", "hej på dig äöü" },
	{ "sharp s becomes two", "Stra\u00DFe GRO\u1E9E", "strasse gross" },
	{ "apostrophes are one", "don\u2019t don\u2018t don`t don\u00B4t",
	    "don't don't don't don't" },
	{ "quotation marks are one", "\u201EJa\u201C \u00ABoui\u00BB \u201Cyes\u201D",
	    "\"ja\" \"oui\" \"yes\"" },
	{ "dashes are one", "a\u2013b\u2014c\u2011d\u2212e", "a-b-c-d-e" },
	{ "an ellipsis is three dots", "well\u2026", "well..." },
	{ "invisible characters go", "co\u00ADop\u200Ber\uFEFFate", "cooperate" },
	{ "white space is one blank", " a\t\n\u00A0\u2003 b \r\n", "a b" },
	{ "letters are composed", "a\u030Angstro\u0308m", "\u00E5ngstr\u00F6m" },
	{ "compatibility forms are plain", "\uFF28\uFF29 \uFB01ne", "hi fine" },
	{ "other scripts are folded", "\u0416\u0423\u041A \u03A3", "\u0436\u0443\u043A \u03C3" },
	{ "nothing stays nothing", " \u200B\n", "" },
	{ "bad bytes are replaced", "a\xFF" "b", "a\uFFFD" "b" },
};

static void
test_forms(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct normal normal;
		const char *original = cases[i].original;

		normal_open(&normal, arena, 4);
		(void)normal_append(
		    &normal, original, 0, strlen(original));
		normal_close(&normal, strlen(original));
		g_test_message("%s", cases[i].name);
		g_assert_cmpstr(normal.bytes, ==, cases[i].normal);
		for (size_t at = 0; at < normal.length; at++)
			g_assert_cmpuint(
			    normal.map[at], <=, normal.map[at + 1]);
		g_assert_cmpuint(
		    normal.map[normal.length], <=, strlen(original));
		arena_free(&arena);
	}
}

static void
test_map_leads_back(void)
{
	struct arena *arena = arena_new();
	const char *original = "Ich  m\u00F6chte\u2026 nicht";
	struct normal normal;

	normal_open(&normal, arena, 4);
	g_assert_true(
	    normal_append(&normal, original, 0, strlen(original)));
	normal_close(&normal, strlen(original));
	const size_t begin =
	    (size_t)(strstr(normal.bytes, "m\u00F6chte") - normal.bytes);
	const size_t end = begin + strlen("m\u00F6chte");
	const size_t at = normal.map[begin];
	char *found = g_strndup(original + at, normal.map[end] - at);
	g_assert_cmpstr(found, ==, "m\u00F6chte");
	g_free(found);
	arena_free(&arena);
}

static void
test_pieces_are_joined_by_one_blank(void)
{
	struct arena *arena = arena_new();
	const char *original = "One.  \n> quoted\nTwo.";
	struct normal normal;

	normal_open(&normal, arena, 1);
	g_assert_true(normal_append(&normal, original, 0, 6));
	g_assert_false(normal_append(&normal, original, 4, 6));
	g_assert_true(normal_append(&normal, original, 16, 20));
	normal_close(&normal, 20);
	g_assert_cmpstr(normal.bytes, ==, "one. two.");
	g_assert_cmpuint(normal.map[4], ==, 4);
	g_assert_cmpuint(normal.map[5], ==, 16);
	g_assert_cmpuint(normal.map[9], ==, 20);
	arena_free(&arena);
}

static void
test_literals_keep_their_blanks(void)
{
	struct arena *arena = arena_new();
	const char *literal = " Don\u2019t  SHOUT\u00A0";

	g_assert_cmpstr(normal_fold(literal, strlen(literal), arena), ==,
	    " don't  shout ");
	g_assert_cmpstr(normal_fold("", 0, arena), ==, "");
	arena_free(&arena);
}

/* A thousand marks on one letter must not make one huge cluster. */
static void
test_marks_without_end(void)
{
	struct arena *arena = arena_new();
	GString *zalgo = g_string_new("a");
	struct normal normal;

	for (int i = 0; i < 1000; i++)
		g_string_append(zalgo, "\u0489");
	normal_open(&normal, arena, 4);
	g_assert_true(normal_append(&normal, zalgo->str, 0, zalgo->len));
	normal_close(&normal, zalgo->len);
	g_assert_cmpuint(normal.length, ==, zalgo->len);
	g_string_free(zalgo, TRUE);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/normal/forms", test_forms);
	g_test_add_func("/normal/the map leads back", test_map_leads_back);
	g_test_add_func("/normal/pieces are joined by one blank",
	    test_pieces_are_joined_by_one_blank);
	g_test_add_func("/normal/literals keep their blanks",
	    test_literals_keep_their_blanks);
	g_test_add_func("/normal/marks without end", test_marks_without_end);
	return g_test_run();
}
