/*
 * rules_test - for those who write phrases
 *
 *	rules-test [--partial] DIR...           prove all examples
 *	rules-test [--partial] --scan LANG TEXT DIR...
 *	                                        which phrases match TEXT, where
 *
 * --partial takes a name that no file knows as a phrase still to be written.
 * Exit 1 if something is wrong. Lines that begin with "note:" are no failure.
 */
#include <stdio.h>
#include <string.h>

#include "rules/examples.h"
#include "rules/inside.h"

static void
print_remark(void *context, const struct remark *remark)
{
	size_t *failures = context;
	const bool is_failure = remark_is_failure(remark->kind);

	*failures += is_failure;
	(void)printf("%s%s: %s\n", is_failure ? "" : "note: ", remark->where,
	    remark->what);
}

static void
print_match(void *context, const char *phrase, const char *where,
    const char *words)
{
	(void)context;
	(void)printf("%s\t%s\t%s\n", phrase, where, words);
}

static int
prove(const struct ruleset *ruleset)
{
	size_t failures = 0, warnings = 0;
	const char *const *texts = ruleset_warnings(ruleset, &warnings);
	const size_t tried =
	    ruleset_remarks(ruleset, NULL, print_remark, &failures);

	for (size_t i = 0; i < warnings; i++)
		(void)printf("note: %s\n", texts[i]);
	(void)printf("%zu examples, %zu failures\n", tried, failures);
	return failures > 0;
}

int
main(int argc, char *argv[])
{
	struct err err;
	enum load_mode mode = LOAD_STRICT;
	int at = 1;

	if (at < argc && strcmp(argv[at], "--partial") == 0) {
		mode = LOAD_PARTIAL;
		at++;
	}
	const bool scans = at < argc && strcmp(argv[at], "--scan") == 0;
	const int directories = scans ? at + 3 : at;
	if (directories >= argc) {
		(void)fprintf(stderr,
		    "usage: rules-test [--partial] [--scan LANG TEXT] "
		    "DIR...\n");
		return 2;
	}
	struct ruleset *ruleset = ruleset_load_as(
	    (const char *const *)(void *)(argv + directories), mode, &err);
	if (ruleset == NULL) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	int status = 0;
	if (scans)
		ruleset_find_phrases(ruleset,
		    language_from_code(argv[at + 1]), argv[at + 2],
		    print_match, NULL);
	else
		status = prove(ruleset);
	ruleset_free(&ruleset);
	return status;
}
