/*
 * takt held - mail that waits for a decision
 *
 * Ids act at once. A choice by rule, sender or age asks first, because it
 * may be more than meant: --yes answers, --dry-run only looks.
 */
#include <errno.h>
#include <glib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "review/commands.h"
#include "review/desk.h"
#include "review/held_json.h"
#include "review/mail_json.h"

struct held_options {
	struct common_options common;
	char *rule, *sender, *older_than, *at;
	gboolean all, dry_run, yes;
	int64_t older_seconds;	/* from older_than; 0: any age */
};

struct held_run {
	const struct command *command;
	const struct held_options *options;
	struct app app;
	struct desk desk;
	struct printer printer;
	time_t now;
	struct err no_listing;	/* if !desk.has_listing */
};

struct verb {
	const char *name;
	const char *done;	/* "released" */
	bool (*act)(const struct desk *desk, const struct desk_item *item,
	    time_t now, struct err *err);
};

static bool
return_as_decided(const struct desk *desk, const struct desk_item *item,
    time_t now, struct err *err)
{
	return desk_return(desk, item, GIVEBACK_DECIDED, now, err);
}

static const struct verb verbs[] = {
	{ "release", "released", desk_release },
	{ "return", "returned", return_as_decided },
	{ "delete", "deleted", desk_delete },
};

/* --- choosing --- */

static bool
has_rule(const struct verdict *verdict, const char *rule)
{
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		if (strcmp(finding->rule, rule) == 0)
			return true;
	return false;
}

static bool
is_chosen(const struct held_run *run, const struct desk_item *item)
{
	const struct held_options *options = run->options;
	const struct held *held = &item->held;

	if (held->id == NULL)
		return options->rule == NULL && options->sender == NULL &&
		    options->older_seconds == 0;
	return (options->rule == NULL ||
		   has_rule(&held->verdict, options->rule)) &&
	    (options->sender == NULL ||
		g_ascii_strcasecmp(held->sender, options->sender) == 0) &&
	    run->now - held->held_at >= options->older_seconds;
}

static bool
has_filter(const struct held_options *options)
{
	return options->all || options->rule != NULL ||
	    options->sender != NULL || options->older_than != NULL;
}

/* --- list and show --- */

static int
held_list(struct held_run *run)
{
	size_t shown = 0;

	for (size_t i = 0; i < run->desk.count; i++) {
		const struct desk_item *item = &run->desk.items[i];
		if (!is_chosen(run, item))
			continue;
		if (shown++ == 0 && !run->printer.is_json)
			held_heading(&run->printer);
		print_object(&run->printer, held_row_json(item, run->now),
		    held_row_view);
	}
	if (shown == 0 && !run->printer.is_json)
		(void)fputs("No mail is held.\n", stdout);
	if (!run->desk.has_listing)
		(void)fprintf(stderr,
		    "%s: warning: the queue could not be listed: %s\n",
		    g_get_prgname(), run->no_listing.text);
	return EXIT_FINE;
}

static bool
held_show(struct held_run *run, const char *id, struct err *err)
{
	const struct desk_item *item = desk_find(&run->desk, id, err);

	if (item == NULL)
		return false;
	json_t *object = held_show_json(
	    &run->desk, item, run->now, run->app.arena, err);
	if (object == NULL)
		return false;
	print_object(&run->printer, object, held_show_view);
	return true;
}

/* --- acting --- */

static void
done_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out, "%s  %s  ", print_get(object, "id"),
	    print_get(object, "did"));
	print_clean(printer, print_get(object, "sender"));
	(void)fputc('\n', printer->out);
}

static void
print_done(const struct held_run *run, const struct desk_item *item,
    const char *did)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_text(item->held.id));
	json_object_set_new(
	    object, "queue_id", json_text(item->held.queue_id));
	json_object_set_new(object, "sender", json_text(item->held.sender));
	json_object_set_new(object, "did", json_text(did));
	print_object(&run->printer, object, done_view);
}

static bool
act_on(const struct held_run *run, const struct verb *verb,
    const struct desk_item *item)
{
	struct err err;

	if (run->options->dry_run) {
		print_done(run, item, "would be done");
		return true;
	}
	if (!verb->act(&run->desk, item, run->now, &err)) {
		app_complain(&err);
		return false;
	}
	print_done(run, item, verb->done);
	return true;
}

/* Each id by itself: one that fails does not keep the others. */
static int
act_on_ids(
    struct held_run *run, const struct verb *verb, int count, char *ids[])
{
	int failed = 0;

	for (int i = 0; i < count; i++) {
		struct err err;
		const struct desk_item *item =
		    desk_find(&run->desk, ids[i], &err);
		if (item == NULL)
			app_complain(&err);
		if (item == NULL || !act_on(run, verb, item))
			failed++;
	}
	return failed > 0 ? EXIT_FAILED : EXIT_FINE;
}

static bool
is_agreed(const struct held_run *run, const struct verb *verb, size_t count)
{
	char answer[16] = "";

	if (run->options->yes || run->options->dry_run)
		return true;
	if (isatty(STDIN_FILENO) == 0) {
		(void)fprintf(stderr,
		    "%s: %zu mails would be %s; say --yes to do it, or "
		    "--dry-run to see them\n",
		    g_get_prgname(), count, verb->done);
		return false;
	}
	(void)fprintf(stderr, "%zu mails will be %s. Sure? [y/N] ", count,
	    verb->done);
	return fgets(answer, sizeof(answer), stdin) != NULL &&
	    (answer[0] == 'y' || answer[0] == 'Y');
}

static int
act_on_chosen(struct held_run *run, const struct verb *verb)
{
	size_t count = 0;
	int failed = 0;

	for (size_t i = 0; i < run->desk.count; i++)
		count += run->desk.items[i].held.id != NULL &&
		    is_chosen(run, &run->desk.items[i]);
	if (count > 0 && !is_agreed(run, verb, count))
		return EXIT_FAILED;
	for (size_t i = 0; i < run->desk.count; i++) {
		const struct desk_item *item = &run->desk.items[i];
		if (item->held.id != NULL && is_chosen(run, item) &&
		    !act_on(run, verb, item))
			failed++;
	}
	if (count == 0 && !run->printer.is_json)
		(void)fputs("No held mail is meant by that.\n", stdout);
	return failed > 0 ? EXIT_FAILED : EXIT_FINE;
}

static int
act(struct held_run *run, const struct verb *verb, int count, char *ids[])
{
	if (count > 0 && has_filter(run->options))
		return usage_error(run->command,
		    "name the mails by id or choose them, not both");
	if (count == 0 && !has_filter(run->options))
		return usage_error(run->command,
		    "%s which? Give ids, --rule, --sender, --older-than or "
		    "--all",
		    verb->name);
	if (!run->desk.has_listing) {
		app_complain(&run->no_listing);
		return EXIT_FAILED;
	}
	return count > 0 ? act_on_ids(run, verb, count, ids) :
			   act_on_chosen(run, verb);
}

/* --- the command --- */

static const struct verb *
find_verb(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int
complain(const struct err *err)
{
	app_complain(err);
	return EXIT_FAILED;
}

static int
run_verb(struct held_run *run, int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : "list";
	const struct verb *verb = find_verb(name);
	struct err err;

	if (verb == NULL && strcmp(name, "list") != 0 &&
	    !(strcmp(name, "show") == 0 && argc == 3))
		return usage_error(run->command,
		    "say list, show ID, release ID..., return ID... or "
		    "delete ID...");
	if (!app_open_store(&run->app, &err) ||
	    !desk_open(&run->desk, &run->app, &run->no_listing, &err))
		return complain(&err);
	if (verb != NULL)
		return act(run, verb, argc - 2, argv + 2);
	if (strcmp(name, "list") == 0)
		return held_list(run);
	return held_show(run, argv[2], &err) ? EXIT_FINE : complain(&err);
}

static int
run_held(struct held_run *run, struct held_options *options, int argc,
    char *argv[])
{
	struct err err;

	run->options = options;
	run->printer = printer_for(options->common.is_json);
	if ((options->older_than != NULL &&
		!duration_parse(
		    options->older_than, &options->older_seconds, &err)) ||
	    (options->at != NULL && !time_parse(options->at, &run->now, &err)))
		return usage_error(run->command, "%s", err.text);
	if (!app_init(&run->app, &options->common, &err))
		return complain(&err);
	return run_verb(run, argc, argv);
}

int
cmd_held(const struct command *self, int argc, char *argv[])
{
	struct held_options options = { 0 };
	/* clang-format off */
	const GOptionEntry entries[] = {
		OPTION_JSON(&options.common),
		{ "rule", 0, 0, G_OPTION_ARG_FILENAME, &options.rule,
		  "those with a finding of this rule", "RULE" },
		{ "sender", 0, 0, G_OPTION_ARG_FILENAME, &options.sender,
		  "those of this sender", "ADDRESS" },
		{ "older-than", 0, 0, G_OPTION_ARG_FILENAME,
		  &options.older_than, "those held for so long", "TIME" },
		{ "all", 0, 0, G_OPTION_ARG_NONE, &options.all,
		  "all that are held", NULL },
		{ "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run,
		  "only say which", NULL },
		{ "at", 0, 0, G_OPTION_ARG_FILENAME, &options.at,
		  "as if it were then (2026-03-04T10:02Z)", "TIME" },
		{ "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes,
		  "do not ask", NULL },
		OPTION_CONFIG(&options.common),
		OPTION_END
	};
	/* clang-format on */
	struct held_run run = { .command = self, .now = time(NULL) };
	int code = EXIT_USAGE;

	if (options_read(self, entries, &argc, &argv, 0, -1))
		code = run_held(&run, &options, argc, argv);
	app_release(&run.app);
	common_options_release(&options.common);
	g_free(options.rule);
	g_free(options.sender);
	g_free(options.older_than);
	g_free(options.at);
	return code;
}
