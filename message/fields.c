/*
 * fields - the header fields of a message or a part, as they stand there
 *
 * Why not GMime's parser: its objects for message, headers and parts cost
 * 95 us a small mail, most of the whole budget, take locks on the way and
 * follow nested parts without a limit. What is hard about headers (encoded
 * words, addresses, dates, parameters) is still GMime's.
 */
#include "message/fields.h"

#include <glib.h>

#include "base/arena.h"

struct reader {
	const char *data;
	size_t at, length;
};

/* The line at at, without its end; moves behind it. */
static size_t
next_line(struct reader *reader, const char **line_out)
{
	const char *line = reader->data + reader->at;
	const size_t left = reader->length - reader->at;
	const char *lf = memchr(line, '\n', left);
	size_t length = lf != NULL ? (size_t)(lf - line) : left;

	reader->at += lf != NULL ? length + 1 : left;
	if (length > 0 && line[length - 1] == '\r')
		length--;
	*line_out = line;
	return length;
}

/* Length of the field's name, 0 if the line is no field. */
static size_t
name_length(const char *line, size_t length)
{
	size_t at = 0;

	while (at < length && line[at] > ' ' && line[at] != ':' &&
	    (unsigned char)line[at] < 0x7f)
		at++;
	size_t colon = at;
	while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
		colon++;
	return colon < length && line[colon] == ':' ? at : 0;
}

static void
set_value(struct field *field, const char *end)
{
	const char *colon = memchr(field->name + field->name_length, ':',
	    (size_t)(end - field->name) - field->name_length);
	const char *value = colon + 1;
	const size_t length = (size_t)(end - value);

	field->value = value;
	field->value_length = MIN(length, (size_t)FIELD_LONGEST);
}

/* "From per@... Tue ..." of mbox files, also behind a ">". */
static bool
is_envelope_line(const char *line, size_t length)
{
	return (length > 5 && memcmp(line, "From ", 5) == 0) ||
	    (length > 6 && memcmp(line, ">From ", 6) == 0);
}

size_t
fields_parse(const char *data, size_t length, struct arena *arena,
    struct fields *fields_out)
{
	struct reader reader = { data, 0, length };
	struct field *items = NULL;
	size_t count = 0, capacity = 0;

	while (reader.at < length) {
		const size_t begin = reader.at;
		const char *line;
		const size_t line_length = next_line(&reader, &line);
		if (line_length == 0)
			break;
		if (*line == ' ' || *line == '\t') {
			if (count > 0)
				set_value(&items[count - 1],
				    line + line_length);
			continue;
		}
		const size_t name = name_length(line, line_length);
		if (name == 0) {
			if (is_envelope_line(line, line_length))
				continue;
			reader.at = begin;	/* the body, without a gap */
			break;
		}
		if (count == FIELDS_MAX)
			continue;
		if (count == capacity) {
			struct field *grown = arena_array(arena,
			    capacity = MAX(capacity * 2, 32u), sizeof(*grown));
			if (count > 0)
				memcpy(grown, items, count * sizeof(*grown));
			items = grown;
		}
		items[count] = (struct field){
			.name = line, .name_length = name
		};
		set_value(&items[count++], line + line_length);
	}
	*fields_out = (struct fields){ items, count };
	return reader.at;
}

bool
field_is(const struct field *field, const char *name)
{
	return strlen(name) == field->name_length &&
	    g_ascii_strncasecmp(field->name, name, field->name_length) == 0;
}

const struct field *
fields_find(const struct fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (field_is(&fields->items[i], name))
			return &fields->items[i];
	return NULL;
}

char *
field_text(const struct field *field, struct arena *arena)
{
	char *text = arena_alloc(arena, field->value_length + 1);
	size_t length = 0;

	for (size_t i = 0; i < field->value_length; i++) {
		const char c = field->value[i];
		if (c == '\r' || c == '\n' || c == '\0')
			continue;
		if (length == 0 && (c == ' ' || c == '\t'))
			continue;
		text[length++] = c == '\t' ? ' ' : c;
	}
	while (length > 0 && text[length - 1] == ' ')
		length--;
	text[length] = '\0';
	return text;
}

char *
fields_text(const struct fields *fields, const char *name,
    struct arena *arena)
{
	const struct field *field = fields_find(fields, name);

	return field != NULL ? field_text(field, arena) : NULL;
}
