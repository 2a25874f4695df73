/*
 * where - the rules that came with this program
 *
 * Both programs look in the same order: the folder named in TAKT_RULES; the
 * source tree's, when the program runs from its build folder; else the
 * installed rules and, if there is one, the site's rules.d.
 */
#ifndef TAKT_CONF_WHERE_H
#define TAKT_CONF_WHERE_H

#include "base/attr.h"

struct arena;

/* NULL at the end, in order of rising priority. */
const char *const *where_rules(struct arena *arena) MUST_CHECK;

#endif
