/*
 * takt check - judge one mail with what is known now
 *
 * Envelope and domains are guessed from the mail where nobody says them. On
 * a machine without settings and store the history is empty, and the note on
 * standard error says so.
 */
#include <glib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/mailfile.h"
#include "review/print.h"

struct check {
	struct common_options common;
	char *at;
	time_t now;	/* from at */
	char *sender;
	char **recipients;
};

static void
check_release(struct check *check)
{
	common_options_release(&check->common);
	g_free(check->at);
	g_free(check->sender);
	g_strfreev(check->recipients);
}

/* "user@host" out of "<user@host>". */
static const char *
bare_address(const char *text, struct arena *arena)
{
	const size_t length = strlen(text);

	if (length >= 2 && text[0] == '<' && text[length - 1] == '>')
		return arena_strndup(arena, text + 1, length - 2);
	return text;
}

static void
fill_envelope(const struct check *check, const struct message *message,
    struct arena *arena, struct envelope *envelope)
{
	const size_t given = check->recipients != NULL ?
	    g_strv_length(check->recipients) :
	    0;
	const char **list = arena_array(arena,
	    given + message->to.count + message->cc.count + 1,
	    sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < given; i++)
		list[count++] = bare_address(check->recipients[i], arena);
	for (size_t i = 0; given == 0 && i < message->to.count; i++)
		list[count++] = message->to.items[i].address;
	for (size_t i = 0; given == 0 && i < message->cc.count; i++)
		list[count++] = message->cc.items[i].address;
	envelope->sender = check->sender != NULL ?
	    bare_address(check->sender, arena) :
	    message->from.address;
	envelope->recipients = list;
	envelope->recipient_count = count;
}

/* Without settings the sender's domain is ours. */
static void
guess_local(struct app *app, const char *sender)
{
	const char *at = strrchr(sender, '@');

	if (app->judge.local_domains[0] != NULL || at == NULL)
		return;
	const char **list = arena_array(app->arena, 2, sizeof(*list));
	list[0] = at + 1;
	app->judge.local_domains = list;
}

static bool
open_history(struct app *app, struct err *err)
{
	if (app->settings_path != NULL ||
	    access(app->settings.key_file, F_OK) == 0)
		return app_open_store(app, err);
	(void)fprintf(stderr,
	    "%s: note: no settings and no store here, so nothing is known of "
	    "earlier mail\n",
	    g_get_prgname());
	return app_open_memory(app, err);
}

static bool
check_mail(struct app *app, const struct check *check, const char *path,
    enum action *action_out, struct err *err)
{
	const struct printer printer = printer_for(check->common.is_json);
	struct message message;
	struct envelope envelope;
	struct verdict verdict;
	const time_t now = check->now;

	if (!app_load_rules(app, err) ||
	    !mailfile_parse(path, &app->limits, app->arena, &message, err) ||
	    !open_history(app, err))
		return false;
	fill_envelope(check, &message, app->arena, &envelope);
	guess_local(app, envelope.sender);
	if (!judge_mail(&app->judge, &envelope, &message, now, app->arena,
		&verdict, err))
		return false;
	print_object(&printer,
	    mail_json(&message, envelope.sender,
		message.date != 0 ? message.date : now, &verdict),
	    mail_view);
	*action_out = verdict.action;
	return true;
}

int
cmd_check(const struct command *self, int argc, char *argv[])
{
	struct check check = { .now = time(NULL) };
	/* clang-format off */
	const GOptionEntry entries[] = {
		OPTION_JSON(&check.common),
		{ "at", 0, 0, G_OPTION_ARG_FILENAME, &check.at,
		  "judge as if it were then (2026-03-04T10:02Z)", "TIME" },
		{ "sender", 0, 0, G_OPTION_ARG_FILENAME, &check.sender,
		  "envelope sender (default: From)", "ADDRESS" },
		{ "rcpt", 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
		  &check.recipients,
		  "envelope recipient, again for more (default: To and Cc)",
		  "ADDRESS" },
		OPTION_LOCAL(&check.common),
		OPTION_RULES(&check.common),
		OPTION_CONFIG(&check.common),
		OPTION_END
	};
	/* clang-format on */
	struct app app = { 0 };
	struct err err;
	enum action action = ACTION_PASS;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 1, 1))
		goto out;
	code = EXIT_FAILED;
	if (check.at != NULL && !time_parse(check.at, &check.now, &err))
		code = usage_error(self, "%s", err.text);
	else if (!app_init(&app, &check.common, &err) ||
	    !check_mail(&app, &check, argv[1], &action, &err))
		app_complain(&err);
	else
		code = action >= ACTION_CONFIRM ? EXIT_NO : EXIT_FINE;
out:
	app_release(&app);
	check_release(&check);
	return code;
}
