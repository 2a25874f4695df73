/*
 * lines - the body as lines, each own or dropped for a reason
 */
#include "message/lines.h"

#include <glib.h>

#include "base/arena.h"
#include "message/normal.h"

static size_t
count_lines(const struct body *body)
{
	const char *at = body->text;
	const char *end = at + body->length;
	size_t count = 1;

	while (count < LINES_MAX &&
	    (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		count++;
		at++;
	}
	return count;
}

static struct line
line_make(const char *text, size_t begin, size_t end)
{
	struct line line = { .begin = (uint32_t)begin, .end = (uint32_t)end };
	size_t at = begin;

	while (at < end) {
		if (text[at] == '\t')
			line.indent += 8;
		else if (text[at] == ' ' || text[at] == '\r')
			line.indent++;
		else if (memcmp(text + at, "\xC2\xA0", MIN(2, end - at)) == 0)
			line.indent++, at++;
		else
			break;
		at++;
	}
	line.is_blank = at >= end;
	return line;
}

/* A line belongs to a mark if its middle does: borders are line ends. */
static void
apply_marks(struct lines *lines)
{
	const struct body *body = lines->body;

	for (size_t m = 0, first = 0; m < body->mark_count; m++) {
		const struct body_mark *mark = &body->marks[m];
		while (first < lines->count &&
		    lines->items[first].end < mark->begin)
			first++;
		for (size_t i = first; i < lines->count; i++) {
			struct line *line = &lines->items[i];
			if (line->begin >= mark->end)
				break;
			if (line->is_blank || line->begin < mark->begin)
				continue;
			line->is_quoted |= mark->reason == DROP_QUOTE;
			lines_drop(lines, i, i + 1, mark->reason);
		}
	}
}

void
lines_split(const struct body *body, struct arena *arena,
    struct lines *lines_out)
{
	const size_t count = count_lines(body);
	struct line *items = arena_array(arena, count, sizeof(*items));
	size_t begin = 0;

	for (size_t i = 0; i < count; i++) {
		const char *lf = memchr(
		    body->text + begin, '\n', body->length - begin);
		const size_t end =
		    lf != NULL ? (size_t)(lf - body->text) : body->length;
		items[i] = line_make(body->text, begin, end);
		begin = end + 1;
	}
	*lines_out = (struct lines){
		.items = items,
		.count = count,
		.body = body,
		.arena = arena,
		.is_truncated = begin < body->length,
	};
	apply_marks(lines_out);
}

const char *
line_folded(const struct lines *lines, size_t index)
{
	struct line *line = &lines->items[index];

	if (line->folded == NULL) {
		line->folded = normal_line(lines->body->text + line->begin,
		    line->end - line->begin, lines->arena);
	}
	return line->folded;
}

const char *
line_text(const struct lines *lines, size_t index, size_t *length_out)
{
	const struct line *line = &lines->items[index];
	const char *text = lines->body->text + line->begin;
	size_t length = line->end - line->begin;

	while (length > 0 && (unsigned char)*text <= ' ') {
		text++;
		length--;
	}
	*length_out = length;
	return text;
}

void
lines_drop(struct lines *lines, size_t from, size_t to,
    enum drop_reason reason)
{
	for (size_t i = from; i < to && i < lines->count; i++) {
		struct line *line = &lines->items[i];
		if (line->is_dropped)
			continue;
		line->is_dropped = true;
		line->is_signoff = false;
		line->reason = reason;
	}
}

bool
line_is_own(const struct lines *lines, size_t index)
{
	const struct line *line = &lines->items[index];

	return !line->is_blank && !line->is_dropped && !line->is_quoted;
}

size_t
lines_next_visible(const struct lines *lines, size_t index)
{
	for (size_t i = index + 1; i < lines->count; i++)
		if (!lines->items[i].is_blank)
			return i;
	return lines->count;
}

size_t
lines_previous_visible(const struct lines *lines, size_t index)
{
	for (size_t i = index; i-- > 0;)
		if (!lines->items[i].is_blank)
			return i;
	return lines->count;
}

size_t
lines_previous_own(const struct lines *lines, size_t index)
{
	for (size_t i = index; i-- > 0;)
		if (line_is_own(lines, i))
			return i;
	return lines->count;
}

bool
starts_with_any(const char *folded, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++)
		if (**prefixes == *folded && (*prefixes)[1] == folded[1] &&
		    strncmp(folded, *prefixes, strlen(*prefixes)) == 0)
			return true;
	return false;
}

bool
contains_any(const char *folded, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++)
		if (strstr(folded, *phrases) != NULL)
			return true;
	return false;
}

bool
equals_any(const char *folded, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++)
		if (strcmp(folded, *phrases) == 0)
			return true;
	return false;
}

size_t
word_prefix(const char *folded, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++) {
		if (**prefixes != *folded)
			continue;
		const size_t length = strlen(*prefixes);
		if (strncmp(folded, *prefixes, length) != 0)
			continue;
		const unsigned char next = (unsigned char)folded[length];
		if (!g_ascii_isalnum(next) && next < 0x80)
			return length;
	}
	return 0;
}

unsigned
count_words(const char *folded)
{
	unsigned count = 0;
	bool is_inside = false;

	for (; *folded != '\0'; folded++) {
		const unsigned char c = (unsigned char)*folded;
		const bool is_letter = g_ascii_isalnum(c) || c >= 0x80;
		count += is_letter && !is_inside;
		is_inside = is_letter || (is_inside && c == '\'') ||
		    (is_inside && c == '-');
	}
	return count;
}
