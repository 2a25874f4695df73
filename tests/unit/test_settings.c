/*
 * test_settings - takt.conf: what is read, what is refused, what is printed
 */
#include <glib.h>
#include <glib/gstdio.h>

#include "base/arena.h"
#include "conf/key.h"
#include "conf/settings.h"

struct fixture {
	struct arena *arena;
	char *folder, *path;
};

static void
setup(struct fixture *f, gconstpointer data UNUSED)
{
	f->arena = arena_new();
	f->folder = g_dir_make_tmp("takt-settings-XXXXXX", NULL);
	f->path = g_build_filename(f->folder, "takt.conf", NULL);
}

static void
teardown(struct fixture *f, gconstpointer data UNUSED)
{
	(void)g_unlink(f->path);
	(void)g_rmdir(f->folder);
	g_free(f->path);
	g_free(f->folder);
	arena_free(&f->arena);
}

static bool
load(struct fixture *f, const char *text, struct settings *out,
    struct err *err)
{
	g_assert_true(g_file_set_contents(f->path, text, -1, NULL));
	return settings_load(f->path, f->arena, out, err);
}

static void
test_defaults(struct fixture *f, gconstpointer data UNUSED)
{
	struct settings s;
	struct err err;

	g_assert_true(settings_load(NULL, f->arena, &s, &err));
	g_assert_cmpint(s.mode, ==, MODE_OBSERVE);
	g_assert_cmpint(s.headers, ==, HEADERS_ID);
	g_assert_cmpint(s.on_error, ==, ON_ERROR_PASS);
	g_assert_cmpint(s.socket_mode, ==, 0660);
	g_assert_cmpint(s.scan_bytes, ==, 1 << 20);
	g_assert_cmpstr(s.log_level, ==, "info");
	g_assert_null(s.local_domains[0]);
	g_assert_cmpstr(s.local_networks[0], ==, "127.0.0.0/8");
	g_assert_nonnull(s.rules[0]);
	g_assert_false(s.trust_all_inbound);
}

static void
test_file(struct fixture *f, gconstpointer data UNUSED)
{
	struct settings s;
	struct err err;

	g_assert_true(load(f,
	    "mode = \"enforce\"; headers = \"full\"; socket_mode = \"0600\";\n"
	    "local_domains = ( \"a.example\", \"*.b.example\" );\n"
	    "local_networks = [ \"10.0.0.0/8\" ];\n"
	    "judge_strangers = true; parts = 7; text_bytes = 4096;\n"
	    "rules = ( \"mine\", \"/abs\" ); store = \"sqlite:takt.db\";\n"
	    "socket = \"unix:s\"; key_file = \"key\"; user = \"\";\n",
	    &s, &err));
	g_assert_cmpint(s.mode, ==, MODE_ENFORCE);
	g_assert_cmpint(s.headers, ==, HEADERS_FULL);
	g_assert_cmpint(s.socket_mode, ==, 0600);
	g_assert_cmpstr(s.local_domains[1], ==, "*.b.example");
	g_assert_null(s.local_domains[2]);
	g_assert_cmpstr(s.local_networks[0], ==, "10.0.0.0/8");
	g_assert_true(s.judge_strangers);
	g_assert_cmpint(s.parts, ==, 7);
	g_assert_cmpint(s.text_bytes, ==, 4096);
	char *mine = g_build_filename(f->folder, "mine", NULL);
	g_assert_cmpstr(s.rules[0], ==, mine);
	g_free(mine);
	g_assert_cmpstr(s.rules[1], ==, "/abs");
	g_assert_true(g_str_has_prefix(s.store, "sqlite:/"));
	g_assert_true(g_str_has_suffix(s.store, "/takt.db"));
	g_assert_true(g_str_has_prefix(s.socket, "unix:/"));
	g_assert_true(g_str_has_suffix(s.key_file, "/key"));
}

static const struct {
	const char *name, *text, *complaint;
} refused[] = {
	{ "an unknown name names the nearest", "\nmodes = \"x\";",
	  "takt.conf:2: there is no setting \"modes\". Did you mean \"mode\"?" },
	{ "a name far from all has none near", "colour = \"red\";",
	  "takt.conf:1: there is no setting \"colour\". `taktd -d` lists" },
	{ "a name longer than all", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa = 1;",
	  "there is no setting" },
	{ "a wrong value names the right ones", "\n\nmode = \"enforced\";",
	  "takt.conf:3: mode cannot be \"enforced\". It must be one of "
	  "\"observe\", \"annotate\", \"enforce\"" },
	{ "a number is no string", "mode = 1;",
	  "takt.conf:1: mode must be a string" },
	{ "a string is no number", "parts = \"9\";",
	  "takt.conf:1: parts must be a whole number" },
	{ "a string is no truth value", "trust_all_inbound = \"yes\";",
	  "takt.conf:1: trust_all_inbound must be true or false" },
	{ "a string is no list", "local_domains = \"a.example\";",
	  "takt.conf:1: local_domains must be a list of strings" },
	{ "a list of numbers is none of strings", "local_domains = ( 1, 2 );",
	  "takt.conf:1: local_domains must be a list of strings only" },
	{ "too small a number names the bounds", "scan_bytes = 1;",
	  "takt.conf:1: scan_bytes is 1. It must be from 4096 to 67108864" },
	{ "permissions are octal", "socket_mode = \"0669\";",
	  "takt.conf:1: socket_mode must be permissions in octal" },
	{ "permissions are no number", "socket_mode = 0660;",
	  "takt.conf:1: socket_mode must be a string" },
	{ "more permissions than there are", "socket_mode = \"1777\";",
	  "takt.conf:1: socket_mode must be permissions in octal" },
	{ "a syntax error names its line", "mode = \"observe\";\nheaders",
	  "takt.conf:2: " },
};

static void
test_refused(struct fixture *f, gconstpointer data UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct settings s;
		struct err err = { 0 };
		g_test_message("%s", refused[i].name);
		g_assert_false(load(f, refused[i].text, &s, &err));
		g_assert_cmpint(err.kind, ==, ERR_CONFIG);
		if (strstr(err.text, refused[i].complaint) == NULL)
			g_error("%s: got \"%s\"", refused[i].name, err.text);
	}
}

static void
test_missing(struct fixture *f, gconstpointer data UNUSED)
{
	struct settings s;
	struct err err = { 0 };

	g_assert_false(settings_load("/nonexistent/takt.conf", f->arena, &s,
	    &err));
	g_assert_nonnull(strstr(err.text, "/nonexistent/takt.conf"));
}

static void
test_dump_reads_back(struct fixture *f, gconstpointer data UNUSED)
{
	struct settings s, again;
	struct err err;

	g_assert_true(load(f,
	    "authserv_id = \"a \\\"b\\\" \\\\ c\"; mode = \"annotate\";\n"
	    "local_domains = ( \"x.example\" ); scan_bytes = 5000;", &s,
	    &err));
	const char *dump = settings_dump(&s, f->arena);
	g_assert_true(load(f, dump, &again, &err));
	g_assert_cmpstr(again.authserv_id, ==, "a \"b\" \\ c");
	g_assert_cmpstr(settings_dump(&again, f->arena), ==, dump);
}

/* Comments out, every default in: the sample must say what is. */
static void
test_sample_says_the_defaults(struct fixture *f, gconstpointer data UNUSED)
{
	struct settings s, defaults;
	struct err err;

	GString *text = g_string_new(settings_sample(f->arena));
	g_assert_true(load(f, text->str, &s, &err));
	(void)g_string_replace(text, "\n#", "\n", 0);
	(void)g_string_replace(text, "\n ", "\n# ", 0);
	(void)g_string_replace(text, "\n##", "\n# ", 0);
	g_assert_true(load(f, text->str, &s, &err));
	g_string_free(text, TRUE);
	g_assert_true(settings_load(NULL, f->arena, &defaults, &err));
	g_assert_cmpstr(settings_dump(&s, f->arena), ==,
	    settings_dump(&defaults, f->arena));
}

static void
assert_file_is(const char *name, const char *text, const char *remedy)
{
	char *path = g_build_filename(TAKT_SOURCE_DIR, name, NULL);
	char *stored = NULL;

	g_assert_true(g_file_get_contents(path, &stored, NULL, NULL));
	if (strcmp(stored, text) != 0)
		g_error("%s is out of date. Say: %s", name, remedy);
	g_free(stored);
	g_free(path);
}

static void
test_shipped_texts(struct fixture *f, gconstpointer data UNUSED)
{
	assert_file_is("conf/takt.conf", settings_sample(f->arena),
	    "./taktd --sample > conf/takt.conf");
	assert_file_is("doc/takt.conf.5", settings_man(f->arena),
	    "./taktd --man > doc/takt.conf.5");
}

static void
test_key(struct fixture *f, gconstpointer data UNUSED)
{
	uint8_t first[32], second[32];
	struct err err = { 0 };
	GStatBuf st;

	g_assert_true(key_load(f->path, first, &err));
	g_assert_true(key_load(f->path, second, &err));
	g_assert_true(memcmp(first, second, sizeof(first)) == 0);
	g_assert_cmpint(g_stat(f->path, &st), ==, 0);
	g_assert_cmpint(st.st_mode & 0777, ==, 0600);

	g_assert_cmpint(g_chmod(f->path, 0640), ==, 0);
	g_assert_false(key_load(f->path, second, &err));
	g_assert_nonnull(strstr(err.text, "chmod 600"));

	g_assert_true(g_file_set_contents(f->path, "short\n", -1, NULL));
	g_assert_cmpint(g_chmod(f->path, 0600), ==, 0);
	g_assert_false(key_load(f->path, second, &err));
	g_assert_nonnull(strstr(err.text, "not a key"));

	g_assert_false(key_load("/nonexistent/key", second, &err));
	g_assert_nonnull(strstr(err.text, "/nonexistent/key"));
}

#define ADD(name, test) \
	g_test_add(name, struct fixture, NULL, setup, test, teardown)

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	ADD("/settings/defaults", test_defaults);
	ADD("/settings/a file overrides them", test_file);
	ADD("/settings/what is refused, and how", test_refused);
	ADD("/settings/a missing file is named", test_missing);
	ADD("/settings/the dump reads back", test_dump_reads_back);
	ADD("/settings/the sample says the defaults",
	    test_sample_says_the_defaults);
	ADD("/settings/shipped texts are up to date", test_shipped_texts);
	ADD("/key/made once, kept secret", test_key);
	return g_test_run();
}
