/*
 * info - what the strings of a pattern's matches have in common
 *
 * Private to rules/literal.c and rules/info.c.
 */
#ifndef TAKT_RULES_INFO_H
#define TAKT_RULES_INFO_H

#include <glib.h>

#include "rules/literal.h"

enum {
	ROW_MAX = 12,	/* requirements while collecting */
	EDGE = 1	/* inside strings: a word boundary */
};

struct set {
	const char **items;
	size_t count;		/* 0: no set */
	double frequency;	/* once it is a requirement */
};

struct info {
	bool is_exact;		/* matches are these strings and no others */
	struct set exact;
	struct set row[ROW_MAX];	/* otherwise: requirements, in order */
	size_t row_count;
};

struct literal_finder {
	struct spelling spelling;
	struct arena *arena;
	GHashTable *known;	/* node -> struct info */
};

/* before, after: EDGE_* of what stands at the two sides of the node. */
const struct info *info_find(struct literal_finder *finder,
    const struct regex *node, unsigned before, unsigned after);

/* How often to expect a string of the set, per token; 1 if one of them has
   no literal. */
double literal_set_frequency(const struct literal_finder *finder,
    const struct set *set);

#endif
