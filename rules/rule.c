/*
 * rule - one rule, from its raw values to what can be evaluated
 */
#include <glib.h>

#include "base/arena.h"
#include "rules/inside.h"
#include "rules/names.h"
#include "rules/template.h"

static bool
missing(const struct builder *builder, const struct raw_rule *raw,
    const char *what)
{
	return source_error(builder->err, &raw->where,
	    "the rule \"%s\" has no %s", raw->id, what);
}

static bool
build_local_names(const struct builder *builder, const struct raw_rule *raw,
    struct names *names)
{
	for (guint i = 0; i < raw->settings->len; i++)
		if (!build_setting(builder,
			&g_array_index(raw->settings, struct raw_named, i),
			names))
			return false;
	GPtrArray *lets = g_ptr_array_new();
	bool ok = true;
	for (guint i = 0; ok && i < raw->lets->len; i++) {
		const struct raw_named *let =
		    &g_array_index(raw->lets, struct raw_named, i);
		struct named *named =
		    build_named(builder, let, names, "the let name");
		ok = named != NULL;
		g_ptr_array_add(lets, named);
	}
	for (guint i = 0; ok && i < lets->len; i++)
		ok = named_check(g_ptr_array_index(lets, i), builder->err);
	g_ptr_array_unref(lets);
	return ok;
}

/* The gravest value the expression can have. */
static int64_t
greatest(const struct expr *expr)
{
	if (expr->kind == EXPR_NAMED)
		return greatest(expr->named->expr);
	if (expr->kind == EXPR_IF)
		return MAX(greatest(expr->args[1]), greatest(expr->args[2]));
	return expr->number;
}

static bool
build_action(const struct builder *builder, const struct raw_rule *raw,
    struct names *names, struct rule *rule)
{
	const struct source_text *action = &raw->keys[RULE_ACTION];
	struct source_text level = raw->keys[RULE_LEVEL];

	if (action->text == NULL)
		return missing(builder, raw, "action");
	if (level.text == NULL)
		level = (struct source_text){ "warning", raw->where };
	rule->action =
	    build_expr(builder, action, names, "action", TYPE_ACTION);
	if (rule->action == NULL)
		return false;
	rule->level = build_expr(builder, &level, names, "level", TYPE_LEVEL);
	if (rule->level == NULL)
		return false;
	rule->info.action = (enum action)greatest(rule->action);
	rule->info.level = (enum level)greatest(rule->level);
	rule->info.action_text = action->text;
	rule->info.action_file = action->where.file;
	rule->info.action_line = action->where.line;
	return true;
}

static bool
build_expressions(const struct builder *builder, const struct raw_rule *raw,
    struct names *names, struct rule *rule)
{
	const struct source_text *when = &raw->keys[RULE_WHEN];
	const struct source_text *until = &raw->keys[RULE_UNTIL];

	if (when->text == NULL)
		return missing(builder, raw, "when");
	rule->when = build_expr(builder, when, names, "when", TYPE_BOOL);
	if (rule->when == NULL)
		return false;
	if (until->text == NULL)
		return true;
	rule->until = build_expr(builder, until, names, "until", TYPE_TIME);
	return rule->until != NULL;
}

static bool
build_contacts(const struct builder *builder, const struct raw_rule *raw,
    struct rule *rule)
{
	static const char *const names[] = {
		[CONTACTS_KNOWN] = "known",
		[CONTACTS_UNKNOWN] = "unknown",
		[CONTACTS_ANY] = "any",
	};
	const struct source_text *text = &raw->keys[RULE_CONTACTS];

	if (text->text == NULL)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], text->text) != 0)
			continue;
		rule->contacts = (enum contacts)i;
		return true;
	}
	return source_error(builder->err, &text->where,
	    "contacts should be \"known\", \"unknown\" or \"any\"");
}

static bool
build_timing(const struct builder *builder, const struct raw_rule *raw,
    struct rule *rule)
{
	const struct source_text *text = &raw->keys[RULE_TIMING];

	if (text->text == NULL)
		return true;
	rule->info.is_timing = strcmp(text->text, "true") == 0;
	if (rule->info.is_timing || strcmp(text->text, "false") == 0)
		return true;
	return source_error(
	    builder->err, &text->where, "timing should be true or false");
}

static bool
build_evidence(const struct builder *builder, const struct raw_rule *raw,
    struct names *names, struct rule *rule)
{
	if (raw->evidence == NULL)
		return true;
	uint32_t *phrases = arena_array(
	    builder->arena, raw->evidence->len + 1, sizeof(*phrases));
	for (guint i = 0; i < raw->evidence->len; i++) {
		const struct source_text *text =
		    &g_array_index(raw->evidence, struct source_text, i);
		const struct expr *expr =
		    build_expr(builder, text, names, "evidence", TYPE_BOOL);
		if (expr == NULL)
			return false;
		if (expr->kind != EXPR_PHRASE)
			return source_error(builder->err, &text->where,
			    "\"%s\" is no phrase. evidence lists the phrases "
			    "to show",
			    text->text);
		phrases[i] = (uint32_t)expr->number;
	}
	rule->evidence = phrases;
	rule->evidence_count = raw->evidence->len;
	return true;
}

static bool
build_texts(const struct builder *builder, const struct raw_rule *raw,
    struct names *names, struct rule *rule)
{
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		const struct source_text *why = &raw->why[i];
		const struct source_text *advice = &raw->advice[i];
		if (why->text == NULL || advice->text == NULL) {
			const char *code = language_code((enum language)i);
			if (i == LANGUAGE_EN)
				return missing(builder, raw,
				    why->text == NULL ? "why.en"
						      : "advice.en");
			build_warning(builder, &raw->where,
			    "the rule \"%s\" has no %s.%s: it will speak "
			    "English",
			    raw->id, why->text == NULL ? "why" : "advice",
			    code);
			continue;
		}
		rule->why[i] = template_parse(why, names, rule->until != NULL,
		    builder->arena, builder->err);
		if (rule->why[i] == NULL)
			return false;
		rule->advice[i] = template_parse(advice, names,
		    rule->until != NULL, builder->arena, builder->err);
		if (rule->advice[i] == NULL)
			return false;
		rule->info.why[i] = why->text;
		rule->info.advice[i] = advice->text;
	}
	return true;
}

static void
build_info(const struct builder *builder, const struct raw_rule *raw,
    struct rule_info *info)
{
	struct rule_setting *settings = arena_array(
	    builder->arena, raw->settings->len + 1, sizeof(*settings));

	for (guint i = 0; i < raw->settings->len; i++) {
		const struct raw_named *from =
		    &g_array_index(raw->settings, struct raw_named, i);
		settings[i] = (struct rule_setting){ from->name,
			from->text.text, from->text.where.file,
			from->text.where.line };
	}
	info->id = raw->id;
	info->when = raw->keys[RULE_WHEN].text;
	info->until = raw->keys[RULE_UNTIL].text;
	info->source = raw->keys[RULE_SOURCE].text;
	info->doc = raw->keys[RULE_DOC].text;
	info->settings = settings;
	info->setting_count = raw->settings->len;
	info->file = raw->where.file;
	info->line = raw->where.line;
}

bool
build_rule(const struct builder *builder, const struct raw_rule *raw,
    struct rule *rule_out)
{
	struct names *names = names_new(builder->names, builder->arena);

	build_info(builder, raw, &rule_out->info);
	return build_local_names(builder, raw, names) &&
	    build_expressions(builder, raw, names, rule_out) &&
	    build_action(builder, raw, names, rule_out) &&
	    build_contacts(builder, raw, rule_out) &&
	    build_timing(builder, raw, rule_out) &&
	    build_evidence(builder, raw, names, rule_out) &&
	    build_texts(builder, raw, names, rule_out);
}
