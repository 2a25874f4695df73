/*
 * bench_rules - what loading the rules and finding phrases cost
 *
 *	bench_rules DIR [LANG FILE]
 *
 * Without FILE, ordinary letters of each language, 4 KB of them, are scanned;
 * with it, the file's text, cut to pieces of 4 KB. Prints microseconds per
 * 4 KB; asserts nothing.
 */
#include <glib.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "rules/inside.h"
#include "rules/phrase.h"
#include "rules/sieve.h"

enum { PIECE = 4096, ROUNDS = 300, LOADS = 5 };

static const char *const letters[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] =
	    "Dear Karen,\n\nthe carpenters were here on Wednesday and put in "
	    "the two windows on the north side. The frames are a little wider "
	    "than we had drawn, so the skirting boards have to be cut again "
	    "before the painter can begin. I have asked him to come a day "
	    "later, and he was fine with that. The invoice for the glass is "
	    "attached; could you have a look whether the discount we agreed "
	    "is in it? On Friday I am in Bristol and back on Monday.\n\n",
	[LANGUAGE_SV] =
	    "Hej Karin,\n\nsnickarna var här i onsdags och satte in de två "
	    "fönstren på norrsidan. Karmarna är lite bredare än vi hade ritat, "
	    "så golvlisterna måste kapas om innan målaren kan börja. Jag bad "
	    "honom komma en dag senare, och det gick bra. Fakturan för glaset "
	    "är bifogad; kan du se efter om rabatten som vi kom överens om är "
	    "med? På fredag är jag i Västerås och tillbaka på måndag.\n\n",
	[LANGUAGE_DE] =
	    "Guten Tag Frau Lund,\n\ndie Tischler waren am Mittwoch hier und "
	    "haben die beiden Fenster auf der Nordseite eingesetzt. Die Rahmen "
	    "sind etwas breiter als gezeichnet, deshalb müssen die Leisten neu "
	    "geschnitten werden, bevor der Maler anfangen kann. Ich habe ihn "
	    "gebeten, einen Tag später zu kommen. Die Rechnung für das Glas "
	    "liegt bei; könnten Sie prüfen, ob der Rabatt berücksichtigt ist? "
	    "Am Freitag bin ich in Kassel und am Montag wieder da.\n\n",
	[LANGUAGE_NB] =
	    "Hei Kari,\n\nsnekkerne var her på onsdag og satte inn de to "
	    "vinduene på nordsiden. Karmene er litt bredere enn vi hadde "
	    "tegnet, så gulvlistene må kappes om igjen før maleren kan "
	    "begynne. Jeg ba ham komme en dag senere, og det gikk fint. "
	    "Fakturaen for glasset er lagt ved; kan du se om rabatten vi ble "
	    "enige om er med? På fredag er jeg i Bergen og tilbake på "
	    "mandag.\n\n",
};

static double
now_us(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Asks for every phrase: more than any mail makes the rules ask. */
static void
ask_all(const struct phrase_scan *scan)
{
	for (uint32_t i = 0; i < scan->book->id_count; i++)
		(void)phrase_matches_in(
		    scan, i, UNIT_SUBJECT, scan->unit_count);
}

/* Of one scan, in microseconds. */
static double
time_scan(const struct ruleset *ruleset, const struct own_words *words,
    bool asks, int rounds)
{
	const double begin = now_us();

	for (int i = 0; i < rounds; i++) {
		struct arena *arena = arena_new();
		const struct phrase_scan *scan =
		    ruleset_scan(ruleset, words, arena);
		if (asks)
			ask_all(scan);
		arena_free(&arena);
	}
	return (now_us() - begin) / rounds;
}

/* The marks and the rules, for an active contact and nothing unknown. */
static double
time_judging(const struct ruleset *ruleset, const struct own_words *words)
{
	struct facts facts = { 0 };
	const double begin = now_us();

	for (int i = 0; i < FACT_ID_COUNT; i++)
		facts.values[i].is_known = true;
	facts_set(&facts, known, true);
	facts_set(&facts, stage, STAGE_ACTIVE);
	facts_set(&facts, exchanges, 20);
	for (int i = 0; i < ROUNDS; i++) {
		struct arena *arena = arena_new();
		const struct rule_input input = {
			.words = words,
			.scan = ruleset_scan(ruleset, words, arena),
			.facts = &facts,
			.contact = "Per",
		};
		struct findings findings;
		ruleset_evaluate(ruleset, &input, arena, &findings, NULL);
		(void)ruleset_marks(ruleset, &input, arena);
		arena_free(&arena);
	}
	return (now_us() - begin) / ROUNDS;
}

static void
measure(const struct ruleset *ruleset, enum language language,
    const char *text, size_t length)
{
	struct arena *arena = arena_new();
	struct own_words words = { .language = language, .has_text = true };
	const struct book *book = ruleset->books[language];
	const double scale = (double)PIECE / (double)length;

	text_from_string("", 0, arena, &words.subject);
	text_from_string(text, length, arena, &words.body);
	const double first = time_scan(ruleset, &words, true, 1);
	for (int i = 0; i < 40; i++)	/* until the JIT has done its work */
		(void)time_scan(ruleset, &words, true, 1);
	const double sieving = time_scan(ruleset, &words, false, ROUNDS);
	const double all = time_scan(ruleset, &words, true, ROUNDS);
	const double judging = time_judging(ruleset, &words);
	(void)printf("%s: %zu phrases, %zu patterns, sieve %zu KB; us per "
		     "4 KB: sieve %.1f, judging and marks %.1f, every phrase "
		     "%.1f, every phrase the first time %.0f\n",
	    language_code(language), (size_t)book->phrases->len,
	    book->editions[EDITION_WRITTEN].candidate_count,
	    sieve_size(book->editions[EDITION_WRITTEN].sieve) / 1024,
	    sieving * scale, judging * scale, all * scale, first * scale);
	arena_free(&arena);
}

static void
measure_letters(const struct ruleset *ruleset)
{
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		GString *text = g_string_new(NULL);
		while (text->len < PIECE)
			g_string_append(text, letters[i]);
		if (ruleset->books[i] != NULL)
			measure(ruleset, (enum language)i, text->str,
			    text->len);
		(void)g_string_free(text, TRUE);
	}
}

static int
measure_file(const struct ruleset *ruleset, enum language language,
    const char *path)
{
	gchar *text = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &text, &length, NULL) ||
	    ruleset->books[language] == NULL) {
		(void)fprintf(stderr, "%s: nothing to measure\n", path);
		return 1;
	}
	for (gsize at = 0; at + PIECE <= length; at += PIECE)
		measure(ruleset, language, text + at, PIECE);
	g_free(text);
	return 0;
}

int
main(int argc, char *argv[])
{
	struct err err;
	struct ruleset *ruleset = NULL;
	int status = 0;

	if (argc != 2 && argc != 4) {
		(void)fprintf(stderr, "usage: bench_rules DIR [LANG FILE]\n");
		return 2;
	}
	const char *const directories[] = { argv[1], NULL };
	const double begin = now_us();
	for (int i = 0; i < LOADS; i++) {
		ruleset_free(&ruleset);
		ruleset = ruleset_load_as(directories, LOAD_PARTIAL, &err);
		if (ruleset == NULL) {
			(void)fprintf(stderr, "%s\n", err.text);
			return 1;
		}
	}
	(void)printf("load: %.0f ms, %zu KB\n",
	    (now_us() - begin) / LOADS / 1000,
	    arena_used(ruleset->arena) / 1024);
	if (argc == 4)
		status = measure_file(
		    ruleset, language_from_code(argv[2]), argv[3]);
	else
		measure_letters(ruleset);
	ruleset_free(&ruleset);
	return status;
}
