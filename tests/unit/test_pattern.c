/*
 * test_pattern - patterns: what they match, and what is said of wrong ones
 *
 * Texts go through the same folding as mail does.
 */
#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/pattern.h"

struct match_case {
	const char *name, *pattern, *text;
	const char *expected;	/* what matches; NULL: nothing may */
	enum language language;
	bool is_bare;
};

/* clang-format off */
static const struct match_case matches[] = {
	{ "case does not matter", "Du Har", "dU hAR rätt", "du har",
	  LANGUAGE_SV, false },
	{ "a blank is any white space", "du har", "du \n\t har", "du har",
	  LANGUAGE_SV, false },
	{ "folding is that of the text", "I’m — fine", "i'm – fine",
	  "i'm - fine", LANGUAGE_EN, false },
	{ "sharp s is ss", "scheiße", "SCHEISSE", "scheisse", LANGUAGE_DE,
	  false },
	{ "combining marks are composed", "fo\xCC\x88r", "för", "för",
	  LANGUAGE_SV, false },
	/* word boundaries */
	{ "a word begins where it begins", "svar", "ansvar", NULL,
	  LANGUAGE_SV, false },
	{ "a word ends where it ends", "svar", "svara", NULL, LANGUAGE_SV,
	  false },
	{ "å is a letter at a boundary", "ra", "åra rå ra", "ra",
	  LANGUAGE_SV, false },
	{ "å alone does not end a word", "ra", "raå", NULL, LANGUAGE_SV,
	  false },
	{ "digits are parts of words", "a4", "a45", NULL, LANGUAGE_EN, false },
	{ "punctuation is a boundary", "svar", "(svar)", "svar", LANGUAGE_SV,
	  false },
	{ "boundaries hold for every branch", "ja|nej", "janej", NULL,
	  LANGUAGE_SV, false },
	{ "a pattern may begin and end with a sign", "\\?!", "va?!ja", "?!",
	  LANGUAGE_SV, false },
	{ "a sign at the end needs no boundary", "hallo!", "hallo!!", "hallo!",
	  LANGUAGE_DE, false },
	/* the rest of a word */
	{ "three dots are the rest of the word", "uforskammet...",
	  "så uforskammethet du er", "uforskammethet", LANGUAGE_NB, false },
	{ "the rest may be empty", "uforskammet...", "uforskammet",
	  "uforskammet", LANGUAGE_NB, false },
	{ "the rest stops at the word's end", "dumm...", "dumme kuh", "dumme",
	  LANGUAGE_DE, false },
	{ "three dots in front", "...mangel", "zeitmangel", "zeitmangel",
	  LANGUAGE_DE, false },
	{ "three dots inside", "dumm... kuh", "dumme kuh", "dumme kuh",
	  LANGUAGE_DE, false },
	{ "three dots behind a group", "(?:dumm|blöd)...", "blöder",
	  "blöder", LANGUAGE_DE, false },
	{ "the front stays a boundary", "dumm...", "verdummen", NULL,
	  LANGUAGE_DE, false },
	/* groups, sets, quantifiers */
	{ "an optional word", "du har (?:ännu )?inte svarat",
	  "du har inte svarat", "du har inte svarat", LANGUAGE_SV, false },
	{ "a group in parentheses", "(a|b)c", "bc", "bc", LANGUAGE_EN, false },
	{ "a set is kept as it is", "gr[ae]y", "gray", "gray", LANGUAGE_EN,
	  false },
	{ "a quantifier is no class", "a{2,3}", "aaa", "aaa", LANGUAGE_EN,
	  false },
	{ "a look-ahead", "du(?! är)", "du är du", "du", LANGUAGE_SV, false },
	{ "a look-behind", "(?<!inte )bra", "inte bra", NULL, LANGUAGE_SV,
	  false },
	{ "a line break in a pattern lays it out", "a|\n    b|\n    c", "c",
	  "c", LANGUAGE_EN, false },
	/* word classes */
	{ "a class stands for its words", "{you} har", "dere har", "dere har",
	  LANGUAGE_NB, false },
	{ "a class in a class", "{all}", "noen", "noen", LANGUAGE_NB, false },
	{ "a class keeps its words apart", "{you}r", "der", "der",
	  LANGUAGE_NB, false },
	/* spellings */
	{ "without diacritics å is a", "får", "far", "far", LANGUAGE_SV,
	  true },
	{ "without diacritics å is aa", "får", "faar", "faar", LANGUAGE_SV,
	  true },
	{ "without diacritics ö is o", "kör", "kor", "kor", LANGUAGE_SV,
	  true },
	{ "without diacritics ü is ue", "für", "fuer", "fuer", LANGUAGE_DE,
	  true },
	{ "without diacritics ø is oe", "kjøre", "kjoere", "kjoere",
	  LANGUAGE_NB, true },
	{ "without diacritics é is e", "idé", "ide", "ide", LANGUAGE_SV,
	  true },
	{ "a text with diacritics means them", "får", "far", NULL,
	  LANGUAGE_SV, false },
	{ "ä for æ is always Norwegian", "være", "väre", "väre", LANGUAGE_NB,
	  false },
	{ "ö for ø is always Norwegian", "gjør", "gjör", "gjör", LANGUAGE_NB,
	  false },
	{ "æ for ä is no Swedish", "är", "ær", NULL, LANGUAGE_SV, false },
	{ "a look-behind has other spellings, too", "(?<!så )bra", "sa bra",
	  NULL, LANGUAGE_SV, true },
	{ "a class has other spellings, too", "{later}", "nar", "nar",
	  LANGUAGE_NB, true },
};

struct error_case {
	const char *pattern, *error;
};

static const struct error_case errors[] = {
	{ "", "f.conf:3: pattern, column 1: the pattern is empty" },
	{ "  ", "f.conf:3: pattern, column 1: the pattern is empty" },
	{ "å (b", "f.conf:3: pattern, column 3: this group is never closed" },
	{ "ab)", "f.conf:3: pattern, column 3: this ')' closes nothing" },
	{ "å[b", "f.conf:3: pattern, column 2: ']' is missing" },
	{ "*a", "f.conf:3: pattern, column 1: this repeats nothing. Write \\? "
	  "\\* \\+ for the sign itself" },
	{ "a|{2}", "f.conf:3: pattern, column 3: this repeats nothing" },
	{ "a{3,2}", "f.conf:3: pattern, column 2: write it as {2,3}" },
	{ "du {yuo} ha", "f.conf:3: pattern, column 4: there is no word class "
	  "{yuo}. Did you mean {you}?" },
	{ "{xyzzy}", "f.conf:3: pattern, column 1: there is no word class "
	  "{xyzzy} in this language. Define it in classes" },
	{ "{You}", "f.conf:3: pattern, column 1: '{' begins the name of a word "
	  "class, as in {you}. Write \\{ for the sign itself" },
	{ "(a)\\1", "f.conf:3: pattern, column 4: back references are not "
	  "supported" },
	{ "(?i)a", "f.conf:3: pattern, column 1: this kind of group is not "
	  "supported. There are ( (?: (?> (?= (?! (?<= (?<!" },
	{ "(*FAIL)", "f.conf:3: pattern, column 1: this kind of group is not "
	  "supported. There are ( (?: (?> (?= (?! (?<= (?<!" },
	{ "a\\", "f.conf:3: pattern, column 2: '\\' needs a character after "
	  "it" },
	{ "a\\y", "f.conf:3: pattern, column 2: this escape is not supported. "
	  "There are \\d \\w \\s \\p{..} \\b and signs such as \\. \\?" },
	{ "a\bb", "f.conf:3: pattern, column 2: a control character. In a "
	  "string a backslash is written twice: \\\\b" },
	{ "ja ... nej", "f.conf:3: pattern, column 4: '...' is the rest of a "
	  "word and must touch one. Write \\.\\.\\. for dots, or say which "
	  "words may stand between" },
	{ "{round}", "f.conf:1: the word class {round} uses itself" },
};

/* PCRE2's own words, which change with its version. */
static const struct error_case foreign_errors[] = {
	{ "åå[z-a]", "f.conf:3: pattern, column 3: range" },
	{ "å\\p{Xyz}", "f.conf:3: pattern, column 2: unknown property" },
	{ "ab(?<=a+)b", "f.conf:3: pattern, column 3: lookbehind" },
	{ "a{70000}", "f.conf:3: pattern, column 2: number too big" },
};
/* clang-format on */

static struct word_classes *
make_classes(enum language language, struct arena *arena)
{
	static const char *const classes[][2] = {
		{ "you", "du|dere|de" },
		{ "all", "{you}|noen" },
		{ "later", "når|så" },
		{ "round", "a|{round}" },
	};
	struct word_classes *result = word_classes_new(language, arena);
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		const struct source_text text = { classes[i][1],
			{ "f.conf", 1 } };
		g_assert_true(word_classes_add(
		    result, classes[i][0], &text, 0, &err));
	}
	return result;
}

static struct pattern *
compile(const char *text, const struct spelling *spelling,
    struct arena *arena, struct err *err)
{
	const struct source_text source = { text, { "f.conf", 3 } };
	struct word_classes *classes =
	    make_classes(spelling->language, arena);
	const struct regex *tree = regex_parse(&source, classes, arena, err);

	return tree == NULL
	    ? NULL
	    : pattern_compile(tree, spelling, &source, arena, err);
}

/* The first match in the folded text, or NULL. */
static char *
match(struct pattern *pattern, const char *text, struct arena *arena)
{
	const struct matcher *matcher = matcher_new(arena);
	struct text folded;
	struct span span;

	text_from_string(text, strlen(text), arena, &folded);
	if (pattern_match(pattern, matcher, folded.normal,
		folded.normal_length, 0, &span) != MATCH_FOUND)
		return NULL;
	return arena_strndup(
	    arena, folded.normal + span.begin, span.end - span.begin);
}

static void
test_match(gconstpointer data)
{
	const struct match_case *c = data;
	const struct spelling spelling = { c->language, c->is_bare };
	struct arena *arena = arena_new();
	struct err err = { 0 };
	struct pattern *pattern = compile(c->pattern, &spelling, arena, &err);

	g_assert_cmpstr(err.text, ==, "");
	/* often enough to go through the JIT, too */
	for (int i = 0; i < 30; i++)
		g_assert_cmpstr(
		    match(pattern, c->text, arena), ==, c->expected);
	arena_free(&arena);
}

static void
test_error(gconstpointer data)
{
	const struct error_case *c = data;
	const struct spelling spelling = { LANGUAGE_NB, false };
	struct arena *arena = arena_new();
	struct err err = { 0 };

	g_assert_null(compile(c->pattern, &spelling, arena, &err));
	g_assert_cmpstr(err.text, ==, c->error);
	arena_free(&arena);
}

static void
test_foreign_error(gconstpointer data)
{
	const struct error_case *c = data;
	const struct spelling spelling = { LANGUAGE_NB, false };
	struct arena *arena = arena_new();
	struct err err = { 0 };

	g_assert_null(compile(c->pattern, &spelling, arena, &err));
	if (!g_str_has_prefix(err.text, c->error))
		g_assert_cmpstr(err.text, ==, c->error);
	arena_free(&arena);
}

/* What no regular expression engine likes must end soon, as no match. */
static void
test_limits_hold(void)
{
	const struct spelling spelling = { LANGUAGE_EN, false };
	struct arena *arena = arena_new();
	struct err err = { 0 };
	struct pattern *pattern =
	    compile("(?:\\w+\\w+)+[!?]", &spelling, arena, &err);
	const struct matcher *matcher = matcher_new(arena);
	GString *text = g_string_new(NULL);
	struct span span;

	while (text->len < 20000)
		g_string_append_c(text, 'a');
	for (int i = 0; i < 30; i++)	/* past the JIT */
		g_assert_cmpint(pattern_match(pattern, matcher, text->str,
		    text->len, 0, &span), ==, MATCH_LIMIT);
	(void)g_string_free(text, TRUE);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(matches); i++) {
		char *path =
		    g_strconcat("/pattern/match/", matches[i].name, NULL);
		g_test_add_data_func(path, &matches[i], test_match);
		g_free(path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		char *path = g_strdup_printf("/pattern/error/%zu %s", i,
		    strchr(errors[i].pattern, '\b') == NULL
			? errors[i].pattern
			: "a control character");
		g_test_add_data_func(path, &errors[i], test_error);
		g_free(path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(foreign_errors); i++) {
		char *path = g_strdup_printf(
		    "/pattern/foreign/%s", foreign_errors[i].pattern);
		g_test_add_data_func(
		    path, &foreign_errors[i], test_foreign_error);
		g_free(path);
	}
	g_test_add_func("/pattern/limits hold", test_limits_hold);
	return g_test_run();
}
