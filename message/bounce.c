/*
 * bounce - what a delivery status notification says did not arrive (RFC 3464)
 *
 * The status part is blocks of fields with empty lines between them: one on
 * the message, one for each recipient. "delayed", "relayed" and the like are
 * no bounces.
 */
#include "message/bounce.h"

#include <glib.h>

#include "base/arena.h"
#include "message/fields.h"

enum { RECIPIENTS_MAX = 50 };

struct findings {
	struct arena *arena;
	const char *message_id;
	const char *recipients[RECIPIENTS_MAX];
	size_t count;
};

/* "rfc822; per@kund.example" */
static const char *
address_of(const char *field)
{
	const char *semicolon = strchr(field, ';');

	if (semicolon == NULL)
		return NULL;
	while (g_ascii_isspace(*++semicolon))
		;
	return strchr(semicolon, '@') != NULL ? semicolon : NULL;
}

/* Both the address we wrote to and the one it was sent on to. */
static void
read_recipient(const struct fields *fields, struct findings *findings)
{
	static const char *const names[] = { "Original-Recipient",
		"Final-Recipient" };
	const char *action =
	    fields_text(fields, "Action", findings->arena);

	if (action == NULL || g_ascii_strncasecmp(action, "failed", 6) != 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *text =
		    fields_text(fields, names[i], findings->arena);
		const char *address = text != NULL ? address_of(text) : NULL;
		if (address != NULL && findings->count < RECIPIENTS_MAX)
			findings->recipients[findings->count++] = address;
	}
}

static void
read_id(const struct fields *fields, struct findings *findings)
{
	char *id = fields_text(fields, "Message-ID", findings->arena);

	if (id == NULL || findings->message_id != NULL)
		return;
	char *begin = strchr(id, '<');
	begin = begin != NULL ? begin + 1 : id;
	begin[strcspn(begin, "> ")] = '\0';
	if (*begin != '\0')
		findings->message_id = begin;
}

/* A status part, or the header of what was sent: both are fields. */
static void
read_part(const struct part *part, struct findings *findings)
{
	const char *at = part->body;
	size_t left = part->length;

	while (left > 0) {
		struct fields fields;
		const size_t used =
		    fields_parse(at, left, findings->arena, &fields);
		read_recipient(&fields, findings);
		read_id(&fields, findings);
		if (part->kind == PART_MESSAGE || used == 0)
			return;
		at += used;
		left -= used;
	}
}

const struct bounce *
bounce_read(const struct parts *parts, struct arena *arena)
{
	struct findings findings = { .arena = arena };

	if (!parts->is_report)
		return NULL;
	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].kind == PART_REPORT ||
		    parts->items[i].kind == PART_MESSAGE)
			read_part(&parts->items[i], &findings);
	if (findings.message_id == NULL || findings.count == 0)
		return NULL;
	struct bounce *bounce = arena_alloc(arena, sizeof(*bounce));
	const char **recipients = arena_array(
	    arena, findings.count, sizeof(*recipients));
	memcpy(recipients, findings.recipients,
	    findings.count * sizeof(*recipients));
	*bounce = (struct bounce){ findings.message_id, recipients,
		findings.count };
	return bounce;
}
