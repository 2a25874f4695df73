/*
 * report - what a replay found, in numbers and examples
 *
 * An administrator shows this to people who decide whether mail may be held,
 * so it begins with the whole and ends with mails they can judge themselves.
 * One rule gives at most EXAMPLES_A_RULE of them: forty times the same
 * convinces nobody.
 */
#include "review/report.h"

#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "review/mail_json.h"
#include "review/tally.h"

enum { EXAMPLES = 12, EXAMPLES_A_RULE = 2, SENDERS_SHOWN = 15,
	CHANGES_SHOWN = 20 };

struct example {
	unsigned score;
	char *rule;	/* its worst */
	char *subject;
	json_t *object;
};

struct report {
	size_t directions[DIRECTION_COUNT];
	time_t first, last;
	size_t exempt;
	size_t verdicts[ACTION_COUNT];
	struct tally *rules, *senders, *languages;
	GPtrArray *examples;	/* struct example, the worst first */
	/* under two sets of rules */
	bool is_compared;
	size_t changed;
	struct tally *gone, *come;	/* findings */
	GPtrArray *changes;	/* lines */
};

static void
example_free(void *object)
{
	struct example *example = object;

	g_free(example->rule);
	g_free(example->subject);
	json_decref(example->object);
	g_free(example);
}

struct report *
report_new(void)
{
	struct report *report = g_new0(struct report, 1);

	report->rules = tally_new();
	report->senders = tally_new();
	report->languages = tally_new();
	report->gone = tally_new();
	report->come = tally_new();
	report->examples = g_ptr_array_new_with_free_func(example_free);
	report->changes = g_ptr_array_new_with_free_func(g_free);
	return report;
}

void
report_free(struct report **report)
{
	if (*report == NULL)
		return;
	tally_free(&(*report)->rules);
	tally_free(&(*report)->senders);
	tally_free(&(*report)->languages);
	tally_free(&(*report)->gone);
	tally_free(&(*report)->come);
	g_ptr_array_free((*report)->examples, TRUE);
	g_ptr_array_free((*report)->changes, TRUE);
	g_free(*report);
	*report = NULL;
}

void
report_count(struct report *report, const struct archive_mail *mail)
{
	report->directions[mail->direction]++;
	if (mail->when == 0)
		return;
	if (report->first == 0 || mail->when < report->first)
		report->first = mail->when;
	if (mail->when > report->last)
		report->last = mail->when;
}

/* The action with which a rule is in a verdict; ACTION_PASS if it is not. */
static enum action
rule_action(const struct verdict *verdict, const char *rule)
{
	enum action action = ACTION_PASS;
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		if (strcmp(finding->rule, rule) == 0)
			action = MAX(action, finding->action);
	return action;
}

/* Each rule of a verdict once, however many recipients it concerns. The
   caller destroys the table; the names are the verdict's. */
static GHashTable *
rules_of(const struct verdict *verdict)
{
	GHashTable *set = g_hash_table_new(g_str_hash, g_str_equal);
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		g_hash_table_add(set, (char *)(uintptr_t)finding->rule);
	return set;
}

/* Held before annotated, serious before mild, much before little. */
static unsigned
badness(const struct verdict *verdict, const char **rule_out)
{
	unsigned worst = 0, count = 0;
	const struct finding *finding;

	for (; (finding = verdict_finding(verdict, count)) != NULL; count++) {
		const unsigned score = (unsigned)finding->action * 100 +
		    (unsigned)finding->level * 20;
		if (score > worst)
			*rule_out = finding->rule;
		worst = MAX(worst, score);
	}
	return worst == 0 ? 0 : worst + MIN(count, 19);
}

static size_t
examples_of(const struct report *report, const char *rule)
{
	size_t count = 0;

	for (guint i = 0; i < report->examples->len; i++) {
		const struct example *example =
		    g_ptr_array_index(report->examples, i);
		count += strcmp(example->rule, rule) == 0;
	}
	return count;
}

/* The last, hence mildest, example of a rule makes room. */
static void
drop_mildest_of(struct report *report, const char *rule)
{
	for (guint i = report->examples->len; i-- > 0;) {
		const struct example *example =
		    g_ptr_array_index(report->examples, i);
		if (strcmp(example->rule, rule) == 0) {
			g_ptr_array_remove_index(report->examples, i);
			return;
		}
	}
}

static void
keep_example(struct report *report, const struct archive_mail *mail,
    const struct verdict *verdict, const json_t *object)
{
	const char *rule = NULL;
	const unsigned score = badness(verdict, &rule);
	guint place = 0;

	if (score == 0)
		return;
	while (place < report->examples->len &&
	    ((const struct example *)g_ptr_array_index(
		 report->examples, place))
		    ->score >= score)
		place++;
	if (place >= EXAMPLES)
		return;
	struct example *example = g_new0(struct example, 1);
	example->score = score;
	example->rule = g_strdup(rule);
	example->subject = g_strdup(mail->message.subject);
	example->object = json_deep_copy(object);
	g_ptr_array_insert(report->examples, (int)place, example);
	if (examples_of(report, rule) > EXAMPLES_A_RULE)
		drop_mildest_of(report, rule);
	if (report->examples->len > EXAMPLES)
		g_ptr_array_remove_index(report->examples, EXAMPLES);
}

void
report_add(struct report *report, const struct archive_mail *mail,
    const struct verdict *verdict, const json_t *object)
{
	GHashTableIter iter;
	void *rule;

	if (verdict->exempt != NULL) {
		report->exempt++;
		return;
	}
	report->verdicts[verdict->action]++;
	tally_add(report->senders, verdict->sender, verdict->action);
	tally_add(report->languages, language_code(verdict->language),
	    verdict->action);
	GHashTable *rules = rules_of(verdict);
	g_hash_table_iter_init(&iter, rules);
	while (g_hash_table_iter_next(&iter, &rule, NULL))
		tally_add(report->rules, rule, rule_action(verdict, rule));
	g_hash_table_destroy(rules);
	keep_example(report, mail, verdict, object);
}

/* Counts in into the rules that one has and other has not, or milder. */
static bool
count_missing(const struct verdict *one, const struct verdict *other,
    struct tally *into, GString *line, char sign)
{
	GHashTable *rules = rules_of(one);
	GHashTableIter iter;
	void *rule;
	bool found = false;

	g_hash_table_iter_init(&iter, rules);
	while (g_hash_table_iter_next(&iter, &rule, NULL)) {
		const enum action action = rule_action(one, rule);
		if (action <= rule_action(other, rule))
			continue;
		tally_add(into, rule, action);
		g_string_append_printf(line, " %c%s", sign,
		    (const char *)rule);
		found = true;
	}
	g_hash_table_destroy(rules);
	return found;
}

void
report_compare(struct report *report, const struct archive_mail *mail,
    const struct verdict *verdict, const struct verdict *other)
{
	struct arena *arena = arena_new();
	GString *line = g_string_new(time_format(arena, mail->when));

	report->is_compared = true;
	g_string_append_printf(line, "  %s \"%s\" %s -> %s:",
	    mail->envelope.sender, mail->message.subject,
	    action_name(verdict->action), action_name(other->action));
	const bool lost =
	    count_missing(verdict, other, report->gone, line, '-');
	const bool won =
	    count_missing(other, verdict, report->come, line, '+');
	if (lost || won) {
		report->changed++;
		if (report->changes->len < CHANGES_SHOWN)
			g_ptr_array_add(
			    report->changes, g_strdup(line->str));
	}
	g_string_free(line, TRUE);
	arena_free(&arena);
}

/* --- printing --- */

static void
heading(const struct printer *printer, const char *text)
{
	(void)fputc('\n', printer->out);
	print_styled(printer, STYLE_BOLD, "%s", text);
	(void)fputc('\n', printer->out);
}

static size_t
judged(const struct report *report)
{
	size_t sum = 0;

	for (int i = 0; i < ACTION_COUNT; i++)
		sum += report->verdicts[i];
	return sum;
}

static void
outcome_row(const struct report *report, const struct printer *printer,
    enum action action, const char *text)
{
	const size_t count = report->verdicts[action];
	const size_t all = MAX(judged(report), 1);

	if (count == 0 && action == ACTION_CONFIRM)
		return;
	(void)fprintf(printer->out, "  %-24s %7zu  %5.1f %%\n", text, count,
	    100.0 * (double)count / (double)all);
}

static void
print_whole(const struct report *report, const struct printer *printer)
{
	const size_t *d = report->directions;
	size_t all = 0;

	for (int i = 0; i < DIRECTION_COUNT; i++)
		all += d[i];
	struct arena *arena = arena_new();
	(void)fprintf(printer->out, "%zu mails", all);
	if (report->last != 0)
		(void)fprintf(printer->out, " from %.10s to %.10s",
		    time_format(arena, report->first),
		    time_format(arena, report->last));
	arena_free(&arena);
	(void)fprintf(printer->out,
	    ": %zu outgoing, %zu inbound, %zu of neither kind, %zu copies.\n"
	    "%zu outgoing mails judged",
	    d[DIRECTION_OUTGOING], d[DIRECTION_INBOUND], d[DIRECTION_NONE],
	    d[DIRECTION_COPY], judged(report));
	if (report->exempt > 0)
		(void)fprintf(printer->out,
		    " (and %zu exempt: automatic mail and the like)", report->exempt);
	(void)fputs(":\n\n", printer->out);
	outcome_row(report, printer, ACTION_HOLD, "would have been held");
	outcome_row(
	    report, printer, ACTION_CONFIRM, "asked to be confirmed");
	outcome_row(
	    report, printer, ACTION_ANNOTATE, "would have got advice");
	outcome_row(report, printer, ACTION_PASS, "untouched");
}

/* most 0: all rows, else those with a finding, at most so many. */
static void
print_tally(const struct printer *printer, const struct tally *tally,
    const char *title, size_t most)
{
	size_t count;
	const struct tally_row **rows = tally_rows(tally, &count);

	if (count > 0) {
		heading(printer, title);
		(void)fprintf(printer->out, "  %-40s %7s %7s %7s\n", "", "held",
		    "advice", "mails");
	}
	for (size_t i = 0; i < count; i++) {
		const struct tally_row *row = rows[i];
		if (most > 0 && i == most) {
			(void)fprintf(printer->out, "  and %zu more\n",
			    count - most);
			break;
		}
		(void)fputs("  ", printer->out);
		print_clean(printer, row->name);
		(void)fprintf(printer->out, "%*s %7zu %7zu %7zu\n",
		    MAX(0, 40 - print_width(row->name)), "",
		    row->by_action[ACTION_HOLD] +
			row->by_action[ACTION_CONFIRM],
		    row->by_action[ACTION_ANNOTATE], row->mails);
	}
	g_free(rows);
}

static void
print_examples(const struct report *report, const struct printer *printer)
{
	if (report->examples->len == 0)
		return;
	heading(printer, "The worst examples");
	for (guint i = 0; i < report->examples->len; i++) {
		const struct example *example =
		    g_ptr_array_index(report->examples, i);
		(void)fprintf(printer->out, "\n%u. ", i + 1);
		print_styled(
		    printer, STYLE_BOLD, "\"%s\"", example->subject);
		(void)fputc('\n', printer->out);
		mail_view(printer, example->object);
	}
}

static void
print_comparison(
    const struct report *report, const struct printer *printer)
{
	heading(printer, "Compared with the other rules");
	(void)fprintf(printer->out, "%zu mails have other findings.\n",
	    report->changed);
	print_tally(printer, report->gone, "Findings that are gone", 0);
	print_tally(printer, report->come, "Findings that are new", 0);
	if (report->changes->len > 0)
		heading(printer, "The first of them");
	for (guint i = 0; i < report->changes->len; i++) {
		print_clean(
		    printer, g_ptr_array_index(report->changes, i));
		(void)fputc('\n', printer->out);
	}
}

void
report_print(const struct report *report, const struct printer *printer)
{
	print_whole(report, printer);
	print_tally(printer, report->rules, "By rule", 0);
	print_tally(printer, report->senders, "By sender", SENDERS_SHOWN);
	print_tally(printer, report->languages, "By language", 0);
	print_examples(report, printer);
	if (report->is_compared)
		print_comparison(report, printer);
}
