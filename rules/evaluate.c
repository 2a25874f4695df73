/*
 * evaluate - what the rules say of one mail to one recipient
 */
#include <glib.h>

#include "base/arena.h"
#include "rules/eval.h"
#include "rules/evidence.h"
#include "rules/inside.h"
#include "rules/template.h"

const struct phrase_scan *
ruleset_scan(const struct ruleset *ruleset, const struct own_words *words,
    struct arena *arena)
{
	return phrase_scan_new(ruleset->books[words->language], words,
	    ruleset->limit_hits, arena);
}

static struct eval
begin(const struct ruleset *ruleset, const struct rule_input *input,
    struct arena *arena)
{
	return (struct eval){
		.facts = input->facts,
		.scan = input->scan,
		.now = (int64_t)input->now,
		.arena = arena,
		.memos = arena_array(arena, ruleset->definition_count + 1,
		    sizeof(struct memo)),
	};
}

static bool
concerns(const struct rule *rule, const struct rule_input *input)
{
	const struct fact_value *known =
	    &input->facts->values[FACT_ID_known];

	switch (rule->contacts) {
	case CONTACTS_KNOWN:
		return input->any_contact ||
		    (known->is_known && known->number != 0);
	case CONTACTS_UNKNOWN:
		return known->is_known && known->number == 0;
	case CONTACTS_ANY:
		break;
	}
	return true;
}

/* An action or level that cannot be told is the mildest that shows. */
static int64_t
value_or(const struct eval *eval, const struct expr *expr, int64_t fallback)
{
	const struct fact_value value = eval_value(eval, expr);

	return value.is_known ? value.number : fallback;
}

static void
add_texts(const struct rule *rule, const struct rule_input *input,
    const struct eval *eval, struct arena *arena, struct finding *finding)
{
	const enum language language = input->words->language;
	const bool speaks = rule->why[language] != NULL;
	const struct template_values values = {
		.contact = input->contact != NULL ? input->contact : "?",
		.until = finding->until,
		.zone_minutes = input->zone_minutes,
		.language = speaks ? language : LANGUAGE_EN,
	};

	finding->why = template_render(
	    rule->why[values.language], eval, &values, arena);
	finding->advice = template_render(
	    rule->advice[values.language], eval, &values, arena);
}

static void
add_evidence(const struct rule *rule, const struct eval *eval,
    struct arena *arena, struct finding *finding)
{
	GArray *matches =
	    g_array_new(FALSE, FALSE, sizeof(struct phrase_match));

	if (rule->evidence == NULL)
		eval_collect(eval, rule->when, matches);
	for (size_t i = 0; i < rule->evidence_count; i++) {
		const struct phrase_matches found = phrase_matches_in(
		    eval->scan, rule->evidence[i], UNIT_SUBJECT,
		    eval->scan->unit_count);
		if (found.count > 0)
			g_array_append_vals(
			    matches, found.items, (guint)found.count);
	}
	finding->evidence = evidence_choose(eval->scan->words, matches, arena,
	    &finding->evidence_count);
	g_array_unref(matches);
}

static struct finding
make_finding(const struct rule *rule, const struct rule_input *input,
    const struct eval *eval, struct arena *arena)
{
	struct finding finding = {
		.rule = rule->info.id,
		.action = (enum action)value_or(
		    eval, rule->action, ACTION_ANNOTATE),
		.level = (enum level)value_or(
		    eval, rule->level, LEVEL_WARNING),
		.is_timing = rule->info.is_timing,
	};

	if (finding.action == ACTION_OFF)
		return finding;
	if (rule->until != NULL)
		finding.until = (time_t)value_or(eval, rule->until, 0);
	add_texts(rule, input, eval, arena, &finding);
	add_evidence(rule, eval, arena, &finding);
	return finding;
}

static void
keep(struct finding *items, size_t *count, const struct finding *finding)
{
	if (items != NULL)
		items[(*count)++] = *finding;
}

void
ruleset_evaluate(const struct ruleset *ruleset, const struct rule_input *input,
    struct arena *arena, struct findings *findings_out,
    struct findings *observed_out)
{
	const struct eval eval = begin(ruleset, input, arena);
	const size_t most = ruleset->rule_count + 1;
	struct finding *found = arena_array(arena, most, sizeof(*found));
	struct finding *observed = observed_out == NULL
	    ? NULL
	    : arena_array(arena, most, sizeof(*observed));
	size_t found_count = 0, observed_count = 0;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct rule *rule = &ruleset->rules[i];
		if (rule->info.action == ACTION_OFF ||
		    !concerns(rule, input) || !eval_is_true(&eval, rule->when))
			continue;
		const struct finding finding =
		    make_finding(rule, input, &eval, arena);
		if (finding.action == ACTION_OBSERVE)
			keep(observed, &observed_count, &finding);
		else if (finding.action != ACTION_OFF)
			keep(found, &found_count, &finding);
	}
	*findings_out = (struct findings){ found, found_count };
	if (observed_out != NULL)
		*observed_out = (struct findings){ observed, observed_count };
}

uint32_t
ruleset_marks(const struct ruleset *ruleset, const struct rule_input *input,
    struct arena *arena)
{
	const struct eval eval = begin(ruleset, input, arena);
	uint32_t marks = 0;

	for (size_t i = 0; i < ruleset->mark_count; i++)
		if (eval_is_true(&eval, ruleset->marks[i].when))
			marks |= ruleset->marks[i].mark;
	return marks;
}
