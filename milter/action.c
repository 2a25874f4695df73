/*
 * action - from verdict and policy to a list of edits, as data
 */
#include "milter/action.h"

#include <glib.h>

#include "base/arena.h"
#include "milter/header.h"

enum {
	FINDINGS_MAX = 20,	/* headers of one mail */
	REASON_MAX = 100,	/* Postfix logs no more */
};

struct builder {
	const struct plan_input *input;
	struct arena *arena;
	GArray *edits;
};

static void
add_header(struct builder *b, const char *name, const char *value)
{
	const struct edit edit = { EDIT_ADD_HEADER, name, value, 0 };

	g_array_append_val(b->edits, edit);
}

/* Last come first: removing one must not renumber those still to go. */
static void
remove_forged(struct builder *b)
{
	for (size_t i = b->input->forged_count; i > 0; i--) {
		const struct forged *f = &b->input->forged[i - 1];
		const struct edit edit = { EDIT_REMOVE_HEADER, f->name, NULL,
			f->index };
		g_array_append_val(b->edits, edit);
	}
}

static enum action
capped(enum action action, enum mode mode)
{
	if (mode == MODE_OBSERVE)
		return ACTION_PASS;
	if (action == ACTION_CONFIRM)
		return ACTION_ANNOTATE;
	return mode == MODE_ANNOTATE ? MIN(action, ACTION_ANNOTATE) : action;
}

/* What the recipients who may be named have earned, together. */
static enum action
visible_action(const struct verdict *verdict)
{
	enum action action = ACTION_PASS;

	for (size_t i = 0; i < verdict->recipient_count; i++)
		if (!verdict->recipients[i].is_hidden)
			action = MAX(action, verdict->recipients[i].action);
	return MIN(action, verdict->action);
}

static bool
has_header(const struct builder *b, const char *name, const char *value)
{
	for (guint i = 0; i < b->edits->len; i++) {
		const struct edit *e =
		    &g_array_index(b->edits, struct edit, i);
		if (e->kind == EDIT_ADD_HEADER && strcmp(e->name, name) == 0 &&
		    strcmp(e->value, value) == 0)
			return true;
	}
	return false;
}

/* Several recipients often have the same finding: it is said once. */
static void
add_finding(struct builder *b, const struct finding *finding)
{
	const char *line = header_finding(b->arena, finding);

	if (has_header(b, HEADER_FINDING, line))
		return;
	add_header(b, HEADER_FINDING, line);
	if (finding->advice == NULL || finding->advice[0] == '\0')
		return;
	const char *advice =
	    header_text(b->arena, HEADER_ADVICE, finding->advice);
	if (!has_header(b, HEADER_ADVICE, advice))
		add_header(b, HEADER_ADVICE, advice);
}

static void
add_findings(struct builder *b)
{
	const struct verdict *verdict = b->input->verdict;
	size_t added = 0;

	for (size_t i = 0; i < verdict->recipient_count; i++) {
		const struct recipient_verdict *r = &verdict->recipients[i];
		if (r->is_hidden)
			continue;
		for (size_t j = 0; j < r->finding_count; j++)
			if (added++ < FINDINGS_MAX)
				add_finding(b, &r->findings[j]);
	}
}

static void
add_headers(struct builder *b)
{
	const struct plan_input *input = b->input;

	if (input->headers == HEADERS_NONE || input->mode == MODE_OBSERVE)
		return;
	if (input->headers == HEADERS_FULL) {
		add_header(b, HEADER_VERDICT,
		    action_name(capped(visible_action(input->verdict),
			input->mode)));
		add_findings(b);
	}
	add_header(b, HEADER_ID, input->id);
}

/* "takt ID: rule, rule": for the queue, not for the mail. */
static const char *
hold_reason(const struct plan_input *input, struct arena *arena)
{
	const struct verdict *verdict = input->verdict;
	GString *reason = g_string_new(NULL);

	g_string_printf(reason, "takt %s", input->id);
	for (size_t i = 0; i < verdict->recipient_count; i++)
		for (size_t j = 0; j < verdict->recipients[i].finding_count;
		    j++) {
			const struct finding *f =
			    &verdict->recipients[i].findings[j];
			if (f->action != ACTION_HOLD ||
			    strstr(reason->str, f->rule) != NULL ||
			    reason->len + 1 + strlen(f->rule) > REASON_MAX)
				continue;
			g_string_append_printf(reason, " %s", f->rule);
		}
	const char *copy = arena_strdup(arena, reason->str);
	g_string_free(reason, TRUE);
	return copy;
}

void
action_plan(const struct plan_input *input, struct arena *arena,
    struct plan *plan_out)
{
	struct builder b = { input, arena,
		g_array_new(FALSE, FALSE, sizeof(struct edit)) };
	const struct verdict *verdict = input->verdict;

	*plan_out = (struct plan){ .done = ACTION_PASS };
	remove_forged(&b);
	if (verdict != NULL && verdict->exempt == NULL) {
		plan_out->done = capped(verdict->action, input->mode);
		add_headers(&b);
	}
	if (plan_out->done == ACTION_HOLD)
		plan_out->reason = hold_reason(input, arena);
	struct edit *edits =
	    arena_array(arena, b.edits->len + 1, sizeof(*edits));
	if (b.edits->len > 0)
		memcpy(edits, b.edits->data, b.edits->len * sizeof(*edits));
	plan_out->edits = edits;
	plan_out->count = b.edits->len;
	g_array_free(b.edits, TRUE);
}
