/*
 * takt stats - what was found and done lately, and how much is known
 *
 * Counted from the store, where verdicts with findings and finished records
 * are kept for 30 days. Nothing in it names a person.
 */
#include <glib.h>

#include "base/arena.h"
#include "hold/hold.h"
#include "review/commands.h"
#include "review/print.h"
#include "store/store.h"

/* One more under key. */
static void
count_one(json_t *object, const char *key)
{
	const json_int_t before =
	    json_integer_value(json_object_get(object, key));

	json_object_set_new(object, key, json_integer(before + 1));
}

static bool
visit_pair(void *context, struct bytes key UNUSED, struct bytes value UNUSED)
{
	++*(json_int_t *)context;
	return true;
}

/* Each rule once a mail. */
static void
count_rules(const json_t *verdict, json_t *rules)
{
	const json_t *recipients = json_object_get(verdict, "recipients");
	json_t *seen = json_object();

	for (size_t r = 0; r < json_array_size(recipients); r++) {
		const json_t *findings = json_object_get(
		    json_array_get(recipients, r), "findings");
		for (size_t f = 0; f < json_array_size(findings); f++) {
			const char *rule =
			    print_get(json_array_get(findings, f), "rule");
			if (json_object_get(seen, rule) == NULL)
				count_one(rules, rule);
			json_object_set_new(seen, rule, json_true());
		}
	}
	json_decref(seen);
}

static bool
visit_verdict(void *context, struct bytes key UNUSED, struct bytes value)
{
	json_t *stats = context;
	json_t *verdict = json_loadb(value.data, value.length, 0, NULL);

	if (verdict == NULL)
		return true;
	count_one(json_object_get(stats, "verdicts"),
	    print_get(verdict, "verdict"));
	count_rules(verdict, json_object_get(stats, "rules"));
	json_decref(verdict);
	return true;
}

static bool
visit_held(void *context, struct bytes key UNUSED, struct bytes value)
{
	json_t *stats = context;
	json_t *held = json_loadb(value.data, value.length, 0, NULL);

	if (held == NULL)
		return true;
	count_one(json_object_get(stats, "held"), print_get(held, "state"));
	json_decref(held);
	return true;
}

static bool
collect(struct store *store, json_t *stats, struct err *err)
{
	json_int_t pairs = 0, senders = 0;
	const bool ok = store_each(
			    store, STORE_PAIR, visit_pair, &pairs, err) &&
	    store_each(store, STORE_SENDER, visit_pair, &senders, err) &&
	    store_each(store, STORE_VERDICT, visit_verdict, stats, err) &&
	    store_each(store, STORE_HELD, visit_held, stats, err);

	json_object_set_new(stats, "pairs", json_integer(pairs));
	json_object_set_new(stats, "senders", json_integer(senders));
	return ok;
}

static void
group_view(const struct printer *printer, const char *title,
    json_t *group)
{
	const char *name;
	json_t *count;

	if (json_object_size(group) == 0)
		return;
	print_styled(printer, STYLE_BOLD, "%s", title);
	(void)fputc('\n', printer->out);
	json_object_foreach(group, name, count)
		(void)fprintf(printer->out, "  %-32s %8lld\n", name,
		    (long long)json_integer_value(count));
}

static void
stats_view(const struct printer *printer, const json_t *stats)
{
	(void)fprintf(printer->out,
	    "%lld pairs of sender and contact on record, %lld senders\n",
	    (long long)json_integer_value(json_object_get(stats, "pairs")),
	    (long long)json_integer_value(
		json_object_get(stats, "senders")));
	group_view(printer, "Mails with findings, last 30 days",
	    json_object_get(stats, "verdicts"));
	group_view(printer, "By rule", json_object_get(stats, "rules"));
	group_view(
	    printer, "Held mail by state", json_object_get(stats, "held"));
}

static void
prometheus_group(const char *metric, const char *label, const char *help,
    json_t *group)
{
	const char *name;
	json_t *count;

	(void)printf(
	    "# HELP %s %s\n# TYPE %s gauge\n", metric, help, metric);
	json_object_foreach(group, name, count)
		(void)printf("%s{%s=\"%s\"} %lld\n", metric, label, name,
		    (long long)json_integer_value(count));
}

static void
prometheus_view(const struct printer *printer UNUSED, const json_t *stats)
{
	(void)printf("# HELP takt_pairs pairs of sender and contact on record\n"
		     "# TYPE takt_pairs gauge\ntakt_pairs %lld\n",
	    (long long)json_integer_value(json_object_get(stats, "pairs")));
	prometheus_group("takt_findings", "verdict",
	    "mails with findings in the last 30 days",
	    json_object_get(stats, "verdicts"));
	prometheus_group("takt_rule", "rule",
	    "mails with a finding of the rule in the last 30 days",
	    json_object_get(stats, "rules"));
	prometheus_group("takt_held", "state", "held mail by state",
	    json_object_get(stats, "held"));
}

int
cmd_stats(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	gboolean is_prometheus = FALSE;
	/* clang-format off */
	const GOptionEntry entries[] = {
		OPTION_JSON(&common),
		{ "prometheus", 0, 0, G_OPTION_ARG_NONE, &is_prometheus,
		  "in the format Prometheus reads", NULL },
		OPTION_CONFIG(&common),
		OPTION_END
	};
	/* clang-format on */
	struct app app = { 0 };
	struct err err;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 0, 0))
		goto out;
	code = EXIT_FAILED;
	json_t *stats = json_pack(
	    "{s:{},s:{},s:{}}", "verdicts", "rules", "held");
	if (!app_init(&app, &common, &err) || !app_open_store(&app, &err) ||
	    !collect(app.store, stats, &err)) {
		app_complain(&err);
		json_decref(stats);
		goto out;
	}
	const struct printer printer =
	    printer_for(common.is_json && !is_prometheus);
	print_object(
	    &printer, stats, is_prometheus ? prometheus_view : stats_view);
	code = EXIT_FINE;
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
