/*
 * postfix - Postfix's queue through postqueue, postcat and postsuper
 *
 * `postsuper -H` releases: `-r` would change the queue id and deliver to
 * always_bcc again, and never runs milters either. Listing the queue may be
 * allowed to everybody, the rest needs root.
 */
#include "hold/postfix.h"

#include <glib.h>
#include <jansson.h>

#include "base/arena.h"
#include "conf/settings.h"
#include "hold/run.h"

enum { LISTING_MAX = 256 << 20, SAID_MAX = 4 << 10, SHORT_MIN = 6,
	QUEUE_ID_MAX = 40, LONG_HEAD = 10 };

/* Postfix's alphabet for long ids: no vowels. Inodes are written without z,
   which stands between. */
static const char long_digits[] =
    "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

static bool
is_short_id(const char *text, size_t length)
{
	return length >= SHORT_MIN &&
	    strspn(text, "0123456789ABCDEF") == length;
}

/* Seconds (6 digits or more), microseconds (4), "z", inode. */
static bool
is_long_id(const char *text, size_t length)
{
	const char *z = strrchr(text, 'z');

	return z != NULL && z - text >= LONG_HEAD &&
	    (size_t)(z - text) + 1 < length &&
	    strspn(text, long_digits) == length;
}

bool
postfix_is_queue_id(const char *text)
{
	const size_t length = strlen(text);

	return length <= QUEUE_ID_MAX &&
	    (is_short_id(text, length) || is_long_id(text, length));
}

static bool
check_queue_id(const char *queue_id, struct err *err)
{
	return postfix_is_queue_id(queue_id) ||
	    err_set(err, ERR_INPUT, "\"%s\" is no queue id of Postfix",
		queue_id);
}

/* COMMAND [-c FOLDER] ARGUMENT...; sendmail has -C */
static bool
run_postfix(const struct settings *settings, const char *command,
    const char *const arguments[], const struct run_input *input, size_t max,
    struct arena *arena, struct run_result *result_out, struct err *err)
{
	const char *argv[12] = { command };
	size_t count = 1;

	if (settings->mta_config[0] != '\0') {
		argv[count++] = strcmp(command, "sendmail") == 0 ? "-C" : "-c";
		argv[count++] = settings->mta_config;
	}
	for (size_t i = 0;
	     arguments[i] != NULL && count < ARRAY_SIZE(argv) - 1; i++)
		argv[count++] = arguments[i];
	return run_command(argv, input, max, arena, result_out, err);
}

/* --- listing --- */

static const char *
member_text(const json_t *object, const char *key, struct arena *arena)
{
	const char *text = json_string_value(json_object_get(object, key));

	return arena_strdup(arena, text != NULL ? text : "");
}

static void
fill_entry(const json_t *object, struct arena *arena,
    struct queue_entry *entry_out)
{
	const json_t *list = json_object_get(object, "recipients");
	const size_t count = json_array_size(list);
	const char **recipients =
	    arena_array(arena, count + 1, sizeof(*recipients));

	for (size_t i = 0; i < count; i++)
		recipients[i] =
		    member_text(json_array_get(list, i), "address", arena);
	*entry_out = (struct queue_entry){
		.queue_id = member_text(object, "queue_id", arena),
		.sender = member_text(object, "sender", arena),
		.recipients = recipients,
		.recipient_count = count,
		.arrived = (time_t)json_integer_value(
		    json_object_get(object, "arrival_time")),
		.size = (size_t)json_integer_value(
		    json_object_get(object, "message_size")),
	};
}

/* One line, one message. Addresses may hold any bytes, JSON may not. */
static bool
parse_line(const char *line, size_t length, struct arena *arena,
    GArray *entries, struct err *err)
{
	json_error_t where;
	char *valid = g_utf8_make_valid(line, (gssize)length);
	json_t *object = json_loads(valid, 0, &where);

	g_free(valid);
	if (object == NULL)
		return err_set(err, ERR_TEMP,
		    "postqueue -j printed what is no JSON (%s, column %d)",
		    where.text, where.column);
	const char *queue =
	    json_string_value(json_object_get(object, "queue_name"));
	if (g_strcmp0(queue, "hold") == 0) {
		struct queue_entry entry;
		fill_entry(object, arena, &entry);
		if (postfix_is_queue_id(entry.queue_id))
			g_array_append_val(entries, entry);
	}
	json_decref(object);
	return true;
}

bool
postfix_parse_listing(const char *listing, size_t length,
    struct arena *arena, struct queue_entry **entries_out,
    size_t *count_out, struct err *err)
{
	GArray *found = g_array_new(FALSE, FALSE, sizeof(struct queue_entry));
	const char *end = listing + length;
	bool ok = true;

	for (const char *line = listing; ok && line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *stop = newline != NULL ? newline : end;
		if (stop > line)
			ok = parse_line(
			    line, (size_t)(stop - line), arena, found, err);
		line = stop + 1;
	}
	struct queue_entry *entries =
	    arena_array(arena, found->len, sizeof(*entries));
	if (found->len > 0)
		memcpy(entries, found->data, found->len * sizeof(*entries));
	*entries_out = entries;
	*count_out = found->len;
	g_array_free(found, TRUE);
	return ok;
}

static bool
postfix_list(const struct settings *settings, struct arena *arena,
    struct queue_entry **entries_out, size_t *count_out, struct err *err)
{
	static const char *const arguments[] = { "-j", NULL };
	struct run_result result;

	if (!run_postfix(settings, "postqueue", arguments, NULL, LISTING_MAX,
		arena, &result, err))
		return err_prefix(
		    err, "cannot list Postfix's queue (is it running?)");
	if (result.is_cut)
		return err_set(err, ERR_TEMP,
		    "the queue listing is longer than %d bytes", LISTING_MAX);
	return postfix_parse_listing(result.output, result.length, arena,
	    entries_out, count_out, err);
}

/* --- one message --- */

static bool
postfix_read(const struct settings *settings, const char *queue_id,
    struct arena *arena, const char **data_out, size_t *length_out,
    struct err *err)
{
	const char *const arguments[] = { "-qbh", queue_id, NULL };
	/* one byte more, so that the parser sees it was cut */
	const size_t max = (size_t)settings->scan_bytes + 1;
	struct run_result result;

	if (!check_queue_id(queue_id, err) ||
	    !run_postfix(settings, "postcat", arguments, NULL, max, arena,
		&result, err))
		return false;
	*data_out = result.output;
	*length_out = result.length;
	return true;
}

/* postsuper succeeds, saying nothing, if there is no such message. */
static bool
postsuper(const struct settings *settings, const char *option,
    const char *queue_id, struct err *err)
{
	const char *const arguments[] = { option, queue_id, "hold", NULL };
	struct run_result result;

	if (!check_queue_id(queue_id, err))
		return false;
	struct arena *arena = arena_new();
	const bool ok = run_postfix(settings, "postsuper", arguments,
	    NULL, SAID_MAX, arena, &result, err);
	arena_free(&arena);
	return ok;
}

static bool
postfix_release(const struct settings *settings, const char *queue_id,
    struct err *err)
{
	return postsuper(settings, "-H", queue_id, err);
}

static bool
postfix_remove(const struct settings *settings, const char *queue_id,
    struct err *err)
{
	return postsuper(settings, "-d", queue_id, err);
}

static bool
postfix_submit(const struct settings *settings, const char *recipient,
    const char *data, size_t length, struct err *err)
{
	const char *const arguments[] = { "-i", "-f", "<>", "-B", "8BITMIME",
		"--", recipient, NULL };
	const struct run_input input = { data, length };
	struct arena *arena = arena_new();
	struct run_result result;
	const bool ok = run_postfix(settings, "sendmail", arguments, &input,
	    SAID_MAX, arena, &result, err);

	arena_free(&arena);
	return ok;
}

const struct queue_driver queue_postfix = {
	.name = "postfix",
	.list = postfix_list,
	.read = postfix_read,
	.release = postfix_release,
	.submit = postfix_submit,
	.remove = postfix_remove,
};
