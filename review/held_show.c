/*
 * held_show - one held mail, as a reviewer needs to see it
 *
 * The store keeps evidence as offsets only; the words come from the queue
 * file, taken apart by the same code that judged it.
 */
#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/people.h"
#include "review/held_json.h"
#include "review/mail_json.h"
#include "rules/verdict_json.h"

static const struct text *
text_at(const struct message *message, enum place place)
{
	return place == PLACE_SUBJECT ? &message->words.subject :
					&message->words.body;
}

/* A finding's evidence with the words put back in. */
static const struct evidence *
evidence_with_words(const struct finding *finding,
    const struct message *message, struct arena *arena)
{
	struct evidence *list =
	    arena_array(arena, finding->evidence_count, sizeof(*list));

	for (size_t i = 0; i < finding->evidence_count; i++) {
		list[i] = finding->evidence[i];
		const struct text *text = text_at(message, list[i].where);
		const size_t end = MIN(list[i].end, text->original_length);
		const size_t begin = MIN(list[i].begin, end);
		list[i].text =
		    arena_strndup(arena, text->original + begin, end - begin);
	}
	return list;
}

/* The verdict on record with the words put back into its evidence. */
static struct verdict
with_words(const struct verdict *verdict, const struct message *message,
    struct arena *arena)
{
	struct verdict copy = *verdict;
	struct recipient_verdict *recipients =
	    arena_array(arena, copy.recipient_count, sizeof(*recipients));

	for (size_t r = 0; r < copy.recipient_count; r++) {
		recipients[r] = verdict->recipients[r];
		const size_t count = recipients[r].finding_count;
		struct finding *findings =
		    arena_array(arena, count, sizeof(*findings));
		for (size_t f = 0; f < count; f++) {
			findings[f] = recipients[r].findings[f];
			findings[f].evidence = evidence_with_words(
			    &findings[f], message, arena);
		}
		recipients[r].findings = findings;
	}
	copy.recipients = recipients;
	return copy;
}

static void
mark_evidence(char *mask, size_t length, enum place place,
    const struct finding *finding)
{
	for (size_t i = 0; i < finding->evidence_count; i++) {
		const struct evidence *evidence = &finding->evidence[i];
		const size_t end = MIN(evidence->end, length);
		if (evidence->where == place && evidence->begin < end)
			memset(mask + evidence->begin, 1,
			    end - evidence->begin);
	}
}

/* One byte for each of the text: 1 where evidence stands. */
static char *
evidence_mask(const struct verdict *verdict, enum place place,
    const struct text *text, struct arena *arena)
{
	char *mask = arena_alloc(arena, text->original_length + 1);
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		mark_evidence(mask, text->original_length, place, finding);
	return mask;
}

/* Pieces of text in turn: plain, marked, plain ... */
static json_t *
pieces_json(
    const struct text *text, const char *mask, size_t begin, size_t end)
{
	json_t *pieces = json_array();
	bool is_marked = false;

	while (begin < end) {
		size_t stop = begin;
		while (stop < end && (mask[stop] != 0) == is_marked)
			stop++;
		char *piece = g_strndup(text->original + begin, stop - begin);
		json_array_append_new(pieces, json_text(piece));
		g_free(piece);
		begin = stop;
		is_marked = !is_marked;
	}
	return pieces;
}

static bool
is_dropped(const struct own_words *words, size_t offset)
{
	for (size_t i = 0; i < words->dropped_count; i++)
		if (offset >= words->dropped[i].begin &&
		    offset < words->dropped[i].end)
			return true;
	return false;
}

static size_t
line_end(const struct text *text, size_t begin)
{
	const char *newline = memchr(text->original + begin, '\n',
	    text->original_length - begin);

	return newline != NULL ? (size_t)(newline - text->original) :
				 text->original_length;
}

/* The sender's own lines. */
static json_t *
lines_json(const struct own_words *words, const char *mask)
{
	const struct text *text = &words->body;
	json_t *lines = json_array();
	unsigned number = 1;

	for (size_t begin = 0; begin < text->original_length; number++) {
		const size_t end = line_end(text, begin);
		if (end > begin && !is_dropped(words, begin)) {
			json_t *line = json_object();
			json_object_set_new(
			    line, "line", json_integer(number));
			json_object_set_new(line, "pieces",
			    pieces_json(text, mask, begin, end));
			json_array_append_new(lines, line);
		}
		begin = end + 1;
	}
	return lines;
}

static json_t *
addresses_json(const struct mail_addresses *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct mail_address *item = &list->items[i];
		char *text = item->name[0] != '\0' ?
		    g_strdup_printf("%s <%s>", item->name, item->address) :
		    g_strdup(item->address);
		json_array_append_new(array, json_text(text));
		g_free(text);
	}
	return array;
}

static void
append_ago(GString *line, const char *what, int64_t seconds)
{
	if (seconds < 0)
		return;
	if (seconds < 2 * DAY)
		g_string_append_printf(line, "; %s %lld hours ago", what,
		    (long long)(seconds / HOUR));
	else
		g_string_append_printf(line, "; %s %lld days ago", what,
		    (long long)(seconds / DAY));
}

/* Sender and contact in one line. */
static bool
history_json(const struct desk *desk, const struct held *held,
    const char *contact, const struct message *message, time_t now,
    struct arena *arena, json_t **line_out, struct err *err)
{
	const struct pair_name pair = { held->sender, contact };
	struct relations relations;

	if (!people_relations(desk->app->people, &pair, message, now, arena,
		&relations, err))
		return false;
	GString *line = g_string_new(NULL);
	if (relations.is_known)
		g_string_append_printf(line, "%u exchange%s%s",
		    relations.exchanges, relations.exchanges == 1 ? "" : "s",
		    relations.is_dormant ? ", long silent" : "");
	else
		g_string_append(line, "not known from earlier mail");
	append_ago(line, "last mail to them", relations.since_sent);
	append_ago(line, "last mail from them", relations.since_received);
	if (relations.unanswered > 0)
		g_string_append_printf(
		    line, "; %u unanswered", relations.unanswered);
	*line_out = json_text(line->str);
	g_string_free(line, TRUE);
	return true;
}

static json_t *
next_json(const struct held *held, struct arena *arena)
{
	const time_t until = verdict_until(&held->verdict);

	if (until == 0)
		return json_text(
		    "It waits for you: release, return or delete it.");
	return json_text(arena_printf(arena,
	    "If nothing changes it goes out by itself on %.10s at %.5s UTC, "
	    "after it was judged again.",
	    time_format(arena, until), time_format(arena, until) + 11));
}

static bool
add_recipients(json_t *object, const struct desk *desk,
    const struct desk_item *item, const struct message *message, time_t now,
    struct arena *arena, struct err *err)
{
	const struct verdict verdict =
	    with_words(&item->held.verdict, message, arena);
	json_t *judged = verdict_to_json(&verdict, VERDICT_PUBLIC);
	json_t *list = json_object_get(judged, "recipients");
	bool ok = true;

	for (size_t i = 0; ok && i < verdict.recipient_count; i++) {
		json_t *line = NULL;
		ok = history_json(desk, &item->held,
		    verdict.recipients[i].address, message, now, arena, &line,
		    err);
		if (!ok)
			break;
		json_object_set_new(json_array_get(list, i), "history", line);
		if (verdict.recipients[i].is_hidden)
			json_object_set_new(
			    json_array_get(list, i), "bcc", json_true());
	}
	(void)json_object_update(object, judged);
	json_decref(judged);
	return ok;
}

/* The subject as written: what was judged, and the "Re:" before it. */
static json_t *
subject_json(const struct message *message, const struct verdict *verdict,
    struct arena *arena)
{
	const struct text *judged = &message->words.subject;
	json_t *pieces = pieces_json(judged,
	    evidence_mask(verdict, PLACE_SUBJECT, judged, arena), 0,
	    judged->original_length);
	const size_t whole = strlen(message->subject);
	const size_t before = whole - MIN(whole, judged->original_length);
	const char *first = json_string_value(json_array_get(pieces, 0));
	char *plain = g_strdup_printf("%.*s%s", (int)MIN(before, INT_MAX),
	    message->subject, first != NULL ? first : "");

	if (first == NULL)
		json_array_append_new(pieces, json_text(plain));
	else
		json_array_set_new(pieces, 0, json_text(plain));
	g_free(plain);
	return pieces;
}

json_t *
held_show_json(const struct desk *desk, const struct desk_item *item,
    time_t now, struct arena *arena, struct err *err)
{
	struct message message;
	json_t *object = held_row_json(item, now);

	if (!desk_read(desk, item, arena, &message, err) ||
	    !add_recipients(object, desk, item, &message, now, arena, err)) {
		json_decref(object);
		return NULL;
	}
	const struct verdict *verdict = &item->held.verdict;
	const struct text *body = &message.words.body;
	json_object_set_new(object, "message_id",
	    json_text(message.message_id));
	json_object_set_new(object, "date", json_time(message.date));
	json_object_set_new(object, "to", addresses_json(&message.to));
	json_object_set_new(object, "cc", addresses_json(&message.cc));
	json_object_set_new(object, "subject", json_text(message.subject));
	json_object_set_new(object, "subject_pieces",
	    subject_json(&message, verdict, arena));
	json_object_set_new(object, "text",
	    lines_json(&message.words,
		evidence_mask(verdict, PLACE_BODY, body, arena)));
	json_object_set_new(object, "next", next_json(&item->held, arena));
	return object;
}
