/*
 * book - the phrases of one language, compiled
 *
 * A phrase has patterns that make it, exceptions in the same sentence
 * (unless) or anywhere in the mail (unless_mail), and examples. The book
 * comes in two editions: as written, and for mails typed without a single
 * letter beyond ASCII.
 */
#ifndef TAKT_RULES_BOOK_H
#define TAKT_RULES_BOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message/language.h"
#include "rules/pattern.h"
#include "rules/source.h"

struct arena;
struct own_words;
struct regex;
struct sieve;

enum pattern_use { USE_MATCH, USE_UNLESS, USE_UNLESS_MAIL, USE_COUNT };

enum edition { EDITION_WRITTEN, EDITION_BARE, EDITION_COUNT };

struct pattern_entry {
	struct source_text text;
	struct regex *tree;	/* NULL once the book is closed */
	struct pattern *compiled[EDITION_COUNT];	/* may be the same */
	bool is_sieved[EDITION_COUNT];	/* false: may match anywhere */
};

struct phrase {
	const char *name;
	uint32_t id;		/* the same in all languages */
	enum language language;
	struct source where;	/* where it is first given */
	bool matches_speech;	/* also inside quotation marks */
	bool is_everywhere[EDITION_COUNT];	/* some pattern is not sieved */
	GArray *patterns[USE_COUNT];	/* struct pattern_entry */
	GArray *hits, *misses;		/* struct source_text */
};

/* A pattern with its phrase: what the sieve's numbers mean. */
struct candidate {
	const struct phrase *phrase;
	struct pattern *pattern;
};

struct book_edition {
	const struct sieve *sieve;
	const struct candidate *candidates;	/* a phrase's stand together */
	size_t candidate_count;
};

struct book {
	enum language language;
	struct arena *arena;
	struct word_classes *classes;
	GPtrArray *phrases;	/* struct phrase * */
	const struct phrase **by_id;	/* NULL: not in this language */
	size_t id_count;
	struct book_edition editions[EDITION_COUNT];
};

struct book *book_new(enum language language, struct arena *arena) MUST_CHECK;

/* Compiles everything. id_count: number of phrase ids there are. */
bool book_close(struct book *book, size_t id_count, struct err *err)
    MUST_CHECK;

struct phrase *phrase_new(const char *name, uint32_t id,
    enum language language, const struct source *where, struct arena *arena)
    MUST_CHECK;

#endif
