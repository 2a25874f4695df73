/*
 * takt store - moving a history, and changing the key it is hashed with
 *
 * Both can be started again after whatever ended them. The daemon must not
 * run meanwhile: it would write on to the old place, or with the old key.
 */
#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "conf/key.h"
#include "people/people.h"
#include "review/commands.h"
#include "review/print.h"
#include "review/progress.h"
#include "store/store.h"

/* --- copy FROM TO --- */

static void
show_progress(void *context, size_t done)
{
	progress_step(context, "records", done, 0);
}

static void
copied_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out, "%lld records copied\n",
	    (long long)json_integer_value(json_object_get(object, "copied")));
}

static bool
store_verb_copy(struct app *app UNUSED, const struct printer *printer,
    char *args[], struct err *err)
{
	struct store *from = store_open(args[0], err);
	struct store *to = from != NULL ? store_open(args[1], err) : NULL;
	struct progress progress = progress_start();
	size_t count = 0;
	const bool ok = to != NULL &&
	    store_copy(from, to, show_progress, &progress, &count, err);

	progress_end(&progress);
	store_close(&from);
	store_close(&to);
	if (ok)
		print_object(printer,
		    json_pack("{s:I}", "copied", (json_int_t)count),
		    copied_view);
	return ok;
}

/* --- rekey --- */

static void
rekeyed_view(const struct printer *printer, const json_t *object)
{
	const char *former = print_get(object, "former");

	(void)fprintf(printer->out,
	    "The key is changed. Copy both key files to all hosts that share "
	    "the history, then\nstart taktd. Records are rewritten when they "
	    "are seen; keep %s\nfor three years.\n",
	    former);
}

/* The store first: a crash before the files are renamed is mended by doing
   all of it again. */
static bool
store_verb_rekey(struct app *app, const struct printer *printer,
    char *args[] UNUSED, struct err *err)
{
	const char *path = app->settings.key_file;
	uint8_t present[32], next[32];
	struct store *store = NULL;
	bool ok = key_load(path, present, err) &&
	    keys_make_next(path, next, err);

	if (ok)
		store = store_open(app->settings.store, err);
	ok = store != NULL &&
	    people_change_key(store, present, next, time(NULL), err) &&
	    keys_change(path, err);
	sodium_memzero(present, sizeof(present));
	sodium_memzero(next, sizeof(next));
	store_close(&store);
	if (!ok)
		return false;
	app_give_files_to_owner(app);
	const char *former = arena_printf(app->arena, "%s.former", path);
	print_object(
	    printer, json_pack("{s:s}", "former", former), rekeyed_view);
	return true;
}

/* --- the command --- */

static const struct verb {
	const char *name;
	int args;
	bool (*run)(struct app *app, const struct printer *printer,
	    char *args[], struct err *err);
} verbs[] = {
	{ "copy", 2, store_verb_copy },
	{ "rekey", 0, store_verb_rekey },
};

static const struct verb *
find_verb(int argc, char *argv[])
{
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (strcmp(verbs[i].name, argv[1]) == 0 &&
		    verbs[i].args == argc - 2)
			return &verbs[i];
	return NULL;
}

int
cmd_store(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	const GOptionEntry entries[] = {
		OPTION_JSON(&common),
		OPTION_CONFIG(&common),
		OPTION_END,
	};
	struct app app = { 0 };
	struct err err;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 1, 3))
		goto out;
	const struct verb *verb = find_verb(argc, argv);
	if (verb == NULL) {
		code = usage_error(self, "say copy FROM TO or rekey");
		goto out;
	}
	const struct printer printer = printer_for(common.is_json);
	code = EXIT_FINE;
	if (!app_init(&app, &common, &err) ||
	    !verb->run(&app, &printer, argv + 2, &err)) {
		app_complain(&err);
		code = EXIT_FAILED;
	}
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
