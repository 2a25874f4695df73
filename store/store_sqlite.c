/*
 * store_sqlite - the embedded default, and the same in memory
 *
 * WAL, so that readers never wait for the writer. Ordinary history is
 * written with synchronous=NORMAL (a power cut may lose the last moments,
 * nothing is torn), what concerns held mail with FULL. The surprise: with
 * WAL, every FULL commit also makes the lazy ones before it durable.
 */
#include <errno.h>
#include <glib.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/driver.h"

enum {
	BUSY_MS = 10000,
	WAL_PAGES = 1000,	/* moved to the database from then on */
	WAL_PAGES_MAX = 32768,	/* 128 MiB: then writers have to wait */
};

enum statement { GET, PUT, REMOVE, PAGE, EXPIRE, STATEMENT_COUNT };

static const char *const statement_texts[STATEMENT_COUNT] = {
	[GET] = "SELECT value FROM TABLE WHERE key = ?1",
	[PUT] = "INSERT INTO TABLE (key, value, expires) VALUES (?1, ?2, ?3) "
		"ON CONFLICT (key) DO UPDATE "
		"SET value = excluded.value, expires = excluded.expires",
	[REMOVE] = "DELETE FROM TABLE WHERE key = ?1",
	[PAGE] = "SELECT key, value, expires FROM TABLE WHERE key > ?1 "
		 "ORDER BY key LIMIT ?2",
	[EXPIRE] = "DELETE FROM TABLE WHERE rowid IN (SELECT rowid FROM TABLE "
		   "WHERE expires > 0 AND expires < ?1 LIMIT ?2)",
};

/*
 * Never change a row that was released: add one. Each runs in a transaction
 * with the new user_version.
 */
#define TABLE_1(name) \
	"CREATE TABLE " name " (key BLOB NOT NULL PRIMARY KEY, " \
	"value BLOB NOT NULL, expires INTEGER NOT NULL) STRICT;" \
	"CREATE INDEX " name "_expires ON " name " (expires) " \
	"WHERE expires > 0;"

static const char *const migrations[] = {
	TABLE_1("meta") TABLE_1("pair") TABLE_1("sender") TABLE_1("held")
	    TABLE_1("verdict") TABLE_1("request"),
};

struct connection {
	sqlite3 *db;
	char *path;
	enum store_durability durability;
	bool is_lost;
	int wal_pages;
	sqlite3_stmt *statements[STORE_TABLE_COUNT][STATEMENT_COUNT];
};

/* The folder is what people get wrong: say exactly what to do about it. */
static bool
explain_folder(const char *path, struct err *err)
{
	char *folder = g_path_get_dirname(path);
	const char *user = g_get_user_name();
	bool is_explained = true;

	if (!g_file_test(folder, G_FILE_TEST_EXISTS))
		(void)err_set(err, ERR_CONFIG,
		    "cannot open the history %s: there is no folder %s; "
		    "create it with: install -d -o %s -m 0750 %s",
		    path, folder, geteuid() == 0 ? "takt" : user, folder);
	else if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		(void)err_set(err, ERR_CONFIG,
		    "cannot open the history %s: %s is not a folder; "
		    "name another place in the setting \"store\"",
		    path, folder);
	else if (access(folder, W_OK | X_OK) != 0)
		(void)err_set(err, ERR_CONFIG,
		    "cannot open the history %s: %s may not write to the "
		    "folder %s (%s); mend it with: chown %s %s",
		    path, user, folder, g_strerror(errno), user,
		    folder);
	else if (g_file_test(path, G_FILE_TEST_IS_DIR))
		(void)err_set(err, ERR_CONFIG,
		    "cannot open the history %s: it is a folder; name a file "
		    "in it in the setting \"store\"",
		    path);
	else if (access(path, F_OK) == 0 && access(path, R_OK | W_OK) != 0)
		(void)err_set(err, ERR_CONFIG,
		    "cannot open the history %s: %s may not read and write "
		    "it (%s); mend it with: chown %s %s*",
		    path, user, g_strerror(errno), user, path);
	else
		is_explained = false;
	g_free(folder);
	return is_explained;
}

static const struct {
	int code;
	enum err_kind kind;
	bool is_lost;	/* a new connection may do better */
	const char *remedy;
} failures[] = {
	{ SQLITE_NOTADB, ERR_CONFIG, true,
	    "it is not a Takt history; move it away and start again" },
	{ SQLITE_CORRUPT, ERR_CONFIG, true,
	    "it is damaged; save what can be saved with: sqlite3 FILE "
	    ".recover | sqlite3 NEW, or move it away and start again" },
	{ SQLITE_FULL, ERR_TEMP, false, "make room on the disk" },
	{ SQLITE_IOERR, ERR_TEMP, true, "look at the disk" },
	{ SQLITE_READONLY, ERR_CONFIG, true,
	    "look at its owner, and whether the disk is mounted read-only" },
	{ SQLITE_CANTOPEN, ERR_CONFIG, true,
	    "look at the owner of the folder" },
	{ SQLITE_BUSY, ERR_TEMP, false,
	    "another program keeps it locked" },
	{ SQLITE_NOMEM, ERR_TEMP, false, "memory is short" },
};

/* Turns the last error of the connection into one for people. */
static bool
fail(struct connection *c, const char *doing, struct err *err)
{
	const int code = sqlite3_extended_errcode(c->db);
	const char *text = sqlite3_errmsg(c->db);

	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		if ((code & 0xff) != failures[i].code)
			continue;
		c->is_lost |= failures[i].is_lost;
		return err_set(err, failures[i].kind,
		    "cannot %s the history %s: %s (%d): %s", doing, c->path,
		    text, code, failures[i].remedy);
	}
	return err_set(err, ERR_BUG, "cannot %s the history %s: %s (%d)",
	    doing, c->path, text, code);
}

static bool
run_sql(struct connection *c, const char *sql, const char *doing,
    struct err *err)
{
	if (sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return fail(c, doing, err);
}

static bool
read_version(struct connection *c, int *version_out, struct err *err)
{
	sqlite3_stmt *statement = NULL;
	bool ok = false;

	if (sqlite3_prepare_v2(c->db, "PRAGMA user_version", -1, &statement,
		NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW) {
		*version_out = sqlite3_column_int(statement, 0);
		ok = true;
	}
	if (!ok)
		(void)fail(c, "read", err);
	sqlite3_finalize(statement);
	return ok;
}

/* Inside a transaction that keeps other processes from doing the same. */
static bool
migrate_from(struct connection *c, int version, struct err *err)
{
	for (size_t i = (size_t)version; i < ARRAY_SIZE(migrations); i++) {
		char *sql = g_strdup_printf("%s PRAGMA user_version = %zu",
		    migrations[i], i + 1);
		const bool ok = run_sql(c, sql, "migrate", err);
		g_free(sql);
		if (!ok)
			return false;
	}
	return true;
}

static bool
migrate(struct connection *c, struct err *err)
{
	const int current = (int)ARRAY_SIZE(migrations);
	int version = 0;

	if (!read_version(c, &version, err))
		return false;
	if (version == current)
		return true;
	if (version > current || version < 0)
		return err_set(err, ERR_CONFIG,
		    "the history %s was written by a newer Takt (schema %d, "
		    "this one knows %d): install that version again",
		    c->path, version, current);
	if (!run_sql(c, "BEGIN IMMEDIATE", "migrate", err))
		return false;
	if (read_version(c, &version, err) &&
	    migrate_from(c, version, err) &&
	    run_sql(c, "COMMIT", "migrate", err))
		return true;
	(void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

static void
sqlite_disconnect(void *connection)
{
	struct connection *c = connection;

	for (int table = 0; table < STORE_TABLE_COUNT; table++)
		for (int s = 0; s < STATEMENT_COUNT; s++)
			(void)sqlite3_finalize(c->statements[table][s]);
	(void)sqlite3_close(c->db);
	g_free(c->path);
	g_free(c);
}

static struct connection *
open_file(const char *path, struct err *err)
{
	struct connection *c = g_new0(struct connection, 1);

	c->path = g_strdup(path);
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	    SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK) {
		(void)fail(c, "open", err);
		sqlite_disconnect(c);
		return NULL;
	}
	(void)sqlite3_busy_timeout(c->db, BUSY_MS);
	return c;
}

static int
note_wal_pages(void *connection, sqlite3 *db UNUSED,
    const char *name UNUSED, int pages)
{
	((struct connection *)connection)->wal_pages = pages;
	return SQLITE_OK;
}

static void *
sqlite_connect(const char *path, struct err *err)
{
	if (path[0] == '\0') {
		(void)err_set(err, ERR_CONFIG,
		    "the setting \"store\" names no file after \"sqlite:\"");
		return NULL;
	}
	if (explain_folder(path, err))
		return NULL;
	struct connection *c = open_file(path, err);
	if (c == NULL)
		return NULL;
	if (run_sql(c,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
		"PRAGMA cache_size = -8192; PRAGMA journal_size_limit = "
		"67108864",
		"open", err) &&
	    migrate(c, err)) {
		(void)sqlite3_wal_hook(c->db, note_wal_pages, c);
		return c;
	}
	sqlite_disconnect(c);
	return NULL;
}

static bool
sqlite_needs_care(void *connection)
{
	return ((struct connection *)connection)->wal_pages >= WAL_PAGES;
}

/*
 * Moves the log's pages into the database, in small writes all over the disk.
 * PASSIVE lets the writer write on; only a log that grew far too long is
 * worth a pause.
 */
static void
sqlite_care(void *connection)
{
	struct connection *c = connection;
	int in_log = 0, moved = 0;

	const int result = sqlite3_wal_checkpoint_v2(
	    c->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
	if (result == SQLITE_OK && in_log > WAL_PAGES_MAX)
		(void)sqlite3_wal_checkpoint_v2(c->db, NULL,
		    SQLITE_CHECKPOINT_RESTART, &in_log, &moved);
}

static void *
memory_connect(const char *where UNUSED, struct err *err)
{
	struct connection *c = open_file(":memory:", err);

	if (c != NULL && !migrate(c, err)) {
		sqlite_disconnect(c);
		return NULL;
	}
	return c;
}

static bool
sqlite_is_lost(void *connection)
{
	return ((struct connection *)connection)->is_lost;
}

static bool
memory_is_lost(void *connection UNUSED)
{
	return false;	/* the data would be lost with it */
}

/* Writing on to a file that was removed would lose everything quietly. */
static bool
is_in_place(struct connection *c, struct err *err)
{
	int has_moved = 0;

	(void)sqlite3_file_control(
	    c->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
	if (!has_moved)
		return true;
	c->is_lost = true;
	return err_set(err, ERR_TEMP,
	    "the history %s was moved or removed: a new one will be made",
	    c->path);
}

static bool
sqlite_begin(void *connection, enum store_durability durability,
    struct err *err)
{
	struct connection *c = connection;

	if (!is_in_place(c, err))
		return false;
	if (durability != c->durability) {
		if (!run_sql(c,
			durability == STORE_FULL
			    ? "PRAGMA synchronous = FULL"
			    : "PRAGMA synchronous = NORMAL",
			"write", err))
			return false;
		c->durability = durability;
	}
	return run_sql(c, "BEGIN IMMEDIATE", "write", err);
}

static bool
sqlite_commit(void *connection, struct err *err)
{
	return run_sql(connection, "COMMIT", "write", err);
}

static void
sqlite_rollback(void *connection)
{
	struct connection *c = connection;

	/* Some errors have rolled back already: then this one is harmless. */
	(void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
}

/* The prepared statement, ready to be bound. */
static sqlite3_stmt *
prepared(struct connection *c, enum store_table table, enum statement which,
    struct err *err)
{
	sqlite3_stmt **slot = &c->statements[table][which];

	if (*slot != NULL)
		return *slot;
	char **parts = g_strsplit(statement_texts[which], "TABLE", -1);
	char *sql = g_strjoinv(store_table_names[table], parts);
	g_strfreev(parts);
	if (sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot,
		NULL) != SQLITE_OK)
		(void)fail(c, "read", err);
	g_free(sql);
	return *slot;
}

static void
bind_bytes(sqlite3_stmt *statement, int position, struct bytes bytes)
{
	const void *data = bytes.length > 0 ? bytes.data : "";

	(void)sqlite3_bind_blob64(
	    statement, position, data, bytes.length, SQLITE_STATIC);
}

static struct bytes
column_bytes(sqlite3_stmt *statement, int column, struct arena *arena)
{
	const void *data = sqlite3_column_blob(statement, column);
	const size_t length = (size_t)sqlite3_column_bytes(statement, column);

	return (struct bytes){ arena_strndup(arena, data, length), length };
}

/* For statements without rows. */
static bool
finish(struct connection *c, sqlite3_stmt *statement, struct err *err)
{
	const bool ok = sqlite3_step(statement) == SQLITE_DONE;

	if (!ok)
		(void)fail(c, "write", err);
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	return ok;
}

static bool
sqlite_get(void *connection, enum store_table table, struct bytes key,
    bool is_for_change UNUSED, struct arena *arena, struct bytes *value_out,
    struct err *err)
{
	sqlite3_stmt *get = prepared(connection, table, GET, err);

	if (get == NULL)
		return false;
	*value_out = (struct bytes){ NULL, 0 };
	bind_bytes(get, 1, key);
	const int result = sqlite3_step(get);
	if (result == SQLITE_ROW)
		*value_out = column_bytes(get, 0, arena);
	const bool ok = result == SQLITE_ROW || result == SQLITE_DONE;
	if (!ok)
		(void)fail(connection, "read", err);
	(void)sqlite3_reset(get);
	return ok;
}

static bool
sqlite_put(void *connection, enum store_table table,
    const struct store_row *row, struct err *err)
{
	sqlite3_stmt *put = prepared(connection, table, PUT, err);

	if (put == NULL)
		return false;
	bind_bytes(put, 1, row->key);
	bind_bytes(put, 2, row->value);
	(void)sqlite3_bind_int64(put, 3, row->expires);
	return finish(connection, put, err);
}

static bool
sqlite_remove(void *connection, enum store_table table, struct bytes key,
    struct err *err)
{
	sqlite3_stmt *statement = prepared(connection, table, REMOVE, err);

	if (statement == NULL)
		return false;
	bind_bytes(statement, 1, key);
	return finish(connection, statement, err);
}

static bool
sqlite_page(void *connection, enum store_table table, struct bytes after,
    unsigned limit, struct arena *arena, struct store_row *rows,
    unsigned *count_out, struct err *err)
{
	sqlite3_stmt *page = prepared(connection, table, PAGE, err);
	int result;

	*count_out = 0;
	if (page == NULL)
		return false;
	bind_bytes(page, 1, after);
	(void)sqlite3_bind_int64(page, 2, limit);
	while ((result = sqlite3_step(page)) == SQLITE_ROW)
		rows[(*count_out)++] = (struct store_row){
			.key = column_bytes(page, 0, arena),
			.value = column_bytes(page, 1, arena),
			.expires = sqlite3_column_int64(page, 2),
		};
	if (result != SQLITE_DONE)
		(void)fail(connection, "read", err);
	(void)sqlite3_reset(page);
	return result == SQLITE_DONE;
}

static bool
sqlite_expire(void *connection, enum store_table table, time_t now,
    unsigned limit, unsigned *deleted_out, struct err *err)
{
	struct connection *c = connection;
	sqlite3_stmt *statement = prepared(c, table, EXPIRE, err);

	if (statement == NULL)
		return false;
	(void)sqlite3_bind_int64(statement, 1, now);
	(void)sqlite3_bind_int64(statement, 2, limit);
	if (!finish(c, statement, err))
		return false;
	*deleted_out = (unsigned)sqlite3_changes(c->db);
	return true;
}

const struct store_driver store_driver_sqlite = {
	.scheme = "sqlite",
	.connection_limit = 64,
	.connect = sqlite_connect,
	.disconnect = sqlite_disconnect,
	.is_lost = sqlite_is_lost,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.get = sqlite_get,
	.put = sqlite_put,
	.remove = sqlite_remove,
	.page = sqlite_page,
	.needs_care = sqlite_needs_care,
	.care = sqlite_care,
	.expire = sqlite_expire,
};

const struct store_driver store_driver_memory = {
	.scheme = "memory",
	.connection_limit = 1,
	.connect = memory_connect,
	.disconnect = sqlite_disconnect,
	.is_lost = memory_is_lost,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.get = sqlite_get,
	.put = sqlite_put,
	.remove = sqlite_remove,
	.page = sqlite_page,
	.expire = sqlite_expire,
};
