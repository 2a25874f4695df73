/*
 * options - the command line of one command
 *
 * GLib's option parser with our usage texts and exit codes. A command is one
 * row of the table in review/main.c; its usage line comes from there.
 */
#ifndef TAKT_REVIEW_OPTIONS_H
#define TAKT_REVIEW_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "base/attr.h"
#include "review/app.h"

struct command {
	const char *name;
	int (*run)(const struct command *self, int argc, char *argv[]);
	const char *args;
	const char *summary;
};

/* clang-format off */
#define OPTION_JSON(common) \
	{ "json", 0, 0, G_OPTION_ARG_NONE, &(common)->is_json, \
	  "one JSON object a line instead of text", NULL }
#define OPTION_LOCAL(common) \
	{ "local", 0, 0, G_OPTION_ARG_FILENAME, &(common)->local, \
	  "whose mail is outgoing", "DOMAIN[,DOMAIN]" }
#define OPTION_CONFIG(common) \
	{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &(common)->config, \
	  "settings file", "FILE" }
#define OPTION_RULES(common) \
	{ "rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(common)->rules, \
	  "rule files; again for files that override", "DIR" }
#define OPTION_END { NULL, 0, 0, 0, NULL, NULL, NULL }
/* clang-format on */

/*
 * Takes the options out of argv and leaves argv[0] and the arguments. least
 * and most: how many arguments there may be (most < 0: any number). On false
 * what is wrong has been said, and the exit code is EXIT_USAGE.
 */
bool options_read(const struct command *command, const GOptionEntry *entries,
    int *argc, char ***argv, int least, int most) MUST_CHECK;

/* Says what is wrong with the arguments and returns EXIT_USAGE. */
int usage_error(const struct command *command, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

void common_options_release(struct common_options *options);

#endif
