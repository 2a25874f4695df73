/*
 * takt replay - judge an archive as if it happened again
 *
 * An empty history in memory, the mails' own dates as the clock, every mail
 * learnt as sent whatever the verdict. The history depends on the rules (they
 * mark favours and thanks), so --against keeps a second one.
 */
#include <glib.h>

#include "base/arena.h"
#include "review/archive.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/print.h"
#include "review/progress.h"
#include "review/report.h"

struct replay {
	struct common_options common;
	char *against;	/* --against DIR */
	struct app app, other;
	struct common_options other_common;	/* borrows from common */
	char *other_rules[2];	/* --against alone, NULL at the end */
	struct printer printer;
	struct progress progress;
	struct source *source;
	struct archive *archive;
	struct report *report;
	size_t inbound;
};

static void
replay_release(struct replay *replay)
{
	archive_free(&replay->archive);
	source_close(&replay->source);
	report_free(&replay->report);
	app_release(&replay->app);
	if (replay->against != NULL)
		app_release(&replay->other);
	common_options_release(&replay->common);
	g_free(replay->against);
}

static void
print_mail(const struct printer *printer, const json_t *object)
{
	(void)printer;	/* people get the report at the end */
	(void)object;
}

/* The other rules' say on the same mail, learnt into their own history. */
static bool
judge_otherwise(struct replay *replay, const struct archive_mail *mail,
    const struct verdict *verdict, json_t *object, struct arena *arena,
    struct err *err)
{
	const struct judge *judge = &replay->other.judge;
	struct verdict other;

	if (!judge_mail(judge, &mail->envelope, &mail->message, mail->when,
		arena, &other, err) ||
	    !judge_learn_sent(judge, &other, &mail->message, false,
		mail->when, err))
		return false;
	report_compare(replay->report, mail, verdict, &other);
	json_object_set_new(object, "against",
	    mail_json(&mail->message, mail->envelope.sender, mail->when,
		&other));
	return true;
}

static bool
replay_outgoing(struct replay *replay, const struct archive_mail *mail,
    struct arena *arena, struct err *err)
{
	const struct judge *judge = &replay->app.judge;
	struct verdict verdict;
	bool ok = true;

	if (!judge_mail(judge, &mail->envelope, &mail->message, mail->when,
		arena, &verdict, err) ||
	    !judge_learn_sent(judge, &verdict, &mail->message, false,
		mail->when, err))
		return false;
	json_t *object = mail_json(
	    &mail->message, mail->envelope.sender, mail->when, &verdict);
	report_add(replay->report, mail, &verdict, object);
	if (replay->against != NULL)
		ok = judge_otherwise(
		    replay, mail, &verdict, object, arena, err);
	print_object(&replay->printer, object, print_mail);
	return ok;
}

static bool
replay_inbound(struct replay *replay, const struct archive_mail *mail,
    struct err *err)
{
	replay->inbound++;
	return judge_learn_received(&replay->app.judge, &mail->envelope,
		   &mail->message, true, mail->when, err) &&
	    (replay->against == NULL ||
		judge_learn_received(&replay->other.judge, &mail->envelope,
		    &mail->message, true, mail->when, err));
}

static bool
replay_one(struct replay *replay, size_t index, struct err *err)
{
	struct arena *arena = arena_new();
	struct archive_mail mail;

	bool ok = archive_read(replay->archive, index, arena, &mail, err);
	if (ok)
		report_count(replay->report, &mail);
	if (ok && mail.direction == DIRECTION_OUTGOING)
		ok = replay_outgoing(replay, &mail, arena, err);
	else if (ok && mail.direction == DIRECTION_INBOUND)
		ok = replay_inbound(replay, &mail, err);
	arena_free(&arena);
	return ok;
}

static void
show_found(void *context, size_t found)
{
	progress_step(context, "looking for mail:", found, 0);
}

static bool
replay_all(struct replay *replay, struct err *err)
{
	const size_t count = source_count(replay->source);

	source_sort(replay->source);
	for (size_t i = 0; i < count; i++) {
		if (!replay_one(replay, i, err))
			return false;
		progress_step(&replay->progress, "judging mail", i + 1, count);
	}
	return true;
}

static void
print_notes(const struct replay *replay)
{
	const size_t skipped = source_skipped(replay->source);

	if (skipped > 0)
		(void)fprintf(stderr,
		    "%s: note: %zu files that are no mail were skipped\n",
		    g_get_prgname(), skipped);
	if (replay->inbound == 0)
		(void)fprintf(stderr,
		    "%s: warning: this archive has no inbound mail, so every "
		    "mail looks unanswered; add the inboxes\n",
		    g_get_prgname());
}

static bool
open_side(struct app *app, struct err *err)
{
	return app_load_rules(app, err) && app_open_memory(app, err);
}

/* --against is the same but for its rules. */
static bool
open_other(struct replay *replay, struct err *err)
{
	if (replay->against == NULL)
		return true;
	replay->other_rules[0] = replay->against;
	replay->other_common = replay->common;
	replay->other_common.rules = replay->other_rules;
	return app_init(&replay->other, &replay->other_common, err) &&
	    open_side(&replay->other, err);
}

static bool
replay_run(struct replay *replay, const char *const *paths, size_t count,
    struct err *err)
{
	if (!open_side(&replay->app, err) || !open_other(replay, err))
		return false;
	replay->source = source_open(
	    paths, count, show_found, &replay->progress, err);
	if (replay->source == NULL)
		return false;
	replay->archive = archive_new(
	    replay->source, &replay->app.judge, &replay->app.limits);
	replay->report = report_new();
	const bool ok = replay_all(replay, err);
	progress_end(&replay->progress);
	if (!ok)
		return false;
	print_notes(replay);
	if (!replay->printer.is_json)
		report_print(replay->report, &replay->printer);
	return true;
}

int
cmd_replay(const struct command *self, int argc, char *argv[])
{
	struct replay replay = { .progress = progress_start() };
	/* clang-format off */
	const GOptionEntry entries[] = {
		OPTION_JSON(&replay.common),
		OPTION_LOCAL(&replay.common),
		OPTION_RULES(&replay.common),
		{ "against", 0, 0, G_OPTION_ARG_FILENAME, &replay.against,
		  "compare with these rules", "DIR" },
		OPTION_CONFIG(&replay.common),
		OPTION_END
	};
	/* clang-format on */
	struct err err;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 1, -1))
		goto out;
	replay.printer = printer_for(replay.common.is_json);
	code = EXIT_FAILED;
	if (!app_init(&replay.app, &replay.common, &err))
		app_complain(&err);
	else if (replay.app.judge.local_domains[0] == NULL)
		code = usage_error(self,
		    "whose mail is outgoing? Say --local DOMAIN, or "
		    "local_domains in the settings");
	else if (!replay_run(&replay, (const char *const *)argv + 1,
		     (size_t)argc - 1, &err))
		app_complain(&err);
	else
		code = EXIT_FINE;
out:
	replay_release(&replay);
	return code;
}
