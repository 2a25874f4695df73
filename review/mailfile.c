/*
 * mailfile - the one mail that check and words look at
 *
 * A From_ line on top, as mail programs export it, is no part of the mail.
 */
#include "review/mailfile.h"

#include <errno.h>
#include <glib.h>

#include "base/arena.h"
#include "review/mbox.h"

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
	const char *newline = mbox_starts(data, length) ?
	    memchr(data, '\n', length) :
	    NULL;
	if (newline != NULL) {
		length -= (size_t)(newline + 1 - data);
		data += newline + 1 - data;
	}
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
