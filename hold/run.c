/*
 * run - another program's output, bounded
 *
 * A program that is cut off because it says too much is stopped; that is no
 * error. Signals and their default dispositions are left to GLib's spawn.
 */
#include "hold/run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

enum { COMPLAINT_MAX = 400, TIMEOUT_MS = 60000, CHUNK = 16 << 10 };

static const char *const folders[] = { "/usr/sbin", "/usr/bin", "/sbin",
	"/usr/local/sbin", "/opt/postfix/sbin" };

struct run {
	GPid pid;
	struct pollfd pipes[3];	/* its output, its complaints, its input */
	struct run_input input;	/* what it has not read yet */
	GString *texts[2];
	size_t max[2];
	bool is_cut, timed_out;
};

/* The caller frees it; NULL if it is nowhere. */
static char *
find_program(const char *name)
{
	char *path = g_find_program_in_path(name);

	for (size_t i = 0; path == NULL && i < ARRAY_SIZE(folders); i++) {
		char *candidate = g_build_filename(folders[i], name, NULL);
		if (access(candidate, X_OK) == 0)
			path = candidate;
		else
			g_free(candidate);
	}
	return path;
}

static bool
start(struct run *run, const char *const argv[], struct err *err)
{
	char *path = find_program(argv[0]);
	GError *error = NULL;
	int input, output, complaints;

	if (path == NULL)
		return err_set(err, ERR_CONFIG,
		    "there is no program \"%s\" in PATH or /usr/sbin: is the "
		    "MTA installed here?",
		    argv[0]);
	char **copy = g_strdupv((char **)(uintptr_t)argv);
	g_free(copy[0]);
	copy[0] = path;
	const bool ok = g_spawn_async_with_pipes(NULL, copy, NULL,
	    G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &run->pid, &input,
	    &output, &complaints, &error);
	g_strfreev(copy);
	if (!ok) {
		(void)err_set(err, ERR_TEMP, "cannot run %s: %s", argv[0],
		    error->message);
		g_error_free(error);
		return false;
	}
	run->pipes[0] = (struct pollfd){ .fd = output, .events = POLLIN };
	run->pipes[1] = (struct pollfd){ .fd = complaints,
		.events = POLLIN };
	run->pipes[2] = (struct pollfd){ .fd = input, .events = POLLOUT };
	(void)fcntl(input, F_SETFL, O_NONBLOCK);
	return true;
}

/* One read; closes the pipe at its end. */
static void
read_pipe(struct run *run, size_t which)
{
	struct pollfd *pipe = &run->pipes[which];
	GString *text = run->texts[which];
	char chunk[CHUNK];
	ssize_t got;

	do
		got = read(pipe->fd, chunk, sizeof(chunk));
	while (got < 0 && errno == EINTR);
	if (got <= 0) {
		(void)close(pipe->fd);
		pipe->fd = -1;	/* poll() passes it over */
		return;
	}
	const size_t room = run->max[which] - text->len;
	g_string_append_len(text, chunk, (gssize)MIN((size_t)got, room));
	if (which == 0 && (size_t)got > room)
		run->is_cut = true;
}

/* As much as it takes; closes the pipe when all is written, or when it reads
   no more: its exit code says whether that was right. */
static void
write_pipe(struct run *run)
{
	const ssize_t put = run->input.length > 0 ?
	    write(run->pipes[2].fd, run->input.data, run->input.length) :
	    0;

	if (put < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (put > 0) {
		run->input.data += put;
		run->input.length -= (size_t)put;
	}
	if (put < 0 || run->input.length == 0) {
		(void)close(run->pipes[2].fd);
		run->pipes[2].fd = -1;
	}
}

static bool
is_open(const struct run *run)
{
	return run->pipes[0].fd >= 0 || run->pipes[1].fd >= 0;
}

/* A program that does not read its input must not end us: SIGPIPE is off
   meanwhile, and on again for our own output. */
static void
talk(struct run *run)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	const int64_t end = g_get_monotonic_time() / 1000 + TIMEOUT_MS;

	(void)sigaction(SIGPIPE, &ignore, &before);
	while (is_open(run) && !run->is_cut) {
		const int64_t left = end - g_get_monotonic_time() / 1000;
		if (left <= 0) {
			run->timed_out = true;
			break;
		}
		if (poll(run->pipes, ARRAY_SIZE(run->pipes), (int)left) < 0 &&
		    errno != EINTR)
			break;
		for (size_t i = 0; i < 2; i++)
			if (run->pipes[i].fd >= 0 &&
			    run->pipes[i].revents != 0)
				read_pipe(run, i);
		if (run->pipes[2].fd >= 0 && run->pipes[2].revents != 0)
			write_pipe(run);
	}
	for (size_t i = 0; i < ARRAY_SIZE(run->pipes); i++)
		if (run->pipes[i].fd >= 0)
			(void)close(run->pipes[i].fd);
	(void)sigaction(SIGPIPE, &before, NULL);
	if (run->is_cut || run->timed_out)
		(void)kill(run->pid, SIGTERM);
}

static int
reap(const struct run *run)
{
	int status = 0;

	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	g_spawn_close_pid(run->pid);
	return status;
}

static bool
check_status(const struct run *run, const char *const argv[], int status,
    struct err *err)
{
	char *command = g_strjoinv(" ", (char **)(uintptr_t)argv);
	char *said = g_strstrip(g_strdup(run->texts[1]->str));
	bool ok = false;

	if (run->timed_out)
		(void)err_set(err, ERR_TEMP,
		    "\"%s\" did not end within a minute", command);
	else if (run->is_cut || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
		ok = true;
	else if (WIFEXITED(status))
		(void)err_set(err, ERR_TEMP,
		    "\"%s\" failed (exit code %d): %s%s", command,
		    WEXITSTATUS(status), said,
		    geteuid() != 0 ? ". It may need root: try sudo" : "");
	else
		(void)err_set(err, ERR_TEMP, "\"%s\" was killed by signal %d",
		    command, WTERMSIG(status));
	g_free(said);
	g_free(command);
	return ok;
}

bool
run_command(const char *const argv[], const struct run_input *input,
    size_t max, struct arena *arena, struct run_result *result_out,
    struct err *err)
{
	struct run run = { .max = { max, COMPLAINT_MAX } };

	if (input != NULL)
		run.input = *input;
	if (!start(&run, argv, err))
		return false;
	run.texts[0] = g_string_new(NULL);
	run.texts[1] = g_string_new(NULL);
	talk(&run);
	const bool ok = check_status(&run, argv, reap(&run), err);
	result_out->output =
	    arena_strndup(arena, run.texts[0]->str, run.texts[0]->len);
	result_out->length = run.texts[0]->len;
	result_out->is_cut = run.is_cut;
	g_string_free(run.texts[0], TRUE);
	g_string_free(run.texts[1], TRUE);
	return ok;
}
