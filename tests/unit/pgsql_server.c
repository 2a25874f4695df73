/*
 * pgsql_server - a private PostgreSQL for one test program
 */
#include "tests/unit/pgsql_server.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct pgsql_server {
	char *folder, *bin, *url;
	GPid pid;
	struct passwd *user;	/* NULL: ourselves */
};

/* Newest last, so that it wins. */
static char *
find_bin(void)
{
	char *path = g_find_program_in_path("initdb");
	GDir *dir;
	char *found = NULL;

	if (path != NULL) {
		char *real = realpath(path, NULL);
		found = g_path_get_dirname(real);
		free(real);
		g_free(path);
		return found;
	}
	dir = g_dir_open("/usr/lib/postgresql", 0, NULL);
	for (const char *name; dir != NULL &&
	     (name = g_dir_read_name(dir)) != NULL;) {
		char *initdb = g_build_filename(
		    "/usr/lib/postgresql", name, "bin", "initdb", NULL);
		if (g_file_test(initdb, G_FILE_TEST_IS_EXECUTABLE)) {
			g_free(found);
			found = g_path_get_dirname(initdb);
		}
		g_free(initdb);
	}
	if (dir != NULL)
		g_dir_close(dir);
	return found;
}

/* In the child, before exec. */
static void
become_user(gpointer data)
{
	const struct pgsql_server *server = data;

	if (server->user != NULL &&
	    (setgid(server->user->pw_gid) != 0 ||
		setuid(server->user->pw_uid) != 0))
		_exit(126);
	(void)prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

static void
run(struct pgsql_server *server, const char *program,
    const char *const *arguments)
{
	GPtrArray *argv = g_ptr_array_new();
	char *path = g_build_filename(server->bin, program, NULL);
	char *said = NULL;
	int status = 0;
	GError *error = NULL;

	g_ptr_array_add(argv, path);
	for (; *arguments != NULL; arguments++)
		g_ptr_array_add(argv, (gpointer)(uintptr_t)*arguments);
	g_ptr_array_add(argv, NULL);
	if (!g_spawn_sync(server->folder, (char **)argv->pdata, NULL,
		G_SPAWN_STDOUT_TO_DEV_NULL, become_user, server, NULL, &said,
		&status, &error) ||
	    !g_spawn_check_wait_status(status, &error))
		g_error("%s: %s %s", program, error->message, said);
	g_free(said);
	g_free(path);
	g_ptr_array_free(argv, TRUE);
}

static bool
is_ready(struct pgsql_server *server)
{
	char *path = g_build_filename(server->bin, "pg_isready", NULL);
	char *argv[] = { path, (char *)(uintptr_t)"-q",
		(char *)(uintptr_t)"-h", server->folder, NULL };
	int status = 1;

	(void)g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
	    NULL, NULL, &status, NULL);
	g_free(path);
	return status == 0;
}

void
pgsql_server_start(struct pgsql_server *server)
{
	char *path = g_build_filename(server->bin, "postgres", NULL);
	char *data = g_build_filename(server->folder, "data", NULL);
	char *argv[] = { path, (char *)(uintptr_t)"-D", data,
		(char *)(uintptr_t)"-k", server->folder,
		(char *)(uintptr_t)"-c",
		(char *)(uintptr_t)"listen_addresses=",
		(char *)(uintptr_t)"-c", (char *)(uintptr_t)"fsync=off",
		NULL };
	GError *error = NULL;

	if (!g_spawn_async(server->folder, argv, NULL,
		G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
		    G_SPAWN_STDERR_TO_DEV_NULL,
		become_user, server, &server->pid, &error))
		g_error("postgres: %s", error->message);
	for (int i = 0; i < 300 && !is_ready(server); i++)
		g_usleep(100000);
	g_assert_true(is_ready(server));
	g_free(path);
	g_free(data);
}

void
pgsql_server_stop(struct pgsql_server *server)
{
	g_assert_cmpint(kill(server->pid, SIGQUIT), ==, 0);
	(void)waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

void
pgsql_server_clear(struct pgsql_server *server)
{
	run(server, "dropdb",
	    (const char *const[]){ "-h", server->folder, "-U", "takt",
		"--if-exists", "takt", NULL });
	run(server, "createdb",
	    (const char *const[]){ "-h", server->folder, "-U", "takt", "takt",
		NULL });
}

struct pgsql_server *
pgsql_server_new(const char **why_out)
{
	char *bin = find_bin();

	if (bin == NULL) {
		*why_out = "initdb is missing: apt-get install postgresql";
		return NULL;
	}
	struct pgsql_server *server = g_new0(struct pgsql_server, 1);
	server->bin = bin;
	server->user = geteuid() == 0 ? getpwnam("nobody") : NULL;
	server->folder = g_dir_make_tmp("takt-pg-XXXXXX", NULL);
	server->url = g_strdup_printf(
	    "postgresql:host=%s user=takt dbname=takt", server->folder);
	if (server->user != NULL &&
	    chown(server->folder, server->user->pw_uid,
		server->user->pw_gid) != 0)
		g_error("cannot give away %s", server->folder);
	run(server, "initdb",
	    (const char *const[]){ "-D", "data", "-U", "takt", "-A", "trust",
		"-E", "UTF8", "--locale=C", "-N", NULL });
	pgsql_server_start(server);
	pgsql_server_clear(server);
	return server;
}

static void
remove_tree(const char *path)
{
	char *argv[] = { (char *)(uintptr_t)"rm", (char *)(uintptr_t)"-rf",
		(char *)(uintptr_t)"--", (char *)(uintptr_t)path, NULL };

	(void)g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
	    NULL, NULL, NULL, NULL);
}

void
pgsql_server_free(struct pgsql_server **server)
{
	if (*server == NULL)
		return;
	if ((*server)->pid != 0)
		pgsql_server_stop(*server);
	remove_tree((*server)->folder);
	g_free((*server)->folder);
	g_free((*server)->bin);
	g_free((*server)->url);
	g_free(*server);
	*server = NULL;
}

const char *
pgsql_server_url(const struct pgsql_server *server)
{
	return server->url;
}
