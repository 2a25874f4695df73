/*
 * headers - what the header says, decoded
 *
 * Encoded words, addresses and dates are GMime's; what comes out is made
 * valid UTF-8 whatever came in.
 */
#include "message/headers.h"

#include <glib.h>
#include <gmime/gmime.h>

#include "base/arena.h"
#include "message/content.h"
#include "message/subject.h"

enum {
	REFERENCES_MAX = 100,
	ADDRESSES_MAX = 2000,
	ADDRESS_NESTING = 4,	/* groups in groups */
	COLONS_MAX = 100,
	SUBJECT_LONGEST = 4000,
};

/* What GMime shall read: bytes inside encoded words are its business. */
static char *
readable(char *text, struct arena *arena)
{
	if (strstr(text, "=?") != NULL || g_utf8_validate(text, -1, NULL))
		return text;
	return content_repair(text, strlen(text), arena);
}

static const char *
read_subject(const struct fields *fields, struct arena *arena)
{
	char *text = fields_text(fields, "Subject", arena);

	if (text == NULL)
		return "";
	if (strlen(text) > SUBJECT_LONGEST)
		text[SUBJECT_LONGEST] = '\0';
	if (strstr(text, "=?") == NULL)
		return content_repair(text, strlen(text), arena);
	char *decoded = g_mime_utils_header_decode_text(NULL, text);
	const char *copy = content_repair(decoded, strlen(decoded), arena);
	g_free(decoded);
	return copy;
}

/* The next "<...>" without its brackets, NULL if there is none. */
static char *
next_id(const char **at, struct arena *arena)
{
	const char *open = strchr(*at, '<');
	const char *close = open != NULL ? strchr(open, '>') : NULL;

	if (close == NULL)
		return NULL;
	*at = close + 1;
	open += strspn(open, "< ");
	if (open >= close)
		return next_id(at, arena);
	char *id = arena_alloc(arena, (size_t)(close - open) + 1);
	size_t length = 0;
	for (; open < close; open++)
		if (*open != ' ')
			id[length++] = *open;
	return id;
}

static size_t
add_ids(const char *text, const char **ids, size_t count, struct arena *arena)
{
	char *id;

	while (text != NULL && count < REFERENCES_MAX &&
	    (id = next_id(&text, arena)) != NULL)
		ids[count++] = id;
	return count;
}

/* In-Reply-To, then References from the newest, each once. */
static void
read_references(const struct fields *fields, struct arena *arena,
    struct message *message_out)
{
	const char **ids =
	    arena_array(arena, REFERENCES_MAX * 2, sizeof(*ids));
	const char **older =
	    arena_array(arena, REFERENCES_MAX, sizeof(*older));
	size_t count = add_ids(
	    fields_text(fields, "In-Reply-To", arena), ids, 0, arena);
	size_t left = add_ids(
	    fields_text(fields, "References", arena), older, 0, arena);

	while (left-- > 0) {
		bool is_known = false;
		for (size_t i = 0; i < count; i++)
			is_known |= strcmp(ids[i], older[left]) == 0;
		if (!is_known)
			ids[count++] = older[left];
	}
	message_out->references = ids;
	message_out->reference_count = count;
}

/* The domain in lower case, without the dot some write at its end. */
static char *
fold_domain(const char *address, struct arena *arena)
{
	char *copy = arena_strdup(arena, address);
	char *at = strrchr(copy, '@');

	for (char *c = at; c != NULL && *c != '\0'; c++)
		*c = g_ascii_tolower(*c);
	const size_t length = strlen(copy);
	if (at != NULL && length > 1 && copy[length - 1] == '.')
		copy[length - 1] = '\0';
	return copy;
}

struct address_list {
	struct arena *arena;
	struct mail_address *items;
	size_t count, capacity;
};

static void
add_addresses(struct address_list *list, InternetAddressList *parsed,
    unsigned nesting)
{
	const int length = internet_address_list_length(parsed);

	for (int i = 0; i < length && list->count < list->capacity; i++) {
		InternetAddress *one =
		    internet_address_list_get_address(parsed, i);
		if (INTERNET_ADDRESS_IS_GROUP(one)) {
			InternetAddressList *members =
			    internet_address_group_get_members(
				INTERNET_ADDRESS_GROUP(one));
			if (members != NULL && nesting < ADDRESS_NESTING)
				add_addresses(list, members, nesting + 1);
			continue;
		}
		const char *address = internet_address_mailbox_get_addr(
		    INTERNET_ADDRESS_MAILBOX(one));
		const char *name = internet_address_get_name(one);
		if (address == NULL || *address == '\0')
			continue;
		list->items[list->count++] = (struct mail_address){
			.name = name == NULL ? "" : content_repair(
			    name, strlen(name), list->arena),
			.address = fold_domain(address, list->arena),
		};
	}
}

/* Groups may stand in groups, and GMime follows them without a limit. */
static void
limit_groups(char *text)
{
	unsigned colons = 0;

	for (char *c = text; *c != '\0'; c++)
		if (*c == ':' && ++colons > COLONS_MAX) {
			*c = '\0';
			return;
		}
}

/* All fields of that name together. */
static struct mail_addresses
read_addresses(const struct fields *fields, const char *name,
    struct arena *arena)
{
	struct address_list list = { .arena = arena };

	for (size_t i = 0; i < fields->count; i++) {
		if (!field_is(&fields->items[i], name))
			continue;
		char *text = field_text(&fields->items[i], arena);
		text = readable(text, arena);
		limit_groups(text);
		InternetAddressList *parsed =
		    internet_address_list_parse(NULL, text);
		if (parsed == NULL)
			continue;
		if (list.items == NULL) {
			for (const char *c = text; *c != '\0'; c++)
				list.capacity += *c == '@' || *c == ',';
			list.capacity = MIN(list.capacity + 4,
			    (size_t)ADDRESSES_MAX);
			list.items = arena_array(arena, list.capacity,
			    sizeof(*list.items));
		}
		add_addresses(&list, parsed, 0);
		g_object_unref(parsed);
	}
	return (struct mail_addresses){ list.items, list.count };
}

static void
read_date(const struct fields *fields, struct arena *arena,
    struct message *message_out)
{
	const char *text = fields_text(fields, "Date", arena);

	if (text == NULL)
		return;
	GDateTime *date = g_mime_utils_header_decode_date(text);
	if (date == NULL)
		return;
	const gint64 when = g_date_time_to_unix(date);
	if (when > 0)
		message_out->date = (time_t)when;
	message_out->zone_minutes =
	    (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE);
	g_date_time_unref(date);
}

static void
read_results(const struct fields *fields, struct arena *arena,
    struct message *message_out)
{
	const char **results =
	    arena_array(arena, fields->count + 1, sizeof(*results));
	size_t count = 0;

	for (size_t i = 0; i < fields->count; i++)
		if (field_is(&fields->items[i], "Authentication-Results"))
			results[count++] =
			    field_text(&fields->items[i], arena);
	message_out->authentication_results = results;
	message_out->authentication_result_count = count;
}

void
headers_read(const struct fields *fields, struct arena *arena,
    struct message *message_out)
{
	struct message *message = message_out;
	const char *id = fields_text(fields, "Message-ID", arena);
	bool says_reply, says_forward;

	message->message_id = id != NULL ? next_id(&id, arena) : NULL;
	if (message->message_id == NULL && id != NULL && *id != '\0')
		message->message_id = id;	/* some leave the <> out */
	read_references(fields, arena, message);
	message->subject = read_subject(fields, arena);
	message->subject_key = subject_key(message->subject, arena);
	(void)subject_strip(message->subject, &says_reply, &says_forward);
	message->is_reply = says_reply || message->reference_count > 0;
	const struct mail_addresses from =
	    read_addresses(fields, "From", arena);
	message->from = from.count > 0 ? from.items[0]
	    : (struct mail_address){ "", "" };
	message->to = read_addresses(fields, "To", arena);
	message->cc = read_addresses(fields, "Cc", arena);
	read_date(fields, arena, message);
	read_results(fields, arena, message);
}
