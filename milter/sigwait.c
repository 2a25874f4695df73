/*
 * sigwait - libmilter may not wait for the signals that are ours
 *
 * A thread of libmilter waits with sigwait() for SIGHUP, SIGTERM and SIGINT
 * and takes each of them as "stop". A signal that comes while that thread
 * begins to wait is taken by it even though the main thread lets it in: seen
 * with a reload right after the start, on a busy machine. So this function
 * stands in for the system's: the linker prefers the program's own to the C
 * library's. libmilter then waits for nothing, and main.c has all signals.
 */
#include <errno.h>
#include <signal.h>

int
sigwait(const sigset_t *set, int *signal_out)
{
	sigset_t others = *set;
	int got;

	(void)sigdelset(&others, SIGHUP);
	(void)sigdelset(&others, SIGTERM);
	(void)sigdelset(&others, SIGINT);
	while ((got = sigwaitinfo(&others, NULL)) < 0)
		if (errno != EINTR)
			return errno;
	*signal_out = got;
	return 0;
}
