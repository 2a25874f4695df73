/*
 * own_words - what the sender wrote now, out of all that is in the body
 */
#ifndef TAKT_MESSAGE_OWN_WORDS_H
#define TAKT_MESSAGE_OWN_WORDS_H

#include "message/lines.h"
#include "message/words.h"

struct arena;

/*
 * Fills in everything of own_words but subject and language. The body's text
 * is kept as words_out->body.original. Never fails.
 */
void own_words_extract(const struct body *body, struct arena *arena,
    struct own_words *words_out);

#endif
