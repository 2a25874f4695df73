/*
 * main - taktd: options, start, signals, end
 *
 * libmilter's own thread would take a hang-up as "stop" (sigwait.c). Signals
 * that no other thread lets in go to this one, so the hang-up is never blocked
 * here, not even during a reload: the handler only writes a byte to a pipe.
 * Never goes to the background: that is systemd's business.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <glib.h>
#include <libmilter/mfapi.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "conf/settings.h"
#include "milter/callbacks.h"
#include "milter/reload.h"
#include "milter/service.h"
#include "milter/socket.h"
#include "milter/user.h"

enum { EXIT_OK = 0, EXIT_USAGE = 2, EXIT_FAULT = 3 };

enum task { TASK_RUN, TASK_CHECK, TASK_DUMP, TASK_SAMPLE, TASK_MAN,
	TASK_VERSION, TASK_HELP };

struct options {
	enum task task;
	bool log_to_stderr;
	const char *settings_path;
	const char *clock_file;
};

/* The only mutable statics: libmilter and signal handlers know no other. */
static struct service service;
static int wake_pipe[2] = { -1, -1 };

enum { STOP_KNOCK_MSEC = 50 };
enum { WAKE_RELOAD = 'r', WAKE_STOP = 's', WAKE_ENDED = 'e',
	WAKE_BROKEN = 'b' };

struct service *
main_service(void)
{
	return &service;
}

static const char usage_text[] =
    "usage: taktd [-c FILE] [-f] [-d | -t]\n"
    "  -c, --config FILE  settings (" TAKT_CONF_FILE ")\n"
    "  -f, --foreground   log to standard error (never goes to the "
    "background)\n"
    "  -d, --dump         print the settings in force and exit\n"
    "  -t, --test         check settings and rules and exit\n"
    "      --sample       print a commented sample of the settings\n"
    "      --man          print the manual page takt.conf(5)\n"
    "      --clock FILE   for tests: the time is read from this file\n"
    "  -V, --version\n"
    "  -h, --help\n"
    "Exit: 0 done, 2 wrong usage, 3 failure.\n";

static bool
read_options(int argc, char *argv[], struct options *out)
{
	static const struct option longs[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "dump", no_argument, NULL, 'd' },
		{ "test", no_argument, NULL, 't' },
		{ "sample", no_argument, NULL, 'S' },
		{ "man", no_argument, NULL, 'M' },
		{ "clock", required_argument, NULL, 'C' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static const struct {
		int letter;
		enum task task;
	} tasks[] = {
		{ 'd', TASK_DUMP }, { 't', TASK_CHECK }, { 'S', TASK_SAMPLE },
		{ 'M', TASK_MAN }, { 'V', TASK_VERSION }, { 'h', TASK_HELP },
	};

	*out = (struct options){ .settings_path = TAKT_CONF_FILE };
	for (int c; (c = getopt_long(argc, argv, "c:fdtVh", longs, NULL)) != -1;) {
		bool known = true;
		switch (c) {
		case 'c': out->settings_path = optarg; break;
		case 'C': out->clock_file = optarg; break;
		case 'f': out->log_to_stderr = true; break;
		default: known = false; break;
		}
		for (size_t i = 0; i < ARRAY_SIZE(tasks); i++)
			if (tasks[i].letter == c) {
				out->task = tasks[i].task;
				known = true;
			}
		if (!known)
			return false;
	}
	return optind == argc;
}

static int
complain(const struct err *err)
{
	(void)fprintf(stderr, "taktd: %s\n", err->text);
	return EXIT_FAULT;
}

static int
check(const char *path, struct err *err)
{
	static const struct keys no_keys;
	struct snapshot *snapshot = snapshot_load(path, NULL, &no_keys, err);

	if (snapshot == NULL)
		return complain(err);
	if (snapshot->settings.local_domains[0] == NULL)
		(void)fprintf(stderr,
		    "taktd: %s: local_domains is empty, so no mail will be "
		    "judged. Name your domains\n",
		    path);
	snapshot_unref(&snapshot);
	(void)printf("%s: settings and rules are fine\n", path);
	return EXIT_OK;
}

static int
print_task(enum task task, const struct settings *settings,
    struct arena *arena)
{
	switch (task) {
	case TASK_DUMP:
		(void)fputs(settings_dump(settings, arena), stdout);
		break;
	case TASK_SAMPLE:
		(void)fputs(settings_sample(arena), stdout);
		break;
	case TASK_MAN:
		(void)fputs(settings_man(arena), stdout);
		break;
	case TASK_VERSION:
		(void)puts("taktd " PACKAGE_VERSION_TEXT);
		break;
	default:
		(void)fputs(usage_text, stdout);
		break;
	}
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAULT;
}

static void
wake(char why)
{
	const int saved = errno;
	const ssize_t written = write(wake_pipe[1], &why, 1);

	(void)written;	/* a full pipe wakes as well */
	errno = saved;
}

static void
on_signal(int number)
{
	wake(number == SIGHUP ? WAKE_RELOAD : WAKE_STOP);
}

/* Blocks our signals, for all threads that are to come. */
static bool
prepare_signals(sigset_t *ours_out, struct err *err)
{
	const struct sigaction handler = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_set(err, ERR_TEMP, "cannot make a pipe: %s",
		    g_strerror(errno));
	(void)fcntl(wake_pipe[0], F_SETFL, 0);	/* reading waits */
	(void)sigemptyset(ours_out);
	(void)sigaddset(ours_out, SIGHUP);
	(void)sigaddset(ours_out, SIGTERM);
	(void)sigaddset(ours_out, SIGINT);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)pthread_sigmask(SIG_BLOCK, ours_out, NULL);
	(void)sigaction(SIGHUP, &handler, NULL);
	(void)sigaction(SIGTERM, &handler, NULL);
	(void)sigaction(SIGINT, &handler, NULL);
	return true;
}

static void *
run_libmilter(void *ours)
{
	/* inherited unblocked; all further threads come from this one */
	(void)pthread_sigmask(SIG_BLOCK, ours, NULL);
	(void)smfi_main();
	wake(WAKE_ENDED);
	return NULL;
}

static void *
stop_libmilter(void *unused UNUSED)
{
	(void)smfi_stop();
	return NULL;
}

/*
 * smfi_stop() waits for a lock that the listener holds while it waits for
 * connections, up to five seconds: so it waits in a thread of its own, and we
 * knock until libmilter has ended.
 */
static void
stop(const struct settings *settings)
{
	struct pollfd end = { wake_pipe[0], POLLIN, 0 };
	pthread_t thread;
	char why = 0;

	if (pthread_create(&thread, NULL, stop_libmilter, NULL) != 0)
		return;
	do {
		socket_wake(settings);
		if (poll(&end, 1, STOP_KNOCK_MSEC) == 1 &&
		    read(wake_pipe[0], &why, 1) < 0 && errno != EINTR)
			break;
	} while (why != WAKE_ENDED);
	(void)pthread_join(thread, NULL);
}

/* What woke us; an unreadable pipe cannot happen and ends us. */
static char
wait_to_be_woken(void)
{
	char why = WAKE_BROKEN;

	while (read(wake_pipe[0], &why, 1) < 0)
		if (errno != EINTR) {
			log_error(NULL, "cannot read our pipe: %s",
			    g_strerror(errno));
			break;
		}
	return why;
}

/* Returns when libmilter has ended: true if it was told to. */
static bool
serve(const struct settings *settings)
{
	for (;;) {
		switch (wait_to_be_woken()) {
		case WAKE_RELOAD:
			service_reload(&service);
			break;
		case WAKE_STOP:
			stop(settings);
			return true;
		case WAKE_ENDED:
			return false;
		default:
			stop(settings);
			return false;
		}
	}
}

static int
serve_until_stopped(const struct settings *settings, sigset_t *ours,
    struct err *err)
{
	pthread_t thread;

	(void)pthread_sigmask(SIG_UNBLOCK, ours, NULL);
	if (pthread_create(&thread, NULL, run_libmilter, ours) != 0) {
		(void)err_set(err, ERR_TEMP, "cannot start a thread");
		return complain(err);
	}
	log_info(NULL, "started, listening on %s", settings->socket);
	const bool is_told = serve(settings);
	(void)pthread_join(thread, NULL);
	log_info(NULL, "stopped");
	return is_told ? EXIT_OK : EXIT_FAULT;
}

static enum log_level
level_of(const char *name)
{
	static const char *const names[] = {
		[LOG_LEVEL_ERROR] = "error",
		[LOG_LEVEL_WARNING] = "warning",
		[LOG_LEVEL_INFO] = "info",
		[LOG_LEVEL_DEBUG] = "debug",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			return (enum log_level)i;
	return LOG_LEVEL_INFO;
}

/* Key, store and rules are read as the user we shall be, the socket is made
   as who we are: it may need root, and it is there only if all else is. */
static bool
open_all(const struct options *options, const struct settings *settings,
    struct listener *listener_out, struct err *err)
{
	if (!user_borrow(settings->user, err))
		return false;
	const bool is_open = service_open(&service, options->settings_path,
	    options->clock_file, settings, err);
	user_return(settings->user);
	if (!is_open)
		return false;
	if (socket_open(settings, listener_out, err)) {
		if (user_become(settings->user, err))
			return true;
		socket_remove(listener_out);
	}
	(void)service_close(&service);
	return false;
}

/* libmilter makes a thread for each connection that comes in a burst; with a
   heap for each, what they leave behind adds up. */
static void
limit_heaps(void)
{
	(void)mallopt(M_ARENA_MAX, MAX((int)g_get_num_processors(), 2));
}

static int
run(const struct options *options, const struct settings *settings,
    struct err *err)
{
	struct listener listener;
	sigset_t ours;
	const bool to_stderr = options->log_to_stderr ||
	    strcmp(settings->log, "stderr") == 0;

	log_open(to_stderr ? LOG_TO_STDERR : LOG_TO_SYSLOG,
	    level_of(settings->log_level), "taktd");
	limit_heaps();
	if (!prepare_signals(&ours, err))
		return complain(err);
	if (!callbacks_register()) {	/* before the socket: libmilter's way */
		(void)err_set(err, ERR_BUG, "libmilter refuses our callbacks");
		return complain(err);
	}
	if (!open_all(options, settings, &listener, err))
		return complain(err);
	const int status = serve_until_stopped(settings, &ours, err);
	socket_remove(&listener);
	if (!service_close(&service))
		_exit(status);	/* callbacks are still at work */
	return status;
}

int
main(int argc, char *argv[])
{
	struct options options;
	struct settings settings;
	struct err err = { 0 };

	if (!read_options(argc, argv, &options)) {
		(void)fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
	if (options.task == TASK_CHECK)
		return check(options.settings_path, &err);
	struct arena *arena = arena_new();
	const bool needs_file =
	    options.task == TASK_RUN || options.task == TASK_DUMP;
	int status;
	if (!settings_load(needs_file ? options.settings_path : NULL, arena,
		&settings, &err))
		status = complain(&err);
	else if (options.task != TASK_RUN)
		status = print_task(options.task, &settings, arena);
	else
		status = run(&options, &settings, &err);
	arena_free(&arena);
	return status;
}
