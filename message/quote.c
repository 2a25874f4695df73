/*
 * quote - lines that repeat somebody else's words behind a mark
 *
 * The surprise: ">" is also a bullet. A few short lines right below a line of
 * one's own that ends in a colon, in a mail that answers nothing, are a list.
 */
#include "message/quote.h"

#include <glib.h>

enum { BULLET_LONGEST = 60, INITIALS_LONGEST = 4, WRAP_SHORTEST = 65 };

/* How many ">" the line begins with. */
static unsigned
depth_of(const char *text, size_t length)
{
	unsigned depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '>')
			depth++;
		else if (text[i] != ' ')
			break;
	}
	return depth;
}

static bool
has_angle(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);

	/* ">From " is the escape of mbox files */
	return lines->items[index].indent <= 3 && length > 0 &&
	    *text == '>' && !(length > 6 && memcmp(text, ">From ", 6) == 0);
}

static bool
has_bar(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);

	return length > 0 && *text == '|' &&
	    memchr(text + 1, '|', length - 1) == NULL;
}

/* "PL> ", "anna> ": the marks of old news readers. */
static bool
has_initials(const struct lines *lines, size_t index)
{
	size_t length, i = 0;
	const char *text = line_text(lines, index, &length);

	while (i < length && i < INITIALS_LONGEST && g_ascii_isupper(text[i]))
		i++;
	return i > 0 && i < length && text[i] == '>' &&
	    (i + 1 == length || text[i + 1] == ' ');
}

/* One past the last line of the row that begins at from. */
static size_t
row_end(const struct lines *lines, size_t from,
    bool (*matches)(const struct lines *, size_t))
{
	size_t end = from;

	while (end < lines->count && !lines->items[end].is_blank &&
	    matches(lines, end))
		end++;
	return end;
}

static bool
ends_in_colon(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);

	while (length > 0 && (unsigned char)text[length - 1] <= ' ')
		length--;
	return length > 0 && text[length - 1] == ':';
}

/* True for rows that are a list of the sender's own. */
static bool
is_list(const struct lines *lines, size_t from, size_t end)
{
	if (lines->body->is_reply || end - from < 2 || from == 0)
		return false;
	/* right above, or with one blank line between */
	const size_t above =
	    from - (lines->items[from - 1].is_blank && from > 1 ? 2 : 1);
	if (!line_is_own(lines, above) || !ends_in_colon(lines, above) ||
	    strchr(line_folded(lines, above), '@') != NULL)
		return false;
	if (strpbrk(line_folded(lines, above), "0123456789") != NULL)
		return false;	/* a date: it may be an attribution */
	for (size_t i = from; i < end; i++) {
		size_t length;
		const char *text = line_text(lines, i, &length);
		if (length > BULLET_LONGEST || depth_of(text, length) != 1 ||
		    length < 3)
			return false;
	}
	return true;
}

static void
mark(struct lines *lines, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		lines->items[i].is_quoted = true;
	lines_drop(lines, from, end, DROP_QUOTE);
}

/* The rest of a quoted line that some program wrapped: "odio?" between two
   quoted lines, the upper one long and without a full stop. */
static bool
is_wrapped_rest(const struct lines *lines, size_t index)
{
	if (index == 0 || index + 1 >= lines->count ||
	    !lines->items[index - 1].is_quoted ||
	    !has_angle(lines, index + 1) || lines->items[index].indent > 0)
		return false;
	size_t length, above_length;
	const char *text = line_text(lines, index, &length);
	const char *above = line_text(lines, index - 1, &above_length);
	return g_ascii_islower(*text) && length < BULLET_LONGEST &&
	    above_length >= WRAP_SHORTEST &&
	    strchr(".!?:", above[above_length - 1]) == NULL;
}

void
quote_mark(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		if (!line_is_own(lines, i))
			continue;
		if (is_wrapped_rest(lines, i)) {
			mark(lines, i, i + 1);
			continue;
		}
		size_t end = row_end(lines, i, has_angle);
		if (end > i && !is_list(lines, i, end))
			mark(lines, i, end);
		if (end == i && (end = row_end(lines, i, has_bar)) < i + 2)
			end = i;
		if (end == i &&
		    (end = row_end(lines, i, has_initials)) < i + 2)
			end = i;
		if (end == i)
			continue;
		if (!has_angle(lines, i))
			mark(lines, i, end);
		i = end - 1;
	}
}
