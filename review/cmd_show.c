/*
 * takt show - a verdict by its X-Takt-Id
 *
 * Kept for a while without names and words: what was found, not who wrote to
 * whom. Of a mail that is still held, "takt held show" tells more.
 */
#include <glib.h>

#include "base/arena.h"
#include "hold/hold.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/print.h"
#include "rules/verdict_json.h"
#include "store/store.h"

static void
verdict_view(const struct printer *printer, const json_t *object)
{
	const json_t *list = json_object_get(object, "recipients");
	const char *done = print_get(object, "done");
	const char *state = print_get(object, "state");

	(void)fprintf(printer->out, "%s  judged %s  (%s): ",
	    print_get(object, "id"), print_get(object, "at"),
	    print_get(object, "language"));
	print_styled(printer,
	    print_action_style(print_get(object, "verdict")), "%s",
	    print_get(object, "verdict"));
	if (done[0] != '\0')
		(void)fprintf(printer->out, ", done: %s", done);
	if (state[0] != '\0')
		(void)fprintf(printer->out, ", now %s", state);
	(void)fputc('\n', printer->out);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *recipient = json_array_get(list, i);
		(void)fprintf(printer->out, "  recipient %zu (%s): %s\n",
		    i + 1, print_get(recipient, "stage"),
		    print_get(recipient, "verdict"));
		findings_view(printer, recipient);
	}
}

/* Of the record of a held mail. */
static json_t *
held_json(const struct held *held)
{
	json_t *object = json_object();
	json_t *judged =
	    verdict_to_json(&held->verdict, VERDICT_ANONYMOUS);

	json_object_set_new(object, "id", json_text(held->id));
	json_object_set_new(object, "at", json_time(held->held_at));
	json_object_set_new(
	    object, "state", json_string(hold_state_name(held->state)));
	(void)json_object_update(object, judged);
	json_decref(judged);
	return object;
}

/* NULL and an error if there is none. */
static json_t *
find(struct app *app, const char *id, struct err *err)
{
	const struct bytes key = { id, strlen(id) };
	struct bytes value;
	struct held held;

	if (!hold_find(app->store, id, app->arena, &held, err))
		return NULL;
	if (held.id != NULL)
		return held_json(&held);
	if (!store_get(app->store, STORE_VERDICT, key, app->arena, &value,
		err))
		return NULL;
	json_t *object = value.data != NULL ?
	    json_loadb(value.data, value.length, 0, NULL) :
	    NULL;
	if (object == NULL)
		(void)err_set(err, ERR_INPUT,
		    "there is no verdict with the id \"%s\": mail without "
		    "findings leaves none, and others are kept for 30 days",
		    id);
	else
		json_object_set_new(object, "id", json_text(id));
	return object;
}

int
cmd_show(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	const GOptionEntry entries[] = {
		OPTION_JSON(&common),
		OPTION_CONFIG(&common),
		OPTION_END,
	};
	struct app app = { 0 };
	struct err err;
	json_t *object = NULL;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 1, 1))
		goto out;
	code = EXIT_FAILED;
	if (app_init(&app, &common, &err) && app_open_store(&app, &err))
		object = find(&app, argv[1], &err);
	if (object == NULL) {
		app_complain(&err);
		goto out;
	}
	const struct printer printer = printer_for(common.is_json);
	print_object(&printer, object, verdict_view);
	code = EXIT_FINE;
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
