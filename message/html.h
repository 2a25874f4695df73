/*
 * html - HTML as text with lines, and what it says about quotes
 *
 * The only user of libxml2.
 */
#ifndef TAKT_MESSAGE_HTML_H
#define TAKT_MESSAGE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "message/lines.h"

struct arena;

struct html_text {
	const char *text;	/* NUL at the end */
	size_t length;
	const struct body_mark *marks;
	size_t mark_count;
	bool is_truncated;
};

/* html is UTF-8. At most most bytes of text. Never fails. */
void html_to_text(const char *html, size_t length, size_t most,
    struct arena *arena, struct html_text *text_out);

#endif
