/*
 * mailfile - the one mail that check and words look at
 *
 * A From_ line on top, as mail programs export it, is no part of the mail. Of
 * an mbox with several mails only the first is looked at.
 */
#include "review/mailfile.h"

#include <errno.h>
#include <glib.h>

#include "base/arena.h"
#include "review/mbox.h"

struct first {
	uint64_t offset, length;
	size_t count;
};

static void
note_mail(void *context, uint64_t offset, uint64_t length)
{
	struct first *first = context;

	if (first->count++ > 0)
		return;
	first->offset = offset;
	first->length = length;
}

static void
take_first(char **data, size_t *length)
{
	struct first first = { 0 };
	FILE *file = fmemopen(*data, *length, "rb");

	if (file == NULL || !mbox_scan(file, note_mail, &first))
		first.count = 0;
	if (file != NULL)
		(void)fclose(file);
	if (first.count > 1)
		(void)fprintf(stderr,
		    "%s: note: this is an mbox of several mails: the first "
		    "is looked at, \"takt replay\" judges all\n",
		    g_get_prgname());
	if (first.count > 0) {
		*data += first.offset;
		*length = mbox_unquote(*data, (size_t)first.length);
	}
}

static bool
read_some(FILE *file, const char *path, size_t max, struct arena *arena,
    const char **data_out, size_t *length_out, struct err *err)
{
	char *data = arena_alloc(arena, max + 1);
	size_t length = fread(data, 1, max, file);

	if (ferror(file))
		return err_set(err, ERR_INPUT, "cannot read %s: %s", path,
		    g_strerror(errno));
	if (length == 0)
		return err_set(err, ERR_INPUT,
		    "%s is empty: a mail is wanted", path);
	if (mbox_starts(data, length))
		take_first(&data, &length);
	*data_out = data;
	*length_out = length;
	return true;
}

bool
mailfile_parse(const char *path, const struct message_limits *limits,
    struct arena *arena, struct message *message_out, struct err *err)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	const char *name = is_stdin ? "standard input" : path;
	FILE *file = is_stdin ? stdin : fopen(path, "rbe");
	const char *data = NULL;
	size_t length = 0;

	if (file == NULL)
		return err_set(err, ERR_INPUT, "cannot read %s: %s", path,
		    g_strerror(errno));
	/* one byte more, so that the parser sees it was cut */
	const bool ok = read_some(file, name, limits->scan_bytes + 1, arena,
			    &data, &length, err) &&
	    message_parse(limits, data, length, LANGUAGE_UNKNOWN, arena,
		message_out, err);
	if (!is_stdin)
		(void)fclose(file);
	return ok;
}
