/*
 * parts - which parts a message has, and where they begin and end
 *
 * A boundary that never comes ends with its parent; a multipart without
 * boundary is read as plain text. The walk is recursive, but no deeper than
 * the limit.
 */
#include "message/parts.h"

#include <glib.h>
#include <gmime/gmime.h>

#include "base/arena.h"

struct walk {
	const struct parts_limits *limits;
	struct arena *arena;
	struct part *items;
	size_t count;
	unsigned alternatives;
	struct parts *out;
};

/* What Content-Type and Content-Disposition say. */
struct content {
	char *type, *subtype;	/* lower case */
	char *boundary, *charset, *method, *smime_type, *report_type;
	bool is_flowed, is_file;
};

struct entity {
	const char *data;
	size_t length;
	unsigned depth, alternative;
	bool in_digest;
};

static void walk_entity(struct walk *walk, const struct fields *fields,
    const struct entity *entity);

static char *
copy_lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text != NULL ? text : "");

	for (char *c = copy; *c != '\0'; c++)
		*c = g_ascii_tolower(*c);
	return copy;
}

static char *
parameter(GMimeContentType *type, const char *name, struct arena *arena)
{
	const char *value = g_mime_content_type_get_parameter(type, name);

	return value != NULL ? arena_strdup(arena, value) : NULL;
}

static void
read_type(const struct fields *fields, struct arena *arena,
    struct content *content_out)
{
	const char *text = fields_text(fields, "Content-Type", arena);

	content_out->type = copy_lower(arena, "text");
	content_out->subtype = copy_lower(arena, "plain");
	if (text == NULL || strchr(text, '/') == NULL)
		return;
	GMimeContentType *type = g_mime_content_type_parse(NULL, text);
	if (type == NULL)
		return;
	content_out->type = copy_lower(
	    arena, g_mime_content_type_get_media_type(type));
	content_out->subtype = copy_lower(
	    arena, g_mime_content_type_get_media_subtype(type));
	content_out->boundary = parameter(type, "boundary", arena);
	content_out->charset = parameter(type, "charset", arena);
	content_out->method = parameter(type, "method", arena);
	content_out->smime_type = parameter(type, "smime-type", arena);
	content_out->report_type = parameter(type, "report-type", arena);
	const char *format = g_mime_content_type_get_parameter(type, "format");
	content_out->is_flowed =
	    format != NULL && g_ascii_strcasecmp(format, "flowed") == 0;
	content_out->is_file =
	    g_mime_content_type_get_parameter(type, "name") != NULL;
	g_object_unref(type);
}

static void
read_disposition(const struct fields *fields, struct arena *arena,
    struct content *content_out)
{
	const char *text =
	    fields_text(fields, "Content-Disposition", arena);

	if (text == NULL)
		return;
	content_out->is_file |=
	    g_ascii_strncasecmp(text, "attachment", 10) == 0 ||
	    strcasestr(text, "filename") != NULL;
}

static enum part_encoding
read_encoding(const struct fields *fields, struct arena *arena)
{
	const char *text =
	    fields_text(fields, "Content-Transfer-Encoding", arena);

	if (text == NULL)
		return ENCODING_NONE;
	if (g_ascii_strncasecmp(text, "quoted-printable", 16) == 0)
		return ENCODING_QP;
	if (g_ascii_strncasecmp(text, "base64", 6) == 0)
		return ENCODING_BASE64;
	if (g_ascii_strncasecmp(text, "x-uu", 4) == 0 ||
	    g_ascii_strncasecmp(text, "uuencode", 8) == 0)
		return ENCODING_UU;
	return ENCODING_NONE;
}

static bool
is_text_type(const struct content *content)
{
	return strcmp(content->type, "text") == 0 ||
	    *content->type == '\0';
}

static enum part_kind
text_kind(const struct content *content)
{
	if (strcmp(content->subtype, "html") == 0)
		return PART_HTML;
	if (strcmp(content->subtype, "calendar") == 0)
		return PART_CALENDAR;
	if (strcmp(content->subtype, "rfc822-headers") == 0)
		return PART_REPORT;
	return strcmp(content->subtype, "plain") == 0 ||
		*content->subtype == '\0'
	    ? PART_PLAIN : PART_ATTACHMENT;
}

static enum part_kind
kind_of(const struct content *content)
{
	if (is_text_type(content))
		return text_kind(content);
	if (strcmp(content->type, "message") == 0)
		return strcmp(content->subtype, "rfc822") == 0 ||
			strcmp(content->subtype, "global") == 0 ||
			strcmp(content->subtype, "news") == 0
		    ? PART_MESSAGE
		    : strstr(content->subtype, "status") != NULL ||
			    strstr(content->subtype, "notification") != NULL
		    ? PART_REPORT : PART_ATTACHMENT;
	if (strcmp(content->type, "application") == 0 &&
	    strstr(content->subtype, "pkcs7-mime") != NULL)
		return PART_ENCRYPTED;	/* signed-data hides its text too */
	if (strcmp(content->type, "application") == 0 &&
	    strcmp(content->subtype, "ics") == 0)
		return PART_CALENDAR;
	return PART_ATTACHMENT;
}

static bool
add_part(struct walk *walk, const struct part *part)
{
	if (walk->count == walk->limits->parts) {
		walk->out->is_truncated = true;
		return false;
	}
	walk->items[walk->count++] = *part;
	return true;
}

/* Length of the boundary line at at, its end included; 0 if there is none. */
static size_t
boundary_line(const struct entity *entity, size_t at, const char *boundary,
    bool *is_last_out)
{
	const char *data = entity->data;
	const size_t size = strlen(boundary);
	size_t end = at + 2 + size;

	if ((at > 0 && data[at - 1] != '\n') || end > entity->length ||
	    data[at + 1] != '-' || memcmp(data + at + 2, boundary, size) != 0)
		return 0;
	*is_last_out =
	    end + 2 <= entity->length && memcmp(data + end, "--", 2) == 0;
	end += *is_last_out ? 2 : 0;
	while (end < entity->length &&
	    (data[end] == ' ' || data[end] == '\t' || data[end] == '\r'))
		end++;
	if (end < entity->length && data[end] != '\n')
		return 0;	/* a longer boundary that begins so */
	return MIN(end + 1, entity->length) - at;
}

/*
 * Where the next boundary line begins, or entity's end; *after_out is behind
 * it, *is_last_out says that it closes. Base64 has no "-", so an attachment
 * is passed over as fast as memory can be read.
 */
static size_t
find_boundary(const struct entity *entity, size_t from, const char *boundary,
    size_t *after_out, bool *is_last_out)
{
	const char *end = entity->data + entity->length;
	const char *at = entity->data + from;

	while (at < end && (at = memchr(at, '-', (size_t)(end - at)))) {
		const size_t begin = (size_t)(at - entity->data);
		const size_t length =
		    boundary_line(entity, begin, boundary, is_last_out);
		if (length > 0) {
			*after_out = begin + length;
			return begin;
		}
		at++;
	}
	*after_out = entity->length;
	*is_last_out = true;
	return entity->length;
}

static void
walk_child(struct walk *walk, const struct entity *child)
{
	struct fields fields;
	struct entity inner = *child;
	const size_t body = fields_parse(
	    child->data, child->length, walk->arena, &fields);

	inner.data += body;
	inner.length -= body;
	walk_entity(walk, &fields, &inner);
}

/* Returns false if there is no boundary line at all. */
static bool
walk_multipart(struct walk *walk, const struct content *content,
    const struct entity *entity)
{
	size_t begin;
	bool is_last;
	struct entity child = {
		.depth = entity->depth + 1,
		.alternative = entity->alternative,
		.in_digest = strcmp(content->subtype, "digest") == 0,
	};

	if (content->boundary == NULL || *content->boundary == '\0')
		return false;
	if (find_boundary(entity, 0, content->boundary, &begin, &is_last) ==
	    entity->length)
		return false;
	if (strcmp(content->subtype, "alternative") == 0)
		child.alternative = ++walk->alternatives;
	while (!is_last && !walk->out->is_truncated) {
		size_t after;
		const size_t end = find_boundary(
		    entity, begin, content->boundary, &after, &is_last);
		child.data = entity->data + begin;
		child.length = end - begin;
		if (after == entity->length && end == entity->length)
			is_last = true;
		walk_child(walk, &child);
		begin = after;
	}
	return true;
}

static void
walk_leaf(struct walk *walk, const struct fields *fields,
    const struct content *content, const struct entity *entity)
{
	const struct part part = {
		.kind = kind_of(content),
		.body = entity->data,
		.length = entity->length,
		.encoding = read_encoding(fields, walk->arena),
		.charset = content->charset,
		.method = content->method,
		.is_flowed = content->is_flowed,
		.is_file = content->is_file,
		.alternative = entity->alternative,
	};

	(void)add_part(walk, &part);
}

static void
walk_entity(struct walk *walk, const struct fields *fields,
    const struct entity *entity)
{
	struct content content = { 0 };

	read_type(fields, walk->arena, &content);
	read_disposition(fields, walk->arena, &content);
	if (entity->in_digest && fields_find(fields, "Content-Type") == NULL)
		content.type = copy_lower(walk->arena, "message"),
		content.subtype = copy_lower(walk->arena, "rfc822");
	if (strcmp(content.type, "multipart") != 0) {
		walk_leaf(walk, fields, &content, entity);
		return;
	}
	if (strcmp(content.subtype, "report") == 0 && entity->depth == 0)
		walk->out->is_report = true;
	if (strcmp(content.subtype, "encrypted") == 0) {
		const struct part part = { .kind = PART_ENCRYPTED };
		(void)add_part(walk, &part);
		return;
	}
	if (entity->depth >= walk->limits->depth) {
		walk->out->is_truncated = true;
		return;
	}
	if (!walk_multipart(walk, &content, entity)) {
		content.type = copy_lower(walk->arena, "text");
		content.subtype = copy_lower(walk->arena, "plain");
		walk_leaf(walk, fields, &content, entity);
	}
}

void
parts_walk(const struct parts_limits *limits, const struct fields *fields,
    const char *body, size_t length, struct arena *arena,
    struct parts *parts_out)
{
	struct walk walk = {
		.limits = limits,
		.arena = arena,
		.items = arena_array(
		    arena, MAX(limits->parts, 1u), sizeof(struct part)),
		.out = parts_out,
	};
	const struct entity whole = { .data = body, .length = length };

	*parts_out = (struct parts){ 0 };
	walk_entity(&walk, fields, &whole);
	parts_out->items = walk.items;
	parts_out->count = walk.count;
}
