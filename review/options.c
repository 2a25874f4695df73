/*
 * options - the command line of one command
 */
#include "review/options.h"

#include <stdarg.h>

int
usage_error(const struct command *command, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)fprintf(stderr,
	    "takt %s: %s\nusage: takt %s %s\nTry \"takt %s --help\".\n",
	    command->name, text, command->name, command->args,
	    command->name);
	g_free(text);
	return EXIT_USAGE;
}

static bool
count_is_right(const struct command *command, int given, int least, int most)
{
	if (given >= least && (most < 0 || given <= most))
		return true;
	if (given < least)
		(void)usage_error(command, "something is missing");
	else
		(void)usage_error(command, "there are too many arguments");
	return false;
}

bool
options_read(const struct command *command, const GOptionEntry *entries,
    int *argc, char ***argv, int least, int most)
{
	char *program = g_strconcat("takt ", command->name, NULL);
	GOptionContext *context = g_option_context_new(command->args);
	GError *error = NULL;

	g_set_prgname(program);
	g_option_context_set_summary(context, command->summary);
	g_option_context_add_main_entries(context, entries, NULL);
	bool ok = g_option_context_parse(context, argc, argv, &error);
	if (ok && *argc > 1 && strcmp((*argv)[1], "--") == 0) {
		(*argv)[1] = (*argv)[0];
		++*argv;
		--*argc;
	}
	if (!ok)
		(void)usage_error(command, "%s", error->message);
	else
		ok = count_is_right(command, *argc - 1, least, most);
	g_clear_error(&error);
	g_option_context_free(context);
	g_free(program);
	return ok;
}

void
common_options_release(struct common_options *options)
{
	g_free(options->config);
	g_strfreev(options->rules);
	g_free(options->local);
}
