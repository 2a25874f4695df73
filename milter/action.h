/*
 * action - from verdict and policy to a list of edits, as data
 *
 * Pure: no MTA, no store. What a header may say is decided here: nothing of a
 * recipient who is neither in To nor in Cc, nor a finding that applies to such
 * a one only.
 */
#ifndef TAKT_MILTER_ACTION_H
#define TAKT_MILTER_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/settings.h"
#include "rules/verdict.h"

struct arena;

enum edit_kind { EDIT_REMOVE_HEADER, EDIT_ADD_HEADER };

struct edit {
	enum edit_kind kind;
	const char *name;
	const char *value;	/* of a header that is added */
	int index;		/* of one that is removed, from 1 */
};

/* A header of ours that came with the mail. */
struct forged {
	const char *name;
	int index;		/* among fields of that name, from 1 */
};

struct plan_input {
	enum mode mode;
	enum header_policy headers;
	const struct verdict *verdict;	/* NULL: was not judged */
	const char *id;
	const struct forged *forged;
	size_t forged_count;
};

struct plan {
	enum action done;	/* pass, annotate or hold: after the mode */
	const char *reason;	/* of the hold: ASCII, short */
	const struct edit *edits;
	size_t count;
};

/*
 * ACTION_CONFIRM is carried out as an annotation: the mail goes through with
 * the advice in its headers.
 */
void action_plan(const struct plan_input *input, struct arena *arena,
    struct plan *plan_out);

#endif
