/*
 * eval - what an expression says of one mail
 */
#ifndef TAKT_RULES_EVAL_H
#define TAKT_RULES_EVAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "rules/expr.h"
#include "rules/phrase.h"

struct arena;

/* A definition's value for the whole mail, once it was asked for. */
struct memo {
	bool is_filled;
	struct fact_value value;
};

struct eval {
	const struct facts *facts;
	const struct phrase_scan *scan;
	int64_t now;
	struct arena *arena;
	struct memo *memos;	/* by index of definition */
};

/* The checked expression's value. All kinds of values are numbers. */
struct fact_value eval_value(const struct eval *eval,
    const struct expr *expr);
/* True only if it is known to be. */
bool eval_is_true(const struct eval *eval, const struct expr *expr);

/*
 * The matches (struct phrase_match, appended to matches) that make a true
 * expression true: phrases under "not" are left out, and phrases in a place
 * count there only.
 */
void eval_collect(const struct eval *eval, const struct expr *expr,
    GArray *matches);

#endif
