/*
 * text - what words.h promises about texts in general
 */
#include <glib.h>

#include "base/arena.h"
#include "message/lines.h"
#include "message/segment.h"
#include "message/speech.h"
#include "message/words.h"

const char *
drop_reason_name(enum drop_reason reason)
{
	static const char *const names[DROP_COUNT] = {
		[DROP_QUOTE] = "quote",
		[DROP_ATTRIBUTION] = "attribution",
		[DROP_FORWARD] = "forward",
		[DROP_SIGNATURE] = "signature",
		[DROP_DISCLAIMER] = "disclaimer",
		[DROP_FOOTER] = "footer",
		[DROP_ATTACHMENT] = "attachment",
	};

	return names[reason];
}

unsigned
text_line(const struct text *text, size_t original_offset)
{
	const char *at = text->original;
	const char *end =
	    at + MIN(original_offset, text->original_length);
	unsigned line = 1;

	while (at < end &&
	    (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		line++;
		at++;
	}
	return line;
}

void
text_from_string(const char *original, size_t length, struct arena *arena,
    struct text *text_out)
{
	char *copy = arena_strndup(arena, original, length);
	struct lines lines;

	/* the limit of a map's entry; nobody tests phrases that long */
	length = MIN(length, (size_t)UINT32_MAX / 2);
	const struct body body = {
		.text = copy, .length = length, .sender_name = ""
	};
	*text_out = (struct text){
		.original = copy, .original_length = length
	};
	lines_split(&body, arena, &lines);
	segment_lines(&lines, text_out);
	speech_find(text_out, arena);
}
