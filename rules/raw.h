/*
 * raw - what stands in the rule files, before it means anything
 *
 * Files of all directories are read into one struct raw, later directories
 * changing what earlier ones said; every value remembers where it came from.
 * Nothing is parsed or compiled here.
 */
#ifndef TAKT_RULES_RAW_H
#define TAKT_RULES_RAW_H

#include <glib.h>
#include <stdbool.h>

#include "message/language.h"
#include "rules/book.h"
#include "rules/source.h"

struct arena;

/* name = "text": a definition, setting, let name or mark. */
struct raw_named {
	const char *name;
	struct source_text text;
	struct source_text first;	/* before anything overrode it */
	unsigned directory;
};

/* The keys of a rule that hold one value each. */
enum rule_key {
	RULE_ID,
	RULE_WHEN,
	RULE_UNTIL,
	RULE_ACTION,
	RULE_LEVEL,
	RULE_SOURCE,
	RULE_DOC,
	RULE_TIMING,
	RULE_CONTACTS,
	RULE_KEY_COUNT
};

struct raw_rule {
	const char *id;
	struct source where;	/* of its first appearance */
	unsigned directory;	/* of its latest */
	struct source_text keys[RULE_KEY_COUNT];	/* text NULL: not given */
	struct source_text why[LANGUAGE_COUNT], advice[LANGUAGE_COUNT];
	GArray *settings, *lets;	/* struct raw_named */
	GArray *evidence;	/* struct source_text; NULL: not given */
};

struct raw {
	struct arena *arena;
	GPtrArray *rules;	/* struct raw_rule *, in order */
	GArray *defines, *marks, *settings;	/* struct raw_named */
	struct book *books[LANGUAGE_COUNT];	/* NULL: no file */
	GHashTable *phrase_ids;	/* name -> index into phrase_names */
	GPtrArray *phrase_names;	/* struct raw_phrase_name * */
};

/* A phrase of any language, by id. */
struct raw_phrase_name {
	const char *name;
	struct source where;	/* where it is first given */
};

struct raw *raw_new(struct arena *arena) MUST_CHECK;
/* The first directory must exist; others may be missing. */
bool raw_read_directory(struct raw *raw, const char *directory,
    unsigned number, struct err *err) MUST_CHECK;
struct raw_rule *raw_find_rule(const struct raw *raw, const char *id);

/* The id of a phrase; a new one if the name is new. */
uint32_t raw_phrase_id(struct raw *raw, const char *name,
    const struct source *where);

/* For raw_phrases.c: reads a file of a language. */
struct raw_file;
bool raw_read_phrases(const struct raw_file *file, struct err *err)
    MUST_CHECK;

#endif
