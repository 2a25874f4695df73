/*
 * book - the phrases of one language, compiled
 */
#include "rules/book.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/literal.h"
#include "rules/regex.h"
#include "rules/sieve.h"

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
	struct sieve_builder *sieve;
	struct candidate *candidates;
	uint32_t count;
};

static void
print_entry(struct printing *printing, struct phrase *phrase,
    struct pattern_entry *entry, enum edition edition)
{
	const struct clauses clauses =
	    literals_find(printing->finder, entry->tree);

	printing->candidates[printing->count] =
	    (struct candidate){ phrase, entry->compiled[edition] };
	entry->is_sieved[edition] =
	    sieve_add(printing->sieve, printing->count, &clauses);
	phrase->is_everywhere[edition] |= !entry->is_sieved[edition];
	printing->count++;
}

static size_t
count_patterns(const struct book *book)
{
	size_t count = 0;

	for (guint i = 0; i < book->phrases->len; i++) {
		const struct phrase *phrase =
		    g_ptr_array_index(book->phrases, i);
		count += phrase->patterns[USE_MATCH]->len;
	}
	return count;
}

static void
print_edition(struct book *book, enum edition edition, struct arena *scratch)
{
	const struct spelling spelling = { book->language,
		edition == EDITION_BARE };
	struct printing printing = {
		.finder = literal_finder_new(&spelling, scratch),
		.sieve = sieve_builder_new(scratch),
		.candidates = arena_array(book->arena,
		    count_patterns(book) + 1, sizeof(struct candidate)),
	};

	for (guint i = 0; i < book->phrases->len; i++) {
		struct phrase *phrase = g_ptr_array_index(book->phrases, i);
		GArray *entries = phrase->patterns[USE_MATCH];
		for (guint k = 0; k < entries->len; k++)
			print_entry(&printing, phrase,
			    &g_array_index(entries, struct pattern_entry, k),
			    edition);
	}
	book->editions[edition] = (struct book_edition){
		.sieve = sieve_build(printing.sieve, book->arena),
		.candidates = printing.candidates,
		.candidate_count = printing.count,
	};
}

/* English has no other spellings: both editions are one. */
static void
copy_edition(struct book *book)
{
	book->editions[EDITION_BARE] = book->editions[EDITION_WRITTEN];
	for (guint i = 0; i < book->phrases->len; i++) {
		struct phrase *phrase = g_ptr_array_index(book->phrases, i);
		GArray *entries = phrase->patterns[USE_MATCH];
		phrase->is_everywhere[EDITION_BARE] =
		    phrase->is_everywhere[EDITION_WRITTEN];
		for (guint k = 0; k < entries->len; k++) {
			struct pattern_entry *entry = &g_array_index(
			    entries, struct pattern_entry, k);
			entry->is_sieved[EDITION_BARE] =
			    entry->is_sieved[EDITION_WRITTEN];
		}
	}
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
		if (book->language == LANGUAGE_EN)
			copy_edition(book);
		else
			print_edition(book, EDITION_BARE, scratch);
	}
	forget_trees(book);
	arena_free(&scratch);
	return ok;
}
