/*
 * phrase - which phrases occur where in a mail
 *
 * Each unit goes through the prefilter first; only patterns that could match
 * are tried, on this unit alone. Exceptions are tried last, because few
 * mails get that far.
 */
#include "rules/phrase.h"

#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/book.h"
#include "rules/prefilter.h"

enum { TRIES_MAX = 8 };	/* of one pattern in one unit, past speech */

/* One text under the eyes: the subject or a sentence of the body. */
struct unit {
	uint32_t number;
	const struct text *text;
	uint32_t begin, end;
};

struct found {
	uint32_t phrase;
	struct phrase_match match;
};

enum excuse { EXCUSE_FRESH, EXCUSE_NONE, EXCUSE_FOUND };

struct scanner {
	struct phrase_scan *scan;
	enum edition edition;
	const struct book_edition *book;
	const struct matcher *matcher;
	struct unit unit;
	uint32_t *seen;		/* by candidate: unit number + 1 */
	uint32_t *queue;	/* candidates of this unit */
	size_t queued;
	struct phrase_match *best;	/* by phrase, of this unit */
	GArray *found;		/* struct found, by unit */
	enum excuse *excuses;	/* by phrase */
};

static bool
is_speech(const struct unit *unit, uint32_t begin, uint32_t end)
{
	for (size_t i = 0; i < unit->text->speech_count; i++) {
		const struct speech *speech = &unit->text->speeches[i];
		if (speech->begin <= begin && end <= speech->end)
			return true;
	}
	return false;
}

/* The pattern's first match that counts. */
static bool
find_match(struct scanner *scanner, struct pattern *pattern,
    bool matches_speech, struct phrase_match *match_out)
{
	const struct unit *unit = &scanner->unit;
	const char *text = unit->text->normal + unit->begin;
	struct span span = { 0, 0 };

	for (int tries = 0; tries < TRIES_MAX; tries++) {
		const enum match_result result =
		    pattern_match(pattern, scanner->matcher, text,
			unit->end - unit->begin, span.end, &span);
		scanner->scan->limit_hits += result == MATCH_LIMIT;
		if (result != MATCH_FOUND)
			return false;
		const uint32_t begin = unit->begin + (uint32_t)span.begin;
		const uint32_t end = unit->begin + (uint32_t)span.end;
		if (!matches_speech && is_speech(unit, begin, end))
			continue;
		*match_out = (struct phrase_match){ unit->number, begin, end };
		return true;
	}
	return false;
}

static bool
any_matches(struct scanner *scanner, const struct phrase *phrase,
    enum pattern_use use)
{
	const GArray *entries = phrase->patterns[use];
	struct phrase_match ignored;

	for (guint i = 0; i < entries->len; i++) {
		const struct pattern_entry *entry =
		    &g_array_index(entries, struct pattern_entry, i);
		if (find_match(scanner, entry->compiled[scanner->edition],
			true, &ignored))
			return true;
	}
	return false;
}

static void
on_hit(void *context, uint32_t candidate)
{
	struct scanner *scanner = context;

	if (scanner->seen[candidate] == scanner->unit.number + 1)
		return;
	scanner->seen[candidate] = scanner->unit.number + 1;
	scanner->queue[scanner->queued++] = candidate;
}

static int
compare_candidates(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Keeps the leftmost match of each phrase. */
static void
try_candidates(struct scanner *scanner)
{
	for (size_t i = 0; i < scanner->queued; i++) {
		const struct candidate *candidate =
		    &scanner->book->candidates[scanner->queue[i]];
		struct phrase_match *best =
		    &scanner->best[candidate->phrase->id];
		struct phrase_match match;
		if (find_match(scanner, candidate->pattern,
			candidate->phrase->matches_speech, &match) &&
		    (best->end == 0 || match.begin < best->begin))
			*best = match;
	}
}

/* Takes the unit's matches, less the excused ones. The queue is sorted, so
   that a phrase's candidates stand together. */
static void
take_matches(struct scanner *scanner)
{
	for (size_t i = 0; i < scanner->queued; i++) {
		const struct phrase *phrase =
		    scanner->book->candidates[scanner->queue[i]].phrase;
		struct phrase_match *best = &scanner->best[phrase->id];
		if (best->end == 0)
			continue;
		const struct found found = { phrase->id, *best };
		best->end = 0;
		if (any_matches(scanner, phrase, USE_UNLESS))
			continue;
		g_array_append_val(scanner->found, found);
	}
}

static void
scan_unit(struct scanner *scanner)
{
	const struct unit *unit = &scanner->unit;

	scanner->queued = 0;
	for (size_t i = 0; i < scanner->book->always_count; i++)
		on_hit(scanner, scanner->book->always[i]);
	prefilter_scan(scanner->book->prefilter,
	    unit->text->normal + unit->begin, unit->end - unit->begin, on_hit,
	    scanner);
	if (scanner->queued == 0)
		return;
	qsort(scanner->queue, scanner->queued, sizeof(*scanner->queue),
	    compare_candidates);
	try_candidates(scanner);
	take_matches(scanner);
}

static void
go_to_unit(struct scanner *scanner, uint32_t number)
{
	const struct own_words *words = scanner->scan->words;

	if (number == UNIT_SUBJECT) {
		scanner->unit = (struct unit){ number, &words->subject, 0,
			(uint32_t)words->subject.normal_length };
		return;
	}
	const struct sentence *sentence =
	    &words->body.sentences[number - UNIT_BODY];
	scanner->unit = (struct unit){ number, &words->body, sentence->begin,
		sentence->end };
}

/* True if one of the phrase's unless_mail is anywhere in the mail. */
static bool
is_excused(struct scanner *scanner, uint32_t id)
{
	const struct phrase *phrase = scanner->scan->book->by_id[id];
	enum excuse *excuse = &scanner->excuses[id];

	if (phrase->patterns[USE_UNLESS_MAIL]->len == 0)
		return false;
	for (uint32_t i = 0;
	     *excuse == EXCUSE_FRESH && i < scanner->scan->unit_count; i++) {
		go_to_unit(scanner, i);
		if (any_matches(scanner, phrase, USE_UNLESS_MAIL))
			*excuse = EXCUSE_FOUND;
	}
	if (*excuse == EXCUSE_FRESH)
		*excuse = EXCUSE_NONE;
	return *excuse == EXCUSE_FOUND;
}

static int
compare_found(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->phrase != y->phrase)
		return x->phrase < y->phrase ? -1 : 1;
	return (x->match.unit > y->match.unit) -
	    (x->match.unit < y->match.unit);
}

/* Sorts what was found by phrase, as the scan keeps it. */
static void
keep_found(struct scanner *scanner, struct arena *arena)
{
	struct phrase_scan *scan = scanner->scan;
	GArray *found = scanner->found;
	struct phrase_match *items =
	    arena_array(arena, MAX(found->len, 1u), sizeof(*items));
	size_t count = 0;

	if (found->len > 1)
		qsort(found->data, found->len, sizeof(struct found),
		    compare_found);
	for (guint i = 0; i < found->len; i++) {
		const struct found *one =
		    &g_array_index(found, struct found, i);
		if (is_excused(scanner, one->phrase))
			continue;
		struct phrase_matches *matches = &scan->phrases[one->phrase];
		if (matches->count == 0)
			matches->items = &items[count];
		matches->count++;
		items[count++] = one->match;
		scan->has_match[one->match.unit] = true;
	}
}

static bool
is_ascii(const struct text *text)
{
	for (size_t i = 0; i < text->normal_length; i++)
		if ((guchar)text->normal[i] >= 0x80)
			return false;
	return true;
}

/* Text is checked once here; PCRE2 need not. */
static bool
is_usable(const struct own_words *words)
{
	return g_utf8_validate(words->subject.normal,
		   (gssize)words->subject.normal_length, NULL) &&
	    g_utf8_validate(words->body.normal,
		(gssize)words->body.normal_length, NULL);
}

static void
scan_words(struct phrase_scan *scan, const struct own_words *words,
    struct arena *arena)
{
	const bool is_bare = is_ascii(&words->subject) && is_ascii(&words->body);
	const enum edition edition = is_bare ? EDITION_BARE : EDITION_WRITTEN;
	const struct book_edition *book = &scan->book->editions[edition];
	const size_t phrases = MAX(scan->book->id_count, 1);
	const size_t candidates = MAX(book->candidate_count, 1);
	struct scanner scanner = {
		.scan = scan,
		.edition = edition,
		.book = book,
		.matcher = matcher_new(arena),
		.seen = arena_array(arena, candidates, sizeof(uint32_t)),
		.queue = arena_array(arena, candidates, sizeof(uint32_t)),
		.best = arena_array(arena, phrases,
		    sizeof(struct phrase_match)),
		.found = g_array_new(FALSE, FALSE, sizeof(struct found)),
		.excuses = arena_array(arena, phrases, sizeof(enum excuse)),
	};

	for (uint32_t i = 0; i < scan->unit_count; i++) {
		go_to_unit(&scanner, i);
		scan_unit(&scanner);
	}
	keep_found(&scanner, arena);
	g_array_unref(scanner.found);
}

/* Leaves out the greeting above and the sign-off below. */
static void
bound_letter(struct phrase_scan *scan, const struct text *body)
{
	size_t first = 0;
	size_t end = body->sentence_count;

	while (first < end && body->sentences[first].kind == SENTENCE_GREETING)
		first++;
	while (end > first && body->sentences[end - 1].kind == SENTENCE_SIGNOFF)
		end--;
	scan->letter_first = (uint32_t)first + UNIT_BODY;
	scan->letter_end = (uint32_t)end + UNIT_BODY;
}

const struct phrase_scan *
phrase_scan_new(const struct book *book, const struct own_words *words,
    struct arena *arena)
{
	struct phrase_scan *scan = arena_alloc(arena, sizeof(*scan));
	const struct text *body = &words->body;

	scan->words = words;
	scan->book = is_usable(words) ? book : NULL;
	scan->is_whole = words->has_text && !words->is_truncated &&
	    !words->is_encrypted;
	scan->unit_count = (uint32_t)body->sentence_count + UNIT_BODY;
	scan->plain =
	    arena_array(arena, scan->unit_count, sizeof(*scan->plain));
	for (uint32_t i = 0; i < body->sentence_count; i++)
		if (body->sentences[i].kind == SENTENCE_PLAIN)
			scan->plain[scan->plain_count++] = i + UNIT_BODY;
	bound_letter(scan, body);
	scan->has_match =
	    arena_array(arena, scan->unit_count, sizeof(*scan->has_match));
	if (scan->book == NULL)
		return scan;
	scan->phrases = arena_array(arena, MAX(book->id_count, 1),
	    sizeof(*scan->phrases));
	scan_words(scan, words, arena);
	return scan;
}

bool
phrase_is_known(const struct phrase_scan *scan, uint32_t phrase)
{
	return scan->book != NULL && scan->book->by_id[phrase] != NULL;
}

struct phrase_matches
phrase_matches_in(const struct phrase_scan *scan, uint32_t phrase,
    uint32_t first, uint32_t end)
{
	struct phrase_matches matches = { NULL, 0 };

	if (scan->book == NULL)
		return matches;
	matches = scan->phrases[phrase];
	while (matches.count > 0 && matches.items[0].unit < first) {
		matches.items++;
		matches.count--;
	}
	while (matches.count > 0 &&
	    matches.items[matches.count - 1].unit >= end)
		matches.count--;
	return matches;
}
