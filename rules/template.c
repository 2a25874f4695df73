/*
 * template - the texts of findings, with names in braces
 */
#include "rules/template.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/names.h"
#include "rules/spoken.h"

enum part_kind { PART_TEXT, PART_CONTACT, PART_UNTIL, PART_VALUE };

struct part {
	enum part_kind kind;
	const char *text;	/* PART_TEXT */
	struct expr *value;	/* PART_VALUE */
	bool is_dative;
	struct part *next;
};

struct template {
	struct part *parts;
};

struct parser {
	const struct source_text *text;
	struct names *names;
	bool has_until;
	struct arena *arena;
	struct err *err;
};

static unsigned
column_of(const struct parser *parser, const char *at)
{
	return (unsigned)g_utf8_pointer_to_offset(parser->text->text, at) + 1;
}

static bool
text_error(const struct parser *parser, const char *at, const char *what)
{
	const struct origin origin = { parser->text->where, "text" };

	return expr_error(parser->err, &origin, column_of(parser, at), "%s",
	    what);
}

static bool
resolve_value(const struct parser *parser, struct part *part,
    const char *name, const char *at)
{
	const struct origin origin = { parser->text->where, "text" };

	part->kind = PART_VALUE;
	part->value = arena_alloc(parser->arena, sizeof(*part->value));
	part->value->kind = EXPR_NAME;
	part->value->name = name;
	part->value->column = column_of(parser, at);
	if (!expr_check(part->value, parser->names, &origin, parser->err))
		return false;
	const enum value_type type = part->value->type;
	if (type == TYPE_NUMBER || type == TYPE_DURATION || type == TYPE_TIME)
		return true;
	return expr_error(parser->err, &origin, part->value->column,
	    "'%s' is %s; a text shows numbers, durations and points in time",
	    name, value_type_name(type));
}

/* name: what stands between the braces; at: where it begins. */
static bool
resolve(const struct parser *parser, struct part *part, char *name,
    const char *at)
{
	static const char dative[] = ":dative";

	if (g_str_has_suffix(name, dative)) {
		part->is_dative = true;
		name[strlen(name) - strlen(dative)] = '\0';
	}
	if (strcmp(name, "contact") == 0) {
		part->kind = PART_CONTACT;
		return true;
	}
	if (strcmp(name, "until") == 0) {
		part->kind = PART_UNTIL;
		return parser->has_until ||
		    text_error(parser, at, "this rule has no until");
	}
	return resolve_value(parser, part, name, at);
}

/* Reads the part at *at and moves on. */
static bool
parse_part(const struct parser *parser, struct part *part, const char **at)
{
	const char *begin = *at;

	if (*begin != '{') {
		const size_t length = strcspn(begin, "{}");
		if (length == 0)
			return text_error(parser, begin,
			    "'}' closes nothing");
		part->text = arena_strndup(parser->arena, begin, length);
		*at = begin + length;
		return true;
	}
	const size_t length = strcspn(begin + 1, "{}");
	if (begin[1 + length] != '}')
		return text_error(parser, begin,
		    "'{' begins a name, as in {contact}; '}' is missing");
	*at = begin + length + 2;
	return resolve(parser, part,
	    arena_strndup(parser->arena, begin + 1, length), begin + 1);
}

struct template *
template_parse(const struct source_text *text, struct names *names,
    bool has_until, struct arena *arena, struct err *err)
{
	const struct parser parser = { text, names, has_until, arena, err };
	struct template *template = arena_alloc(arena, sizeof(*template));
	struct part **last = &template->parts;

	for (const char *at = text->text; *at != '\0';) {
		*last = arena_alloc(arena, sizeof(**last));
		if (!parse_part(&parser, *last, &at))
			return NULL;
		last = &(*last)->next;
	}
	return template;
}

static const char *
render_value(const struct part *part, const struct eval *eval,
    const struct template_values *values, struct arena *arena)
{
	const struct fact_value value = eval_value(eval, part->value);
	const enum language language = values->language;

	switch (part->value->type) {
	case TYPE_DURATION:
		return value.is_known
		    ? spoken_duration(value.number, language, part->is_dative,
			  arena)
		    : spoken_some_time(language);
	case TYPE_TIME:
		return value.is_known
		    ? spoken_date((time_t)value.number, values->zone_minutes,
			  language, arena)
		    : spoken_later(language);
	default:
		return value.is_known
		    ? arena_printf(arena, "%lld", (long long)value.number)
		    : spoken_some(language);
	}
}

static const char *
render_part(const struct part *part, const struct eval *eval,
    const struct template_values *values, struct arena *arena)
{
	switch (part->kind) {
	case PART_TEXT:
		return part->text;
	case PART_CONTACT:
		return values->contact;
	case PART_UNTIL:
		return values->until == 0
		    ? spoken_later(values->language)
		    : spoken_date(values->until, values->zone_minutes,
			  values->language, arena);
	case PART_VALUE:
		break;
	}
	return render_value(part, eval, values, arena);
}

const char *
template_render(const struct template *template, const struct eval *eval,
    const struct template_values *values, struct arena *arena)
{
	GString *text = g_string_new(NULL);

	for (const struct part *p = template->parts; p != NULL; p = p->next)
		g_string_append(text, render_part(p, eval, values, arena));
	const char *result = arena_strndup(arena, text->str, text->len);
	(void)g_string_free(text, TRUE);
	return result;
}
