/*
 * segment - own lines become normalised sentences with their kinds
 *
 * Lines that were wrapped by a program are joined to a unit, lines that were
 * ended by a person are units of their own; sentences are found within a
 * unit. Greeting and sign-off inside a longer line are split off afterwards,
 * in the normalised text.
 */
#include "message/segment.h"

#include <glib.h>

#include "base/arena.h"
#include "message/greeting.h"
#include "message/normal.h"
#include "message/sentence.h"

enum {
	WRAP_SHORTEST = 50,	/* shorter lines were ended by hand */
	WRAP_LONGEST = 100,	/* longer ones were not wrapped at all */
	HEADING_WORDS = 6,
	CODE_INDENT = 4,
};

struct unit {
	size_t first, last;	/* lines */
	enum sentence_kind kind;
};

struct segmenter {
	const struct lines *lines;
	struct normal normal;
	GArray *sentences;	/* struct sentence */
	bool greeting_possible;
};

static char
last_char(const struct lines *lines, size_t index)
{
	const char *folded = line_folded(lines, index);
	const size_t length = strlen(folded);

	return length > 0 ? folded[length - 1] : '\0';
}

static bool
starts_small(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);
	const gunichar c =
	    g_utf8_get_char_validated(text, (gssize)MIN(length, (size_t)6));

	return length > 0 && c < 0x110000 && g_unichar_islower(c);
}

/* "- ", "* ", "1. ", "a) ": the mark of a list item; its length or 0. */
static size_t
bullet_length(const char *folded)
{
	static const char *const marks[] = { "- ", "* ", "+ ", "> ", "o ",
		"\u2022", "\u25CF", "\u25AA", "\u25E6", "\u00B7 ", "\u2192",
		"-> ", "=> ", NULL };

	for (size_t i = 0; marks[i] != NULL; i++)
		if (strncmp(folded, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	size_t at = strspn(folded, "(");
	const size_t digits = strspn(folded + at, "0123456789");
	if (digits > 2)
		return 0;
	if (digits == 0 && !(g_ascii_islower(folded[at]) &&
		folded[at + 1] == ')'))
		return 0;
	at += digits > 0 ? digits : 1;
	return (folded[at] == '.' || folded[at] == ')') &&
	    folded[at + 1] == ' ' ? at + 2 : 0;
}

/* A line of a program or a log, not of prose. */
static bool
looks_like_code(const struct lines *lines, size_t index)
{
	static const char *const starts[] = { "$ ", "# ", "#include", "at ",
		"traceback", "file \"", "error", "warn", "fatal", "info",
		"debug", "notice", "critical", "panic", "trace", "failed",
		"exception", "{", "}", "//", "/*", "<?", "</", "<div", "@@ ",
		"+++ ", "--- a/", "diff --", "index ", "[", NULL };
	static const bool is_sign[0x80] = { ['{'] = true, ['}'] = true,
		['('] = true, [')'] = true, ['['] = true, [']'] = true,
		['<'] = true, ['>'] = true, [';'] = true, ['='] = true,
		['_'] = true, ['/'] = true, ['\\'] = true, ['|'] = true,
		['#'] = true, ['$'] = true, ['&'] = true, ['%'] = true,
		['^'] = true, ['~'] = true, ['+'] = true, ['*'] = true };
	const char *folded = line_folded(lines, index);
	unsigned signs = 0, letters = 0;

	for (const char *at = folded; *at != '\0'; at++) {
		const unsigned char c = (unsigned char)*at;
		signs += c < 0x80 && is_sign[c];
		letters += (c >= 'a' && c <= 'z') || c >= 0x80;
	}
	if (signs < 2 && lines->items[index].indent < CODE_INDENT &&
	    *folded != '|' && strchr(folded, ':') == NULL)
		return false;
	if (strstr(folded, "://") != NULL)
		return false;
	if ((signs >= 4 && signs * 4 > letters) || *folded == '|')
		return true;
	const bool is_indented =
	    lines->items[index].indent >= CODE_INDENT;
	if (is_indented && signs >= 2 && signs * 10 > letters)
		return true;
	/* "2026-03-04 10:22:01 ...", "Mar  4 10:22:01 host ..." */
	unsigned digits = 0, colons = 0;
	for (const char *at = folded; *at != '\0' && at - folded < 24; at++) {
		digits += g_ascii_isdigit(*at);
		colons += *at == ':';
	}
	if (digits >= 7 && colons >= 2)
		return true;
	if (is_indented && index > 0 && lines->items[index - 1].code > 0 &&
	    lines->items[index - 1].indent >= CODE_INDENT)
		return true;
	return is_indented && starts_with_any(folded, starts) &&
	    (signs >= 1 || strchr(folded, ':') != NULL);
}

static bool
is_code(const struct lines *lines, size_t index)
{
	struct line *line = &lines->items[index];

	if (line->code == 0)
		line->code = looks_like_code(lines, index) ? 1 : -1;
	return line->code > 0;
}

static size_t
line_width(const struct lines *lines, size_t index)
{
	return lines->items[index].end - lines->items[index].begin;
}

/* True if next would have fitted behind line: so a person broke it. */
static bool
first_word_fits(const struct lines *lines, size_t index, size_t next,
    size_t width)
{
	const char *folded = line_folded(lines, next);
	const size_t word = strcspn(folded, " ");

	return line_width(lines, index) + 1 + word <= width;
}

/* The widest line of the paragraph around index, as far as it matters. */
static size_t
paragraph_width(const struct lines *lines, size_t index)
{
	const size_t from = index > 8 ? index - 8 : 0;
	const size_t end = MIN(lines->count, index + 8);
	size_t widest = 0;

	for (size_t i = from; i < end; i++)
		if (line_is_own(lines, i))
			widest = MAX(widest, line_width(lines, i));
	return widest;
}

static bool
is_soft(const struct lines *lines, size_t index)
{
	const struct line *line = &lines->items[index];

	return lines->body->is_flowed && line->end > line->begin &&
	    lines->body->text[line->end - 1] == ' ';
}

/* True if the line below goes on with what the line at index says. */
static bool
goes_on(const struct lines *lines, size_t index)
{
	const size_t next = index + 1;

	if (next >= lines->count || !line_is_own(lines, next) ||
	    lines->items[next].is_signoff || lines->items[index].is_signoff)
		return false;
	if (is_soft(lines, index))
		return true;
	const char *folded = line_folded(lines, index);
	if (bullet_length(line_folded(lines, next)) > 0 ||
	    (line_width(lines, index) < WRAP_SHORTEST &&
		is_greeting(folded, strlen(folded))) ||
	    is_code(lines, index) ||
	    is_code(lines, next))
		return false;
	const char last = last_char(lines, index);
	if (last == ':')
		return false;
	const size_t width = line_width(lines, index);
	if (starts_small(lines, next))
		return width >= 20 || !strchr(".!?", last);
	if (width < WRAP_SHORTEST || width > WRAP_LONGEST)
		return last == ',' && width >= 30;
	return !first_word_fits(
	    lines, index, next, paragraph_width(lines, index));
}

static bool
has_person(const char *folded)
{
	static const char *const persons[] = { "i", "you", "we", "me", "us",
		"my", "your", "it", "jag", "du", "vi", "ni", "mig", "dig",
		"oss", "det", "ich", "sie", "wir", "du", "mir", "mich", "uns",
		"es", "ihr", "jeg", "meg", "deg", "dere", "den", "har", "is",
		"are", "was", "have", "ist", "sind", "habe", "er", "var",
		"thanks", "please", "tack", "danke", "bitte", "takk", "dig",
		"don't", "eg", "ikke", "not", "nicht", "inte", "can", "kan",
		"kann", NULL };

	for (const char *at = folded; *at != '\0';) {
		at += strspn(at, " ,-*");
		if (word_prefix(at, persons) > 0)
			return true;
		at += strcspn(at, " ,");
	}
	return false;
}

/* A title or a short list item: a line of its own that is no sentence. */
static bool
is_heading(const struct lines *lines, const struct unit *unit)
{
	if (unit->first != unit->last)
		return false;
	if (is_code(lines, unit->first))
		return true;
	const char *folded = line_folded(lines, unit->first);
	const size_t bullet = bullet_length(folded);
	const char last = last_char(lines, unit->first);
	if (strchr(".!?,", last) != NULL ||
	    count_words(folded + bullet) > HEADING_WORDS ||
	    has_person(folded + bullet))
		return false;
	if (bullet > 0)
		return true;
	const size_t next = lines_next_visible(lines, unit->first);
	return next < lines->count && line_is_own(lines, next) &&
	    !lines->items[next].is_signoff && !is_code(lines, next) &&
	    !starts_small(lines, unit->first) && last != ':';
}

static void
add_sentence(struct segmenter *s, size_t begin, enum sentence_kind kind)
{
	const struct sentence sentence = {
		.begin = (uint32_t)begin,
		.end = (uint32_t)s->normal.length,
		.kind = kind,
	};

	g_array_append_val(s->sentences, sentence);
}

static bool
has_visible_word(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (g_ascii_isalnum(bytes[i]) || (unsigned char)bytes[i] >= 0x80)
			return true;
	return false;
}

/* Appends one sentence; a row of signs without a word is left out. */
static void
append_sentence(struct segmenter *s, size_t begin, size_t end,
    enum sentence_kind kind)
{
	const size_t before = s->normal.length;

	if (!normal_append(&s->normal, s->lines->body->text, begin, end))
		return;
	const size_t start = before > 0 ? before + 1 : 0;
	if (has_visible_word(
		s->normal.bytes + start, s->normal.length - start)) {
		add_sentence(s, start, kind);
		return;
	}
	s->normal.length = before;	/* its map entry is as it was */
}

/* Splits "hi per, could you" in two once its normalised form is known. */
static void
split_greeting(struct segmenter *s)
{
	if (!s->greeting_possible || s->sentences->len == 0)
		return;
	struct sentence *last = &g_array_index(
	    s->sentences, struct sentence, s->sentences->len - 1);
	if (last->kind != SENTENCE_PLAIN && last->kind != SENTENCE_HEADING)
		return;
	const char *bytes = s->normal.bytes + last->begin;
	const size_t length = last->end - last->begin;
	s->normal.bytes[s->normal.length] = '\0';
	if (is_greeting(bytes, length)) {
		last->kind = SENTENCE_GREETING;
		return;
	}
	const size_t greeting = greeting_prefix(bytes, length);
	if (greeting == 0 || greeting + 1 >= length)
		return;
	const size_t begin = last->begin;
	size_t rest = begin + greeting;
	if (s->normal.bytes[rest] == ' ')
		rest++;
	last->kind = SENTENCE_GREETING;
	last->end = (uint32_t)(begin + greeting);
	add_sentence(s, rest, SENTENCE_PLAIN);
}

/* "Per," or "Anna -" alone on the first line. */
static bool
is_name_greeting(const struct lines *lines, size_t index)
{
	const char *folded = line_folded(lines, index);
	size_t length;
	const char *text = line_text(lines, index, &length);

	return length < 40 && last_char(lines, index) == ',' &&
	    count_words(folded) <= 3 && !g_ascii_islower(*text) &&
	    !has_person(folded) && !is_signoff(folded) &&
	    strncmp(folded, "yes", 3) != 0 && strncmp(folded, "no,", 3) != 0;
}

static void
append_unit(struct segmenter *s, const struct unit *unit)
{
	const char *text = s->lines->body->text;
	const size_t end = s->lines->items[unit->last].end;
	size_t begin = s->lines->items[unit->first].begin;

	if (unit->kind != SENTENCE_PLAIN) {
		append_sentence(s, begin, end, unit->kind);
		return;
	}
	while (begin < end) {
		while (begin < end && (unsigned char)text[begin] <= ' ')
			begin++;
		const size_t stop = sentence_end(text, begin, end);
		if (stop <= begin)
			break;
		append_sentence(s, begin, stop, SENTENCE_PLAIN);
		split_greeting(s);
		s->greeting_possible &= s->sentences->len < 2;
		begin = stop;
	}
}

static struct unit
unit_at(const struct lines *lines, size_t first)
{
	struct unit unit = { .first = first, .last = first };

	while (goes_on(lines, unit.last))
		unit.last++;
	if (lines->items[first].is_signoff)
		unit.kind = SENTENCE_SIGNOFF;
	else if (is_heading(lines, &unit))
		unit.kind = SENTENCE_HEADING;
	return unit;
}

/* "See you then. Best, Per" on one line: found in the normalised text. */
static void
mark_inline_signoff(struct segmenter *s)
{
	for (guint back = 1; back <= 2 && back < s->sentences->len; back++) {
		struct sentence *sentence = &g_array_index(s->sentences,
		    struct sentence, s->sentences->len - back);
		const size_t length = sentence->end - sentence->begin;
		if (sentence->kind != SENTENCE_PLAIN || length > 60)
			return;
		char *copy = arena_strndup(s->lines->arena,
		    s->normal.bytes + sentence->begin, length);
		if (is_signoff(copy))
			sentence->kind = SENTENCE_SIGNOFF;
	}
}

void
segment_lines(const struct lines *lines, struct text *text_out)
{
	struct segmenter s = {
		.lines = lines,
		.sentences = g_array_new(FALSE, FALSE, sizeof(struct sentence)),
		.greeting_possible = true,
	};
	size_t own_bytes = 0;

	for (size_t i = 0; i < lines->count; i++)
		if (line_is_own(lines, i))
			own_bytes += line_width(lines, i) + 1;
	normal_open(&s.normal, lines->arena, own_bytes);
	for (size_t i = 0; i < lines->count; i++) {
		if (!line_is_own(lines, i))
			continue;
		struct unit unit = unit_at(lines, i);
		if (s.sentences->len == 0 && is_name_greeting(lines, i))
			unit = (struct unit){ i, i, SENTENCE_GREETING };
		append_unit(&s, &unit);
		if (unit.kind == SENTENCE_HEADING)
			split_greeting(&s);
		s.greeting_possible &= s.sentences->len < 2;
		i = unit.last;
	}
	mark_inline_signoff(&s);
	normal_close(&s.normal, 0);
	text_out->normal = s.normal.bytes;
	text_out->normal_length = s.normal.length;
	text_out->map = s.normal.map;
	text_out->sentence_count = s.sentences->len;
	text_out->sentences = arena_array(lines->arena,
	    MAX(s.sentences->len, 1u), sizeof(struct sentence));
	if (s.sentences->len > 0)
		memcpy((void *)text_out->sentences, s.sentences->data,
		    s.sentences->len * sizeof(struct sentence));
	g_array_free(s.sentences, TRUE);
}
