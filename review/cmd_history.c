/*
 * takt history - what is on record of people, and forgetting it
 *
 * There is no list of addresses: the store does not know them. Whoever is
 * asked for by address is found by its hash; the other side of a pair shows
 * as a hash only.
 */
#include <glib.h>

#include "base/arena.h"
#include "people/account.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/print.h"
#include "rules/mark.h"
#include "store/store.h"

static json_t *
marks_json(uint32_t marks)
{
	static const struct {
		uint32_t mark;
		const char *name;
	} names[] = {
#define X(name, bit, doc) { MARK_##name, #name },
		MARK_TABLE(X)
#undef X
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if ((marks & names[i].mark) != 0)
			json_array_append_new(
			    list, json_string(names[i].name));
	return list;
}

static void
set_time(json_t *object, const char *key, time_t when)
{
	if (when != 0)
		json_object_set_new(object, key, json_time(when));
}

static json_t *
account_json(const struct account *account)
{
	json_t *object = json_object();
	json_t *mails = json_array();

	json_object_set_new(object, "sender", json_text(account->sender));
	json_object_set_new(object, "contact", json_text(account->contact));
	json_object_set_new(
	    object, "sent", json_integer((json_int_t)account->sent));
	json_object_set_new(
	    object, "received", json_integer((json_int_t)account->received));
	json_object_set_new(object, "exchanges",
	    json_integer((json_int_t)account->exchanges));
	set_time(object, "first", account->first);
	set_time(object, "last_sent", account->last_sent);
	set_time(object, "last_received", account->last_received);
	set_time(object, "asked_to_stop", account->asked_to_stop);
	json_object_set_new(
	    object, "address_book", json_boolean(account->is_contact));
	for (size_t i = 0; i < account->mail_count; i++) {
		const struct account_mail *mail = &account->mails[i];
		json_t *item = json_object();
		json_object_set_new(item, "date", json_time(mail->time));
		json_object_set_new(item, "what", json_string(mail->what));
		json_object_set_new(
		    item, "matter", json_integer((json_int_t)mail->matter));
		json_object_set_new(item, "marks", marks_json(mail->marks));
		json_array_append_new(mails, item);
	}
	json_object_set_new(object, "mails", mails);
	return object;
}

static long long
number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static void
account_view(const struct printer *printer, const json_t *object)
{
	static const char *const times[] = { "first", "last_sent",
		"last_received", "asked_to_stop" };
	const json_t *mails = json_object_get(object, "mails");

	(void)fprintf(printer->out, "%s to %s\n", print_get(object, "sender"),
	    print_get(object, "contact"));
	(void)fprintf(printer->out,
	    "%lld sent, %lld received, %lld exchanges\n",
	    number(object, "sent"), number(object, "received"),
	    number(object, "exchanges"));
	for (size_t i = 0; i < ARRAY_SIZE(times); i++)
		if (print_get(object, times[i])[0] != '\0')
			(void)fprintf(printer->out, "%-14s %s\n", times[i],
			    print_get(object, times[i]));
	for (size_t i = 0; i < json_array_size(mails); i++) {
		const json_t *mail = json_array_get(mails, i);
		const json_t *marks = json_object_get(mail, "marks");
		(void)fprintf(printer->out, "  %s  %-8s  matter %lld",
		    print_get(mail, "date"), print_get(mail, "what"),
		    number(mail, "matter"));
		for (size_t m = 0; m < json_array_size(marks); m++)
			(void)fprintf(printer->out, "%s%s",
			    m == 0 ? "  " : ", ",
			    json_string_value(json_array_get(marks, m)));
		(void)fputc('\n', printer->out);
	}
}

/* --- show SENDER CONTACT --- */

static bool
history_show(struct app *app, const struct printer *printer, char *args[],
    struct err *err)
{
	const struct pair_name pair = { args[0], args[1] };
	struct account account;
	bool exists;

	if (!account_of_pair(
		app->people, &pair, app->arena, &account, &exists, err))
		return false;
	if (!exists)
		return err_set(err, ERR_INPUT,
		    "nothing is on record of mail from %s to %s", args[0],
		    args[1]);
	account.sender = args[0];
	account.contact = args[1];
	print_object(printer, account_json(&account), account_view);
	return true;
}

/* --- export ADDRESS --- */

static void
print_account(void *context, const struct account *account)
{
	print_object(context, account_json(account), account_view);
}

static bool
history_export(struct app *app, const struct printer *printer, char *args[],
    struct err *err)
{
	struct printer json = *printer;

	json.is_json = true;
	return account_each(
	    app->people, args[0], print_account, &json, err);
}

/* --- forget ADDRESS --- */

static void
forgotten_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out, "%lld records deleted\n",
	    number(object, "deleted"));
}

static bool
history_forget(struct app *app, const struct printer *printer, char *args[],
    struct err *err)
{
	size_t count;

	if (!account_forget(app->people, args[0], &count, err))
		return false;
	print_object(printer,
	    json_pack("{s:I}", "deleted", (json_int_t)count),
	    forgotten_view);
	return true;
}

/* --- stats --- */

static bool
count_record(
    void *context, struct bytes key UNUSED, struct bytes value UNUSED)
{
	++*(json_int_t *)context;
	return true;
}

static void
stats_view(const struct printer *printer, const json_t *object)
{
	(void)fprintf(printer->out,
	    "%lld pairs of sender and contact, %lld senders\n",
	    number(object, "pairs"), number(object, "senders"));
}

static bool
history_stats(struct app *app, const struct printer *printer,
    char *args[] UNUSED, struct err *err)
{
	json_int_t pairs = 0, senders = 0;

	if (!store_each(app->store, STORE_PAIR, count_record, &pairs, err) ||
	    !store_each(app->store, STORE_SENDER, count_record, &senders, err))
		return false;
	print_object(printer,
	    json_pack("{s:I,s:I}", "pairs", pairs, "senders", senders),
	    stats_view);
	return true;
}

/* --- the command --- */

static const struct verb {
	const char *name;
	int args;
	bool (*run)(struct app *app, const struct printer *printer,
	    char *args[], struct err *err);
} verbs[] = {
	{ "show", 2, history_show },
	{ "forget", 1, history_forget },
	{ "export", 1, history_export },
	{ "stats", 0, history_stats },
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
cmd_history(const struct command *self, int argc, char *argv[])
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
		code = usage_error(self,
		    "say show SENDER CONTACT, forget ADDRESS, export ADDRESS "
		    "or stats");
		goto out;
	}
	const struct printer printer = printer_for(common.is_json);
	code = EXIT_FINE;
	if (!app_init(&app, &common, &err) || !app_open_store(&app, &err) ||
	    !verb->run(&app, &printer, argv + 2, &err)) {
		app_complain(&err);
		code = EXIT_FAILED;
	}
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
