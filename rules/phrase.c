/*
 * phrase - which phrases occur where in a mail
 */
#include "rules/phrase.h"

#include <glib.h>

#include "base/arena.h"
#include "message/words.h"
#include "rules/book.h"
#include "rules/sieve.h"

enum { TRIES_MAX = 8 };	/* of one pattern in one unit, past speech */

/* One text under the eyes: the subject or a sentence of the body. */
struct unit {
	uint32_t number;
	const struct text *text;
	uint32_t begin, end;
};

/* A pattern that passed the sieve in a unit. */
struct passed {
	uint32_t unit;
	struct pattern *pattern;
	struct passed *next;
};

enum excuse { EXCUSE_FRESH, EXCUSE_NONE, EXCUSE_FOUND };

/* What is known of one phrase so far. */
struct phrase_state {
	struct passed *subject, *body;	/* by unit */
	struct passed *last;	/* of body */
	bool has_subject, has_body;	/* these were tried */
	enum excuse excuse;	/* unless_mail */
	bool in_subject;
	struct phrase_match *items;	/* the subject's, then the body's */
	size_t body_count;
};

struct scan_work {
	const struct phrase_scan *scan;
	struct arena *arena;
	enum edition edition;
	const struct matcher *matcher;
	_Atomic uint64_t *limit_hits;
	struct phrase_state *states;	/* by phrase */
	struct unit unit;
};

static void
go_to_unit(struct scan_work *work, uint32_t number)
{
	const struct own_words *words = work->scan->words;

	if (number == UNIT_SUBJECT) {
		work->unit = (struct unit){ number, &words->subject, 0,
			(uint32_t)words->subject.normal_length };
		return;
	}
	const struct sentence *sentence =
	    &words->body.sentences[number - UNIT_BODY];
	work->unit = (struct unit){ number, &words->body, sentence->begin,
		sentence->end };
}

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

/* The pattern's first match in the unit that counts. */
static bool
find_match(struct scan_work *work, struct pattern *pattern,
    bool matches_speech, struct phrase_match *match_out)
{
	const struct unit *unit = &work->unit;
	const char *text = unit->text->normal + unit->begin;
	struct span span = { 0, 0 };

	for (int tries = 0; tries < TRIES_MAX; tries++) {
		const enum match_result result = pattern_match(pattern,
		    work->matcher, text, unit->end - unit->begin, span.end,
		    &span);
		if (result == MATCH_LIMIT && work->limit_hits != NULL)
			(void)atomic_fetch_add(work->limit_hits, 1);
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
any_matches(struct scan_work *work, const struct phrase *phrase,
    enum pattern_use use)
{
	const GArray *entries = phrase->patterns[use];
	struct phrase_match ignored;

	for (guint i = 0; i < entries->len; i++) {
		const struct pattern_entry *entry =
		    &g_array_index(entries, struct pattern_entry, i);
		if (find_match(work, entry->compiled[work->edition], true,
			&ignored))
			return true;
	}
	return false;
}

/* True if one of the phrase's unless_mail is anywhere in the mail. */
static bool
is_excused(struct scan_work *work, const struct phrase *phrase)
{
	struct phrase_state *state = &work->states[phrase->id];

	if (phrase->patterns[USE_UNLESS_MAIL]->len == 0)
		return false;
	if (state->excuse != EXCUSE_FRESH)
		return state->excuse == EXCUSE_FOUND;
	state->excuse = EXCUSE_NONE;
	for (uint32_t i = 0; i < work->scan->unit_count; i++) {
		go_to_unit(work, i);
		if (any_matches(work, phrase, USE_UNLESS_MAIL)) {
			state->excuse = EXCUSE_FOUND;
			break;
		}
	}
	return state->excuse == EXCUSE_FOUND;
}

static void
keep_leftmost(struct phrase_match *best, const struct phrase_match *match)
{
	if (best->end == 0 || match->begin < best->begin)
		*best = *match;
}

/* Patterns that the sieve cannot hold back. */
static void
try_everywhere(struct scan_work *work, const struct phrase *phrase,
    struct phrase_match *best)
{
	const GArray *entries = phrase->patterns[USE_MATCH];
	struct phrase_match match;

	for (guint i = 0; i < entries->len; i++) {
		const struct pattern_entry *entry =
		    &g_array_index(entries, struct pattern_entry, i);
		if (!entry->is_sieved[work->edition] &&
		    find_match(work, entry->compiled[work->edition],
			phrase->matches_speech, &match))
			keep_leftmost(best, &match);
	}
}

/* The phrase in one unit. passed: the first of this unit or a later one;
   moves on to later ones. */
static bool
try_unit(struct scan_work *work, const struct phrase *phrase, uint32_t unit,
    struct passed **passed, struct phrase_match *match_out)
{
	struct phrase_match best = { unit, 0, 0 }, match;

	go_to_unit(work, unit);
	if (phrase->is_everywhere[work->edition])
		try_everywhere(work, phrase, &best);
	for (; *passed != NULL && (*passed)->unit == unit;
	     *passed = (*passed)->next)
		if (find_match(work, (*passed)->pattern,
			phrase->matches_speech, &match))
			keep_leftmost(&best, &match);
	*match_out = best;
	return best.end > 0 && !any_matches(work, phrase, USE_UNLESS) &&
	    !is_excused(work, phrase);
}

static size_t
count_passed(const struct passed *passed)
{
	size_t count = 0;

	for (; passed != NULL; passed = passed->next)
		count++;
	return count;
}

static void
try_subject(struct scan_work *work, const struct phrase *phrase)
{
	struct phrase_state *state = &work->states[phrase->id];
	struct passed *passed = state->subject;

	if (state->items == NULL) {
		const size_t most = phrase->is_everywhere[work->edition]
		    ? work->scan->unit_count
		    : count_passed(state->body);
		state->items = arena_array(
		    work->arena, most + 1, sizeof(*state->items));
	}
	if (!state->has_subject)
		state->in_subject = try_unit(work, phrase, UNIT_SUBJECT,
		    &passed, &state->items[0]);
	state->has_subject = true;
}

static void
try_body(struct scan_work *work, const struct phrase *phrase)
{
	struct phrase_state *state = &work->states[phrase->id];
	const bool is_everywhere = phrase->is_everywhere[work->edition];
	struct passed *passed = state->body;
	uint32_t unit = UNIT_BODY;

	if (state->has_body)
		return;
	state->has_body = true;
	for (; unit < work->scan->unit_count; unit++) {
		if (!is_everywhere && passed == NULL)
			return;
		if (!is_everywhere)
			unit = passed->unit;
		if (try_unit(work, phrase, unit, &passed,
			&state->items[1 + state->body_count]))
			state->body_count++;
	}
}

/* Called by the sieve. */
static void
on_passed(void *context, uint32_t candidate)
{
	struct scan_work *work = context;
	const struct candidate *from =
	    &work->scan->book->editions[work->edition].candidates[candidate];
	struct phrase_state *state = &work->states[from->phrase->id];
	struct passed *passed = arena_alloc(work->arena, sizeof(*passed));

	passed->unit = work->unit.number;
	passed->pattern = from->pattern;
	if (passed->unit == UNIT_SUBJECT) {
		passed->next = state->subject;
		state->subject = passed;
		return;
	}
	if (state->last == NULL)
		state->body = passed;
	else
		state->last->next = passed;
	state->last = passed;
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
sift(struct scan_work *work)
{
	const struct book *book = work->scan->book;
	struct sifting *sifting = sifting_new(
	    book->editions[work->edition].sieve, work->arena);

	for (uint32_t i = 0; i < work->scan->unit_count; i++) {
		go_to_unit(work, i);
		const struct unit *unit = &work->unit;
		sieve_unit(sifting, i, unit->text->normal + unit->begin,
		    unit->end - unit->begin, on_passed, work);
	}
}

static struct scan_work *
new_work(const struct phrase_scan *scan, _Atomic uint64_t *limit_hits,
    struct arena *arena)
{
	struct scan_work *work = arena_alloc(arena, sizeof(*work));
	const bool is_bare =
	    is_ascii(&scan->words->subject) && is_ascii(&scan->words->body);

	work->scan = scan;
	work->arena = arena;
	work->edition = is_bare ? EDITION_BARE : EDITION_WRITTEN;
	work->matcher = matcher_new(arena);
	work->limit_hits = limit_hits;
	work->states = arena_array(
	    arena, scan->book->id_count + 1, sizeof(*work->states));
	return work;
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
    _Atomic uint64_t *limit_hits, struct arena *arena)
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
	if (scan->book == NULL)
		return scan;
	scan->work = new_work(scan, limit_hits, arena);
	sift(scan->work);
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

	if (!phrase_is_known(scan, phrase) || first >= end)
		return matches;
	const struct phrase *entry = scan->book->by_id[phrase];
	const struct phrase_state *state = &scan->work->states[phrase];
	try_subject(scan->work, entry);
	if (end > UNIT_BODY)
		try_body(scan->work, entry);
	const bool with_subject = first == UNIT_SUBJECT && state->in_subject;
	matches.items = state->items + (with_subject ? 0 : 1);
	matches.count = with_subject;
	if (end > UNIT_BODY)
		matches.count += state->body_count;
	while (matches.count > 0 && matches.items[0].unit < first) {
		matches.items++;
		matches.count--;
	}
	while (matches.count > 0 &&
	    matches.items[matches.count - 1].unit >= end)
		matches.count--;
	return matches;
}
