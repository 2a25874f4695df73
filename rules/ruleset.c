/*
 * ruleset - from directories of files to something that can judge
 *
 * First everything is read (raw.c), then names are made known, then
 * expressions are checked in any order, and last patterns are compiled.
 */
#include "rules/ruleset.h"

#include <glib.h>
#include <stdarg.h>

#include "base/arena.h"
#include "rules/inside.h"
#include "rules/mark.h"
#include "rules/names.h"

static void
release_pointers(void *array)
{
	g_ptr_array_unref(array);
}

void
build_warning(const struct builder *builder, const struct source *where,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	g_ptr_array_add(builder->ruleset->warnings,
	    arena_printf(builder->arena, "%s:%u: %s", where->file,
		where->line, what));
	g_free(what);
}

struct named *
build_named(const struct builder *builder, const struct raw_named *raw,
    struct names *names, const char *what)
{
	struct named *named = arena_alloc(builder->arena, sizeof(*named));
	const struct symbol symbol = {
		.kind = SYMBOL_NAMED,
		.named = named,
		.where = raw->text.where,
	};

	named->name = raw->name;
	named->text = raw->text.text;
	named->names = names;
	named->origin = (struct origin){
		.where = raw->text.where,
		.what = arena_printf(builder->arena, "%s %s", what, raw->name),
	};
	if (!names_add(names, raw->name, &symbol, builder->err))
		return NULL;
	named->expr = expr_parse(named->text, &named->origin, builder->arena,
	    builder->err);
	return named->expr != NULL ? named : NULL;
}

static bool
is_constant(const struct expr *expr)
{
	return expr->kind == EXPR_CONST ||
	    (expr->kind == EXPR_NEGATE && is_constant(expr->args[0]));
}

bool
build_setting(const struct builder *builder, const struct raw_named *raw,
    struct names *names)
{
	struct named *named =
	    build_named(builder, raw, names, "the setting");

	if (named == NULL || !named_check(named, builder->err))
		return false;
	if (!is_constant(named->expr))
		return expr_error(builder->err, &named->origin, 1,
		    "a setting is a plain value, as 3, \"7d\" or \"hold\". "
		    "Expressions go into let");
	struct expr *first = expr_parse(
	    raw->first.text, &named->origin, builder->arena, builder->err);
	if (first == NULL ||
	    !expr_check(first, names, &named->origin, builder->err))
		return false;
	if (first->type == named->expr->type)
		return true;
	return expr_error(builder->err, &named->origin, 1,
	    "%s should stand here, as in \"%s\" (%s:%u), and this is %s",
	    value_type_name(first->type), raw->first.text,
	    raw->first.where.file, raw->first.where.line,
	    value_type_name(named->expr->type));
}

struct expr *
build_expr(const struct builder *builder, const struct source_text *text,
    struct names *names, const char *what, enum value_type type)
{
	const struct origin origin = { text->where, what };
	struct expr *expr =
	    expr_parse(text->text, &origin, builder->arena, builder->err);

	if (expr == NULL || !expr_check(expr, names, &origin, builder->err))
		return NULL;
	if (expr->type == type)
		return expr;
	(void)expr_error(builder->err, &origin, 1,
	    "%s should stand here, and this is %s", value_type_name(type),
	    value_type_name(expr->type));
	return NULL;
}

static bool
add_phrase_names(const struct builder *builder)
{
	const GPtrArray *phrases = builder->raw->phrase_names;

	for (guint i = 0; i < phrases->len; i++) {
		const struct raw_phrase_name *phrase =
		    g_ptr_array_index(phrases, i);
		const struct symbol symbol = {
			.kind = SYMBOL_PHRASE,
			.type = TYPE_BOOL,
			.number = i,
			.where = phrase->where,
		};
		if (!names_add(builder->names, phrase->name, &symbol,
			builder->err))
			return false;
	}
	return true;
}

/* For a partial load: a phrase that no language has. */
static struct symbol
make_phrase(void *context, const char *name)
{
	const struct builder *builder = context;
	static const struct source nowhere = { "(no file)", 0 };
	const uint32_t id = raw_phrase_id(builder->raw, name, &nowhere);

	build_warning(builder, &nowhere,
	    "no language has the phrase \"%s\" yet", name);
	return (struct symbol){
		.kind = SYMBOL_PHRASE,
		.type = TYPE_BOOL,
		.number = id,
		.where = nowhere,
	};
}

static bool
build_settings(const struct builder *builder)
{
	const GArray *settings = builder->raw->settings;

	for (guint i = 0; i < settings->len; i++)
		if (!build_setting(builder,
			&g_array_index(settings, struct raw_named, i),
			builder->names))
			return false;
	return true;
}

static bool
build_definitions(const struct builder *builder)
{
	const GArray *defines = builder->raw->defines;
	struct named **built = arena_array(
	    builder->arena, defines->len + 1, sizeof(struct named *));

	builder->ruleset->definition_count = defines->len;
	for (guint i = 0; i < defines->len; i++) {
		built[i] = build_named(builder,
		    &g_array_index(defines, struct raw_named, i),
		    builder->names, "the definition");
		if (built[i] == NULL)
			return false;
		built[i]->is_definition = true;
		built[i]->index = i;
	}
	for (guint i = 0; i < defines->len; i++)
		if (!named_check(built[i], builder->err))
			return false;
	return true;
}

static bool
build_marks(const struct builder *builder)
{
	const GArray *marks = builder->raw->marks;
	struct ruleset *ruleset = builder->ruleset;

	ruleset->marks = arena_array(
	    builder->arena, marks->len + 1, sizeof(*ruleset->marks));
	for (guint i = 0; i < marks->len; i++) {
		const struct raw_named *raw =
		    &g_array_index(marks, struct raw_named, i);
		struct mark_rule *mark = &ruleset->marks[i];
		mark->mark = mark_from_name(raw->name);
		if (mark->mark == 0)
			return source_error(builder->err, &raw->text.where,
			    "there is no mark \"%s\"", raw->name);
		mark->when = build_expr(builder, &raw->text, builder->names,
		    arena_printf(builder->arena, "the mark %s", raw->name),
		    TYPE_BOOL);
		if (mark->when == NULL)
			return false;
	}
	ruleset->mark_count = marks->len;
	return true;
}

static bool
build_rules(const struct builder *builder)
{
	const GPtrArray *rules = builder->raw->rules;
	struct ruleset *ruleset = builder->ruleset;

	ruleset->rules = arena_array(
	    builder->arena, rules->len + 1, sizeof(*ruleset->rules));
	for (guint i = 0; i < rules->len; i++)
		if (!build_rule(builder, g_ptr_array_index(rules, i),
			&ruleset->rules[i]))
			return false;
	ruleset->rule_count = rules->len;
	return true;
}

/* After the expressions: a partial load may have added names. */
static bool
close_books(const struct builder *builder)
{
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++)
		if (builder->raw->books[i] != NULL &&
		    !book_close(builder->raw->books[i],
			builder->raw->phrase_names->len, builder->err))
			return false;
	return true;
}

static void
find_unused_phrases(const struct builder *builder)
{
	const GPtrArray *phrases = builder->raw->phrase_names;

	for (guint i = 0; i < phrases->len; i++) {
		struct raw_phrase_name *phrase = g_ptr_array_index(phrases, i);
		if (names_find(builder->names, phrase->name)->is_used)
			continue;
		g_ptr_array_add(builder->ruleset->unused_phrases, phrase);
		build_warning(builder, &phrase->where,
		    "no rule, definition or mark uses the phrase \"%s\"",
		    phrase->name);
	}
}

static void
find_missing_phrases(const struct builder *builder)
{
	const GPtrArray *phrases = builder->raw->phrase_names;

	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		const struct book *book = builder->raw->books[i];
		for (guint k = 0; book != NULL && k < phrases->len; k++) {
			const struct raw_phrase_name *phrase =
			    g_ptr_array_index(phrases, k);
			if (book->by_id[k] == NULL)
				build_warning(builder, &phrase->where,
				    "the phrase \"%s\" is not in %s: what "
				    "depends on it is unknown there",
				    phrase->name,
				    language_code((enum language)i));
		}
	}
}

static bool
read_directories(const struct builder *builder,
    const char *const *directories)
{
	for (unsigned i = 0; directories[i] != NULL; i++)
		if (!raw_read_directory(builder->raw, directories[i], i,
			builder->err))
			return false;
	return true;
}

static struct ruleset *
new_ruleset(struct arena *arena)
{
	struct ruleset *ruleset = arena_alloc(arena, sizeof(*ruleset));

	ruleset->arena = arena;
	ruleset->warnings = g_ptr_array_new();
	arena_on_free(arena, release_pointers, ruleset->warnings);
	ruleset->unused_phrases = g_ptr_array_new();
	arena_on_free(arena, release_pointers, ruleset->unused_phrases);
	ruleset->limit_hits =
	    arena_alloc(arena, sizeof(*ruleset->limit_hits));
	return ruleset;
}

struct ruleset *
ruleset_load_as(const char *const *directories, enum load_mode mode,
    struct err *err)
{
	struct arena *arena = arena_new();
	struct builder builder = {
		.ruleset = new_ruleset(arena),
		.raw = raw_new(arena),
		.names = names_new(NULL, arena),
		.arena = arena,
		.err = err,
	};

	if (mode == LOAD_PARTIAL)
		names_on_missing(builder.names, make_phrase, &builder);
	builder.ruleset->raw = builder.raw;
	builder.ruleset->books = builder.raw->books;
	if (read_directories(&builder, directories) &&
	    add_phrase_names(&builder) && build_settings(&builder) &&
	    build_definitions(&builder) && build_marks(&builder) &&
	    build_rules(&builder) && close_books(&builder)) {
		find_unused_phrases(&builder);
		find_missing_phrases(&builder);
		return builder.ruleset;
	}
	arena_free(&arena);
	return NULL;
}

struct ruleset *
ruleset_load(const char *const *directories, struct err *err)
{
	return ruleset_load_as(directories, LOAD_STRICT, err);
}

void
ruleset_free(struct ruleset **ruleset)
{
	if (*ruleset == NULL)
		return;
	struct arena *arena = (*ruleset)->arena;
	arena_free(&arena);
	*ruleset = NULL;
}

size_t
ruleset_rule_count(const struct ruleset *ruleset)
{
	return ruleset->rule_count;
}

const struct rule_info *
ruleset_rule(const struct ruleset *ruleset, size_t index)
{
	return &ruleset->rules[index].info;
}

const char *const *
ruleset_warnings(const struct ruleset *ruleset, size_t *count_out)
{
	*count_out = ruleset->warnings->len;
	return (const char *const *)ruleset->warnings->pdata;
}

uint64_t
ruleset_limit_hits(const struct ruleset *ruleset)
{
	return atomic_load(ruleset->limit_hits);
}
