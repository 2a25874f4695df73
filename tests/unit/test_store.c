/*
 * test_store - one suite for every driver, and what only files can suffer
 */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/store.h"
#include "tests/unit/pgsql_server.h"

/* The one server of this program; NULL if there is none. */
static struct pgsql_server *server;

/* A fresh, empty store, and a folder that goes away with it. */
struct place {
	char *folder;
	char *url;
	struct arena *arena;
	struct store *store;
};

static struct store *
open_surely(const char *url)
{
	struct err err;
	struct store *store = store_open(url, &err);

	if (store == NULL)
		g_error("%s: %s", url, err.text);
	return store;
}

static void
place_set_up(struct place *place, gconstpointer scheme)
{
	place->folder = g_dir_make_tmp("takt-store-XXXXXX", NULL);
	if (strcmp(scheme, "sqlite") == 0)
		place->url = g_strdup_printf(
		    "sqlite:%s/takt.db", place->folder);
	else if (strcmp(scheme, "postgresql") == 0) {
		pgsql_server_clear(server);
		place->url = g_strdup(pgsql_server_url(server));
	} else
		place->url = g_strdup_printf("%s:", (const char *)scheme);
	place->arena = arena_new();
	place->store = open_surely(place->url);
}

static void
remove_folder(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		char *file = g_build_filename(path, name, NULL);
		if (g_remove(file) != 0)
			remove_folder(file);
		g_free(file);
	}
	if (dir != NULL)
		g_dir_close(dir);
	(void)g_rmdir(path);
}

static void
place_tear_down(struct place *place, gconstpointer scheme UNUSED)
{
	store_close(&place->store);
	arena_free(&place->arena);
	remove_folder(place->folder);
	g_free(place->folder);
	g_free(place->url);
}

static void
assert_same(struct bytes a, struct bytes b)
{
	g_assert_cmpuint(a.length, ==, b.length);
	g_assert_cmpint(memcmp(a.data, b.data, a.length), ==, 0);
}

static struct bytes
bytes_of(const char *text)
{
	return (struct bytes){ text, strlen(text) };
}

/* Changes for the tests: set to a text, remove, leave alone, count up. */
struct setting {
	const char *text;	/* NULL removes */
	time_t expires;
};

static bool
set_to(void *context, struct bytes old UNUSED, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out)
{
	const struct setting *setting = context;

	if (setting->text != NULL)
		*new_out = bytes_of(setting->text);
	*expires_out = setting->expires;
	return true;
}

static bool
leave_alone(void *context UNUSED, struct bytes old UNUSED,
    struct arena *arena UNUSED, struct bytes *new_out,
    time_t *expires_out UNUSED)
{
	*new_out = bytes_of("must not be seen");
	return false;
}

static bool
count_up(void *context UNUSED, struct bytes old, struct arena *arena,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	const long count = old.data != NULL ? strtol(old.data, NULL, 10) : 0;

	*new_out = bytes_of(arena_printf(arena, "%ld", count + 1));
	return true;
}

static void
put(struct store *store, enum store_table table, const char *key,
    const char *text, time_t expires)
{
	struct setting setting = { text, expires };
	struct err err;

	if (!store_apply(store,
		&(struct store_change){ table, bytes_of(key), set_to,
		    &setting },
		1, STORE_FULL, &err))
		g_error("put: %s", err.text);
}

/* NULL if there is none. Values have a NUL behind their end. */
static const char *
get(struct place *place, enum store_table table, const char *key)
{
	struct bytes value;
	struct err err;

	if (!store_get(place->store, table, bytes_of(key), place->arena,
		&value, &err))
		g_error("get: %s", err.text);
	if (value.data != NULL)
		g_assert_cmpuint(strlen(value.data), ==, value.length);
	return value.data;
}

static void
test_a_record_is_kept(struct place *place, gconstpointer data UNUSED)
{
	g_assert_null(get(place, STORE_PAIR, "a"));
	put(place->store, STORE_PAIR, "a", "one", 0);
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "one");
	put(place->store, STORE_PAIR, "a", "two", 0);
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "two");
	g_assert_null(get(place, STORE_SENDER, "a"));
	g_assert_null(get(place, STORE_PAIR, "A"));
	put(place->store, STORE_PAIR, "a", NULL, 0);
	g_assert_null(get(place, STORE_PAIR, "a"));
	put(place->store, STORE_PAIR, "a", NULL, 0);
}

static void
test_any_bytes_are_kept(struct place *place, gconstpointer data UNUSED)
{
	static const char odd[] = "\0\xff\x80 ' \"; DROP TABLE pair; \n\0";
	const struct bytes bytes = { odd, sizeof(odd) };
	struct bytes value;
	struct err err;
	struct setting setting = { "x", 0 };
	const struct store_change change = { STORE_META, bytes, set_to,
		&setting };

	g_assert_true(store_apply(place->store, &change, 1, STORE_FULL,
	    &err));
	g_assert_true(store_get(
	    place->store, STORE_META, bytes, place->arena, &value, &err));
	assert_same(value, bytes_of("x"));
	put(place->store, STORE_META, "empty", "", 0);
	g_assert_true(store_get(place->store, STORE_META, bytes_of("empty"),
	    place->arena, &value, &err));
	g_assert_nonnull(value.data);
	g_assert_cmpuint(value.length, ==, 0);
}

static void
test_what_a_change_refuses_stays(struct place *place,
    gconstpointer data UNUSED)
{
	struct err err;
	const struct store_change change = { STORE_PAIR, { "a", 1 },
		leave_alone, NULL };

	put(place->store, STORE_PAIR, "a", "one", 0);
	g_assert_true(
	    store_apply(place->store, &change, 1, STORE_LAZY, &err));
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "one");
}

static void
test_changes_of_one_call_see_each_other(struct place *place,
    gconstpointer data UNUSED)
{
	struct err err;
	const struct store_change changes[] = {
		{ STORE_META, { "n", 1 }, count_up, NULL },
		{ STORE_META, { "n", 1 }, count_up, NULL },
		{ STORE_PAIR, { "n", 1 }, count_up, NULL },
	};

	g_assert_true(store_apply(place->store, changes, ARRAY_SIZE(changes),
	    STORE_LAZY, &err));
	g_assert_cmpstr(get(place, STORE_META, "n"), ==, "2");
	g_assert_cmpstr(get(place, STORE_PAIR, "n"), ==, "1");
}

enum { THREADS = 8, ROUNDS = 200 };

static gpointer
count_many_times(gpointer store)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct err err;
		struct bytes value;
		struct arena *arena = arena_new();
		const struct store_change change = { STORE_PAIR, { "n", 1 },
			count_up, NULL };
		if (!store_apply(store, &change, 1, STORE_LAZY, &err) ||
		    !store_get(store, STORE_PAIR, change.key, arena, &value,
			&err))
			g_error("%s", err.text);
		g_assert_nonnull(value.data);
		arena_free(&arena);
	}
	return NULL;
}

static void
test_threads_lose_no_change(struct place *place, gconstpointer data UNUSED)
{
	GThread *threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] =
		    g_thread_new("counter", count_many_times, place->store);
	for (int i = 0; i < THREADS; i++)
		(void)g_thread_join(threads[i]);
	char *expected = g_strdup_printf("%d", THREADS * ROUNDS);
	g_assert_cmpstr(get(place, STORE_PAIR, "n"), ==, expected);
	g_free(expected);
}

struct walk {
	GString *keys;
	unsigned count, stop_at;
	char last[8];
};

static bool
walk_one(void *context, struct bytes key, struct bytes value)
{
	struct walk *walk = context;

	assert_same(key, value);
	g_assert_cmpint(strncmp(walk->last, key.data, key.length), <, 0);
	g_snprintf(walk->last, sizeof(walk->last), "%.*s", (int)key.length,
	    (const char *)key.data);
	return ++walk->count != walk->stop_at;
}

static void
test_each_walks_in_order_over_many_pages(struct place *place,
    gconstpointer data UNUSED)
{
	struct err err;
	struct walk all = { .count = 0 }, some = { .stop_at = 300 };

	g_assert_true(store_each(
	    place->store, STORE_HELD, walk_one, &all, &err));
	g_assert_cmpuint(all.count, ==, 0);
	for (int i = 699; i >= 0; i--) {
		char key[8];
		g_snprintf(key, sizeof(key), "%04d", i);
		put(place->store, STORE_HELD, key, key, 0);
	}
	g_assert_true(store_each(
	    place->store, STORE_HELD, walk_one, &all, &err));
	g_assert_cmpuint(all.count, ==, 700);
	g_assert_cmpstr(all.last, ==, "0699");
	g_assert_true(store_each(
	    place->store, STORE_HELD, walk_one, &some, &err));
	g_assert_cmpuint(some.count, ==, 300);
}

static void
test_only_what_expired_goes(struct place *place, gconstpointer data UNUSED)
{
	struct err err;

	put(place->store, STORE_PAIR, "old", "x", 999);
	put(place->store, STORE_PAIR, "now", "x", 1000);
	put(place->store, STORE_PAIR, "never", "x", 0);
	put(place->store, STORE_VERDICT, "old", "x", 1);
	put(place->store, STORE_PAIR, "renewed", "x", 5);
	put(place->store, STORE_PAIR, "renewed", "x", 2000);
	g_assert_true(store_expire(place->store, 1000, &err));
	g_assert_null(get(place, STORE_PAIR, "old"));
	g_assert_null(get(place, STORE_VERDICT, "old"));
	g_assert_nonnull(get(place, STORE_PAIR, "now"));
	g_assert_nonnull(get(place, STORE_PAIR, "never"));
	g_assert_nonnull(get(place, STORE_PAIR, "renewed"));
}

/* What is in a file outlives the process; memory does not. */
static void
test_a_file_remembers(struct place *place, gconstpointer data UNUSED)
{
	put(place->store, STORE_PAIR, "a", "one", 0);
	store_close(&place->store);
	place->store = open_surely(place->url);
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "one");
}

static void
test_two_stores_on_one_file_see_each_other(struct place *place,
    gconstpointer data UNUSED)
{
	struct store *other = open_surely(place->url);

	put(other, STORE_PAIR, "a", "one", 0);
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "one");
	GThread *a = g_thread_new("a", count_many_times, place->store);
	GThread *b = g_thread_new("b", count_many_times, other);
	(void)g_thread_join(a);
	(void)g_thread_join(b);
	g_assert_cmpstr(get(place, STORE_PAIR, "n"), ==, "400");
	store_close(&other);
}

/* Counts two keys up together for ever, telling the parent at each round. */
static void
write_for_ever(const char *url, int report)
{
	struct store *store = open_surely(url);
	const struct store_change changes[] = {
		{ STORE_PAIR, { "left", 4 }, count_up, NULL },
		{ STORE_SENDER, { "right", 5 }, count_up, NULL },
	};

	for (;;) {
		struct err err;
		if (!store_apply(store, changes, 2, STORE_FULL, &err) ||
		    write(report, ".", 1) != 1)
			_exit(1);
	}
}

static void
test_killed_writers_leave_whole_transactions(struct place *place,
    gconstpointer data UNUSED)
{
	long reported = 0;

	store_close(&place->store);
	for (int round = 0; round < 8; round++) {
		int pipe_ends[2];
		char dots[4096];
		g_assert_cmpint(pipe(pipe_ends), ==, 0);
		const pid_t child = fork();
		g_assert_cmpint(child, >=, 0);
		if (child == 0)
			write_for_ever(place->url, pipe_ends[1]);
		(void)close(pipe_ends[1]);
		for (long seen = 0; seen < 1 + 7 * round;) {
			const ssize_t got = read(pipe_ends[0], dots, 1);
			g_assert_cmpint(got, ==, 1);
			seen += got;
			reported += got;
		}
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		(void)waitpid(child, NULL, 0);
		for (ssize_t got;
		    (got = read(pipe_ends[0], dots, sizeof(dots))) > 0;)
			reported += got;
		(void)close(pipe_ends[0]);
	}
	place->store = open_surely(place->url);
	const char *left = get(place, STORE_PAIR, "left");
	g_assert_cmpstr(left, ==, get(place, STORE_SENDER, "right"));
	/* At most one commit a round was not reported any more. */
	g_assert_cmpint(strtol(left, NULL, 10), >=, reported);
	g_assert_cmpint(strtol(left, NULL, 10), <=, reported + 8);
}

static bool
fill(void *context UNUSED, struct bytes old UNUSED, struct arena *arena,
    struct bytes *new_out, time_t *expires_out UNUSED)
{
	*new_out = (struct bytes){ arena_alloc(arena, 60000), 60000 };
	return true;
}

static void
note_progress(void *context, size_t done)
{
	g_assert_cmpuint(done, >, *(size_t *)context);
	*(size_t *)context = done;
}

/* To a file and back into memory: nothing is lost, not even the expiry. */
static void
test_a_copy_is_the_same(struct place *place, gconstpointer data UNUSED)
{
	char *url = g_strdup_printf("sqlite:%s/copy.db", place->folder);
	struct place copy = { .arena = arena_new(),
		.store = open_surely(url) };
	size_t count = 0, last = 0;
	struct err err;

	for (int i = 0; i < 1200; i++) {
		char key[8];
		g_snprintf(key, sizeof(key), "%04d", i);
		put(place->store, STORE_HELD, key, key, i < 5 ? 100 : 0);
	}
	put(place->store, STORE_META, "key", "secret", 0);
	for (int round = 0; round < 2; round++, last = 0) {
		g_assert_true(store_copy(place->store, copy.store,
		    note_progress, &last, &count, &err));
		g_assert_cmpuint(count, ==, 1201);
		g_assert_cmpuint(last, ==, 1201);
	}
	g_assert_cmpstr(get(&copy, STORE_HELD, "0815"), ==, "0815");
	g_assert_true(store_expire(copy.store, 200, &err));
	g_assert_null(get(&copy, STORE_HELD, "0004"));
	g_assert_nonnull(get(&copy, STORE_HELD, "0005"));
	put(copy.store, STORE_META, "key", "another", 0);
	g_assert_false(store_copy(
	    place->store, copy.store, NULL, NULL, &count, &err));
	g_assert_nonnull(strstr(err.text, "different keys"));
	g_assert_cmpuint(count, ==, 0);
	store_close(&copy.store);
	arena_free(&copy.arena);
	g_free(url);
}

/* In a child, because the limit would hit the test's own output as well. */
static void
fill_up_the_disk(const char *url)
{
	const struct rlimit limit = { 1 << 20, 1 << 20 };
	struct store *store = open_surely(url);
	struct arena *arena = arena_new();
	struct bytes value = { NULL, 0 };
	struct err err = { .text = "" };

	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		_exit(2);
	bool ok = true;
	for (int i = 0; i < 100 && ok; i++) {
		char key[8];
		g_snprintf(key, sizeof(key), "%04d", i);
		const struct store_change change = { STORE_PAIR,
			bytes_of(key), fill, NULL };
		ok = store_apply(store, &change, 1, STORE_LAZY, &err);
	}
	if (ok || err.kind != ERR_TEMP)
		_exit(3);
	/* Reading goes on. */
	if (!store_get(store, STORE_PAIR, bytes_of("0000"), arena, &value,
		&err) ||
	    value.length != 60000)
		_exit(4);
	_exit(0);
}

static void
test_a_full_disk_is_a_temporary_error(struct place *place,
    gconstpointer data UNUSED)
{
	int status = 0;

	store_close(&place->store);
	const pid_t child = fork();
	if (child == 0)
		fill_up_the_disk(place->url);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	place->store = open_surely(place->url);
	put(place->store, STORE_PAIR, "after", "all", 0);
	g_assert_cmpstr(get(place, STORE_PAIR, "after"), ==, "all");
}

static void
test_a_removed_file_is_noticed_and_made_again(struct place *place,
    gconstpointer data UNUSED)
{
	const char *path = place->url + strlen("sqlite:");
	const struct store_change change = { STORE_PAIR, { "b", 1 }, count_up,
		NULL };
	struct err err;

	put(place->store, STORE_PAIR, "a", "one", 0);
	g_assert_cmpint(g_remove(path), ==, 0);
	g_assert_true(
	    store_apply(place->store, &change, 1, STORE_FULL, &err));
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	struct store *other = open_surely(place->url);
	store_close(&place->store);
	place->store = other;
	g_assert_cmpstr(get(place, STORE_PAIR, "b"), ==, "1");
}

static void
refused(const char *url, enum err_kind kind, const char *const *words)
{
	struct err err;
	struct store *store = store_open(url, &err);

	g_assert_null(store);
	g_assert_cmpint(err.kind, ==, kind);
	for (size_t i = 0; words[i] != NULL; i++)
		if (strstr(err.text, words[i]) == NULL)
			g_error("\"%s\" lacks \"%s\"", err.text, words[i]);
}

static void
test_errors_name_place_and_remedy(struct place *place,
    gconstpointer data UNUSED)
{
	char *missing = g_strdup_printf("sqlite:%s/no/takt.db", place->folder);
	char *folder = g_strdup_printf("sqlite:%s", place->folder);
	char *garbage = g_strdup_printf("sqlite:%s/garbage", place->folder);
	char *inside = g_strdup_printf("sqlite:%s/garbage/x", place->folder);

	g_assert_true(g_file_set_contents(garbage + strlen("sqlite:"),
	    "This is no database, it is a letter to my aunt, and long "
	    "enough to be taken for a header of one hundred bytes.",
	    -1, NULL));
	refused(missing, ERR_CONFIG,
	    (const char *const[]){ place->folder, "no folder", "install -d",
		NULL });
	refused(folder, ERR_CONFIG,
	    (const char *const[]){ place->folder, "is a folder", NULL });
	refused(garbage, ERR_CONFIG,
	    (const char *const[]){ garbage + 7, "move it away", NULL });
	refused(inside, ERR_CONFIG,
	    (const char *const[]){ "is not a folder", NULL });
	refused("sqlite:", ERR_CONFIG,
	    (const char *const[]){ "names no file", NULL });
	refused("oracle:x", ERR_CONFIG,
	    (const char *const[]){ "oracle:x", "sqlite:PATH", NULL });
	g_free(missing);
	g_free(folder);
	g_free(garbage);
	g_free(inside);
}

/* In a child, who is nobody if we are root. */
static void
open_as_nobody(const char *url, const char *folder)
{
	struct err err;

	if (geteuid() == 0 && setuid(65534) != 0)
		_exit(2);
	if (store_open(url, &err) != NULL)
		_exit(3);
	_exit(err.kind == ERR_CONFIG && strstr(err.text, folder) != NULL &&
		    strstr(err.text, "may not write") != NULL &&
		    strstr(err.text, "chown") != NULL
		? 0
		: 4);
}

static void
test_a_folder_of_others_is_explained(struct place *place,
    gconstpointer data UNUSED)
{
	char *url = g_strdup_printf("sqlite:%s/new.db", place->folder);
	int status = 0;

	g_assert_cmpint(g_chmod(place->folder, 0555), ==, 0);
	const pid_t child = fork();
	if (child == 0)
		open_as_nobody(url, place->folder);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	(void)g_chmod(place->folder, 0755);
	g_free(url);
}

static void
set_version(const char *path, const char *pragma)
{
	sqlite3 *db = NULL;

	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(
	    sqlite3_exec(db, pragma, NULL, NULL, NULL), ==, SQLITE_OK);
	(void)sqlite3_close(db);
}

static void
test_a_newer_schema_is_refused(struct place *place,
    gconstpointer data UNUSED)
{
	store_close(&place->store);
	set_version(place->url + strlen("sqlite:"),
	    "PRAGMA user_version = 999");
	refused(place->url, ERR_CONFIG,
	    (const char *const[]){ "newer Takt", "999", NULL });
}

/* Cuts the file's pages to pieces, but leaves the header. */
static void
test_a_damaged_file_is_an_error_and_no_crash(struct place *place,
    gconstpointer data UNUSED)
{
	const char *path = place->url + strlen("sqlite:");
	char *contents = NULL;
	gsize length = 0;
	struct err err = { .text = "" };

	for (int i = 0; i < 500; i++) {
		char key[8];
		g_snprintf(key, sizeof(key), "%04d", i);
		put(place->store, STORE_PAIR, key, key, 0);
	}
	store_close(&place->store);
	g_assert_true(g_file_get_contents(path, &contents, &length, NULL));
	memset(contents + 8192, 0xa5, length - 8192);
	g_assert_true(
	    g_file_set_contents(path, contents, (gssize)length, NULL));
	g_free(contents);

	place->store = store_open(place->url, &err);
	if (place->store == NULL)
		return;
	struct walk walk = { .count = 0 };
	g_assert_false(store_each(
	    place->store, STORE_PAIR, walk_one, &walk, &err));
	g_assert_cmpint(err.kind, ==, ERR_CONFIG);
	g_assert_nonnull(strstr(err.text, path));
	g_assert_nonnull(strstr(err.text, "move it away"));
}

static void
test_a_restarted_server_is_found_again(struct place *place,
    gconstpointer data UNUSED)
{
	put(place->store, STORE_PAIR, "a", "one", 0);
	pgsql_server_stop(server);
	pgsql_server_start(server);
	/* All open connections are dead, and nobody notices. */
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "one");
	put(place->store, STORE_PAIR, "a", "two", 0);
	pgsql_server_stop(server);
	pgsql_server_start(server);
	put(place->store, STORE_PAIR, "a", "three", 0);
	g_assert_cmpstr(get(place, STORE_PAIR, "a"), ==, "three");
}

static void
test_a_server_that_is_gone_is_temporary(struct place *place,
    gconstpointer data UNUSED)
{
	const struct store_change change = { STORE_PAIR, { "n", 1 }, count_up,
		NULL };
	struct bytes value;
	struct err err;

	pgsql_server_stop(server);
	g_assert_false(
	    store_apply(place->store, &change, 1, STORE_LAZY, &err));
	g_assert_cmpint(err.kind, ==, ERR_TEMP);
	g_assert_nonnull(strstr(err.text, "is the server running?"));
	/* While it is known to be gone, nobody waits for it. */
	const gint64 start = g_get_monotonic_time();
	for (int i = 0; i < 1000; i++)
		g_assert_false(store_get(place->store, STORE_PAIR,
		    change.key, place->arena, &value, &err));
	g_assert_cmpint(g_get_monotonic_time() - start, <, 20000000);
	pgsql_server_start(server);
	g_usleep(1100000);	/* the pause between attempts */
	g_assert_true(
	    store_apply(place->store, &change, 1, STORE_LAZY, &err));
	g_assert_cmpstr(get(place, STORE_PAIR, "n"), ==, "1");
}

static void
test_refusals_of_a_server(struct place *place, gconstpointer data UNUSED)
{
	char *database = g_strdup_printf("%s_not", place->url);
	char *user = g_strdup_printf("%s user=nobody_here", place->url);

	refused(database, ERR_CONFIG,
	    (const char *const[]){ "takt_not", "does not exist", "\"store\"",
		NULL });
	refused(user, ERR_CONFIG,
	    (const char *const[]){ "nobody_here", NULL });
	refused("postgresql:host", ERR_CONFIG,
	    (const char *const[]){ "\"store\"", NULL });
	refused("postgresql:host=/nonexistent", ERR_TEMP,
	    (const char *const[]){ "is the server running?", NULL });
	g_free(database);
	g_free(user);
}

typedef void (*place_test)(struct place *, gconstpointer);

static const struct {
	const char *name;
	place_test test;
} common[] = {
	{ "a record is kept", test_a_record_is_kept },
	{ "any bytes are kept", test_any_bytes_are_kept },
	{ "what a change refuses stays", test_what_a_change_refuses_stays },
	{ "changes of one call see each other",
	    test_changes_of_one_call_see_each_other },
	{ "threads lose no change", test_threads_lose_no_change },
	{ "each walks in order over many pages",
	    test_each_walks_in_order_over_many_pages },
	{ "only what expired goes", test_only_what_expired_goes },
	{ "a copy is the same", test_a_copy_is_the_same },
}, lasting[] = {
	{ "it remembers", test_a_file_remembers },
	{ "two stores see each other",
	    test_two_stores_on_one_file_see_each_other },
	{ "killed writers leave whole transactions",
	    test_killed_writers_leave_whole_transactions },
}, files[] = {
	{ "a full disk is a temporary error",
	    test_a_full_disk_is_a_temporary_error },
	{ "a removed file is noticed and made again",
	    test_a_removed_file_is_noticed_and_made_again },
	{ "errors name place and remedy", test_errors_name_place_and_remedy },
	{ "a folder of others is explained",
	    test_a_folder_of_others_is_explained },
	{ "a newer schema is refused", test_a_newer_schema_is_refused },
	{ "a damaged file is an error and no crash",
	    test_a_damaged_file_is_an_error_and_no_crash },
}, servers[] = {
	{ "a server that was restarted is found again",
	    test_a_restarted_server_is_found_again },
	{ "a server that is gone is a temporary error",
	    test_a_server_that_is_gone_is_temporary },
	{ "refusals name place and remedy", test_refusals_of_a_server },
};

static void
add(const char *scheme, const char *name, place_test test)
{
	char *path = g_strdup_printf("/store/%s/%s", scheme, name);

	g_test_add(path, struct place, scheme, place_set_up, test,
	    place_tear_down);
	g_free(path);
}

static void
add_suite(const char *scheme, bool is_lasting)
{
	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		add(scheme, common[i].name, common[i].test);
	for (size_t i = 0; is_lasting && i < ARRAY_SIZE(lasting); i++)
		add(scheme, lasting[i].name, lasting[i].test);
}

static void
test_nothing(gconstpointer why)
{
	if (g_getenv("TAKT_TEST_ALL") != NULL)
		g_error("%s", (const char *)why);
	g_test_skip(why);
}

static void
add_server_suite(void)
{
	const char *why = "built without PostgreSQL";

#ifdef WITH_POSTGRESQL
	server = pgsql_server_new(&why);
#endif
	if (server == NULL) {
		g_test_add_data_func(
		    "/store/postgresql", why, test_nothing);
		return;
	}
	add_suite("postgresql", true);
	for (size_t i = 0; i < ARRAY_SIZE(servers); i++)
		add("postgresql", servers[i].name, servers[i].test);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add_suite("memory", false);
	add_suite("sqlite", true);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		add("sqlite", files[i].name, files[i].test);
	add_server_suite();
	const int result = g_test_run();
	pgsql_server_free(&server);
	return result;
}
