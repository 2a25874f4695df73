/*
 * store_pgsql - one history for several hosts, in PostgreSQL
 *
 * The same tables as in SQLite, with "takt_" before their names. Two hosts
 * that change one record wait for each other: an existing row is locked as it
 * is read; one that does not exist yet is guarded by an advisory lock. Every
 * wait has a limit, because mail waits behind it.
 */
#include <endian.h>
#include <glib.h>
#include <libpq-fe.h>

#include "base/arena.h"
#include "store/driver.h"

enum { BYTEA = 17, INT8 = 20, BINARY = 1, PARAMS_MAX = 3 };

enum statement { GET, LOCK_ROW, LOCK_KEY, PUT, REMOVE, PAGE, EXPIRE,
	STATEMENT_COUNT };

static const struct {
	const char *name, *sql;
} statements[STATEMENT_COUNT] = {
	[GET] = { "get", "SELECT value FROM takt_TABLE WHERE key = $1" },
	[LOCK_ROW] = { "lock_row",
	    "SELECT value FROM takt_TABLE WHERE key = $1 FOR UPDATE" },
	[LOCK_KEY] = { "lock_key",
	    "SELECT pg_advisory_xact_lock(hashtext('takt_TABLE'), "
	    "hashtext(encode($1, 'hex')))" },
	[PUT] = { "put",
	    "INSERT INTO takt_TABLE (key, value, expires) "
	    "VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE "
	    "SET value = excluded.value, expires = excluded.expires" },
	[REMOVE] = { "remove", "DELETE FROM takt_TABLE WHERE key = $1" },
	[PAGE] = { "page",
	    "SELECT key, value, expires FROM takt_TABLE WHERE key > $1 "
	    "ORDER BY key LIMIT $2" },
	[EXPIRE] = { "expire",
	    "DELETE FROM takt_TABLE WHERE key IN (SELECT key FROM "
	    "takt_TABLE WHERE expires > 0 AND expires < $1 LIMIT $2)" },
};

/*
 * Never change a row that was released: add one. Values are hashes, so
 * compressing them is a waste of time.
 */
#define TABLE_1(name) \
	"CREATE TABLE takt_" name " (key bytea PRIMARY KEY, " \
	"value bytea NOT NULL, expires bigint NOT NULL) " \
	"WITH (fillfactor = 85);" \
	"ALTER TABLE takt_" name " ALTER COLUMN value " \
	"SET STORAGE EXTERNAL;" \
	"CREATE INDEX takt_" name "_expires ON takt_" name " (expires) " \
	"WHERE expires > 0;"

static const char *const migrations[] = {
	TABLE_1("meta") TABLE_1("pair") TABLE_1("sender") TABLE_1("held")
	    TABLE_1("verdict") TABLE_1("request"),
};

/* What the settings need not say, unless they say something else. */
static const char *const defaults[][2] = {
	{ "application_name", "takt" },
	{ "connect_timeout", "5" },
	{ "tcp_user_timeout", "10000" },
	{ "keepalives_idle", "30" },
	{ "target_session_attrs", "read-write" },
	{ "client_encoding", "UTF8" },
};

/* SQLSTATE, or the first two characters of a class. */
static const struct {
	const char *state;
	enum err_kind kind;
	bool is_lost;
	const char *remedy;
} failures[] = {
	{ "3D", ERR_CONFIG, false,
	    "create it with: createdb -O USER DATABASE" },
	{ "28", ERR_CONFIG, false,
	    "look at the user and password in the setting \"store\"" },
	{ "42501", ERR_CONFIG, false,
	    "let the user create tables, or give it those of takt_*" },
	{ "25006", ERR_TEMP, true, "it is a standby: name the primary" },
	{ "40", ERR_TEMP, true, "another host changed the same record" },
	{ "55P03", ERR_TEMP, true, "another program keeps it locked" },
	{ "57014", ERR_TEMP, false, "the server is too slow" },
	{ "57P", ERR_TEMP, true, "the server is starting or stopping" },
	{ "53", ERR_TEMP, false, "the server is full or overloaded" },
	{ "08", ERR_TEMP, true, "is the server running?" },
};

struct connection {
	PGconn *pq;
	char *name;		/* for errors: never the password */
	bool is_lost;
	bool is_prepared[STORE_TABLE_COUNT][STATEMENT_COUNT];
};

/* One line: libpq likes to write several. */
static char *
one_line(const char *text)
{
	char *copy = g_strdup(text != NULL ? text : "");

	g_strstrip(copy);
	return g_strdelimit(copy, "\r\n\t", ' ');
}

/* The server answered, but does not want us. libpq keeps no SQLSTATE of a
   failed connection. */
static bool
is_refusal(const char *text)
{
	static const char *const passing[] = { "starting up",
		"shutting down", "recovery", "too many", "reserved",
		"read-only", "terminating" };

	if (strstr(text, "FATAL") == NULL)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(passing); i++)
		if (strstr(text, passing[i]) != NULL)
			return false;
	return true;
}

static bool
fail(struct connection *c, const PGresult *result, const char *doing,
    struct err *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(
	    result, PG_DIAG_MESSAGE_PRIMARY);
	char *line = one_line(text != NULL ? text : PQerrorMessage(c->pq));
	enum err_kind kind = ERR_BUG;
	const char *remedy = "please report it";

	if (PQstatus(c->pq) != CONNECTION_OK || state == NULL) {
		c->is_lost = true;
		kind = is_refusal(line) ? ERR_CONFIG : ERR_TEMP;
		remedy = kind == ERR_CONFIG
		    ? "look at the setting \"store\""
		    : "is the server running?";
	}
	for (size_t i = 0; state != NULL && i < ARRAY_SIZE(failures); i++) {
		if (!g_str_has_prefix(state, failures[i].state))
			continue;
		kind = failures[i].kind;
		remedy = failures[i].remedy;
		c->is_lost |= failures[i].is_lost;
		break;
	}
	(void)err_set(err, kind, "cannot %s the history in %s: %s%s%s: %s",
	    doing, c->name, line, state != NULL ? " " : "",
	    state != NULL ? state : "", remedy);
	g_free(line);
	return false;
}

static bool
run_sql(struct connection *c, const char *sql, const char *doing,
    struct err *err)
{
	PGresult *result = PQexec(c->pq, sql);
	const ExecStatusType status = PQresultStatus(result);
	const bool ok = status == PGRES_COMMAND_OK ||
	    status == PGRES_TUPLES_OK;

	if (!ok)
		(void)fail(c, result, doing, err);
	PQclear(result);
	return ok;
}

static bool
read_version(struct connection *c, int *version_out, struct err *err)
{
	PGresult *result =
	    PQexec(c->pq, "SELECT max(version) FROM takt_schema");
	const bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

	if (ok)
		*version_out = (int)strtol(
		    PQgetvalue(result, 0, 0), NULL, 10);
	else
		(void)fail(c, result, "read", err);
	PQclear(result);
	return ok;
}

static bool
has_schema(struct connection *c, bool *has_out, struct err *err)
{
	PGresult *result = PQexec(
	    c->pq, "SELECT to_regclass('takt_schema') IS NOT NULL");
	const bool ok = PQresultStatus(result) == PGRES_TUPLES_OK;

	if (ok)
		*has_out = PQgetvalue(result, 0, 0)[0] == 't';
	else
		(void)fail(c, result, "read", err);
	PQclear(result);
	return ok;
}

static bool
migrate_from(struct connection *c, int version, struct err *err)
{
	for (size_t i = (size_t)version; i < ARRAY_SIZE(migrations); i++) {
		char *sql = g_strdup_printf(
		    "%s INSERT INTO takt_schema VALUES (%zu)", migrations[i],
		    i + 1);
		const bool ok = run_sql(c, sql, "migrate", err);
		g_free(sql);
		if (!ok)
			return false;
	}
	return true;
}

/* One host at a time: the lock goes with the transaction. */
static bool
migrate(struct connection *c, struct err *err)
{
	const int current = (int)ARRAY_SIZE(migrations);
	bool has = false;
	int version = 0;

	if (!has_schema(c, &has, err) ||
	    (has && !read_version(c, &version, err)))
		return false;
	if (version == current)
		return true;
	if (version > current)
		return err_set(err, ERR_CONFIG,
		    "the history in %s was written by a newer Takt (schema "
		    "%d, this one knows %d): install that version",
		    c->name, version, current);
	if (run_sql(c,
		"BEGIN; SELECT pg_advisory_xact_lock(hashtext('takt'), 0);"
		"CREATE TABLE IF NOT EXISTS takt_schema "
		"(version integer PRIMARY KEY)",
		"migrate", err) &&
	    read_version(c, &version, err) &&
	    migrate_from(c, version, err) &&
	    run_sql(c, "COMMIT", "migrate", err))
		return true;
	PQclear(PQexec(c->pq, "ROLLBACK"));
	return false;
}

static void
pgsql_disconnect(void *connection)
{
	struct connection *c = connection;

	PQfinish(c->pq);
	g_free(c->name);
	g_free(c);
}

/* "postgresql://..." and "postgresql:host=... dbname=..." */
static PQconninfoOption *
parse_where(const char *where, struct err *err)
{
	char *text = g_str_has_prefix(where, "//")
	    ? g_strconcat("postgresql:", where, NULL)
	    : g_strdup(where);
	char *complaint = NULL;
	PQconninfoOption *options = PQconninfoParse(text, &complaint);

	if (options == NULL) {
		char *line = one_line(complaint);
		(void)err_set(err, ERR_CONFIG,
		    "the setting \"store\" cannot be read: %s", line);
		g_free(line);
	}
	PQfreemem(complaint);
	g_free(text);
	return options;
}

static PGconn *
start(const PQconninfoOption *options)
{
	const char *names[80], *values[80];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_SIZE(defaults); i++) {
		names[count] = defaults[i][0];
		values[count++] = defaults[i][1];
	}
	for (; options->keyword != NULL && count + 1 < ARRAY_SIZE(names);
	     options++) {
		if (options->val == NULL)
			continue;
		names[count] = options->keyword;	/* the last one counts */
		values[count++] = options->val;
	}
	names[count] = values[count] = NULL;
	return PQconnectdbParams(names, values, 0);
}

static char *
name_of(PGconn *pq)
{
	const char *host = PQhost(pq);
	const char *database = PQdb(pq);

	return g_strdup_printf("PostgreSQL (database %s on %s)",
	    database != NULL ? database : "?",
	    host != NULL && host[0] != '\0' ? host : "this host");
}

static void
ignore_notice(void *argument UNUSED, const PGresult *result UNUSED)
{
}

static void *
pgsql_connect(const char *where, struct err *err)
{
	PQconninfoOption *options = parse_where(where, err);

	if (options == NULL)
		return NULL;
	struct connection *c = g_new0(struct connection, 1);
	c->pq = start(options);
	c->name = name_of(c->pq);
	PQconninfoFree(options);
	(void)PQsetNoticeReceiver(c->pq, ignore_notice, NULL);
	if (PQstatus(c->pq) != CONNECTION_OK)
		(void)fail(c, NULL, "reach", err);
	else if (run_sql(c,
		     "SET statement_timeout = '10s'; SET lock_timeout = "
		     "'5s'; SET idle_in_transaction_session_timeout = '60s'",
		     "open", err) &&
	    migrate(c, err))
		return c;
	pgsql_disconnect(c);
	return NULL;
}

static bool
pgsql_is_lost(void *connection)
{
	return ((struct connection *)connection)->is_lost;
}

static bool
pgsql_begin(void *connection, enum store_durability durability,
    struct err *err)
{
	return run_sql(connection,
	    durability == STORE_FULL
		? "BEGIN"
		: "BEGIN; SET LOCAL synchronous_commit = off",
	    "write", err);
}

static bool
pgsql_commit(void *connection, struct err *err)
{
	return run_sql(connection, "COMMIT", "write", err);
}

static void
pgsql_rollback(void *connection)
{
	struct connection *c = connection;

	if (PQstatus(c->pq) == CONNECTION_OK)
		PQclear(PQexec(c->pq, "ROLLBACK"));
}

/* Parameters in binary form: nothing is quoted, nothing converted. */
struct params {
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX];
	int formats[PARAMS_MAX];
	Oid types[PARAMS_MAX];
	uint64_t numbers[PARAMS_MAX];
	int count;
};

static void
add_bytes(struct params *params, struct bytes bytes)
{
	const int i = params->count++;

	params->values[i] = bytes.length > 0 ? bytes.data : "";
	params->lengths[i] = (int)MIN(bytes.length, (size_t)INT_MAX);
	params->formats[i] = BINARY;
	params->types[i] = BYTEA;
}

static void
add_number(struct params *params, int64_t number)
{
	const int i = params->count++;

	params->numbers[i] = htobe64((uint64_t)number);
	params->values[i] = (const char *)&params->numbers[i];
	params->lengths[i] = sizeof(params->numbers[i]);
	params->formats[i] = BINARY;
	params->types[i] = INT8;
}

static bool
prepare(struct connection *c, enum store_table table, enum statement which,
    const struct params *params, const char *name, struct err *err)
{
	if (c->is_prepared[table][which])
		return true;
	char **parts = g_strsplit(statements[which].sql, "TABLE", -1);
	char *sql = g_strjoinv(store_table_names[table], parts);
	PGresult *result = PQprepare(
	    c->pq, name, sql, params->count, params->types);
	const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!ok)
		(void)fail(c, result, "read", err);
	c->is_prepared[table][which] = ok;
	PQclear(result);
	g_free(sql);
	g_strfreev(parts);
	return ok;
}

/* NULL with an error; otherwise the caller clears it. */
static PGresult *
run(void *connection, enum store_table table, enum statement which,
    const struct params *params, struct err *err)
{
	struct connection *c = connection;
	char name[64];

	(void)g_snprintf(name, sizeof(name), "%s_%s", statements[which].name,
	    store_table_names[table]);
	if (!prepare(c, table, which, params, name, err))
		return NULL;
	PGresult *result = PQexecPrepared(c->pq, name, params->count,
	    params->values, params->lengths, params->formats, BINARY);
	const ExecStatusType status = PQresultStatus(result);
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return result;
	(void)fail(c, result,
	    which == GET || which == PAGE ? "read" : "write", err);
	PQclear(result);
	return NULL;
}

static bool
run_and_clear(void *connection, enum store_table table, enum statement which,
    const struct params *params, struct err *err)
{
	PGresult *result = run(connection, table, which, params, err);

	PQclear(result);
	return result != NULL;
}

static struct bytes
bytes_at(const PGresult *result, int row, int column, struct arena *arena)
{
	const size_t length = (size_t)PQgetlength(result, row, column);

	return (struct bytes){ arena_strndup(arena,
				   PQgetvalue(result, row, column), length),
		length };
}

static bool
get_with(void *connection, enum store_table table, enum statement which,
    const struct params *params, struct arena *arena, struct bytes *value_out,
    struct err *err)
{
	PGresult *result = run(connection, table, which, params, err);

	*value_out = (struct bytes){ NULL, 0 };
	if (result == NULL)
		return false;
	if (PQntuples(result) > 0)
		*value_out = bytes_at(result, 0, 0, arena);
	PQclear(result);
	return true;
}

static bool
pgsql_get(void *connection, enum store_table table, struct bytes key,
    bool is_for_change, struct arena *arena, struct bytes *value_out,
    struct err *err)
{
	struct params params = { .count = 0 };

	add_bytes(&params, key);
	if (!is_for_change)
		return get_with(connection, table, GET, &params, arena,
		    value_out, err);
	if (!get_with(connection, table, LOCK_ROW, &params, arena, value_out,
		err))
		return false;
	if (value_out->data != NULL)
		return true;
	/* Whoever held the lock before may have made the row. */
	return run_and_clear(connection, table, LOCK_KEY, &params, err) &&
	    get_with(connection, table, LOCK_ROW, &params, arena, value_out,
		err);
}

static bool
pgsql_put(void *connection, enum store_table table,
    const struct store_row *row, struct err *err)
{
	struct params params = { .count = 0 };

	add_bytes(&params, row->key);
	add_bytes(&params, row->value);
	add_number(&params, row->expires);
	return run_and_clear(connection, table, PUT, &params, err);
}

static bool
pgsql_remove(void *connection, enum store_table table, struct bytes key,
    struct err *err)
{
	struct params params = { .count = 0 };

	add_bytes(&params, key);
	return run_and_clear(connection, table, REMOVE, &params, err);
}

static int64_t
number_at(const PGresult *result, int row, int column)
{
	uint64_t number;

	memcpy(&number, PQgetvalue(result, row, column), sizeof(number));
	return (int64_t)be64toh(number);
}

static bool
pgsql_page(void *connection, enum store_table table, struct bytes after,
    unsigned limit, struct arena *arena, struct store_row *rows,
    unsigned *count_out, struct err *err)
{
	struct params params = { .count = 0 };

	*count_out = 0;
	add_bytes(&params, after);
	add_number(&params, limit);
	PGresult *result = run(connection, table, PAGE, &params, err);
	if (result == NULL)
		return false;
	const int count = MIN(PQntuples(result), (int)limit);
	for (int i = 0; i < count; i++)
		rows[i] = (struct store_row){
			.key = bytes_at(result, i, 0, arena),
			.value = bytes_at(result, i, 1, arena),
			.expires = number_at(result, i, 2),
		};
	*count_out = (unsigned)count;
	PQclear(result);
	return true;
}

static bool
pgsql_expire(void *connection, enum store_table table, time_t now,
    unsigned limit, unsigned *deleted_out, struct err *err)
{
	struct params params = { .count = 0 };

	add_number(&params, now);
	add_number(&params, limit);
	PGresult *result = run(connection, table, EXPIRE, &params, err);
	if (result == NULL)
		return false;
	*deleted_out = (unsigned)strtoul(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return true;
}

const struct store_driver store_driver_pgsql = {
	.scheme = "postgresql",
	.connection_limit = 16,
	.retry_after = 1000,
	.connect = pgsql_connect,
	.disconnect = pgsql_disconnect,
	.is_lost = pgsql_is_lost,
	.begin = pgsql_begin,
	.commit = pgsql_commit,
	.rollback = pgsql_rollback,
	.get = pgsql_get,
	.put = pgsql_put,
	.remove = pgsql_remove,
	.page = pgsql_page,
	.expire = pgsql_expire,
};
