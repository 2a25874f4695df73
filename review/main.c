/*
 * main - `takt`, everything a person does
 *
 * The table below is the whole command line; usage and manual page follow
 * it. Exit codes: 0 nothing wrong, 1 the answer is no, 2 usage, 3 failure.
 */
#include <errno.h>
#include <glib.h>
#include <stdio.h>

#include "review/commands.h"

/* clang-format off */
static const struct command commands[] = {
	{ "check", cmd_check, "[OPTION...] FILE|-",
	  "judge one mail with what is known now" },
	{ "replay", cmd_replay, "[OPTION...] SOURCE...",
	  "judge an archive as if it happened again" },
	{ "words", cmd_words, "[OPTION...] FILE|-",
	  "what Takt sees of a mail" },
	{ "import", cmd_import, "[OPTION...] SOURCE...",
	  "teach the history from an archive" },
	{ "held", cmd_held,
	  "[OPTION...] [list] | show ID | release ID... | return ID... | "
	  "delete ID...",
	  "mail that waits for a decision" },
	{ "show", cmd_show, "[OPTION...] ID",
	  "a verdict by its X-Takt-Id" },
	{ "history", cmd_history,
	  "[OPTION...] show SENDER CONTACT | forget ADDRESS | "
	  "export ADDRESS | stats",
	  "what is on record of people, and forgetting it" },
	{ "rules", cmd_rules,
	  "[OPTION...] [list] | test [FILE...] | show RULE",
	  "the rules in force, and their examples" },
	{ "facts", cmd_facts, "[OPTION...]",
	  "what a rule can ask about" },
	{ "store", cmd_store,
	  "[OPTION...] copy FROM TO | rekey",
	  "move the history, change the key it is hashed with" },
	{ "sweep", cmd_sweep, "[OPTION...]",
	  "release what is due, make records and queue agree" },
	{ "stats", cmd_stats, "[OPTION...]",
	  "what was found and done lately" },
};
/* clang-format on */

static void
print_usage(FILE *out)
{
	(void)fprintf(out,
	    "usage: takt COMMAND [OPTION...] [ARGUMENT...]\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		(void)fprintf(out, "  %-9s %s\n", commands[i].name,
		    commands[i].summary);
	(void)fprintf(out,
	    "\n\"takt COMMAND --help\" explains one of them; the manual page "
	    "is takt(1).\n");
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static int
run(int argc, char *argv[])
{
	const char *name = argc > 1 ? argv[1] : NULL;
	const struct command *command =
	    name != NULL ? find_command(name) : NULL;

	if (command != NULL)
		return command->run(command, argc - 1, argv + 1);
	if (name == NULL) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
	    strcmp(name, "help") == 0) {
		print_usage(stdout);
		return EXIT_FINE;
	}
	if (strcmp(name, "--version") == 0) {
		(void)printf("takt %s\n", PACKAGE_VERSION_TEXT);
		return EXIT_FINE;
	}
	(void)fprintf(stderr, "takt: there is no command \"%s\"\n", name);
	print_usage(stderr);
	return EXIT_USAGE;
}

/* What could not be printed was not done, as far as a script can tell. */
int
main(int argc, char *argv[])
{
	g_set_prgname("takt");
	const int code = run(argc, argv);

	if (fflush(stdout) == 0 && ferror(stdout) == 0)
		return code;
	(void)fprintf(stderr, "%s: cannot write the output: %s\n",
	    g_get_prgname(), g_strerror(errno));
	return EXIT_FAILED;
}
