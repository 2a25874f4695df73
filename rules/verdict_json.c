/*
 * verdict_json - a verdict as a JSON object, and back
 *
 * Reading is strict about types, because only our own records are read.
 * Bytes that are no UTF-8 cannot stand in JSON: they become U+FFFD.
 */
#include "rules/verdict_json.h"

#include <glib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/timespan.h"

/* Takes text; every secret in it becomes an ellipsis. */
static char *
blot(char *text, const char *secret)
{
	if (secret == NULL || secret[0] == '\0')
		return text;
	char **pieces = g_strsplit(text, secret, -1);
	char *blotted = g_strjoinv("…", pieces);
	g_strfreev(pieces);
	g_free(text);
	return blotted;
}

/* As json_text(), without address and name of secret (may be NULL). */
static json_t *
blotted_json(const char *text, const struct recipient_verdict *secret)
{
	if (text == NULL)
		text = "";
	if (secret == NULL)
		return json_text(text);
	char *blotted =
	    blot(blot(g_strdup(text), secret->address), secret->name);
	json_t *string = json_text(blotted);
	g_free(blotted);
	return string;
}

static json_t *
evidence_json(const struct evidence *evidence, enum verdict_form form)
{
	json_t *object = json_object();

	json_object_set_new(object, "where",
	    json_string(
		evidence->where == PLACE_SUBJECT ? "subject" : "body"));
	if (form == VERDICT_PUBLIC) {
		json_object_set_new(
		    object, "text", json_text(evidence->text));
	} else {
		json_object_set_new(object, "begin",
		    json_integer((json_int_t)evidence->begin));
		json_object_set_new(object, "end",
		    json_integer((json_int_t)evidence->end));
	}
	json_object_set_new(object, "line", json_integer(evidence->line));
	return object;
}

static json_t *
finding_json(const struct finding *finding, enum verdict_form form,
    const struct recipient_verdict *recipient)
{
	const struct recipient_verdict *secret =
	    form == VERDICT_ANONYMOUS ? recipient : NULL;
	json_t *object = json_object();
	json_t *evidence = json_array();

	json_object_set_new(object, "rule", json_text(finding->rule));
	json_object_set_new(
	    object, "action", json_string(action_name(finding->action)));
	json_object_set_new(
	    object, "level", json_string(level_name(finding->level)));
	json_object_set_new(object, "why", blotted_json(finding->why, secret));
	json_object_set_new(
	    object, "advice", blotted_json(finding->advice, secret));
	if (finding->until != 0)
		json_object_set_new(
		    object, "until", json_time(finding->until));
	if (form != VERDICT_PUBLIC && finding->is_timing)
		json_object_set_new(object, "timing", json_true());
	for (size_t i = 0; i < finding->evidence_count; i++)
		json_array_append_new(evidence,
		    evidence_json(&finding->evidence[i], form));
	json_object_set_new(object, "evidence", evidence);
	return object;
}

static json_t *
recipient_json(const struct recipient_verdict *recipient,
    enum verdict_form form)
{
	json_t *object = json_object();
	json_t *findings = json_array();

	if (form != VERDICT_ANONYMOUS)
		json_object_set_new(
		    object, "address", json_text(recipient->address));
	if (form == VERDICT_RECORD && recipient->name != NULL)
		json_object_set_new(
		    object, "name", json_text(recipient->name));
	json_object_set_new(object, "stage", json_text(recipient->stage));
	json_object_set_new(
	    object, "verdict", json_string(action_name(recipient->action)));
	if (form != VERDICT_PUBLIC && recipient->is_hidden)
		json_object_set_new(object, "hidden", json_true());
	for (size_t i = 0; i < recipient->finding_count; i++)
		json_array_append_new(findings,
		    finding_json(
			&recipient->findings[i], form, recipient));
	json_object_set_new(object, "findings", findings);
	return object;
}

json_t *
verdict_to_json(const struct verdict *verdict, enum verdict_form form)
{
	json_t *object = json_object();
	json_t *recipients = json_array();

	json_object_set_new(
	    object, "verdict", json_string(action_name(verdict->action)));
	if (verdict->exempt != NULL)
		json_object_set_new(
		    object, "exempt", json_text(verdict->exempt));
	json_object_set_new(object, "language",
	    json_string(language_code(verdict->language)));
	for (size_t i = 0; i < verdict->recipient_count; i++)
		json_array_append_new(recipients,
		    recipient_json(&verdict->recipients[i], form));
	json_object_set_new(object, "recipients", recipients);
	return object;
}

/* --- reading --- */

static bool
wrong_key(struct err *err, const char *key)
{
	return err_set(err, ERR_BUG,
	    "a stored verdict has no readable \"%s\"", key);
}

static bool
read_text(const json_t *object, const char *key, struct arena *arena,
    const char **text_out, struct err *err)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (text == NULL)
		return wrong_key(err, key);
	*text_out = arena_strdup(arena, text);
	return true;
}

/* The text if there is one, or instead. */
static const char *
optional_text(const json_t *object, const char *key, struct arena *arena,
    const char *instead)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? arena_strdup(arena, text) : instead;
}

static bool
read_action(const json_t *object, const char *key, enum action *action_out,
    struct err *err)
{
	const char *name = json_string_value(json_object_get(object, key));

	for (int i = 0; name != NULL && i < ACTION_COUNT; i++)
		if (strcmp(name, action_name((enum action)i)) == 0) {
			*action_out = (enum action)i;
			return true;
		}
	return wrong_key(err, key);
}

static bool
read_level(const json_t *object, enum level *level_out, struct err *err)
{
	const char *name = json_string_value(json_object_get(object, "level"));

	for (int i = 0; name != NULL && i < LEVEL_COUNT; i++)
		if (strcmp(name, level_name((enum level)i)) == 0) {
			*level_out = (enum level)i;
			return true;
		}
	return wrong_key(err, "level");
}

static void
read_evidence(const json_t *object, struct evidence *evidence_out)
{
	const char *where = json_string_value(json_object_get(object, "where"));
	const json_int_t begin =
	    json_integer_value(json_object_get(object, "begin"));
	const json_int_t end =
	    json_integer_value(json_object_get(object, "end"));

	*evidence_out = (struct evidence){
		.where = g_strcmp0(where, "subject") == 0 ? PLACE_SUBJECT :
							    PLACE_BODY,
		.text = "",
		.line = (unsigned)json_integer_value(
		    json_object_get(object, "line")),
		.begin = begin > 0 ? (size_t)begin : 0,
		.end = end > begin && begin >= 0 ? (size_t)end : 0,
	};
}

static bool
read_finding(const json_t *object, struct arena *arena,
    struct finding *finding_out, struct err *err)
{
	const json_t *list = json_object_get(object, "evidence");
	const char *until = json_string_value(json_object_get(object, "until"));
	const size_t count = json_array_size(list);
	struct evidence *evidence =
	    arena_array(arena, count, sizeof(*evidence));

	for (size_t i = 0; i < count; i++)
		read_evidence(json_array_get(list, i), &evidence[i]);
	finding_out->evidence = evidence;
	finding_out->evidence_count = count;
	finding_out->is_timing =
	    json_is_true(json_object_get(object, "timing"));
	if (until != NULL && !time_parse(until, &finding_out->until, err))
		return wrong_key(err, "until");
	return read_text(object, "rule", arena, &finding_out->rule, err) &&
	    read_action(object, "action", &finding_out->action, err) &&
	    read_level(object, &finding_out->level, err) &&
	    read_text(object, "why", arena, &finding_out->why, err) &&
	    read_text(object, "advice", arena, &finding_out->advice, err);
}

static bool
read_recipient(const json_t *object, struct arena *arena,
    struct recipient_verdict *recipient_out, struct err *err)
{
	const json_t *list = json_object_get(object, "findings");
	const size_t count = json_array_size(list);
	struct finding *findings = arena_array(arena, count, sizeof(*findings));

	for (size_t i = 0; i < count; i++)
		if (!read_finding(
			json_array_get(list, i), arena, &findings[i], err))
			return false;
	recipient_out->findings = findings;
	recipient_out->finding_count = count;
	recipient_out->address = optional_text(object, "address", arena, "");
	recipient_out->name =
	    optional_text(object, "name", arena, recipient_out->address);
	recipient_out->is_hidden =
	    json_is_true(json_object_get(object, "hidden"));
	return read_text(
		   object, "stage", arena, &recipient_out->stage, err) &&
	    read_action(object, "verdict", &recipient_out->action, err);
}

bool
verdict_from_json(const json_t *object, struct arena *arena,
    struct verdict *verdict_out, struct err *err)
{
	const json_t *list = json_object_get(object, "recipients");
	const size_t count = json_array_size(list);
	struct recipient_verdict *recipients =
	    arena_array(arena, count, sizeof(*recipients));
	const char *language = "";

	for (size_t i = 0; i < count; i++)
		if (!read_recipient(
			json_array_get(list, i), arena, &recipients[i], err))
			return false;
	if (!read_text(object, "language", arena, &language, err))
		return false;
	verdict_out->recipients = recipients;
	verdict_out->recipient_count = count;
	verdict_out->language = strcmp(language, "other") == 0 ?
	    LANGUAGE_OTHER :
	    language_from_code(language);
	verdict_out->exempt = optional_text(object, "exempt", arena, NULL);
	return read_action(object, "verdict", &verdict_out->action, err);
}
