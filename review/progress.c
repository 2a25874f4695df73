/*
 * progress - a line on a terminal that says how far we are
 */
#include "review/progress.h"

#include <glib.h>
#include <unistd.h>

enum { STEP_MICROSECONDS = 100000 };

struct progress
progress_start(void)
{
	return (struct progress){
		.is_shown = isatty(STDERR_FILENO) != 0,
		.last = g_get_monotonic_time(),
	};
}

void
progress_step(struct progress *progress, const char *what, size_t done,
    size_t total)
{
	const int64_t now = progress->is_shown ? g_get_monotonic_time() : 0;

	if (!progress->is_shown || now - progress->last < STEP_MICROSECONDS)
		return;
	progress->last = now;
	if (total > 0)
		(void)fprintf(stderr, "\r\033[K%s %zu of %zu (%zu %%)", what,
		    done, total, done * 100 / total);
	else
		(void)fprintf(stderr, "\r\033[K%s %zu", what, done);
	(void)fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress->is_shown)
		(void)fputs("\r\033[K", stderr);
}
