/*
 * progress - a line on a terminal that says how far we are
 *
 * Nothing at all if standard error is no terminal.
 */
#ifndef TAKT_REVIEW_PROGRESS_H
#define TAKT_REVIEW_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
	bool is_shown;
	int64_t last;	/* monotonic time of the last line */
};

struct progress progress_start(void);
/* total 0: not known yet. Prints ten times a second at most. */
void progress_step(struct progress *progress, const char *what, size_t done,
    size_t total);
/* Wipes the line away. */
void progress_end(struct progress *progress);

#endif
