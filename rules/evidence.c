/*
 * evidence - the words to show people, as the sender wrote them
 *
 * Matches are places of the normalised text; the map leads back to the
 * original. The text is cut there, line breaks and all.
 */
#include "rules/evidence.h"

#include "base/arena.h"
#include "message/words.h"
#include "rules/phrase.h"

enum { PIECES_MAX = 3, PIECE_BYTES_MAX = 200 };

static int
compare_matches(gconstpointer a, gconstpointer b)
{
	const struct phrase_match *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end < y->end) - (x->end > y->end);	/* longest first */
}

/* Most of a sentence reads better whole. */
static void
widen(const struct own_words *words, struct phrase_match *match)
{
	if (match->unit == UNIT_SUBJECT)
		return;
	const struct sentence *sentence =
	    &words->body.sentences[match->unit - UNIT_BODY];
	const uint32_t length = sentence->end - sentence->begin;
	if (length > PIECE_BYTES_MAX ||
	    (match->end - match->begin) * 3 < length * 2)
		return;
	match->begin = sentence->begin;
	match->end = sentence->end;
}

/* The end of the text that fits, at a blank if there is one, never inside a
   character. */
static size_t
cut(const char *original, size_t begin, size_t end)
{
	size_t at = begin + PIECE_BYTES_MAX;

	if (end <= at)
		return end;
	while (at > begin && ((guchar)original[at] & 0xC0) == 0x80)
		at--;
	for (size_t i = at; i > begin + PIECE_BYTES_MAX / 2; i--)
		if (g_ascii_isspace(original[i]))
			return i;
	return at;
}

static struct evidence
make_evidence(const struct own_words *words, const struct phrase_match *match,
    struct arena *arena)
{
	const bool is_subject = match->unit == UNIT_SUBJECT;
	const struct text *text = is_subject ? &words->subject : &words->body;
	size_t begin = text->map[match->begin];
	size_t end = text->map[match->end];

	while (begin < end && g_ascii_isspace(text->original[begin]))
		begin++;
	end = cut(text->original, begin, end);
	while (end > begin && g_ascii_isspace(text->original[end - 1]))
		end--;
	return (struct evidence){
		.where = is_subject ? PLACE_SUBJECT : PLACE_BODY,
		.text =
		    arena_strndup(arena, text->original + begin, end - begin),
		.line = is_subject ? 0 : text_line(text, begin),
		.begin = begin,
		.end = end,
	};
}

/* False if it overlaps a piece before it, or says the same. */
static bool
is_new(const struct evidence *pieces, size_t count,
    const struct evidence *piece)
{
	for (size_t i = 0; i < count; i++) {
		const struct evidence *old = &pieces[i];
		const bool overlaps = old->where == piece->where &&
		    piece->begin < old->end && old->begin < piece->end;
		if (overlaps || strcmp(old->text, piece->text) == 0)
			return false;
	}
	return piece->begin < piece->end;
}

const struct evidence *
evidence_choose(const struct own_words *words, GArray *matches,
    struct arena *arena, size_t *count_out)
{
	struct evidence *pieces =
	    arena_array(arena, PIECES_MAX, sizeof(*pieces));
	size_t count = 0;

	for (guint i = 0; i < matches->len; i++)
		widen(words, &g_array_index(matches, struct phrase_match, i));
	g_array_sort(matches, compare_matches);
	for (guint i = 0; i < matches->len && count < PIECES_MAX; i++) {
		const struct evidence piece = make_evidence(words,
		    &g_array_index(matches, struct phrase_match, i), arena);
		if (is_new(pieces, count, &piece))
			pieces[count++] = piece;
	}
	*count_out = count;
	return pieces;
}
