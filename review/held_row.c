/*
 * held_row - held mail, one line each
 *
 * A mail on hold that is none of ours is listed, too: a reviewer who sees the
 * queue must not wonder.
 */
#include <glib.h>

#include "base/timespan.h"
#include "review/held_json.h"
#include "review/mail_json.h"

enum { COLUMN_ID = 12, COLUMN_AGE = 5, COLUMN_UNTIL = 16,
	COLUMN_ADDRESS_MIN = 14, COLUMN_ADDRESS_MAX = 28, COLUMN_RULES = 20 };

/* Each rule that holds, once. */
static json_t *
rules_json(const struct verdict *verdict)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	const struct finding *finding;
	json_t *list = json_array();

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++) {
		char *rule = (char *)(uintptr_t)finding->rule;
		if (finding->action >= ACTION_CONFIRM &&
		    g_hash_table_add(seen, rule))
			json_array_append_new(list, json_text(rule));
	}
	g_hash_table_destroy(seen);
	return list;
}

static json_t *
contacts_json(const struct verdict *verdict)
{
	json_t *list = json_array();

	for (size_t i = 0; i < verdict->recipient_count; i++)
		json_array_append_new(
		    list, json_text(verdict->recipients[i].address));
	return list;
}

static json_t *
foreign_row(const struct queue_entry *entry, time_t now)
{
	json_t *row = json_object();
	json_t *contacts = json_array();

	for (size_t i = 0; i < entry->recipient_count; i++)
		json_array_append_new(
		    contacts, json_text(entry->recipients[i]));
	json_object_set_new(row, "id", json_null());
	json_object_set_new(row, "queue_id", json_text(entry->queue_id));
	json_object_set_new(row, "state", json_string("not by Takt"));
	json_object_set_new(row, "held_at", json_time(entry->arrived));
	json_object_set_new(row, "age",
	    json_integer((json_int_t)MAX(0, now - entry->arrived)));
	json_object_set_new(row, "sender", json_text(entry->sender));
	json_object_set_new(row, "contacts", contacts);
	json_object_set_new(row, "rules", json_array());
	json_object_set_new(row, "in_queue", json_true());
	return row;
}

json_t *
held_row_json(const struct desk_item *item, time_t now)
{
	const struct held *held = &item->held;
	const time_t until = verdict_until(&held->verdict);

	if (held->id == NULL)
		return foreign_row(item->entry, now);
	json_t *row = json_object();
	json_object_set_new(row, "id", json_text(held->id));
	json_object_set_new(row, "queue_id", json_text(held->queue_id));
	json_object_set_new(row, "host", json_text(held->host));
	/* what the queue shows is held, whether a sweep has noted it or not */
	const bool is_there =
	    held->state == HOLD_PENDING && item->entry != NULL;
	json_object_set_new(row, "state",
	    json_string(
		hold_state_name(is_there ? HOLD_HELD : held->state)));
	json_object_set_new(row, "held_at", json_time(held->held_at));
	json_object_set_new(row, "age",
	    json_integer((json_int_t)MAX(0, now - held->held_at)));
	if (until != 0)
		json_object_set_new(row, "until", json_time(until));
	json_object_set_new(row, "sender", json_text(held->sender));
	json_object_set_new(row, "contacts", contacts_json(&held->verdict));
	json_object_set_new(row, "rules", rules_json(&held->verdict));
	json_object_set_new(
	    row, "in_queue", json_boolean(item->entry != NULL));
	return row;
}

/* --- as text --- */

/* What is left of the width, shared by sender and contact. */
static int
address_columns(const struct printer *printer)
{
	const int rest = printer->width - COLUMN_ID - COLUMN_AGE -
	    COLUMN_UNTIL - COLUMN_RULES - 10;

	return CLAMP(rest / 2, COLUMN_ADDRESS_MIN, COLUMN_ADDRESS_MAX);
}

void
held_heading(const struct printer *printer)
{
	const int columns = address_columns(printer);

	print_styled(printer, STYLE_BOLD, "%-*s  %-*s  %-*s  %-*s  %-*s  %s",
	    COLUMN_ID, "ID", COLUMN_AGE, "AGE", COLUMN_UNTIL, "UNTIL (UTC)",
	    columns, "SENDER", columns, "CONTACT", "RULES");
	(void)fputc('\n', printer->out);
}

static void
print_age(const struct printer *printer, json_int_t seconds)
{
	static const struct {
		json_int_t least, size;
		const char *unit;
	} steps[] = { { 2 * DAY, DAY, "d" }, { HOUR, HOUR, "h" },
		{ MINUTE, MINUTE, "min" }, { 0, 1, "s" } };
	char text[32];
	size_t i = 0;

	while (seconds < steps[i].least)
		i++;
	(void)snprintf(text, sizeof(text), "%lld%s",
	    (long long)(seconds / steps[i].size), steps[i].unit);
	print_column(printer, text, COLUMN_AGE);
}

/* "2026-03-09 09:14" out of an ISO time. */
static void
print_until(const struct printer *printer, const json_t *row)
{
	char *until = g_strndup(print_get(row, "until"), COLUMN_UNTIL);

	if (strlen(until) == COLUMN_UNTIL)
		until[10] = ' ';
	print_column(printer, until[0] != '\0' ? until : "-", COLUMN_UNTIL);
	g_free(until);
}

/* The caller frees it. */
static char *
joined(const json_t *list)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < json_array_size(list); i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
		    json_string_value(json_array_get(list, i)));
	return g_string_free(text, FALSE);
}

void
held_row_view(const struct printer *printer, const json_t *row)
{
	const int columns = address_columns(printer);
	const char *id = print_get(row, "id");
	const char *state = print_get(row, "state");
	const bool is_lost = json_is_false(json_object_get(row, "in_queue"));
	char *contacts = joined(json_object_get(row, "contacts"));
	char *rules = joined(json_object_get(row, "rules"));

	print_column(printer, id[0] != '\0' ? id : print_get(row, "queue_id"),
	    COLUMN_ID);
	(void)fputs("  ", printer->out);
	print_age(printer,
	    json_integer_value(json_object_get(row, "age")));
	(void)fputs("  ", printer->out);
	print_until(printer, row);
	(void)fputs("  ", printer->out);
	print_column(printer, print_get(row, "sender"), columns);
	(void)fputs("  ", printer->out);
	print_column(printer, contacts, columns);
	(void)fputs("  ", printer->out);
	print_clean(printer, rules);	/* the last: never cut */
	if (id[0] == '\0')
		print_styled(printer, STYLE_DIM, "(%s)", state);
	else if (is_lost)
		print_styled(printer, STYLE_WARN, " (not in the queue)");
	(void)fputc('\n', printer->out);
	g_free(rules);
	g_free(contacts);
}
