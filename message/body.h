/*
 * body - which of a message's parts make up the text that is judged
 */
#ifndef TAKT_MESSAGE_BODY_H
#define TAKT_MESSAGE_BODY_H

#include "message/lines.h"
#include "message/parts.h"

struct arena;

/*
 * Of alternatives the plain text, unless it is empty or a stub; inline texts
 * one behind the other; never an attachment. Sets is_encrypted, has_forward
 * and is_truncated in words_out.
 */
void body_choose(const struct parts *parts, size_t most,
    struct arena *arena, struct body *body_out, struct own_words *words_out);

bool body_has_attachment(const struct parts *parts);

#endif
