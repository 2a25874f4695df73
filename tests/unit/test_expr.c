/*
 * test_expr - expressions: what they mean, and what is said of wrong ones
 */
#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/eval.h"
#include "rules/expr.h"
#include "rules/names.h"

enum { UNKNOWN = -1 };	/* instead of a truth value */

struct value_case {
	const char *text;
	int expected;
};

/* Facts: exchanges 2, gap 10 days, stage new, known true, unanswered 0;
   nothing else is known. */
/* clang-format off */
static const struct value_case values[] = {
	/* words and comparisons */
	{ "true", 1 },
	{ "false", 0 },
	{ "not false", 1 },
	{ "known", 1 },
	{ "exchanges == 2", 1 },
	{ "exchanges != 2", 0 },
	{ "exchanges < 2", 0 },
	{ "exchanges <= 2", 1 },
	{ "exchanges > 1", 1 },
	{ "exchanges >= 3", 0 },
	{ "stage == new", 1 },
	{ "stage != new", 0 },
	{ "stage == dormant", 0 },
	{ "known == true", 1 },
	/* durations and times */
	{ "gap == 10d", 1 },
	{ "gap < 2w", 1 },
	{ "gap > 9d", 1 },
	{ "gap == 240h", 1 },
	{ "now + 7d > now", 1 },
	{ "now - 7d > now", 0 },
	{ "now - (now - 3d) == 3d", 1 },
	/* arithmetic and what binds how */
	{ "1 + 2 * 3 == 7", 1 },
	{ "(1 + 2) * 3 == 9", 1 },
	{ "10 - 3 - 2 == 5", 1 },
	{ "2 * 3d == 6d", 1 },
	{ "-2 + 5 == 3", 1 },
	{ "exchanges - 5 == -3", 1 },
	{ "true or false and false", 1 },
	{ "(true or false) and false", 0 },
	{ "not true or true", 1 },
	{ "not (true or true)", 0 },
	{ "if exchanges == 2 then gap == 10d else false", 1 },
	{ "(if known then 3 else 4) == 3", 1 },
	{ "if false then true else if known then true else false", 1 },
	/* unknown goes through everything */
	{ "similarity > 80", UNKNOWN },
	{ "not reply", UNKNOWN },
	{ "reply == reply", UNKNOWN },
	{ "since_sent + 1d > 2d", UNKNOWN },
	{ "2 * similarity == 4", UNKNOWN },
	{ "-similarity < 0", UNKNOWN },
	{ "matter_last_sent + 7d > now", UNKNOWN },
	{ "if reply then true else true", UNKNOWN },
	{ "if known then reply else true", UNKNOWN },
	/* but for what is decided without it */
	{ "false and reply", 0 },
	{ "reply and false", 0 },
	{ "true or reply", 1 },
	{ "reply or true", 1 },
	{ "true and reply", UNKNOWN },
	{ "false or reply", UNKNOWN },
	{ "if known then true else reply", 1 },
	/* overflow is unknown, not nonsense */
	{ "exchanges * 9223372036854775807 > 0", UNKNOWN },
	{ "9223372036854775807 + exchanges > 0", UNKNOWN },
};

struct error_case {
	const char *text, *error;
};

static const struct error_case errors[] = {
	{ "", "f.conf:7: when, column 1: the expression ends where a value "
	  "should follow" },
	{ "known and", "f.conf:7: when, column 10: the expression ends where a "
	  "value should follow" },
	{ "(known", "f.conf:7: when, column 7: the expression ends where ')' "
	  "should follow" },
	{ "known)", "f.conf:7: when, column 6: an operator or the end should "
	  "stand here, not ')'" },
	{ "known known", "f.conf:7: when, column 7: an operator or the end "
	  "should stand here, not 'known'" },
	{ "known = true", "f.conf:7: when, column 7: '=' means nothing here. "
	  "Write '==' to compare" },
	{ "known && reply", "f.conf:7: when, column 7: '&' means nothing here. "
	  "Words are and, or, not; signs are == != < <= > >= + - * ( )" },
	{ "if known then 1", "f.conf:7: when, column 16: the expression ends "
	  "where 'else' should follow" },
	{ "1 < exchanges < 3", "f.conf:7: when, column 15: 'and' or 'or' "
	  "(comparisons do not chain) should stand here, not '<'" },
	{ "exchanges > 3q", "f.conf:7: when, column 13: \"3q\" is not a "
	  "duration: write a number and one of s, min, h, d, w, y, as in "
	  "\"7d\"" },
	{ "known and unansvered > 0", "f.conf:7: when, column 11: nothing is "
	  "called 'unansvered'. Did you mean 'unanswered'?" },
	{ "xyzzy", "f.conf:7: when, column 1: nothing is called 'xyzzy'. "
	  "`takt facts` lists the facts; phrases are in the files of the "
	  "languages" },
	{ "known and exchanges", "f.conf:7: when, column 11: a truth value "
	  "should stand here, and this is a number" },
	{ "gap > 7", "f.conf:7: when, column 5: a duration and a number cannot "
	  "be compared. Give the number a unit, as in 7d" },
	{ "stage == en", "f.conf:7: when, column 7: a stage and a language "
	  "cannot be compared" },
	{ "stage < new", "f.conf:7: when, column 7: a stage has no order. Use "
	  "== or !=" },
	{ "now + now == now", "f.conf:7: when, column 5: a point in time and a "
	  "point in time cannot be added" },
	{ "gap * gap > gap", "f.conf:7: when, column 5: a duration and a "
	  "duration cannot be multiplied" },
	{ "-known", "f.conf:7: when, column 1: '-' needs a number or a "
	  "duration, and this is a truth value" },
	{ "if known then 1 else 1d", "f.conf:7: when, column 22: a number "
	  "should stand here, and this is a duration" },
	{ "paragraph(known)", "f.conf:7: when, column 1: there is no function "
	  "'paragraph'. There are sentence, opening, first, closing, subject, "
	  "body, count, before" },
	{ "sentence()", "f.conf:7: when, column 10: a value should stand here, "
	  "not ')'" },
	{ "first(known)", "f.conf:7: when, column 12: first(n, e) should stand "
	  "here, not ')'" },
	{ "before(known, reply)", "f.conf:7: when, column 8: before() compares "
	  "places of phrases. Give it a phrase, or phrases joined by or" },
	{ "99999999999999999999999999999999 > 1", "f.conf:7: when, column 1: "
	  "this number is too large" },
};
/* clang-format on */

static const struct origin when = { { "f.conf", 7 }, "when" };

static void
fill(struct facts *facts)
{
	facts_set(facts, exchanges, 2);
	facts_set(facts, gap, 10 * 86400);
	facts_set(facts, stage, STAGE_NEW);
	facts_set(facts, known, true);
	facts_set(facts, unanswered, 0);
}

static void
test_value(gconstpointer data)
{
	const struct value_case *c = data;
	struct arena *arena = arena_new();
	struct names *names = names_new(NULL, arena);
	struct facts facts = { 0 };
	struct own_words words = { .has_text = true };
	struct err err = { 0 };
	struct expr *expr = expr_parse(c->text, &when, arena, &err);

	g_assert_cmpstr(err.text, ==, "");
	if (!expr_check(expr, names, &when, &err))
		g_assert_cmpstr(err.text, ==, "");
	fill(&facts);
	text_from_string("", 0, arena, &words.subject);
	text_from_string("", 0, arena, &words.body);
	const struct eval eval = {
		.facts = &facts,
		.scan = phrase_scan_new(NULL, &words, NULL, arena),
		.now = 1772618520,
		.arena = arena,
	};
	const struct fact_value value = eval_value(&eval, expr);
	g_assert_cmpint(expr->type, ==, TYPE_BOOL);
	g_assert_cmpint(
	    value.is_known ? (int)value.number : UNKNOWN, ==, c->expected);
	g_assert_cmpint(
	    eval_is_true(&eval, expr), ==, c->expected == 1);
	arena_free(&arena);
}

static void
test_error(gconstpointer data)
{
	const struct error_case *c = data;
	struct arena *arena = arena_new();
	struct names *names = names_new(NULL, arena);
	struct err err = { 0 };
	struct expr *expr = expr_parse(c->text, &when, arena, &err);

	g_assert_false(
	    expr != NULL && expr_check(expr, names, &when, &err));
	g_assert_cmpstr(err.text, ==, c->error);
	g_assert_cmpint(err.kind, ==, ERR_CONFIG);
	arena_free(&arena);
}

/* Deep nesting must be refused before it can use up the stack. */
static void
test_nesting_is_limited(void)
{
	static const char *const openers[] = { "(", "not ", "-",
		"if true then " };

	for (size_t i = 0; i < ARRAY_SIZE(openers); i++) {
		struct arena *arena = arena_new();
		struct err err = { 0 };
		GString *text = g_string_new(NULL);
		for (int k = 0; k < 250; k++)
			g_string_append(text, openers[i]);
		g_assert_null(expr_parse(text->str, &when, arena, &err));
		g_assert_nonnull(strstr(err.text, "something less nested"));
		(void)g_string_free(text, TRUE);
		arena_free(&arena);
	}
}

static void
test_length_is_limited(void)
{
	struct arena *arena = arena_new();
	struct err err = { 0 };
	GString *text = g_string_new("known");

	while (text->len < 5000)
		g_string_append(text, " or known");
	g_assert_null(expr_parse(text->str, &when, arena, &err));
	g_assert_cmpstr(err.text, ==,
	    "f.conf:7: when, column 1: longer than 4096 bytes. Split it with "
	    "definitions");
	(void)g_string_free(text, TRUE);
	arena_free(&arena);
}

static void
test_names_do_not_collide(void)
{
	struct arena *arena = arena_new();
	struct names *names = names_new(NULL, arena);
	struct names *local = names_new(names, arena);
	const struct symbol symbol = { .kind = SYMBOL_PHRASE,
		.where = { "a.conf", 3 } };
	const struct symbol other = { .kind = SYMBOL_PHRASE,
		.where = { "b.conf", 4 } };
	struct err err = { 0 };

	g_assert_true(names_add(names, "praise", &symbol, &err));
	g_assert_false(names_add(local, "praise", &other, &err));
	g_assert_cmpstr(err.text, ==,
	    "b.conf:4: \"praise\" is already the name of a phrase (a.conf:3). "
	    "Choose another name");
	g_assert_false(names_add(names, "gap", &other, &err));
	g_assert_cmpstr(err.text, ==,
	    "b.conf:4: \"gap\" is already the name of a fact. Choose another "
	    "name");
	g_assert_false(names_add(names, "hold", &other, &err));
	g_assert_false(names_add(names, "not", &other, &err));
	g_assert_false(names_add(names, "Praise", &other, &err));
	g_assert_false(names_add(names, "2nd", &other, &err));
	g_assert_false(names_add(names, "", &other, &err));
	g_assert_true(names_add(local, "subject", &other, &err));
	arena_free(&arena);
}

static void
add_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		char *path = g_strdup_printf("/expr/value/%zu %s is %s", i,
		    values[i].text,
		    values[i].expected == UNKNOWN ? "unknown"
			: values[i].expected	  ? "true"
						  : "false");
		g_test_add_data_func(path, &values[i], test_value);
		g_free(path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		char *path = g_strdup_printf("/expr/error/%zu %s is refused",
		    i, errors[i].text);
		g_test_add_data_func(path, &errors[i], test_error);
		g_free(path);
	}
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add_cases();
	g_test_add_func("/expr/nesting is limited", test_nesting_is_limited);
	g_test_add_func("/expr/length is limited", test_length_is_limited);
	g_test_add_func(
	    "/expr/names do not collide", test_names_do_not_collide);
	return g_test_run();
}
