/*
 * takt import - teach the history from an archive
 *
 * The same mail may be imported again and again: the history knows its
 * Message-IDs. Archived inbound mail is trusted as it is in replay.
 */
#include <glib.h>

#include "base/arena.h"
#include "review/archive.h"
#include "review/commands.h"
#include "review/print.h"
#include "review/progress.h"

struct import {
	struct common_options common;
	struct app app;
	struct progress progress;
	struct source *source;
	struct archive *archive;
	size_t directions[DIRECTION_COUNT];
};

static bool
import_sent(const struct judge *judge, const struct archive_mail *mail,
    struct arena *arena, struct err *err)
{
	struct verdict verdict;

	return judge_mail(judge, &mail->envelope, &mail->message, mail->when,
		   arena, &verdict, err) &&
	    judge_learn_sent(
		judge, &verdict, &mail->message, false, mail->when, err);
}

static bool
import_one(struct import *import, size_t index, struct err *err)
{
	const struct judge *judge = &import->app.judge;
	struct arena *arena = arena_new();
	struct archive_mail mail;
	bool ok = archive_read(import->archive, index, arena, &mail, err);

	if (ok)
		import->directions[mail.direction]++;
	if (ok && mail.direction == DIRECTION_OUTGOING)
		ok = import_sent(judge, &mail, arena, err);
	else if (ok && mail.direction == DIRECTION_INBOUND)
		ok = judge_learn_received(judge, &mail.envelope,
		    &mail.message, true, mail.when, err);
	arena_free(&arena);
	return ok;
}

static void
show_found(void *context, size_t found)
{
	progress_step(context, "looking for mail:", found, 0);
}

static bool
import_all(struct import *import, const char *const *paths, size_t count,
    struct err *err)
{
	if (!app_load_rules(&import->app, err) ||
	    !app_open_store(&import->app, err))
		return false;
	import->source = source_open(
	    paths, count, show_found, &import->progress, err);
	if (import->source == NULL)
		return false;
	import->archive = archive_new(
	    import->source, &import->app.judge, &import->app.limits);
	source_sort(import->source);
	const size_t mails = source_count(import->source);
	for (size_t i = 0; i < mails; i++) {
		if (!import_one(import, i, err))
			return false;
		progress_step(&import->progress, "learning", i + 1, mails);
	}
	return true;
}

static json_int_t
number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void
summary_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out,
	    "learnt %lld outgoing and %lld inbound mails; passed over %lld "
	    "of neither kind and %lld copies\n",
	    (long long)number(object, "outgoing"),
	    (long long)number(object, "inbound"),
	    (long long)number(object, "neither"),
	    (long long)number(object, "copies"));
}

static void
print_summary(const struct import *import)
{
	const struct printer printer = printer_for(import->common.is_json);
	const size_t *d = import->directions;

	print_object(&printer,
	    json_pack("{s:I,s:I,s:I,s:I}", "outgoing",
		(json_int_t)d[DIRECTION_OUTGOING], "inbound",
		(json_int_t)d[DIRECTION_INBOUND], "neither",
		(json_int_t)d[DIRECTION_NONE], "copies",
		(json_int_t)d[DIRECTION_COPY]),
	    summary_view);
}

static int
run_import(struct import *import, const struct command *self,
    const char *const *paths, size_t count)
{
	struct err err;

	if (!app_init(&import->app, &import->common, &err)) {
		app_complain(&err);
		return EXIT_FAILED;
	}
	if (import->app.judge.local_domains[0] == NULL)
		return usage_error(self,
		    "whose mail is outgoing? Say --local DOMAIN, or "
		    "local_domains in the settings");
	const bool ok = import_all(import, paths, count, &err);
	progress_end(&import->progress);
	if (!ok) {
		app_complain(&err);
		return EXIT_FAILED;
	}
	print_summary(import);
	return EXIT_FINE;
}

int
cmd_import(const struct command *self, int argc, char *argv[])
{
	struct import import = { .progress = progress_start() };
	const GOptionEntry entries[] = {
		OPTION_JSON(&import.common),
		OPTION_LOCAL(&import.common),
		OPTION_RULES(&import.common),
		OPTION_CONFIG(&import.common),
		OPTION_END,
	};
	int code = EXIT_USAGE;

	if (options_read(self, entries, &argc, &argv, 1, -1))
		code = run_import(&import, self,
		    (const char *const *)argv + 1, (size_t)argc - 1);
	archive_free(&import.archive);
	source_close(&import.source);
	app_release(&import.app);
	common_options_release(&import.common);
	return code;
}
