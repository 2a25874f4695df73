/*
 * classes - word classes: {you} stands for "du|dere|de"
 *
 * Parsed when first used, so that classes may use each other in any order.
 * Their trees are shared by all patterns.
 */
#include "base/arena.h"
#include "rules/names.h"
#include "rules/regex.h"

enum class_state { CLASS_FRESH, CLASS_PARSING, CLASS_PARSED };

struct word_class {
	struct source_text text;
	unsigned directory;
	enum class_state state;
	struct regex *tree;	/* NULL: has an error */
	const char *printed[2];	/* by spelling.is_bare */
};

struct word_classes {
	enum language language;
	struct arena *arena;
	GHashTable *table;	/* name -> struct word_class */
};

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

struct word_classes *
word_classes_new(enum language language, struct arena *arena)
{
	struct word_classes *classes = arena_alloc(arena, sizeof(*classes));

	classes->language = language;
	classes->arena = arena;
	classes->table = g_hash_table_new(g_str_hash, g_str_equal);
	arena_on_free(arena, release_table, classes->table);
	return classes;
}

size_t
word_class_name_length(const char *text)
{
	return g_ascii_islower(text[0])
	    ? strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")
	    : 0;
}

bool
word_classes_add(struct word_classes *classes, const char *name,
    const struct source_text *text, unsigned directory, struct err *err)
{
	const struct word_class *old =
	    g_hash_table_lookup(classes->table, name);

	if (word_class_name_length(name) != strlen(name))
		return source_error(err, &text->where,
		    "\"%s\" is no name of a word class: use small letters, "
		    "digits and _, a letter first",
		    name);
	if (old != NULL && old->directory == directory)
		return source_error(err, &text->where,
		    "the word class \"%s\" is defined twice (%s:%u). Keep one",
		    name, old->text.where.file, old->text.where.line);
	struct word_class *fresh = arena_alloc(classes->arena, sizeof(*fresh));
	fresh->text = *text;
	fresh->directory = directory;
	(void)g_hash_table_insert(classes->table,
	    arena_strdup(classes->arena, name), fresh);
	return true;
}

static bool
unknown_class(const struct word_classes *classes, const char *name,
    const struct source_text *user, unsigned offset, struct err *err)
{
	GHashTableIter iter;
	gpointer key;
	const char *best = NULL;
	unsigned least = 0;

	g_hash_table_iter_init(&iter, classes->table);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		unsigned far;
		if (name_is_near(name, key, &far) &&
		    (best == NULL || far < least ||
			(far == least && strcmp(key, best) < 0))) {
			best = key;
			least = far;
		}
	}
	if (best != NULL)
		return pattern_error(err, user, offset,
		    "there is no word class {%s}. Did you mean {%s}?", name,
		    best);
	return pattern_error(err, user, offset,
	    "there is no word class {%s} in this language. Define it in "
	    "classes",
	    name);
}

static bool
parse_class(struct word_classes *classes, const char *name,
    struct word_class *class, struct err *err)
{
	if (class->state == CLASS_PARSED)
		return class->tree != NULL;
	if (class->state == CLASS_PARSING)
		return source_error(err, &class->text.where,
		    "the word class {%s} uses itself", name);
	class->state = CLASS_PARSING;
	class->tree = regex_parse(&class->text, classes, classes->arena, err);
	class->state = CLASS_PARSED;
	for (int bare = 0; class->tree != NULL && bare < 2; bare++) {
		const struct spelling spelling = { classes->language,
			bare != 0 };
		class->printed[bare] = regex_print_part(
		    class->tree, &spelling, classes->arena);
	}
	return class->tree != NULL;
}

bool
word_classes_get(struct word_classes *classes, struct regex *node,
    const struct source_text *user, struct err *err)
{
	struct word_class *found =
	    g_hash_table_lookup(classes->table, node->text);

	if (found == NULL)
		return unknown_class(
		    classes, node->text, user, node->offset, err);
	if (!parse_class(classes, node->text, found, err))
		return false;
	node->child = found->tree;
	node->printed[0] = found->printed[0];
	node->printed[1] = found->printed[1];
	return true;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

bool
word_classes_check(struct word_classes *classes, struct err *err)
{
	GList *names = g_list_sort(g_hash_table_get_keys(classes->table),
	    compare_names);
	bool ok = true;

	for (GList *name = names; ok && name != NULL; name = name->next)
		ok = parse_class(classes, name->data,
		    g_hash_table_lookup(classes->table, name->data), err);
	g_list_free(names);
	return ok;
}
