/*
 * greeting - "Hi Per," and "Kind regards": not what a mail says
 */
#ifndef TAKT_MESSAGE_GREETING_H
#define TAKT_MESSAGE_GREETING_H

#include <stdbool.h>
#include <stddef.h>

/* All take folded text, of a line or a sentence. */

/* The whole of it is a greeting: "hi per", "sehr geehrte frau dr. lund,". */
bool is_greeting(const char *folded, size_t length);
/*
 * Length of the greeting that begins a longer sentence, its comma included:
 * 7 for "hi per, could you ...". 0 if there is none.
 */
size_t greeting_prefix(const char *folded, size_t length);

/* "kind regards", "mvh anna", "lg": a closing formula, perhaps with names. */
bool is_signoff(const char *folded);
/* "thanks," and the like: a sign-off only with a name below it. */
bool is_thanks_signoff(const char *folded);

#endif
