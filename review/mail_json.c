/*
 * mail_json - the object that check and replay print for a mail
 */
#include "review/mail_json.h"

#include <glib.h>

#include "rules/verdict_json.h"

json_t *
mail_json(const struct message *message, const char *sender, time_t when,
    const struct verdict *verdict)
{
	json_t *object = json_object();
	json_t *judged = verdict_to_json(verdict, VERDICT_PUBLIC);
	char *id = message->message_id != NULL ?
	    g_strdup_printf("<%s>", message->message_id) :
	    NULL;

	json_object_set_new(object, "message_id", json_text(id));
	json_object_set_new(object, "date", json_time(when));
	json_object_set_new(object, "sender", json_text(sender));
	(void)json_object_update(object, judged);
	json_decref(judged);
	g_free(id);
	return object;
}

static void
evidence_view(const struct printer *printer, const json_t *evidence)
{
	const char *where = print_get(evidence, "where");
	const json_t *line = json_object_get(evidence, "line");

	if (strcmp(where, "subject") == 0)
		(void)fputs("      subject: ", printer->out);
	else
		(void)fprintf(printer->out, "      line %d: ",
		    (int)json_integer_value(line));
	print_styled(printer, STYLE_MARK, "%s", print_get(evidence, "text"));
	(void)fputc('\n', printer->out);
}

static void
finding_view(const struct printer *printer, const json_t *finding)
{
	const char *action = print_get(finding, "action");
	const char *until = print_get(finding, "until");
	const json_t *list = json_object_get(finding, "evidence");

	(void)fputs("    ", printer->out);
	print_styled(printer, print_action_style(action), "%s",
	    print_get(finding, "rule"));
	(void)fprintf(printer->out, "  (%s, %s%s%s)\n", action,
	    print_get(finding, "level"), until[0] != '\0' ? ", until " : "",
	    until);
	for (size_t i = 0; i < json_array_size(list); i++)
		evidence_view(printer, json_array_get(list, i));
	print_filled(printer, print_get(finding, "why"), 6);
	print_filled(printer, print_get(finding, "advice"), 6);
}

void
findings_view(const struct printer *printer, const json_t *recipient)
{
	const json_t *list = json_object_get(recipient, "findings");

	for (size_t i = 0; i < json_array_size(list); i++)
		finding_view(printer, json_array_get(list, i));
}

/* What happens to a mail with this verdict. */
static const char *
consequence(const char *verdict)
{
	static const struct {
		const char *verdict, *text;
	} texts[] = {
		{ "pass", "passes" },
		{ "annotate", "passes, with advice" },
		{ "confirm", "must be confirmed" },
		{ "hold", "is held" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (strcmp(verdict, texts[i].verdict) == 0)
			return texts[i].text;
	return verdict;
}

static void
recipient_view(const struct printer *printer, const json_t *recipient)
{
	const char *action = print_get(recipient, "verdict");

	(void)fputs("  to ", printer->out);
	print_clean(printer, print_get(recipient, "address"));
	(void)fprintf(
	    printer->out, " (%s): ", print_get(recipient, "stage"));
	print_styled(printer, print_action_style(action), "%s", action);
	(void)fputc('\n', printer->out);
	findings_view(printer, recipient);
}

void
mail_view(const struct printer *printer, const json_t *object)
{
	const json_t *list = json_object_get(object, "recipients");
	const char *action = print_get(object, "verdict");
	const char *exempt = print_get(object, "exempt");

	(void)fprintf(printer->out, "%s  from ", print_get(object, "date"));
	print_clean(printer, print_get(object, "sender"));
	(void)fprintf(
	    printer->out, "  (%s): ", print_get(object, "language"));
	if (exempt[0] != '\0')
		print_styled(printer, STYLE_DIM, "not judged: %s", exempt);
	else
		print_styled(printer, print_action_style(action), "%s",
		    consequence(action));
	(void)fputc('\n', printer->out);
	for (size_t i = 0; i < json_array_size(list); i++)
		recipient_view(printer, json_array_get(list, i));
}
