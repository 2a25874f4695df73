/*
 * message - one mail, from bytes to what the other folders need
 *
 * The steps in order; each is a file of its own.
 */
#include "message/message.h"

#include <glib.h>
#include <gmime/gmime.h>
#include <libical/ical.h>
#include <libxml/parser.h>

#include "base/arena.h"
#include "message/automatic.h"
#include "message/body.h"
#include "message/bounce.h"
#include "message/calendar.h"
#include "message/content.h"
#include "message/fields.h"
#include "message/headers.h"
#include "message/normal.h"
#include "message/own_words.h"
#include "message/parts.h"
#include "message/subject.h"

enum { SHORT_WORDS = 12 };

const struct message_limits message_limits_default = {
	.scan_bytes = 1 << 20,
	.text_bytes = 256 << 10,
	.parts = 200,
	.depth = 20,
};

/* Once in a process, whichever thread comes first. */
static void
libraries_init(void)
{
	static gsize done = 0;

	if (!g_once_init_enter(&done))
		return;
	g_mime_init();
	xmlInitParser();
	icalerror_set_errors_are_fatal(0);
	g_once_init_leave(&done, 1);
}

static void
read_calendars(const struct parts *parts, struct arena *arena,
    struct message *message_out)
{
	enum { CALENDAR_BYTES = 64 << 10 };

	for (size_t i = 0; i < parts->count; i++) {
		struct decoded text;
		struct invitation invitation;
		if (parts->items[i].kind != PART_CALENDAR)
			continue;
		content_decode(
		    &parts->items[i], CALENDAR_BYTES, arena, &text);
		calendar_read(text.text, text.length,
		    parts->items[i].method, arena, &invitation);
		if (invitation.is_answer &&
		    message_out->automatic == AUTOMATIC_NO)
			message_out->automatic = AUTOMATIC_CALENDAR;
		if (invitation.has_meeting) {
			struct meeting *meeting =
			    arena_alloc(arena, sizeof(*meeting));
			*meeting = invitation.meeting;
			message_out->meeting = meeting;
		}
		return;
	}
}

static void
read_subject_words(const char *subject, struct arena *arena,
    struct own_words *words_out)
{
	bool is_reply, is_forward;
	const size_t begin = subject_strip(subject, &is_reply, &is_forward);

	text_from_string(subject + begin, strlen(subject + begin), arena,
	    &words_out->subject);
	words_out->has_forward |= is_forward;
}

/* The subject helps where the body is short. */
static enum language
guess_language(const struct own_words *words, enum language hint,
    struct arena *arena)
{
	const struct text *body = &words->body;

	if (words->word_count >= SHORT_WORDS)
		return language_guess(
		    body->normal, body->normal_length, hint);
	const enum language alone = language_guess(
	    body->normal, body->normal_length, LANGUAGE_UNKNOWN);
	if (alone != LANGUAGE_UNKNOWN)
		return alone;
	const char *both = arena_printf(
	    arena, "%s %s", words->subject.normal, body->normal);
	return language_guess(both, strlen(both), hint);
}

/* What the sender may sign with: the display name, and the words of the
   address: "k.brenner@..." is Brenner. */
static const char *
sender_words(const struct mail_address *address, struct arena *arena)
{
	char *words =
	    arena_printf(arena, "%s %s", address->name, address->address);
	char *at = strrchr(words, '@');

	if (at != NULL)
		*at = '\0';
	for (char *c = words + strlen(address->name); *c != '\0'; c++)
		if (strchr("._-+", *c) != NULL)
			*c = ' ';
	return normal_line(words, strlen(words), arena);
}

bool
message_parse(const struct message_limits *limits, const char *data,
    size_t length, enum language hint, struct arena *arena,
    struct message *message_out, struct err *err)
{
	struct fields fields;
	struct parts parts;
	struct body body;

	(void)err;
	libraries_init();
	*message_out = (struct message){ 0 };
	const size_t scanned = MIN(length, limits->scan_bytes);
	const size_t begin = fields_parse(data, scanned, arena, &fields);
	headers_read(&fields, arena, message_out);
	parts_walk(&(struct parts_limits){ limits->parts, limits->depth },
	    &fields, data + begin, scanned - begin, arena, &parts);
	message_out->automatic = automatic_find(
	    &fields, message_out->subject, parts.is_report, arena);
	read_calendars(&parts, arena, message_out);
	message_out->bounce = bounce_read(&parts, arena);

	struct own_words *words = &message_out->words;
	body_choose(&parts, limits->text_bytes, arena, &body, words);
	body.is_reply = message_out->is_reply;
	body.sender_name = sender_words(&message_out->from, arena);
	body.is_truncated |= scanned < length;
	message_out->has_attachment = body_has_attachment(&parts);
	own_words_extract(&body, arena, words);
	read_subject_words(message_out->subject, arena, words);
	words->language = guess_language(words, hint, arena);
	return true;
}
