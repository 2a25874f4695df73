/*
 * examples - rule files prove themselves
 */
#include "rules/examples.h"

#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/inside.h"
#include "rules/phrase.h"

struct tester {
	const struct book *book;
	const struct phrase *phrase;
	const char *file;
	void (*remark)(void *context, const struct remark *remark);
	void *context;
	size_t tried;
	struct arena *arena;	/* of one phrase */
	const struct matcher *matcher;
};

bool
remark_is_failure(enum remark_kind kind)
{
	return kind < REMARK_UNREACHED;
}

static bool
is_wanted(const char *path, const char *file)
{
	if (file == NULL || strcmp(path, file) == 0)
		return true;
	const size_t length = strlen(path), wanted = strlen(file);
	return length > wanted && path[length - wanted - 1] == '/' &&
	    strcmp(path + length - wanted, file) == 0;
}

static void
report(const struct tester *tester, enum remark_kind kind,
    const struct source *where, const char *fmt, ...) PRINTF_LIKE(4, 5);

static void
report(const struct tester *tester, enum remark_kind kind,
    const struct source *where, const char *fmt, ...)
{
	va_list args;

	if (!is_wanted(where->file, tester->file))
		return;
	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	char *place = g_strdup_printf("%s:%u", where->file, where->line);
	tester->remark(tester->context,
	    &(struct remark){ kind, place, what });
	g_free(place);
	g_free(what);
}

/* Enough of a pattern to know it by, on one line. */
static const char *
shorten(const struct tester *tester, const char *pattern)
{
	enum { SHOWN = 70 };
	char *line = arena_strdup(tester->arena, pattern);
	char *end = line;

	for (const char *c = pattern; *c != '\0'; c++)
		if (!g_ascii_isspace(*c) || (end > line && end[-1] != ' '))
			*end++ = g_ascii_isspace(*c) ? ' ' : *c;
	*end = '\0';
	if (g_utf8_strlen(line, -1) <= SHOWN)
		return line;
	*g_utf8_offset_to_pointer(line, SHOWN) = '\0';
	return arena_printf(tester->arena, "%s...", line);
}

/* An example as a mail. */
static void
make_words(const char *example, enum language language, struct arena *arena,
    struct own_words *words_out)
{
	static const char subject[] = "Subject: ";

	*words_out = (struct own_words){ .language = language,
		.has_text = true };
	if (g_str_has_prefix(example, subject)) {
		const char *line = example + strlen(subject);
		const size_t length = strcspn(line, "\n");
		text_from_string(line, length, arena, &words_out->subject);
		example = line + length;
	} else {
		text_from_string("", 0, arena, &words_out->subject);
	}
	text_from_string(example, strlen(example), arena, &words_out->body);
}

static void
try_examples(struct tester *tester, const GArray *examples, bool should_match)
{
	const struct phrase *phrase = tester->phrase;

	for (guint i = 0; i < examples->len; i++) {
		const struct source_text *example =
		    &g_array_index(examples, struct source_text, i);
		struct arena *arena = arena_new();
		struct own_words words;
		make_words(example->text, phrase->language, arena, &words);
		const struct phrase_scan *scan =
		    phrase_scan_new(tester->book, &words, NULL, arena);
		const bool matches = phrase_matches_in(scan, phrase->id,
		    UNIT_SUBJECT, scan->unit_count).count > 0;
		tester->tried++;
		if (matches != should_match)
			report(tester,
			    should_match ? REMARK_MISSED : REMARK_MATCHED,
			    &example->where, "%s should%s match: \"%s\"",
			    phrase->name, should_match ? "" : " not",
			    example->text);
		arena_free(&arena);
	}
}

/* True if the pattern by itself matches somewhere in the text. */
static bool
matches_text(const struct tester *tester, const struct pattern_entry *entry,
    const struct text *text, const struct source_text *example)
{
	struct span span;

	for (size_t i = 0; i < text->sentence_count; i++) {
		const struct sentence *sentence = &text->sentences[i];
		const enum match_result result =
		    pattern_match(entry->compiled[EDITION_WRITTEN],
			tester->matcher, text->normal + sentence->begin,
			sentence->end - sentence->begin, 0, &span);
		if (result == MATCH_FOUND)
			return true;
		if (result == MATCH_LIMIT)
			report(tester, REMARK_LIMIT, &entry->text.where,
			    "this pattern takes too many steps on \"%s\"",
			    example->text);
	}
	return false;
}

static bool
matches_example(const struct tester *tester,
    const struct pattern_entry *entry, const struct source_text *example)
{
	struct own_words words;

	make_words(example->text, tester->phrase->language, tester->arena,
	    &words);
	return matches_text(tester, entry, &words.subject, example) ||
	    matches_text(tester, entry, &words.body, example);
}

/* Which patterns the hits reach, and which of them are ever alone. */
static void
weigh_patterns(struct tester *tester)
{
	const GArray *entries = tester->phrase->patterns[USE_MATCH];
	const GArray *hits = tester->phrase->hits;
	bool *reached =
	    arena_array(tester->arena, entries->len + 1, sizeof(bool));
	bool *decides =
	    arena_array(tester->arena, entries->len + 1, sizeof(bool));

	for (guint i = 0; i < hits->len; i++) {
		guint count = 0, last = 0;
		for (guint k = 0; k < entries->len; k++) {
			if (!matches_example(tester,
				&g_array_index(
				    entries, struct pattern_entry, k),
				&g_array_index(hits, struct source_text, i)))
				continue;
			reached[k] = true;
			last = k;
			count++;
		}
		if (count == 1)
			decides[last] = true;
	}
	for (guint k = 0; k < entries->len; k++) {
		const struct pattern_entry *entry =
		    &g_array_index(entries, struct pattern_entry, k);
		if (!reached[k])
			report(tester, REMARK_UNREACHED, &entry->text.where,
			    "no hit of %s matches this pattern: %s",
			    tester->phrase->name,
			    shorten(tester, entry->text.text));
		else if (!decides[k])
			report(tester, REMARK_REDUNDANT, &entry->text.where,
			    "every hit of %s that this pattern matches is "
			    "matched by another one, too: %s",
			    tester->phrase->name,
			    shorten(tester, entry->text.text));
		if (!entry->is_sieved[EDITION_WRITTEN])
			report(tester, REMARK_SLOW, &entry->text.where,
			    "no letters are certain in this pattern of %s, so "
			    "it is tried on every sentence: %s",
			    tester->phrase->name,
			    shorten(tester, entry->text.text));
	}
}

static void
test_phrase(struct tester *tester, const struct phrase *phrase)
{
	tester->phrase = phrase;
	tester->arena = arena_new();
	tester->matcher = matcher_new_strict(tester->arena);
	try_examples(tester, phrase->hits, true);
	try_examples(tester, phrase->misses, false);
	weigh_patterns(tester);
	arena_free(&tester->arena);
}

static void
report_unused(const struct tester *tester, const struct ruleset *ruleset)
{
	for (guint i = 0; i < ruleset->unused_phrases->len; i++) {
		const struct raw_phrase_name *phrase =
		    g_ptr_array_index(ruleset->unused_phrases, i);
		report(tester, REMARK_UNUSED, &phrase->where,
		    "no rule, definition or mark uses the phrase \"%s\"",
		    phrase->name);
	}
}

/* A phrase is looked at if any part of it may be in the file. */
static bool
is_in_file(const struct phrase *phrase, const char *file)
{
	if (is_wanted(phrase->where.file, file))
		return true;
	for (guint i = 0; i < phrase->hits->len; i++)
		if (is_wanted(g_array_index(
				  phrase->hits, struct source_text, i)
				  .where.file,
			file))
			return true;
	return false;
}

size_t
ruleset_remarks(const struct ruleset *ruleset, const char *file,
    void (*remark)(void *context, const struct remark *remark), void *context)
{
	struct tester tester = {
		.file = file,
		.remark = remark,
		.context = context,
	};

	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		tester.book = ruleset->books[i];
		if (tester.book == NULL)
			continue;
		for (guint k = 0; k < tester.book->phrases->len; k++) {
			const struct phrase *phrase =
			    g_ptr_array_index(tester.book->phrases, k);
			if (is_in_file(phrase, file))
				test_phrase(&tester, phrase);
		}
	}
	report_unused(&tester, ruleset);
	return tester.tried;
}

/* ruleset_test(): failures only. */
struct failures {
	void (*failed)(void *context, const char *where, const char *what);
	void *context;
	size_t count;
};

static void
on_remark(void *context, const struct remark *remark)
{
	struct failures *failures = context;

	if (!remark_is_failure(remark->kind))
		return;
	failures->count++;
	failures->failed(failures->context, remark->where, remark->what);
}

size_t
ruleset_test(const struct ruleset *ruleset, const char *file,
    void (*failed)(void *context, const char *where, const char *what),
    void *context, size_t *tried_out)
{
	struct failures failures = { failed, context, 0 };

	*tried_out = ruleset_remarks(ruleset, file, on_remark, &failures);
	return failures.count;
}

void
ruleset_find_phrases(const struct ruleset *ruleset, enum language language,
    const char *text,
    void (*found)(void *context, const char *phrase, const char *where,
	const char *words),
    void *context)
{
	struct arena *arena = arena_new();
	struct own_words words;
	const struct book *book = ruleset->books[language];

	make_words(text, language, arena, &words);
	const struct phrase_scan *scan =
	    phrase_scan_new(book, &words, NULL, arena);
	for (guint i = 0; book != NULL && i < book->phrases->len; i++) {
		const struct phrase *phrase =
		    g_ptr_array_index(book->phrases, i);
		const struct phrase_matches matches = phrase_matches_in(
		    scan, phrase->id, UNIT_SUBJECT, scan->unit_count);
		for (size_t k = 0; k < matches.count; k++) {
			const struct phrase_match *match = &matches.items[k];
			const bool is_subject = match->unit == UNIT_SUBJECT;
			const char *normal = is_subject ? words.subject.normal
							: words.body.normal;
			found(context, phrase->name,
			    is_subject
				? "subject"
				: arena_printf(arena, "sentence %u",
				      match->unit),
			    arena_strndup(arena, normal + match->begin,
				match->end - match->begin));
		}
	}
	arena_free(&arena);
}
