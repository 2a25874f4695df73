/*
 * subject - what a subject is about, without what replying added to it
 *
 * "VS" is a reply in Finnish and "vs" a word: a mark needs its colon.
 */
#include "message/subject.h"

#include <glib.h>

#include "base/arena.h"
#include "message/normal.h"

enum { TAG_LONGEST = 40 };

static const struct mark {
	const char *text;
	bool is_forward;
} marks[] = {
	{ "re", false }, { "sv", false }, { "aw", false }, { "antw", false },
	{ "vs", false }, { "ad", false }, { "svar", false },
	{ "antwort", false }, { "ang", false }, { "r", false },
	{ "rif", false }, { "res", false }, { "odp", false }, { "ref", false },
	{ "réf", false }, { "réponse", false }, { "tr", true },
	{ "fw", true }, { "fwd", true }, { "vb", true }, { "wg", true },
	{ "vl", true }, { "vid", true }, { "vs", false }, { "enc", true },
	{ "doorst", true }, { "vidarebefordrat", true }, { "i", true },
	{ "rv", true }, { "videresendt", true }, { "weitergeleitet", true },
	{ "automatic reply", false }, { "automatisk svar", false },
};

/* Length of "Re:", "Re[2]:", "SV :", or 0. */
static size_t
mark_length(const char *text, const struct mark *mark)
{
	const size_t length = strlen(mark->text);
	const char *at = text + length;

	if (g_ascii_strncasecmp(text, mark->text, length) != 0)
		return 0;
	if (*at == '[' || *at == '(') {
		const size_t digits = strspn(at + 1, "0123456789");
		if (digits == 0 || (at[1 + digits] != ']' &&
			at[1 + digits] != ')'))
			return 0;
		at += digits + 2;
	} else {
		at += strspn(at, "0123456789");
	}
	at += strspn(at, " ");
	if (strncmp(at, "\uFF1A", 3) == 0)
		return (size_t)(at + 3 - text);
	return *at == ':' ? (size_t)(at + 1 - text) : 0;
}

/* "[list-name] " in front of more. */
static size_t
tag_length(const char *text)
{
	if (*text != '[')
		return 0;
	const size_t inside = strcspn(text + 1, "[]");
	if (inside == 0 || inside > TAG_LONGEST || text[1 + inside] != ']')
		return 0;
	const char *rest = text + inside + 2;
	return rest[strspn(rest, " ")] != '\0' ? inside + 2 : 0;
}

static size_t
strip_one(const char *text, bool *is_reply_out, bool *is_forward_out)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const size_t length = mark_length(text, &marks[i]);
		if (length == 0)
			continue;
		*is_reply_out |= !marks[i].is_forward;
		*is_forward_out |= marks[i].is_forward;
		return length;
	}
	return tag_length(text);
}

size_t
subject_strip(const char *subject, bool *is_reply_out, bool *is_forward_out)
{
	const char *at = subject;

	*is_reply_out = false;
	*is_forward_out = false;
	for (;;) {
		at += strspn(at, " \t");
		const size_t length =
		    strip_one(at, is_reply_out, is_forward_out);
		if (length == 0)
			return (size_t)(at - subject);
		at += length;
	}
}

char *
subject_key(const char *subject, struct arena *arena)
{
	bool is_reply, is_forward;
	const size_t begin = subject_strip(subject, &is_reply, &is_forward);
	struct normal normal;

	normal_open(&normal, arena, strlen(subject + begin));
	(void)normal_append(&normal, subject, begin, strlen(subject));
	normal_close(&normal, strlen(subject));
	return normal.bytes;
}
