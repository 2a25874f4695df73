/*
 * takt sweep - what has to be done about held mail from time to time
 *
 * Makes records and queue agree, and releases what is due after judging it
 * again. Safe to run at any time and to kill at any step; one at a time. A
 * record leaves only when two listings, MISSED_FOR apart, do not show its
 * mail: the first may have looked while the MTA was moving files.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "judge/judge.h"
#include "people/people.h"
#include "review/commands.h"
#include "review/desk.h"
#include "review/mail_json.h"
#include "store/store.h"

enum { MISSED_FOR = 15 * MINUTE };

struct sweep {
	struct common_options common;
	struct app app;
	struct desk desk;
	struct printer printer;
	time_t now;
};

static void
line_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out, "%s  %s\n", print_get(object, "id"),
	    print_get(object, "did"));
}

static void
say(const struct sweep *sweep, const struct held *held, const char *did)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_text(held->id));
	json_object_set_new(object, "queue_id", json_text(held->queue_id));
	json_object_set_new(object, "did", json_text(did));
	print_object(&sweep->printer, object, line_view);
}

/* --- records and queue --- */

/* The queue does not show it. Never a deletion: it may have gone out. */
static bool
reconcile_missing(struct sweep *sweep, const struct desk_item *item,
    struct err *err)
{
	const struct held *held = &item->held;

	if (held->missed_at == 0)
		return hold_note_missed(sweep->app.store, held->id,
		    sweep->now, sweep->now, err);
	if (sweep->now - held->missed_at < MISSED_FOR)
		return true;
	say(sweep, held, "is no longer in the queue: closed");
	return desk_close(
	    &sweep->desk, item, HOLD_VANISHED, sweep->now, err);
}

static bool
reconcile_present(
    struct sweep *sweep, struct desk_item *item, struct err *err)
{
	struct held *held = &item->held;

	if (held->missed_at != 0 &&
	    !hold_note_missed(
		sweep->app.store, held->id, 0, sweep->now, err))
		return false;
	if (held->state != HOLD_PENDING)
		return true;
	held->state = HOLD_HELD;
	return hold_move(
	    sweep->app.store, held->id, HOLD_HELD, sweep->now, err);
}

/* --- what is due --- */

/* Has somebody it goes to written since? Then it says what is settled. */
static bool
find_answer(struct sweep *sweep, const struct held *held,
    const struct message *message, struct arena *arena,
    bool *is_answered_out, struct err *err)
{
	*is_answered_out = false;
	for (size_t i = 0; i < held->verdict.recipient_count; i++) {
		const struct pair_name pair = { held->sender,
			held->verdict.recipients[i].address };
		struct relations relations;
		if (!people_relations(sweep->app.people, &pair, message,
			sweep->now, arena, &relations, err))
			return false;
		if (relations.since_received >= 0 &&
		    sweep->now - relations.since_received >= held->held_at)
			*is_answered_out = true;
	}
	return true;
}

static bool
judge_again(struct sweep *sweep, const struct desk_item *item,
    struct arena *arena, struct verdict *verdict_out, bool *is_answered_out,
    struct err *err)
{
	const struct envelope envelope = {
		.sender = item->held.sender,
		.recipients = item->entry->recipients,
		.recipient_count = item->entry->recipient_count,
	};
	struct message message;

	return desk_read(&sweep->desk, item, arena, &message, err) &&
	    find_answer(sweep, &item->held, &message, arena, is_answered_out,
		err) &&
	    judge_mail(&sweep->app.judge, &envelope, &message, sweep->now,
		arena, verdict_out, err);
}

/* What it was held for may be over, or have moved, or be settled. */
static bool
act_on_due(struct sweep *sweep, const struct desk_item *item,
    const struct verdict *verdict, bool is_answered, struct err *err)
{
	const char *did = "released: its time has come";
	bool ok;

	if (is_answered) {
		did = "returned: the contact has written meanwhile";
		ok = desk_return(&sweep->desk, item, GIVEBACK_ANSWERED,
		    sweep->now, err);
	} else if (verdict->action < ACTION_CONFIRM) {
		ok = desk_release(&sweep->desk, item, sweep->now, err);
	} else {
		did = "judged again: stays held";
		ok = hold_rejudge(sweep->app.store, item->held.id, verdict,
		    sweep->now, err);
	}
	if (ok)
		say(sweep, &item->held, did);
	return ok;
}

static bool
release_if_due(
    struct sweep *sweep, const struct desk_item *item, struct err *err)
{
	const time_t until = verdict_until(&item->held.verdict);
	struct arena *arena = arena_new();
	struct verdict verdict;
	bool is_answered;
	bool ok = true;

	if (until != 0 && until <= sweep->now)
		ok = judge_again(sweep, item, arena, &verdict, &is_answered,
			 err) &&
		    act_on_due(sweep, item, &verdict, is_answered, err);
	arena_free(&arena);
	return ok;
}

/* --- all of it --- */

static bool
sweep_item(struct sweep *sweep, struct desk_item *item, struct err *err)
{
	if (item->held.id == NULL ||
	    strcmp(item->held.host, sweep->desk.host) != 0)
		return true;
	if (item->entry == NULL)
		return reconcile_missing(sweep, item, err);
	return reconcile_present(sweep, item, err) &&
	    release_if_due(sweep, item, err);
}

/* A mail that fails does not keep the others. */
static int
sweep_all(struct sweep *sweep)
{
	struct err err;
	int code = EXIT_FINE;

	for (size_t i = 0; i < sweep->desk.count; i++)
		if (!sweep_item(sweep, &sweep->desk.items[i], &err)) {
			app_complain(&err);
			code = EXIT_FAILED;
		}
	if (!people_expire(sweep->app.people, sweep->now, &err)) {
		app_complain(&err);
		code = EXIT_FAILED;
	}
	return code;
}

/* The key file is the one file that every installation has. */
static bool
lock(const struct sweep *sweep, int *lock_out, struct err *err)
{
	const char *path = sweep->app.settings.key_file;
	const int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return err_set(err, ERR_CONFIG, "cannot open %s: %s", path,
		    g_strerror(errno));
	*lock_out = file;
	return flock(file, LOCK_EX | LOCK_NB) == 0 ||
	    err_set(err, ERR_TEMP, "another sweep is running");
}

static bool
sweep_open(struct sweep *sweep, int *lock_out, struct err *err)
{
	struct err no_listing;

	if (!app_init(&sweep->app, &sweep->common, err) ||
	    !app_load_rules(&sweep->app, err) ||
	    !app_open_store(&sweep->app, err) ||
	    !lock(sweep, lock_out, err) ||
	    !desk_open(&sweep->desk, &sweep->app, &no_listing, err))
		return false;
	if (!sweep->desk.has_listing)
		*err = no_listing;
	return sweep->desk.has_listing;
}

int
cmd_sweep(const struct command *self, int argc, char *argv[])
{
	struct sweep sweep = { .now = time(NULL) };
	char *at = NULL;
	/* clang-format off */
	const GOptionEntry entries[] = {
		OPTION_JSON(&sweep.common),
		{ "at", 0, 0, G_OPTION_ARG_FILENAME, &at,
		  "as if it were then (2026-03-04T10:02Z)", "TIME" },
		OPTION_RULES(&sweep.common),
		OPTION_CONFIG(&sweep.common),
		OPTION_END
	};
	/* clang-format on */
	struct err err;
	int code = EXIT_USAGE, lock_file = -1;

	if (!options_read(self, entries, &argc, &argv, 0, 0))
		goto out;
	sweep.printer = printer_for(sweep.common.is_json);
	code = EXIT_FAILED;
	if (at != NULL && !time_parse(at, &sweep.now, &err))
		code = usage_error(self, "%s", err.text);
	else if (!sweep_open(&sweep, &lock_file, &err))
		app_complain(&err);
	else
		code = sweep_all(&sweep);
out:
	if (lock_file >= 0)
		(void)close(lock_file);
	app_release(&sweep.app);
	common_options_release(&sweep.common);
	g_free(at);
	return code;
}
