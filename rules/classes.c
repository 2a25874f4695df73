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
	struct regex *tree;
};

struct word_classes {
	struct arena *arena;
	GHashTable *table;	/* name -> struct word_class */
};

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

struct word_classes *
word_classes_new(struct arena *arena)
{
	struct word_classes *classes = arena_alloc(arena, sizeof(*classes));

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
    const struct source *user, unsigned column, struct err *err)
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
		return pattern_error(err, user, column,
		    "there is no word class {%s}. Did you mean {%s}?", name,
		    best);
	return pattern_error(err, user, column,
	    "there is no word class {%s} in this language. Define it in "
	    "classes",
	    name);
}

struct regex *
word_classes_get(struct word_classes *classes, const char *name,
    const struct source *user, unsigned column, struct err *err)
{
	struct word_class *found = g_hash_table_lookup(classes->table, name);

	if (found == NULL) {
		(void)unknown_class(classes, name, user, column, err);
		return NULL;
	}
	if (found->state == CLASS_PARSED)
		return found->tree;
	if (found->state == CLASS_PARSING) {
		(void)source_error(err, &found->text.where,
		    "the word class {%s} uses itself", name);
		return NULL;
	}
	found->state = CLASS_PARSING;
	found->tree = regex_parse(&found->text, classes, classes->arena, err);
	found->state = CLASS_PARSED;
	return found->tree;
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

	for (GList *name = names; ok && name != NULL; name = name->next) {
		const struct word_class *entry =
		    g_hash_table_lookup(classes->table, name->data);
		ok = word_classes_get(classes, name->data, &entry->text.where,
			 1, err) != NULL;
	}
	g_list_free(names);
	return ok;
}
