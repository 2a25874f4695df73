/*
 * lines - the body as lines, each own or dropped for a reason
 *
 * The finders (quote.h, history.h, signature.h ...) mark lines; own_words.c
 * turns what is left into sentences and the marks into struct dropped.
 * A line's folded form is made when it is first asked for.
 */
#ifndef TAKT_MESSAGE_LINES_H
#define TAKT_MESSAGE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message/words.h"

struct arena;

/* What HTML says of a stretch of the text made from it. */
struct body_mark {
	size_t begin, end;
	enum drop_reason reason;
};

/* The text part as decoded, and what is known around it. */
struct body {
	const char *text;	/* UTF-8, lines end in LF, NUL at the end */
	size_t length;
	const struct body_mark *marks;	/* in order; may nest */
	size_t mark_count;
	bool is_flowed;		/* format=flowed: a blank at the end of a
				   line joins it to the next */
	bool is_html;		/* made from HTML: line ends are wanted */
	bool is_reply;		/* the mail answers another one */
	bool is_truncated;
	const char *sender_name;	/* folded, of the From field, with the
				   words of the address; "" if none */
};

struct line {
	uint32_t begin, end;	/* bytes of the text, without the line end */
	const char *folded;	/* normalised; NULL until asked for */
	uint32_t indent;	/* blanks before the first character */
	bool is_blank;
	bool is_quoted;		/* "> ", or so marked by HTML */
	bool is_dropped;
	bool is_signoff;	/* "Kind regards", and the name below */
	signed char code;	/* 1: of a program, -1: prose; 0: not yet
				   known (segment.c) */
	enum drop_reason reason;	/* if dropped */
};

struct lines {
	struct line *items;
	size_t count;
	const struct body *body;
	struct arena *arena;
	bool is_truncated;	/* there were more than LINES_MAX */
};

enum { LINES_MAX = 20000 };

void lines_split(const struct body *body, struct arena *arena,
    struct lines *lines_out);
/* Normalised, trimmed; the same pointer each time. */
const char *line_folded(const struct lines *lines, size_t index);
/* The text as written, from its first visible character; not terminated. */
const char *line_text(const struct lines *lines, size_t index,
    size_t *length_out);
/* Marks [from, to) as dropped; what is dropped already keeps its reason. */
void lines_drop(struct lines *lines, size_t from, size_t to,
    enum drop_reason reason);

/* Own, and not blank. */
bool line_is_own(const struct lines *lines, size_t index);
/* The next (previous) line that is not blank, or lines->count if none. */
size_t lines_next_visible(const struct lines *lines, size_t index);
size_t lines_previous_visible(const struct lines *lines, size_t index);
/* The last own visible line before index, or lines->count. */
size_t lines_previous_own(const struct lines *lines, size_t index);

/* Helpers for tables of folded phrases, NULL at the end. */
bool starts_with_any(const char *folded, const char *const *prefixes);
bool contains_any(const char *folded, const char *const *phrases);
bool equals_any(const char *folded, const char *const *phrases);
/* As starts_with_any, the prefix a whole word; the length of the prefix, or
   0. */
size_t word_prefix(const char *folded, const char *const *prefixes);
unsigned count_words(const char *folded);

#endif
