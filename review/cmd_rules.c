/*
 * takt rules - the rules in force, and their examples
 */
#include <glib.h>

#include "base/arena.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/print.h"
#include "rules/ruleset.h"

/* --- list --- */

static json_t *
row_json(const struct rule_info *rule)
{
	return json_pack("{s:s,s:s,s:s,s:s*}", "rule", rule->id, "action",
	    action_name(rule->action), "level", level_name(rule->level),
	    "source", rule->source);
}

static void
row_view(const struct printer *printer, const json_t *row)
{
	const char *action = print_get(row, "action");

	(void)fprintf(printer->out, "%-30s ", print_get(row, "rule"));
	print_styled(
	    printer, print_action_style(action), "%-9s", action);
	(void)fprintf(printer->out, " %-8s %s\n", print_get(row, "level"),
	    print_get(row, "source"));
}

static int
rules_list(const struct ruleset *rules, const struct printer *printer)
{
	for (size_t i = 0; i < ruleset_rule_count(rules); i++)
		print_object(
		    printer, row_json(ruleset_rule(rules, i)), row_view);
	return EXIT_FINE;
}

/* --- show --- */

static json_t *
texts_json(const char *const texts[])
{
	json_t *object = json_object();

	for (int i = 0; i < LANGUAGE_COUNT; i++)
		if (texts[i] != NULL)
			json_object_set_new(object,
			    language_code((enum language)i),
			    json_text(texts[i]));
	return object;
}

static json_t *
rule_json(const struct rule_info *rule)
{
	json_t *object = row_json(rule);
	json_t *settings = json_object();

	for (size_t i = 0; i < rule->setting_count; i++)
		json_object_set_new(settings, rule->settings[i].name,
		    json_text(rule->settings[i].value));
	json_object_set_new(object, "when", json_text(rule->when));
	if (rule->until != NULL)
		json_object_set_new(object, "until", json_text(rule->until));
	json_object_set_new(object, "timing", json_boolean(rule->is_timing));
	json_object_set_new(object, "settings", settings);
	json_object_set_new(object, "why", texts_json(rule->why));
	json_object_set_new(object, "advice", texts_json(rule->advice));
	json_object_set_new(object, "file", json_text(rule->file));
	json_object_set_new(
	    object, "line", json_integer((json_int_t)rule->line));
	return object;
}

static void
texts_view(
    const struct printer *printer, const char *name, const json_t *texts)
{
	const char *language;
	json_t *text;

	json_object_foreach((json_t *)(uintptr_t)texts, language, text)
	{
		(void)fprintf(printer->out, "%s (%s)\n", name, language);
		print_filled(printer, json_string_value(text), 4);
	}
}

static void
rule_view(const struct printer *printer, const json_t *rule)
{
	json_t *settings = json_object_get(rule, "settings");
	const char *name;
	json_t *value;

	row_view(printer, rule);
	(void)fprintf(printer->out, "in %s, line %d\nwhen\n",
	    print_get(rule, "file"),
	    (int)json_integer_value(json_object_get(rule, "line")));
	print_filled(printer, print_get(rule, "when"), 4);
	json_object_foreach(settings, name, value)
		(void)fprintf(printer->out, "setting %s = %s\n", name,
		    json_string_value(value));
	if (print_get(rule, "until")[0] != '\0')
		(void)fprintf(printer->out, "until   %s\n",
		    print_get(rule, "until"));
	texts_view(printer, "why", json_object_get(rule, "why"));
	texts_view(printer, "advice", json_object_get(rule, "advice"));
}

static bool
rules_show(const struct ruleset *rules, const char *id,
    const struct printer *printer, struct err *err)
{
	for (size_t i = 0; i < ruleset_rule_count(rules); i++) {
		const struct rule_info *rule = ruleset_rule(rules, i);
		if (strcmp(rule->id, id) != 0)
			continue;
		print_object(printer, rule_json(rule), rule_view);
		return true;
	}
	return err_set(err, ERR_INPUT,
	    "there is no rule \"%s\"; \"takt rules list\" names them", id);
}

/* --- test --- */

static void
failed_view(const struct printer *printer, const json_t *failed)
{
	(void)fprintf(printer->out, "%s: %s\n", print_get(failed, "where"),
	    print_get(failed, "what"));
}

static void
print_failed(void *context, const char *where, const char *what)
{
	json_t *object = json_object();

	json_object_set_new(object, "where", json_text(where));
	json_object_set_new(object, "what", json_text(what));
	print_object(context, object, failed_view);
}

static void
tested_view(const struct printer *printer, const json_t *total)
{
	(void)fprintf(printer->out, "%d examples, %d wrong\n",
	    (int)json_integer_value(json_object_get(total, "examples")),
	    (int)json_integer_value(json_object_get(total, "wrong")));
}

static int
rules_test(const struct ruleset *rules, int count, char *files[],
    struct printer *printer)
{
	size_t wrong = 0, tried = 0;

	for (int i = 0; i < MAX(count, 1); i++) {
		size_t some = 0;
		wrong += ruleset_test(rules, count > 0 ? files[i] : NULL,
		    print_failed, printer, &some);
		if (count > 0 && some == 0)
			(void)fprintf(stderr,
			    "%s: note: %s has no examples among the rules in "
			    "force\n",
			    g_get_prgname(), files[i]);
		tried += some;
	}
	print_object(printer,
	    json_pack("{s:I,s:I}", "examples", (json_int_t)tried, "wrong",
		(json_int_t)wrong),
	    tested_view);
	return wrong > 0 ? EXIT_NO : EXIT_FINE;
}

/* --- which of them --- */

static int
run_verb(const struct command *self, const struct app *app, int argc,
    char *argv[], struct err *err)
{
	struct printer printer = printer_for(app->options->is_json);
	const char *verb = argc > 1 ? argv[1] : "list";

	if (strcmp(verb, "list") == 0 && argc <= 2)
		return rules_list(app->rules, &printer);
	if (strcmp(verb, "test") == 0)
		return rules_test(app->rules, argc - 2, argv + 2, &printer);
	if (strcmp(verb, "show") == 0 && argc == 3) {
		if (rules_show(app->rules, argv[2], &printer, err))
			return EXIT_FINE;
		app_complain(err);
		return EXIT_FAILED;
	}
	return usage_error(self, "say list, test [FILE...] or show RULE");
}

int
cmd_rules(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	const GOptionEntry entries[] = {
		OPTION_JSON(&common),
		OPTION_RULES(&common),
		OPTION_CONFIG(&common),
		OPTION_END,
	};
	struct app app = { 0 };
	struct err err;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 0, -1))
		goto out;
	code = EXIT_FAILED;
	if (!app_init(&app, &common, &err) || !app_load_rules(&app, &err))
		app_complain(&err);
	else
		code = run_verb(self, &app, argc, argv, &err);
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
