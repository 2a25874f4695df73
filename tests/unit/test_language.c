/*
 * test_language - which language a text is in, short ones included
 */
#include <glib.h>

#include "base/arena.h"
#include "message/language.h"
#include "message/language_words.h"
#include "message/words.h"

static const struct {
	const char *text;
	enum language hint, language;
} cases[] = {
	{ "Could you send me the report by Friday, please?", 0, LANGUAGE_EN },
	{ "Thanks for your help!", 0, LANGUAGE_EN },
	{ "Kan du skicka rapporten senast på fredag, tack?", 0, LANGUAGE_SV },
	{ "Jag har inte hört något ännu.", 0, LANGUAGE_SV },
	{ "Tack så mycket för hjälpen!", 0, LANGUAGE_SV },
	{ "Könnten Sie mir bitte den Bericht bis Freitag schicken?", 0,
	    LANGUAGE_DE },
	{ "Ich habe noch nichts gehört.", 0, LANGUAGE_DE },
	{ "Vielen Dank für die schnelle Antwort.", 0, LANGUAGE_DE },
	{ "Kan du sende meg rapporten innen fredag?", 0, LANGUAGE_NB },
	{ "Jeg har ikke hørt noe ennå.", 0, LANGUAGE_NB },
	{ "Tusen takk for hjelpen!", 0, LANGUAGE_NB },
	{ "Eg har ikkje høyrt noko enno, kva skjer?", 0, LANGUAGE_NB },
	{ "Jeg har ikke hørt noget endnu, hvad sker der?", 0, LANGUAGE_NB },
	{ "Vil du sende mig rapporten inden fredag?", 0, LANGUAGE_NB },
	{ "Je n'ai pas encore reçu de réponse de votre part.", 0,
	    LANGUAGE_OTHER },
	{ "En ole vielä kuullut mitään, mutta odotan.", 0, LANGUAGE_OTHER },
	/* the pair's language decides where the text does not */
	{ "Ok.", LANGUAGE_SV, LANGUAGE_SV },
	{ "Ok.", 0, LANGUAGE_UNKNOWN },
	{ "", LANGUAGE_SV, LANGUAGE_SV },
	{ "", 0, LANGUAGE_UNKNOWN },
	{ "1234 5678", 0, LANGUAGE_UNKNOWN },
	{ "Har du en telefon?", LANGUAGE_NB, LANGUAGE_NB },
	{ "Har du en telefon?", LANGUAGE_SV, LANGUAGE_SV },
	/* and never where it does */
	{ "Jag har inte hört något ännu.", LANGUAGE_NB, LANGUAGE_SV },
	{ "Could you send me the report?", LANGUAGE_DE, LANGUAGE_EN },
	/* one foreign word, a link or a name does not change it */
	{ "Vi tar ett meeting om det här, se https://the.firma.example/we/are",
	    0, LANGUAGE_SV },
	{ "Wir haben das Feedback im Meeting besprochen.", 0, LANGUAGE_DE },
};

static void
test_guesses(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct arena *arena = arena_new();
		struct text text;
		text_from_string(
		    cases[i].text, strlen(cases[i].text), arena, &text);
		g_test_message("%s", cases[i].text);
		g_assert_cmpstr(language_code(language_guess(text.normal,
		    text.normal_length, cases[i].hint)), ==,
		    language_code(cases[i].language));
		arena_free(&arena);
	}
}

static void
test_codes(void)
{
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++)
		g_assert_cmpint(language_from_code(
		    language_code((enum language)i)), ==, i);
	g_assert_cmpint(language_from_code("fi"), ==, LANGUAGE_UNKNOWN);
	g_assert_cmpint(language_from_code("unknown"), ==, LANGUAGE_UNKNOWN);
	g_assert_cmpint(language_from_code(""), ==, LANGUAGE_UNKNOWN);
}

static void
test_table_is_in_order(void)
{
	const char *previous = "";
	const char *word;

	for (size_t i = 0; (word = language_word_at(i)) != NULL; i++) {
		g_assert_cmpstr(previous, <, word);
		g_assert_cmpuint(
		    language_word_voters(word, strlen(word)), !=, 0);
		previous = word;
	}
	g_assert_cmpuint(language_word_voters("qwertz", 6), ==, 0);
}

static void
test_danish_and_nynorsk_count_once(void)
{
	g_assert_cmpuint(language_groups(1u << VOTER_NB | 1u << VOTER_DA |
	    1u << VOTER_NN), ==, 1);
	g_assert_cmpuint(
	    language_groups(1u << VOTER_NB | 1u << VOTER_SV), ==, 2);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/language/guesses", test_guesses);
	g_test_add_func("/language/codes", test_codes);
	g_test_add_func("/language/the table is in order",
	    test_table_is_in_order);
	g_test_add_func("/language/Danish and nynorsk count once",
	    test_danish_and_nynorsk_count_once);
	return g_test_run();
}
