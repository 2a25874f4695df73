/*
 * held_view - how one held mail looks to a reviewer
 *
 * Evidence is underlined on a terminal and stands in [[ ]] elsewhere.
 */
#include <glib.h>

#include "review/held_json.h"
#include "review/mail_json.h"

static void
pieces_view(const struct printer *printer, const json_t *pieces)
{
	for (size_t i = 0; i < json_array_size(pieces); i++) {
		const char *piece =
		    json_string_value(json_array_get(pieces, i));
		if (i % 2 == 0)
			print_clean(printer, piece);
		else if (printer->is_colour)
			print_styled(printer, STYLE_MARK, "%s", piece);
		else
			print_styled(printer, STYLE_MARK, "[[%s]]", piece);
	}
	(void)fputc('\n', printer->out);
}

static void
field(const struct printer *printer, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	print_styled(printer, STYLE_DIM, "%-9s ", name);
	print_clean(printer, text);
	(void)fputc('\n', printer->out);
}

static void
list_field(
    const struct printer *printer, const char *name, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		field(printer, i == 0 ? name : "",
		    json_string_value(json_array_get(list, i)));
}

static void
headers_view(const struct printer *printer, const json_t *object)
{
	const json_t *pieces = json_object_get(object, "subject_pieces");

	print_styled(printer, STYLE_BOLD, "%s", print_get(object, "id"));
	(void)fprintf(printer->out, "  %s, queue id %s\n",
	    print_get(object, "state"), print_get(object, "queue_id"));
	field(printer, "held", print_get(object, "held_at"));
	field(printer, "until", print_get(object, "until"));
	field(printer, "from", print_get(object, "sender"));
	list_field(printer, "to", json_object_get(object, "to"));
	list_field(printer, "cc", json_object_get(object, "cc"));
	field(printer, "date", print_get(object, "date"));
	print_styled(printer, STYLE_DIM, "%-9s ", "subject");
	pieces_view(printer, pieces);
}

static void
text_view(const struct printer *printer, const json_t *lines)
{
	json_int_t last = 0;

	(void)fputc('\n', printer->out);
	for (size_t i = 0; i < json_array_size(lines); i++) {
		const json_t *line = json_array_get(lines, i);
		const json_int_t number =
		    json_integer_value(json_object_get(line, "line"));
		if (i > 0 && number > last + 1)
			(void)fputc('\n', printer->out);
		last = number;
		print_styled(
		    printer, STYLE_DIM, "%4d  ", (int)number);
		pieces_view(printer, json_object_get(line, "pieces"));
	}
	if (json_array_size(lines) == 0)
		(void)fputs("      (no own words)\n", printer->out);
}

static void
recipient_view(const struct printer *printer, const json_t *recipient)
{
	const bool is_bcc = json_is_true(json_object_get(recipient, "bcc"));

	(void)fputc('\n', printer->out);
	print_styled(
	    printer, STYLE_BOLD, "%s", print_get(recipient, "address"));
	(void)fprintf(printer->out, "%s, %s: ", is_bcc ? " (Bcc)" : "",
	    print_get(recipient, "stage"));
	print_clean(printer, print_get(recipient, "history"));
	(void)fputc('\n', printer->out);
	findings_view(printer, recipient);
}

void
held_show_view(const struct printer *printer, const json_t *object)
{
	const json_t *list = json_object_get(object, "recipients");

	headers_view(printer, object);
	text_view(printer, json_object_get(object, "text"));
	for (size_t i = 0; i < json_array_size(list); i++)
		recipient_view(printer, json_array_get(list, i));
	(void)fputc('\n', printer->out);
	print_filled(printer, print_get(object, "next"), 0);
}
