/*
 * test_prefilter - words are found, and the sieve loses nothing
 *
 * The sieve may let too much through, never too little: that is tried on
 * patterns of every shape, and on the shipped rules with all their examples.
 */
#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/inside.h"
#include "rules/prefilter.h"
#include "rules/sieve.h"

static const struct literal literals[] = {
	{ .text = "har", .length = 3 },
	{ .text = "svar", .length = 4 },
	{ .text = "svar", .length = 4, .is_prefix = true },
	{ .text = "\xC3\xA5r", .length = 3 },
	{ .text = "du", .length = 2, .second = "har", .second_length = 3 },
	{ .text = "?", .length = 1 },
	{ .text = "u", .length = 1, .is_prefix = true },
};

struct scan_case {
	const char *name, *text, *hits;
};

/* clang-format off */
static const struct scan_case scans[] = {
	{ "no text", "", "" },
	{ "a word", "har", "0@3" },
	{ "a word and its beginning", "svar", "1@4 2@4" },
	{ "a beginning", "svarade", "2@7" },
	{ "the inside of a word is none", "ansvar hars", "" },
	{ "the end of a text ends a word", "ja har", "0@6" },
	{ "signs end words", "(har)", "0@4" },
	{ "letters beyond ASCII are parts of words", "h\xC3\xA5r "
	  "\xC3\xA5r \xC3\xA5rs", "3@8" },
	{ "two in a row", "du har", "0@6 4@6" },
	{ "two with something between", "du, har", "0@7" },
	{ "a sign", "va? ?", "5@3 5@5" },
	{ "a beginning of one letter", "ut du", "6@2" },
	{ "bytes that are no UTF-8 do no harm", "\xFF har \xC3", "0@5" },
};
/* clang-format on */

struct hits {
	GString *text;
};

static void
on_hit(void *context, uint32_t literal, size_t end)
{
	struct hits *hits = context;

	g_string_append_printf(hits->text, "%s%u@%zu",
	    hits->text->len > 0 ? " " : "", literal, end);
}

static void
test_scan(gconstpointer data)
{
	const struct scan_case *c = data;
	struct arena *arena = arena_new();
	struct hits hits = { g_string_new(NULL) };
	const struct prefilter *prefilter =
	    prefilter_new(literals, ARRAY_SIZE(literals), arena);

	prefilter_scan(prefilter, c->text, strlen(c->text), on_hit, &hits);
	g_assert_cmpstr(hits.text->str, ==, c->hits);
	(void)g_string_free(hits.text, TRUE);
	arena_free(&arena);
}

static void
test_many_literals_are_found(void)
{
	enum { COUNT = 20000 };
	struct arena *arena = arena_new();
	struct literal *many = arena_array(arena, COUNT, sizeof(*many));

	for (unsigned i = 0; i < COUNT; i++) {
		many[i].text = arena_printf(arena, "w%u", i * 7919u);
		many[i].length = (uint32_t)strlen(many[i].text);
	}
	const struct prefilter *prefilter =
	    prefilter_new(many, COUNT, arena);
	for (unsigned i = 0; i < COUNT; i += 97) {
		struct hits hits = { g_string_new(NULL) };
		char *expected =
		    g_strdup_printf("%u@%u", i, many[i].length);
		prefilter_scan(prefilter, many[i].text, many[i].length,
		    on_hit, &hits);
		g_assert_nonnull(strstr(hits.text->str, expected));
		g_free(expected);
		(void)g_string_free(hits.text, TRUE);
	}
	arena_free(&arena);
}

/* A pattern of some shape, a text it matches, one its words are missing in. */
struct sieve_case {
	const char *pattern, *match;
	const char *stranger;	/* NULL: everything passes */
};

/* clang-format off */
static const struct sieve_case sieves[] = {
	{ "du har inte svarat", "och du har inte svarat än",
	  "har du svarat inte" },
	{ "(?:aldrig|inte) svarat", "har aldrig svarat", "har svarat" },
	{ "svar...", "svarade du", "ansvar" },
	{ "...svar", "ansvar", NULL },
	{ "(?:o)?artig", "oartig", "art" },
	{ "(?:{you} )?varför", "varför", "var för du" },
	{ "(?:\\w+ ){0,3}(?:dum|elak)", "en mycket elak", "en snäll" },
	{ "(?:ha){2,}", "hahaha", "oha" },
	{ "\\d{1,2}\\.\\d\\d", "kl 12.30", "klockan tolv" },
	{ "varför(?: \\w+){0,4} inte\\?", "varför gör du det inte?",
	  "varför gör du det" },
	{ "först|sist", "sist", "mitt" },
	{ "(?:först|sist) (?:i|av) alla", "sist av alla", "alla" },
	{ "du(?= är) är", "du är", "ni är" },
	{ "é?lan", "lan", "plan" },
	{ "får", "får", "går" },
	{ "[td]ag", "dag", "lag" },
	{ "[^a]x", "bx", NULL },
	{ "!+", "hej!!", "hej" },
	{ "^hej$", "hej", "nej" },
	{ "(?:(?:a|b)c|d(?:e|f)) x", "df x", "dg x" },
	{ "\\bsvar\\b", "svar", "svara" },
	{ "så|{you} (?:kan|vill)...", "du villig", "kan villa" },
	{ "du {you} ni", "du ni ni", "du jag ni" },
};
/* clang-format on */

static void
on_passed(void *context, uint32_t pattern)
{
	(void)pattern;
	++*(unsigned *)context;
}

static bool
passes(const struct sieve *sieve, const char *text, struct arena *arena)
{
	struct sifting *sifting = sifting_new(sieve, arena);
	struct text folded;
	unsigned passed = 0;

	text_from_string(text, strlen(text), arena, &folded);
	sieve_unit(sifting, 0, folded.normal, folded.normal_length, on_passed,
	    &passed);
	g_assert_cmpuint(passed, <=, 1);
	return passed == 1;
}

static void
test_sieve(gconstpointer data)
{
	const struct sieve_case *c = data;
	struct arena *arena = arena_new();
	struct err err = { 0 };
	const struct spelling spelling = { LANGUAGE_SV, false };
	const struct source_text text = { c->pattern, { "f.conf", 1 } };
	const struct source_text you = { "du|ni", { "f.conf", 1 } };
	struct word_classes *classes =
	    word_classes_new(LANGUAGE_SV, arena);

	g_assert_true(word_classes_add(classes, "you", &you, 0, &err));
	const struct regex *tree = regex_parse(&text, classes, arena, &err);
	g_assert_cmpstr(err.text, ==, "");
	struct sieve_builder *builder = sieve_builder_new(arena);
	const struct clauses clauses =
	    literals_find(literal_finder_new(&spelling, arena), tree);
	const bool is_sieved = sieve_add(builder, 0, &clauses);
	const struct sieve *sieve = sieve_build(builder, arena);
	g_assert_cmpint(is_sieved, ==, c->stranger != NULL);
	if (is_sieved) {
		g_assert_true(passes(sieve, c->match, arena));
		g_assert_false(passes(sieve, c->stranger, arena));
	}
	arena_free(&arena);
}

/* The shipped rules: what a pattern matches must have passed the sieve. */

static void
mark_passed(void *context, uint32_t pattern)
{
	((bool *)context)[pattern] = true;
}

static unsigned
check_unit(const struct book *book, enum edition edition, const char *unit,
    size_t length, const struct phrase *phrase, struct arena *arena)
{
	const struct book_edition *from = &book->editions[edition];
	const struct matcher *matcher = matcher_new(arena);
	bool *passed =
	    arena_array(arena, from->candidate_count + 1, sizeof(bool));
	unsigned matched = 0;

	sieve_unit(sifting_new(from->sieve, arena), 0, unit, length,
	    mark_passed, passed);
	uint32_t first = 0;
	while (from->candidates[first].phrase != phrase)
		first++;
	const GArray *entries = phrase->patterns[USE_MATCH];
	for (guint i = 0; i < entries->len; i++) {
		const struct pattern_entry *entry =
		    &g_array_index(entries, struct pattern_entry, i);
		struct span span;
		if (pattern_match(entry->compiled[edition], matcher, unit,
			length, 0, &span) != MATCH_FOUND)
			continue;
		matched++;
		if (entry->is_sieved[edition] && !passed[first + i])
			g_error("%s:%u: lost by the sieve: %s | %.*s",
			    entry->text.where.file, entry->text.where.line,
			    entry->text.text, (int)length, unit);
	}
	return matched;
}

static unsigned
check_phrase(const struct book *book, const struct phrase *phrase)
{
	unsigned matched = 0;

	for (guint i = 0; i < phrase->hits->len; i++) {
		struct arena *arena = arena_new();
		const char *hit =
		    g_array_index(phrase->hits, struct source_text, i).text;
		struct text text;
		text_from_string(hit, strlen(hit), arena, &text);
		for (size_t k = 0; k < text.sentence_count; k++) {
			const struct sentence *sentence = &text.sentences[k];
			for (int e = 0; e < EDITION_COUNT; e++)
				matched += check_unit(book, (enum edition)e,
				    text.normal + sentence->begin,
				    sentence->end - sentence->begin, phrase,
				    arena);
		}
		arena_free(&arena);
	}
	return matched;
}

static void
test_shipped_patterns_are_not_lost(void)
{
	const char *const directories[] = { TAKT_SOURCE_DIR "/rules", NULL };
	struct err err = { 0 };
	struct ruleset *ruleset = ruleset_load(directories, &err);
	unsigned matched = 0;

	g_assert_cmpstr(err.text, ==, "");
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		const struct book *book = ruleset->books[i];
		for (guint k = 0; k < book->phrases->len; k++)
			matched += check_phrase(
			    book, g_ptr_array_index(book->phrases, k));
	}
	g_assert_cmpuint(matched, >, 1000);
	ruleset_free(&ruleset);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(scans); i++) {
		char *path =
		    g_strconcat("/prefilter/scan/", scans[i].name, NULL);
		g_test_add_data_func(path, &scans[i], test_scan);
		g_free(path);
	}
	for (size_t i = 0; i < ARRAY_SIZE(sieves); i++) {
		char *path = g_strdup_printf(
		    "/prefilter/sieve/%zu %s", i, sieves[i].pattern);
		g_test_add_data_func(path, &sieves[i], test_sieve);
		g_free(path);
	}
	g_test_add_func("/prefilter/many literals are found",
	    test_many_literals_are_found);
	g_test_add_func("/prefilter/shipped patterns are not lost",
	    test_shipped_patterns_are_not_lost);
	return g_test_run();
}
