/*
 * book - the phrases of one language, compiled
 */
#include "rules/book.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/literal.h"
#include "rules/prefilter.h"
#include "rules/regex.h"

static void
release_array(void *array)
{
	g_array_unref(array);
}

static void
release_pointers(void *array)
{
	g_ptr_array_unref(array);
}

static GArray *
new_array(size_t size, struct arena *arena)
{
	GArray *array = g_array_new(FALSE, TRUE, (guint)size);

	arena_on_free(arena, release_array, array);
	return array;
}

struct phrase *
phrase_new(const char *name, uint32_t id, enum language language,
    const struct source *where, struct arena *arena)
{
	struct phrase *phrase = arena_alloc(arena, sizeof(*phrase));

	phrase->name = name;
	phrase->id = id;
	phrase->language = language;
	phrase->where = *where;
	for (int use = 0; use < USE_COUNT; use++)
		phrase->patterns[use] =
		    new_array(sizeof(struct pattern_entry), arena);
	phrase->hits = new_array(sizeof(struct source_text), arena);
	phrase->misses = new_array(sizeof(struct source_text), arena);
	return phrase;
}

struct book *
book_new(enum language language, struct arena *arena)
{
	struct book *book = arena_alloc(arena, sizeof(*book));

	book->language = language;
	book->arena = arena;
	book->classes = word_classes_new(language, arena);
	book->phrases = g_ptr_array_new();
	arena_on_free(arena, release_pointers, book->phrases);
	return book;
}

/* What is surely well formed is compiled when a mail first needs it: most
   patterns never are. */
static bool
compile_entry(struct book *book, struct pattern_entry *entry,
    struct arena *scratch, struct err *err)
{
	struct spelling spelling = { book->language, false };

	entry->tree = regex_parse(&entry->text, book->classes, scratch, err);
	if (entry->tree == NULL)
		return false;
	struct pattern *written = regex_is_doubtful(entry->tree)
	    ? pattern_compile(
		  entry->tree, &spelling, &entry->text, book->arena, err)
	    : pattern_compile_later(entry->tree, &spelling, book->arena);
	if (written == NULL)
		return false;
	entry->compiled[EDITION_WRITTEN] = written;
	entry->compiled[EDITION_BARE] = written;
	spelling.is_bare = true;
	if (book->language != LANGUAGE_EN &&
	    regex_has_bare_spelling(entry->tree))
		entry->compiled[EDITION_BARE] = pattern_compile_later(
		    entry->tree, &spelling, book->arena);
	return true;
}

static bool
compile_phrase(struct book *book, struct phrase *phrase,
    struct arena *scratch, struct err *err)
{
	for (int use = 0; use < USE_COUNT; use++) {
		GArray *entries = phrase->patterns[use];
		for (guint i = 0; i < entries->len; i++)
			if (!compile_entry(book,
				&g_array_index(entries, struct pattern_entry,
				    i), scratch, err))
				return false;
	}
	if (phrase->patterns[USE_MATCH]->len == 0)
		return source_error(err, &phrase->where,
		    "the phrase \"%s\" has no match. Give it at least one "
		    "pattern",
		    phrase->name);
	return true;
}

/* While an edition is put together. */
struct printing {
	struct literal_finder *finder;
	GArray *candidates, *literals, *always;
};

static void
print_entry(struct printing *printing, const struct phrase *phrase,
    struct pattern_entry *entry, enum edition edition)
{
	const uint32_t index = printing->candidates->len;
	const struct candidate candidate = { phrase,
		entry->compiled[edition] };
	const struct literals found =
	    literals_find(printing->finder, entry->tree);

	g_array_append_val(printing->candidates, candidate);
	entry->has_literal = found.count > 0;
	if (found.count == 0)
		g_array_append_val(printing->always, index);
	for (size_t i = 0; i < found.count; i++) {
		const struct prefilter_literal literal = { found.items[i],
			index };
		g_array_append_val(printing->literals, literal);
	}
}

/* Copies the array into the arena. */
static const void *
keep(const GArray *array, struct arena *arena)
{
	const size_t size = g_array_get_element_size((GArray *)array);
	void *copy = arena_array(arena, MAX(array->len, 1u), size);

	if (array->len > 0)
		memcpy(copy, array->data, array->len * size);
	return copy;
}

static void
print_edition(struct book *book, enum edition edition, struct arena *scratch)
{
	struct book_edition *result = &book->editions[edition];
	const struct spelling spelling = { book->language,
		edition == EDITION_BARE };
	struct printing printing = {
		.finder = literal_finder_new(&spelling, scratch),
		.candidates = new_array(sizeof(struct candidate), scratch),
		.literals =
		    new_array(sizeof(struct prefilter_literal), scratch),
		.always = new_array(sizeof(uint32_t), scratch),
	};

	for (guint i = 0; i < book->phrases->len; i++) {
		const struct phrase *phrase =
		    g_ptr_array_index(book->phrases, i);
		GArray *entries = phrase->patterns[USE_MATCH];
		for (guint k = 0; k < entries->len; k++)
			print_entry(&printing, phrase,
			    &g_array_index(entries, struct pattern_entry, k),
			    edition);
	}
	result->prefilter = prefilter_new(
	    (const struct prefilter_literal *)(void *)
		printing.literals->data,
	    printing.literals->len, book->arena);
	result->candidates = keep(printing.candidates, book->arena);
	result->candidate_count = printing.candidates->len;
	result->always = keep(printing.always, book->arena);
	result->always_count = printing.always->len;
}

/* The trees live in the scratch arena. */
static void
forget_trees(const struct book *book)
{
	for (guint i = 0; i < book->phrases->len; i++) {
		const struct phrase *phrase =
		    g_ptr_array_index(book->phrases, i);
		for (int use = 0; use < USE_COUNT; use++) {
			GArray *entries = phrase->patterns[use];
			for (guint k = 0; k < entries->len; k++)
				g_array_index(entries, struct pattern_entry, k)
				    .tree = NULL;
		}
	}
}

static bool
compile_phrases(struct book *book, struct arena *scratch, struct err *err)
{
	for (guint i = 0; i < book->phrases->len; i++)
		if (!compile_phrase(book,
			g_ptr_array_index(book->phrases, i), scratch, err))
			return false;
	return true;
}

bool
book_close(struct book *book, size_t id_count, struct err *err)
{
	struct arena *scratch = arena_new();
	bool ok = word_classes_check(book->classes, err) &&
	    compile_phrases(book, scratch, err);

	book->id_count = id_count;
	book->by_id =
	    arena_array(book->arena, MAX(id_count, 1), sizeof(*book->by_id));
	for (guint i = 0; ok && i < book->phrases->len; i++) {
		const struct phrase *phrase =
		    g_ptr_array_index(book->phrases, i);
		book->by_id[phrase->id] = phrase;
	}
	if (ok) {
		print_edition(book, EDITION_WRITTEN, scratch);
		book->editions[EDITION_BARE] =
		    book->editions[EDITION_WRITTEN];
		if (book->language != LANGUAGE_EN)
			print_edition(book, EDITION_BARE, scratch);
	}
	forget_trees(book);
	arena_free(&scratch);
	return ok;
}
