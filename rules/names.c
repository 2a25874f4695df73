/*
 * names - what a name in an expression means: one space for all of them
 */
#include "rules/names.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/fact.h"
#include "rules/verdict.h"

enum { NAME_MAX_LENGTH = 60 };

struct names {
	struct names *parent;
	struct arena *arena;
	GHashTable *table;	/* name -> struct symbol */
	struct symbol (*make)(void *context, const char *name);
	void *context;
};

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

static void
add_builtin(struct names *names, const char *name, const struct symbol *symbol)
{
	struct symbol *copy = arena_alloc(names->arena, sizeof(*copy));

	*copy = *symbol;
	(void)g_hash_table_insert(names->table, (gpointer)(uintptr_t)name, copy);
}

static void
add_enumerators(struct names *names)
{
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		add_builtin(names, stage_name((enum stage)stage),
		    &(struct symbol){ .kind = SYMBOL_ENUMERATOR,
			.type = TYPE_STAGE, .number = stage });
	for (int language = LANGUAGE_EN; language <= LANGUAGE_NB; language++)
		add_builtin(names, language_code((enum language)language),
		    &(struct symbol){ .kind = SYMBOL_ENUMERATOR,
			.type = TYPE_LANGUAGE, .number = language });
	for (int action = 0; action < ACTION_COUNT; action++)
		if (action != ACTION_PASS)
			add_builtin(names, action_name((enum action)action),
			    &(struct symbol){ .kind = SYMBOL_ENUMERATOR,
				.type = TYPE_ACTION, .number = action });
	for (int level = 0; level < LEVEL_COUNT; level++)
		add_builtin(names, level_name((enum level)level),
		    &(struct symbol){ .kind = SYMBOL_ENUMERATOR,
			.type = TYPE_LEVEL, .number = level });
}

struct names *
names_new(struct names *parent, struct arena *arena)
{
	struct names *names = arena_alloc(arena, sizeof(*names));

	names->parent = parent;
	names->arena = arena;
	names->table = g_hash_table_new(g_str_hash, g_str_equal);
	arena_on_free(arena, release_table, names->table);
	if (parent != NULL)
		return names;
	for (int64_t id = 0; id < FACT_ID_COUNT; id++)
		add_builtin(names, fact_defs[id].name,
		    &(struct symbol){ .kind = SYMBOL_FACT,
			.type = (enum value_type)fact_defs[id].type,
			.number = id });
	add_enumerators(names);
	return names;
}

static bool
is_name(const char *name)
{
	if (!g_ascii_islower(name[0]) || strlen(name) > NAME_MAX_LENGTH)
		return false;
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_islower(*c) && !g_ascii_isdigit(*c) && *c != '_')
			return false;
	return true;
}

/* "a fact", "a word of expressions" ... for the error of a collision. */
static const char *
symbol_kind_name(const struct symbol *symbol)
{
	static const char *const kinds[] = {
		[SYMBOL_FACT] = "a fact",
		[SYMBOL_ENUMERATOR] = "a value",
		[SYMBOL_PHRASE] = "a phrase",
		[SYMBOL_NAMED] = "a definition or setting",
	};

	return kinds[symbol->kind];
}

bool
names_add(struct names *names, const char *name, const struct symbol *symbol,
    struct err *err)
{
	const struct symbol *taken = names_find(names, name);

	if (!is_name(name))
		return source_error(err, &symbol->where,
		    "\"%s\" is no name: use small letters, digits and _, a letter "
		    "first",
		    name);
	if (expr_is_keyword(name))
		return source_error(err, &symbol->where,
		    "\"%s\" is a word of expressions. Choose another name", name);
	if (taken != NULL && taken->where.file == NULL)
		return source_error(err, &symbol->where,
		    "\"%s\" is already the name of %s. Choose another name", name,
		    symbol_kind_name(taken));
	if (taken != NULL)
		return source_error(err, &symbol->where,
		    "\"%s\" is already the name of %s (%s:%u). Choose another "
		    "name",
		    name, symbol_kind_name(taken), taken->where.file,
		    taken->where.line);
	add_builtin(names, name, symbol);
	return true;
}

struct symbol *
names_find(const struct names *names, const char *name)
{
	for (; names != NULL; names = names->parent) {
		struct symbol *found = g_hash_table_lookup(names->table, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}

void
names_on_missing(struct names *names,
    struct symbol (*make)(void *context, const char *name), void *context)
{
	names->make = make;
	names->context = context;
}

struct symbol *
names_make_missing(struct names *names, const char *name)
{
	while (names->parent != NULL)
		names = names->parent;
	if (names->make == NULL)
		return NULL;
	const struct symbol symbol = names->make(names->context, name);
	add_builtin(names, arena_strdup(names->arena, name), &symbol);
	return names_find(names, name);
}

/* Letters to add, drop, change or swap with the next; neither name is longer
   than NAME_MAX_LENGTH. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned rows[3][NAME_MAX_LENGTH + 1];
	const size_t a_length = strlen(a), b_length = strlen(b);

	for (unsigned j = 0; j <= b_length; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a_length; i++) {
		const unsigned *above = rows[(i - 1) % 3];
		const unsigned *above_that = rows[(i + 1) % 3];
		unsigned *row = rows[i % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			const unsigned change =
			    above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = MIN(change, MIN(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], above_that[j - 2] + 1);
		}
	}
	return rows[a_length % 3][b_length];
}

bool
name_is_near(const char *a, const char *b, unsigned *distance_out)
{
	const size_t longest = MAX(strlen(a), strlen(b));

	*distance_out = NAME_MAX_LENGTH;
	if (longest > NAME_MAX_LENGTH)
		return false;
	*distance_out = distance(a, b);
	return *distance_out <= MAX(1u, (unsigned)longest / 4);
}

const char *
names_suggest(const struct names *names, const char *name)
{
	const char *best = NULL;
	unsigned least = NAME_MAX_LENGTH + 1;

	for (; names != NULL; names = names->parent) {
		GHashTableIter iter;
		gpointer key;
		g_hash_table_iter_init(&iter, names->table);
		while (g_hash_table_iter_next(&iter, &key, NULL)) {
			const char *known = key;
			unsigned far;
			if (!name_is_near(name, known, &far) || far > least)
				continue;
			if (far == least && strcmp(known, best) > 0)
				continue;	/* whatever the hash order */
			best = known;
			least = far;
		}
	}
	return best;
}
