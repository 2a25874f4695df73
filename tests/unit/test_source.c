/*
 * test_source - mails out of mbox files, Maildirs, folders and single files
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "review/mbox.h"
#include "review/source.h"

#define ONE                                     \
	"From: a@firma.example\n"               \
	"Date: Mon, 02 Mar 2026 10:00:00 +0000\n" \
	"Subject: one\n"                        \
	"\n"                                    \
	"first\n"
#define TWO                                     \
	"From: b@kund.example\n"                \
	"Date: Mon, 02 Mar 2026 09:00:00 +0000\n" \
	"Subject: two\n"                        \
	"\n"                                    \
	"second\n"
#define FROM_LINE "From someone Mon Mar  2 10:00:00 2026\n"

struct fixture {
	char *folder;
	struct arena *arena;
};

static void
set_up(struct fixture *f, const void *data UNUSED)
{
	f->folder = g_dir_make_tmp("takt-test-XXXXXX", NULL);
	f->arena = arena_new();
	g_assert_nonnull(f->folder);
}

static void
remove_tree(const char *path)
{
	GDir *directory = g_dir_open(path, 0, NULL);
	const char *name;

	while (directory != NULL &&
	    (name = g_dir_read_name(directory)) != NULL) {
		char *full = g_build_filename(path, name, NULL);
		remove_tree(full);
		g_free(full);
	}
	if (directory != NULL)
		g_dir_close(directory);
	(void)g_remove(path);
}

static void
tear_down(struct fixture *f, const void *data UNUSED)
{
	remove_tree(f->folder);
	g_free(f->folder);
	arena_free(&f->arena);
}

/* name may have folders in it, which are made. */
static const char *
put(struct fixture *f, const char *name, const char *text)
{
	char *path = g_build_filename(f->folder, name, NULL);
	char *folder = g_path_get_dirname(path);
	const char *copy = arena_strdup(f->arena, path);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_free(folder);
	g_free(path);
	return copy;
}

static struct source *
open_one(const char *path)
{
	struct err err;
	struct source *source = source_open(&path, 1, NULL, NULL, &err);

	if (source == NULL)
		g_error("%s", err.text);
	return source;
}

static const char *
text_of(struct fixture *f, struct source *source, size_t index)
{
	const char *data;
	size_t length;
	struct err err;

	g_assert_true(source_read(
	    source, index, 1 << 20, f->arena, &data, &length, &err));
	return arena_strndup(f->arena, data, length);
}

/* What the mails of a source are, in order of time, one after the other. */
static const char *
all_of(struct fixture *f, const char *path)
{
	struct source *source = open_one(path);
	GString *all = g_string_new(NULL);

	source_sort(source);
	for (size_t i = 0; i < source_count(source); i++)
		g_string_append_printf(all, "[%s]", text_of(f, source, i));
	source_close(&source);
	const char *copy = arena_strdup(f->arena, all->str);
	g_string_free(all, TRUE);
	return copy;
}

static void
test_all_forms_are_the_same(struct fixture *f, const void *data UNUSED)
{
	static const char wanted[] = "[" TWO "][" ONE "]";

	g_assert_cmpstr(
	    all_of(f, put(f, "mbox", FROM_LINE ONE "\n" FROM_LINE TWO "\n")),
	    ==, wanted);
	(void)put(f, "maildir/cur/1.host:2,S", ONE);
	(void)put(f, "maildir/new/2.host", TWO);
	(void)put(f, "maildir/tmp/3.host", "From: half@written.example\n\n");
	(void)put(f, "maildir/dovecot.index.log", "not: mail");
	(void)put(f, "maildir/subscriptions", "x: y\n\n");
	const char *maildir = put(f, "maildir/cur/.hidden", "x: y\n\n");
	maildir = arena_printf(f->arena, "%s/maildir", f->folder);
	g_assert_cmpstr(all_of(f, maildir), ==, wanted);
	(void)put(f, "folder/a.eml", ONE);
	(void)put(f, "folder/deeper/b.eml", FROM_LINE TWO);
	g_assert_cmpstr(
	    all_of(f, arena_printf(f->arena, "%s/folder", f->folder)), ==,
	    wanted);
	g_assert_cmpstr(
	    all_of(f, put(f, "single", ONE)), ==, "[" ONE "]");
}

static void
test_dovecot_folders_are_read(struct fixture *f, const void *data UNUSED)
{
	(void)put(f, "m/cur/1", ONE);
	(void)put(f, "m/new/.keep", "");
	(void)put(f, "m/.Sent/cur/2", TWO);
	(void)put(f, "m/.Sent/new/.keep", "");
	g_assert_cmpstr(
	    all_of(f, arena_printf(f->arena, "%s/m", f->folder)), ==,
	    "[" TWO "][" ONE "]");
}

/* What stands in an mbox, and the mails that must come out. */
static const struct {
	const char *name, *mbox, *mails;
} mboxes[] = {
	{ "no blank line before a mail", FROM_LINE ONE FROM_LINE TWO,
	    "[" TWO "][" ONE "]" },
	{ "no newline at the end",
	    FROM_LINE "Subject: x\n\nend", "[Subject: x\n\nend]" },
	{ "a quoted line", FROM_LINE ONE ">From here on\n>>From x\n> From y\n",
	    "[" ONE "From here on\n>From x\n> From y\n]" },
	{ "a line that only begins like a separator",
	    FROM_LINE ONE "\nFrom now on it is ours.\nNote: at 10:00\n",
	    "[" ONE "\nFrom now on it is ours.\nNote: at 10:00\n]" },
	{ "a separator's twin without a header behind",
	    FROM_LINE ONE "\nFrom 10:00 to 11:00 we meet.\nSee you\n",
	    "[" ONE "\nFrom 10:00 to 11:00 we meet.\nSee you\n]" },
	{ "CRLF", "From x Mon Mar  2 10:00:00 2026\r\nSubject: x\r\n\r\na\r\n"
		  "\r\nFrom x Mon Mar  2 10:00:00 2026\r\nSubject: y\r\n\r\n"
		  "b\r\n",
	    "[Subject: x\r\n\r\na\r\n][Subject: y\r\n\r\nb\r\n]" },
	{ "blank lines at the end of a mail stay but one",
	    FROM_LINE "Subject: x\n\na\n\n\n" FROM_LINE "Subject: y\n\nb\n",
	    "[Subject: x\n\na\n\n][Subject: y\n\nb\n]" },
};

static void
test_mbox_separators(struct fixture *f, const void *data UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(mboxes); i++) {
		const char *got =
		    all_of(f, put(f, "mbox", mboxes[i].mbox));
		if (strcmp(got, mboxes[i].mails) != 0)
			g_error("%s: got %s", mboxes[i].name, got);
	}
}

/* Lines and mails longer than any buffer. */
static void
test_large_mails_are_read_whole(struct fixture *f, const void *data UNUSED)
{
	GString *mbox = g_string_new(NULL);

	for (int i = 0; i < 3; i++) {
		g_string_append(mbox, FROM_LINE "Subject: big\n\n");
		for (int k = 0; k < 200000; k++)
			g_string_append_c(mbox, (char)('a' + i));
		g_string_append(mbox, "\nFrom \n\n");
	}
	struct source *source = open_one(put(f, "mbox", mbox->str));
	g_string_free(mbox, TRUE);
	g_assert_cmpuint(source_count(source), ==, 3);
	for (size_t i = 0; i < 3; i++) {
		const char *text = text_of(f, source, i);
		g_assert_cmpuint(strlen(text), ==,
		    strlen("Subject: big\n\n\nFrom \n") + 200000);
		g_assert_cmpint(text[5000], ==, 'a' + (int)i);
	}
	const char *cut;
	size_t length;
	struct err err;
	g_assert_true(
	    source_read(source, 1, 100, f->arena, &cut, &length, &err));
	g_assert_cmpuint(length, ==, 100);
	source_close(&source);
}

static void
test_undated_mail_stays_with_its_neighbour(
    struct fixture *f, const void *data UNUSED)
{
	struct source *source = open_one(put(f, "mbox",
	    FROM_LINE ONE "\n" FROM_LINE "Subject: none\n\nx\n\n" FROM_LINE
		TWO));

	source_sort(source);
	g_assert_cmpuint(source_count(source), ==, 3);
	g_assert_cmpstr(
	    text_of(f, source, 2), ==, "Subject: none\n\nx\n");
	g_assert_cmpint(
	    source_date(source, 2), ==, source_date(source, 1));
	source_close(&source);
}

static void
test_what_is_no_mail(struct fixture *f, const void *data UNUSED)
{
	const char *paths[] = {
		put(f, "notes.txt", "Dear diary, this is no mail.\n"),
		arena_printf(f->arena, "%s/nowhere", f->folder),
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		g_assert_null(source_open(&paths[i], 1, NULL, NULL, &err));
		g_assert_cmpint(err.kind, ==, ERR_INPUT);
		g_assert_nonnull(strstr(err.text, paths[i]));
	}
	(void)put(f, "folder/notes.txt", "Dear diary, this is no mail.\n");
	(void)put(f, "folder/mail", ONE);
	(void)put(f, "folder/.DS_Store", "x: y\n");
	struct source *source =
	    open_one(arena_printf(f->arena, "%s/folder", f->folder));
	g_assert_cmpuint(source_count(source), ==, 1);
	g_assert_cmpuint(source_skipped(source), ==, 1);
	source_close(&source);
	source = open_one(put(f, "empty", ""));
	g_assert_cmpuint(source_count(source), ==, 0);
	source_close(&source);
}

static void
test_a_file_that_is_gone_is_an_error(
    struct fixture *f, const void *data UNUSED)
{
	const char *path = put(f, "mail.eml", ONE);
	struct source *source = open_one(path);
	const char *data_out;
	size_t length;
	struct err err;

	(void)g_remove(path);
	g_assert_false(source_read(
	    source, 0, 100, f->arena, &data_out, &length, &err));
	g_assert_nonnull(strstr(err.text, path));
	source_close(&source);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function) \
	g_test_add("/source/" name, struct fixture, NULL, set_up, function, \
	    tear_down)
	ADD("mbox, Maildir, folder and file are the same",
	    test_all_forms_are_the_same);
	ADD("Dovecot's folders are read", test_dovecot_folders_are_read);
	ADD("separators of an mbox", test_mbox_separators);
	ADD("large mails are read whole", test_large_mails_are_read_whole);
	ADD("a mail without a date stays with its neighbour",
	    test_undated_mail_stays_with_its_neighbour);
	ADD("what is no mail", test_what_is_no_mail);
	ADD("a file that is gone is an error",
	    test_a_file_that_is_gone_is_an_error);
	return g_test_run();
}
