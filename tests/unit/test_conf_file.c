/*
 * test_conf_file - what libconfig lets pass, and what it says badly
 */
#include <glib.h>
#include <glib/gstdio.h>

#include "base/attr.h"
#include "conf/file.h"

struct file_case {
	const char *name;
	const char *text;
	const char *error;	/* after the path; NULL: it is read */
};

/* clang-format off */
static const struct file_case cases[] = {
	{ "a sound file is read", "a = ( \"x\", \"y\" ); b = { c = 1; };", NULL },
	{ "strings of two settings need no comma", "a = \"x\"; b = \"y\";", NULL },
	{ "marks inside comments and strings are no strings",
	  "# \"a\" \"b\"\n/* \"a\"\n\"b\" */ // \"\n"
	  "a = \"x \\\" \\\" , ) # // /*\";", NULL },
	{ "a forgotten comma is found at the string before it",
	  "a = (\n  \"x\",\n  \"y\"\n  \"z\"\n);",
	  ":3: a comma is missing after this string; the two would be joined. "
	  "Write one string, or put a comma between them" },
	{ "a comment does not hide a forgotten comma",
	  "a = ( \"x\" # , \n \"y\" );",
	  ":1: a comma is missing after this string; the two would be joined. "
	  "Write one string, or put a comma between them" },
	{ "a comma after the last element is named",
	  "a = (\n \"x\",\n );",
	  ":2: there is a comma after the last element. Remove it" },
	{ "a byte order mark is named", "\xEF\xBB\xBF" "a = 1;",
	  ":1: the file begins with a byte order mark. Save it as UTF-8 "
	  "without BOM" },
	{ "a string without end is found where it begins",
	  "a = 1;\nb = \"x;\nc = 2;\n",
	  ":2: a string begins here and never ends. Add the closing quotation "
	  "mark" },
	{ "Latin-1 is refused", "a = 1;\nb = \"\xE5\";",
	  ":2: not valid UTF-8. Save the file as UTF-8" },
	{ "an include is refused", "\n@include \"x\"\n",
	  ":2: @include is not supported. Put the file itself into the "
	  "directory" },
	{ "libconfig's own errors have file and line", "a = 1;\nb = = 2;",
	  ":2: syntax error. Look for a missing ';', '}' or quotation mark "
	  "here or on the line before" },
};
/* clang-format on */

static void
test_file(gconstpointer data)
{
	const struct file_case *c = data;
	gchar *path = NULL;
	const gint fd = g_file_open_tmp("takt-XXXXXX.conf", &path, NULL);
	config_t config;
	struct err err = { 0 };

	g_assert_cmpint(fd, >=, 0);
	g_assert_true(g_close(fd, NULL));
	g_assert_true(g_file_set_contents(path, c->text, -1, NULL));
	const bool ok = conf_file_read(path, &config, &err);
	if (c->error == NULL) {
		g_assert_cmpstr(err.text, ==, "");
		g_assert_true(ok);
		config_destroy(&config);
	} else {
		char *wanted = g_strconcat(path, c->error, NULL);
		g_assert_cmpstr(err.text, ==, wanted);
		g_assert_false(ok);
		g_assert_cmpint(err.kind, ==, ERR_CONFIG);
		g_free(wanted);
	}
	(void)g_unlink(path);
	g_free(path);
}

static void
test_missing_file_is_named(void)
{
	config_t config;
	struct err err;

	g_assert_false(conf_file_read("/nonexistent/a.conf", &config, &err));
	g_assert_cmpstr(err.text, ==,
	    "/nonexistent/a.conf: cannot be read: No such file or directory");
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *path = g_strconcat("/conf/file/", cases[i].name, NULL);
		g_test_add_data_func(path, &cases[i], test_file);
		g_free(path);
	}
	g_test_add_func("/conf/file/a missing file is named",
	    test_missing_file_is_named);
	return g_test_run();
}
