/*
 * mbox - where the mails of an mbox file are
 *
 * A line that begins with "From " separates mails if it carries a time of
 * day, as From_ lines do, and a header field follows it. Careless writers do
 * not quote such lines in bodies, and not all leave a blank line before a
 * mail: neither alone can be trusted.
 */
#include "review/mbox.h"

#include <glib.h>

enum { CHUNK = 64 << 10, FROM_LINE_MAX = 998 };

struct scan {
	FILE *file;
	char *buffer;		/* CHUNK bytes */
	size_t begin, end;	/* unread bytes of it */
	uint64_t offset;	/* of begin in the file */
	bool failed;
};

/* More bytes behind those unread. false at the end of the file. */
static bool
scan_fill(struct scan *scan)
{
	memmove(scan->buffer, scan->buffer + scan->begin,
	    scan->end - scan->begin);
	scan->end -= scan->begin;
	scan->begin = 0;
	const size_t got = fread(scan->buffer + scan->end, 1,
	    CHUNK - scan->end, scan->file);
	scan->end += got;
	scan->failed = ferror(scan->file) != 0;
	return got > 0;
}

/* The next line with its newline; one longer than CHUNK comes in pieces. */
static size_t
scan_peek_line(struct scan *scan, const char **line_out)
{
	for (;;) {
		const char *begin = scan->buffer + scan->begin;
		const size_t have = scan->end - scan->begin;
		const char *newline = memchr(begin, '\n', have);
		*line_out = begin;
		if (newline != NULL)
			return (size_t)(newline - begin) + 1;
		if (have == CHUNK || !scan_fill(scan)) {
			*line_out = scan->buffer + scan->begin;
			return scan->end - scan->begin;
		}
	}
}

static void
scan_skip(struct scan *scan, size_t length)
{
	scan->begin += length;
	scan->offset += length;
}

static bool
starts_with(const char *data, size_t length, const char *prefix)
{
	const size_t want = strlen(prefix);

	return length >= want && memcmp(data, prefix, want) == 0;
}

bool
mbox_starts(const char *data, size_t length)
{
	return starts_with(data, length, "From ");
}

/* "10:02" somewhere in the line. */
static bool
has_time_of_day(const char *line, size_t length)
{
	for (size_t i = 0; i + 5 <= length; i++)
		if (g_ascii_isdigit(line[i]) &&
		    g_ascii_isdigit(line[i + 1]) && line[i + 2] == ':' &&
		    g_ascii_isdigit(line[i + 3]) &&
		    g_ascii_isdigit(line[i + 4]))
			return true;
	return false;
}

/* "Name:" with nothing but printable ASCII in front of the colon. */
static bool
is_header_field(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && line[i] > ' ' && line[i] < 127 && line[i] != ':')
		i++;
	return (i > 0 && i < length && line[i] == ':') ||
	    starts_with(line, length, ">From ");
}

/* Looks at the line in hand and at the one after it. */
static bool
is_separator(struct scan *scan, size_t length)
{
	const char *line = scan->buffer + scan->begin;

	if (!mbox_starts(line, length) || length > FROM_LINE_MAX ||
	    !has_time_of_day(line, length))
		return false;
	while (scan->end - scan->begin < length + FROM_LINE_MAX &&
	    scan_fill(scan))
		continue;
	const char *next = scan->buffer + scan->begin + length;
	const size_t rest = scan->end - scan->begin - length;
	const char *newline = memchr(next, '\n', rest);
	return is_header_field(
	    next, newline != NULL ? (size_t)(newline - next) : rest);
}

/* Skips a mail; returns where it ends, without a blank line at its end. */
static uint64_t
scan_mail(struct scan *scan)
{
	uint64_t end = scan->offset, end_before_blank = end;
	bool is_line_start = true;
	const char *line;
	size_t length;

	while ((length = scan_peek_line(scan, &line)) > 0) {
		if (is_line_start && is_separator(scan, length))
			return end_before_blank;
		line = scan->buffer + scan->begin;
		const bool is_blank = is_line_start &&
		    (line[0] == '\n' || starts_with(line, length, "\r\n"));
		is_line_start = line[length - 1] == '\n';
		end_before_blank = is_blank ? end : end + length;
		end += length;
		scan_skip(scan, length);
	}
	return end_before_blank;
}

bool
mbox_scan(FILE *file,
    void (*found)(void *context, uint64_t offset, uint64_t length),
    void *context)
{
	struct scan scan = { .file = file, .buffer = g_malloc(CHUNK) };
	const char *line;
	size_t length = scan_peek_line(&scan, &line);

	while (length > 0) {
		if (mbox_starts(line, length))
			scan_skip(&scan, length);
		const uint64_t begin = scan.offset;
		const uint64_t end = scan_mail(&scan);
		found(context, begin, end - begin);
		length = scan_peek_line(&scan, &line);
	}
	g_free(scan.buffer);
	return !scan.failed;
}

/* The ">" of a line that reads ">From " behind any number of them. */
static bool
is_quoted_from(const char *line, size_t length)
{
	size_t i = 0;

	while (i < length && line[i] == '>')
		i++;
	return i > 0 && mbox_starts(line + i, length - i);
}

size_t
mbox_unquote(char *data, size_t length)
{
	char *out = data;
	const char *end = data + length;

	for (const char *line = data; line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *next = newline != NULL ? newline + 1 : end;
		if (is_quoted_from(line, (size_t)(next - line)))
			line++;
		memmove(out, line, (size_t)(next - line));
		out += next - line;
		line = next;
	}
	return (size_t)(out - data);
}
