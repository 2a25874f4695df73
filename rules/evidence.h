/*
 * evidence - the words to show people, as the sender wrote them
 */
#ifndef TAKT_RULES_EVIDENCE_H
#define TAKT_RULES_EVIDENCE_H

#include <glib.h>

#include "rules/verdict.h"

struct arena;
struct own_words;

/*
 * At most three pieces of the mail in the order of the text, none twice.
 * matches: struct phrase_match, any order. A match that is most of its
 * sentence is shown as the whole sentence; nothing is longer than 200 bytes.
 */
const struct evidence *evidence_choose(const struct own_words *words,
    GArray *matches, struct arena *arena, size_t *count_out);

#endif
