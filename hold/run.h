/*
 * run - another program's output, bounded
 *
 * No shell: arguments go as they are. The program is looked for in PATH and
 * then where MTAs keep their commands, which is not in everybody's PATH.
 */
#ifndef TAKT_HOLD_RUN_H
#define TAKT_HOLD_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;

struct run_result {
	const char *output;	/* NUL at the end */
	size_t length;
	bool is_cut;	/* there was more than max */
};

struct run_input {
	const char *data;	/* what it reads; NULL: nothing */
	size_t length;
};

/*
 * argv: NULL at the end. input may be NULL. Reads at most max bytes of its
 * output. Failing to start, a time-out (a minute) and an exit code other than 0 are errors that
 * name the command and what it said.
 */
bool run_command(const char *const argv[], const struct run_input *input,
    size_t max, struct arena *arena, struct run_result *result_out,
    struct err *err) MUST_CHECK;

#endif
