/*
 * source - mails out of mbox files, Maildirs, folders and single files
 *
 * An index of places and dates is all that is kept. Files are opened anew
 * for each mail: that costs microseconds and bounds the open files. A name
 * that ends in .eml or lies in a Maildir is one mail, even if somebody's
 * export put a From_ line on top.
 */
#include "review/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "message/message.h"
#include "review/mbox.h"

enum { DEPTH_MAX = 32, HEADER_FIRST = 16 << 10, HEADER_MAX = 1 << 20,
	SNIFF = 1000, PROGRESS_STEP = 512 };

struct file {
	char *path;
	FILE *spool;	/* standard input, copied; else NULL */
	bool is_mbox;
};

struct item {
	guint file;
	guint64 offset, length;
	gint64 date;
};

struct source {
	GPtrArray *files;	/* struct file */
	GArray *items;		/* struct item */
	size_t skipped;
	void (*progress)(void *context, size_t found);
	void *context;
};

static void
file_free(void *object)
{
	struct file *file = object;

	if (file->spool != NULL)
		(void)fclose(file->spool);
	g_free(file->path);
	g_free(file);
}

void
source_close(struct source **source)
{
	if (*source == NULL)
		return;
	g_ptr_array_free((*source)->files, TRUE);
	g_array_free((*source)->items, TRUE);
	g_free(*source);
	*source = NULL;
}

static const struct item *
item_at(const struct source *source, size_t index)
{
	return &g_array_index(source->items, struct item, index);
}

static const struct file *
file_of(const struct source *source, size_t index)
{
	return g_ptr_array_index(
	    source->files, item_at(source, index)->file);
}

size_t
source_count(const struct source *source)
{
	return source->items->len;
}

size_t
source_skipped(const struct source *source)
{
	return source->skipped;
}

time_t
source_date(const struct source *source, size_t index)
{
	return (time_t)item_at(source, index)->date;
}

static void
add_item(void *context, uint64_t offset, uint64_t length)
{
	struct source *source = context;
	const struct item item = {
		.file = source->files->len - 1,
		.offset = offset,
		.length = length,
	};

	if (length == 0)
		return;
	g_array_append_val(source->items, item);
	if (source->progress != NULL &&
	    source->items->len % PROGRESS_STEP == 0)
		source->progress(source->context, source->items->len);
}

static bool
cannot_read(struct err *err, const char *path)
{
	return err_set(
	    err, ERR_INPUT, "cannot read %s: %s", path, g_strerror(errno));
}

enum file_kind { KIND_MBOX, KIND_MAIL, KIND_EMPTY, KIND_NEITHER };

static enum file_kind
file_kind(FILE *stream, bool is_surely_mail)
{
	char head[SNIFF];
	const size_t length = fread(head, 1, sizeof(head), stream);
	size_t i = 0;

	rewind(stream);
	if (length == 0)
		return KIND_EMPTY;
	if (is_surely_mail)
		return KIND_MAIL;
	if (mbox_starts(head, length))
		return KIND_MBOX;
	while (i < length && head[i] > ' ' && head[i] < 127 && head[i] != ':')
		i++;
	return i > 0 && i < length && head[i] == ':' ? KIND_MAIL :
						       KIND_NEITHER;
}

/* Takes the stream: keeps it as the spool, or closes it. */
static bool
add_stream(struct source *source, FILE *stream, const char *path,
    enum file_kind kind, bool is_spool, struct err *err)
{
	struct file *file = g_new0(struct file, 1);
	struct stat status;
	bool ok = true;

	file->path = g_strdup(path);
	file->is_mbox = kind == KIND_MBOX;
	file->spool = is_spool ? stream : NULL;
	g_ptr_array_add(source->files, file);
	if (file->is_mbox)
		ok = mbox_scan(stream, add_item, source);
	else if ((ok = fstat(fileno(stream), &status) == 0))
		add_item(source, 0, (uint64_t)status.st_size);
	if (!ok)
		(void)cannot_read(err, path);
	if (!is_spool)
		(void)fclose(stream);
	return ok;
}

enum file_trust {
	FILE_NAMED,	/* by the user: being no mail is an error */
	FILE_FOUND,	/* in a folder: being no mail is skipped */
	FILE_MAILDIR,	/* in cur or new: a mail, whatever it looks like */
};

static bool
add_file(struct source *source, const char *path, enum file_trust trust,
    struct err *err)
{
	FILE *stream = fopen(path, "rbe");

	if (stream == NULL)
		return cannot_read(err, path);
	const bool is_surely_mail =
	    trust == FILE_MAILDIR || g_str_has_suffix(path, ".eml");
	const enum file_kind kind = file_kind(stream, is_surely_mail);
	if (kind == KIND_MBOX || kind == KIND_MAIL)
		return add_stream(source, stream, path, kind, false, err);
	const bool failed = ferror(stream) != 0;
	(void)fclose(stream);
	if (failed)
		return cannot_read(err, path);
	if (kind == KIND_EMPTY)
		return true;
	if (trust == FILE_NAMED)
		return err_set(err, ERR_INPUT,
		    "%s is neither an mbox (it does not begin with \"From \") "
		    "nor a mail (it does not begin with a header field)",
		    path);
	source->skipped++;
	return true;
}

static bool
add_standard_input(struct source *source, struct err *err)
{
	FILE *spool = tmpfile();
	char chunk[64 << 10];
	size_t got;

	if (spool == NULL)
		return err_set(err, ERR_TEMP,
		    "cannot make a temporary file for standard input: %s",
		    g_strerror(errno));
	while ((got = fread(chunk, 1, sizeof(chunk), stdin)) > 0)
		if (fwrite(chunk, 1, got, spool) != got)
			break;
	if (ferror(stdin) || ferror(spool) || fflush(spool) != 0) {
		(void)fclose(spool);
		return cannot_read(err, "standard input");
	}
	rewind(spool);
	const enum file_kind kind = file_kind(spool, false);
	if (kind == KIND_MBOX || kind == KIND_MAIL)
		return add_stream(
		    source, spool, "standard input", kind, true, err);
	(void)fclose(spool);
	return kind == KIND_EMPTY ?
	    err_set(err, ERR_INPUT, "standard input is empty") :
	    err_set(err, ERR_INPUT,
		"standard input is neither an mbox nor a mail");
}

static int
by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The names in a directory, sorted; without "." and "..". */
static GPtrArray *
directory_names(const char *path, struct err *err)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (directory == NULL) {
		(void)cannot_read(err, path);
		return NULL;
	}
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	while ((entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			g_ptr_array_add(names, g_strdup(entry->d_name));
	(void)closedir(directory);
	g_ptr_array_sort(names, by_name);
	return names;
}

static bool
is_directory(const char *path, const char *name)
{
	struct stat status;
	char *full = g_build_filename(path, name, NULL);
	const bool is = stat(full, &status) == 0 && S_ISDIR(status.st_mode);

	g_free(full);
	return is;
}

static bool add_directory(struct source *source, const char *path, int depth,
    struct err *err);

/* cur and new of a Maildir: every file is a mail. */
static bool
add_maildir_part(struct source *source, const char *maildir, const char *part,
    struct err *err)
{
	char *path = g_build_filename(maildir, part, NULL);
	GPtrArray *names = directory_names(path, err);
	bool ok = names != NULL;

	for (guint i = 0; ok && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		char *file = g_build_filename(path, name, NULL);
		if (name[0] != '.' && !is_directory(path, name))
			ok = add_file(source, file, FILE_MAILDIR, err);
		g_free(file);
	}
	if (names != NULL)
		g_ptr_array_free(names, TRUE);
	g_free(path);
	return ok;
}

/* What a directory holds beside cur, new and tmp. In a Maildir only folders
   count: its files are the server's own. */
static bool
add_entry(struct source *source, const char *path, const char *name,
    bool is_maildir, int depth, struct err *err)
{
	char *full = g_build_filename(path, name, NULL);
	bool ok = true;

	if (is_directory(path, name))
		ok = (name[0] == '.' && !is_maildir) ||
		    add_directory(source, full, depth + 1, err);
	else if (!is_maildir && name[0] != '.')
		ok = add_file(source, full, FILE_FOUND, err);
	g_free(full);
	return ok;
}

static bool
add_directory(struct source *source, const char *path, int depth,
    struct err *err)
{
	static const char *const own[] = { "cur", "new", "tmp", NULL };

	if (depth > DEPTH_MAX)
		return err_set(err, ERR_INPUT,
		    "%s: folders nested more than %d deep", path, DEPTH_MAX);
	const bool is_maildir =
	    is_directory(path, "cur") && is_directory(path, "new");
	if (is_maildir &&
	    (!add_maildir_part(source, path, "cur", err) ||
		!add_maildir_part(source, path, "new", err)))
		return false;
	GPtrArray *names = directory_names(path, err);
	bool ok = names != NULL;
	for (guint i = 0; ok && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		if (is_maildir && g_strv_contains(own, name))
			continue;
		ok = add_entry(source, path, name, is_maildir, depth, err);
	}
	if (names != NULL)
		g_ptr_array_free(names, TRUE);
	return ok;
}

static bool
add_path(struct source *source, const char *path, struct err *err)
{
	struct stat status;

	if (strcmp(path, "-") == 0)
		return add_standard_input(source, err);
	if (stat(path, &status) != 0)
		return cannot_read(err, path);
	if (S_ISDIR(status.st_mode))
		return add_directory(source, path, 0, err);
	return add_file(source, path, FILE_NAMED, err);
}

/* --- reading --- */

/* As many bytes as there are, up to want. */
static bool
read_at(int fd, char *data, size_t want, guint64 offset, size_t *got_out)
{
	size_t got = 0;

	while (got < want) {
		const ssize_t n = pread(
		    fd, data + got, want - got, (off_t)(offset + got));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	*got_out = got;
	return true;
}

bool
source_read(struct source *source, size_t index, size_t max,
    struct arena *arena, const char **data_out, size_t *length_out,
    struct err *err)
{
	const struct item *item = item_at(source, index);
	const struct file *file = file_of(source, index);
	const size_t want = (size_t)MIN(item->length, (guint64)max);
	const int fd = file->spool != NULL ?
	    fileno(file->spool) :
	    open(file->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return cannot_read(err, file->path);
	char *data = arena_alloc(arena, want + 1);
	size_t length = 0;
	const bool ok = read_at(fd, data, want, item->offset, &length);
	if (!ok)
		(void)cannot_read(err, file->path);
	if (file->spool == NULL)
		(void)close(fd);
	if (file->is_mbox) {
		length = mbox_unquote(data, length);
	} else if (mbox_starts(data, length)) {
		const char *newline = memchr(data, '\n', length);
		const char *body = newline != NULL ? newline + 1 : data;
		length -= (size_t)(body - data);
		data += body - data;
	}
	*data_out = data;
	*length_out = length;
	return ok;
}

/* Up to the blank line; 0 if there is none in these bytes. */
static size_t
header_length(const char *data, size_t length)
{
	const char *lf = memmem(data, length, "\n\n", 2);
	const char *crlf = memmem(data, length, "\n\r\n", 3);
	const char *end = lf;

	if (crlf != NULL && (end == NULL || crlf < end))
		end = crlf;
	return end != NULL ? (size_t)(end - data) + 1 : 0;
}

static bool
item_find_date(struct source *source, size_t index, gint64 *date_out,
    struct err *err)
{
	struct arena *arena = arena_new();
	struct message message;
	const char *data;
	size_t length, header = 0;
	bool ok = true;

	for (size_t max = HEADER_FIRST; ok && header == 0; max = HEADER_MAX) {
		ok = source_read(
		    source, index, max, arena, &data, &length, err);
		if (ok && (length < max || max == HEADER_MAX))
			header = length;
		if (ok && header_length(data, length) > 0)
			header = header_length(data, length);
		if (length == 0)
			break;
	}
	ok = ok && message_parse(&message_limits_default, data, header,
	    LANGUAGE_UNKNOWN, arena, &message, err);
	if (ok && message.date != 0)
		*date_out = message.date;
	arena_free(&arena);
	return ok;
}

/* A mail without a date takes that of its neighbour in the same file. */
static bool
find_dates(struct source *source, struct err *err)
{
	guint file = G_MAXUINT;
	gint64 date = 0;

	for (guint i = 0; i < source->items->len; i++) {
		struct item *item =
		    &g_array_index(source->items, struct item, i);
		if (item->file != file)
			date = 0;
		file = item->file;
		if (!item_find_date(source, i, &date, err))
			return false;
		item->date = date;
		if (source->progress != NULL && i % PROGRESS_STEP == 0)
			source->progress(source->context, i);
	}
	return true;
}

struct source *
source_open(const char *const *paths, size_t count,
    void (*progress)(void *context, size_t found), void *context,
    struct err *err)
{
	struct source *source = g_new0(struct source, 1);
	bool ok = true;

	source->files = g_ptr_array_new_with_free_func(file_free);
	source->items = g_array_new(FALSE, FALSE, sizeof(struct item));
	source->progress = progress;
	source->context = context;
	for (size_t i = 0; ok && i < count; i++)
		ok = add_path(source, paths[i], err);
	if (!ok || !find_dates(source, err))
		source_close(&source);
	return source;
}

static int
by_date(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

void
source_sort(struct source *source)
{
	g_array_sort(source->items, by_date);
}

const char *
source_name(const struct source *source, size_t index, struct arena *arena)
{
	const struct file *file = file_of(source, index);

	if (!file->is_mbox)
		return arena_strdup(arena, file->path);
	return arena_printf(arena, "%s, byte %llu", file->path,
	    (unsigned long long)item_at(source, index)->offset);
}
