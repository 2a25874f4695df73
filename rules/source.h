/*
 * source - where something stands in the rule files
 */
#ifndef TAKT_RULES_SOURCE_H
#define TAKT_RULES_SOURCE_H

#include "base/err.h"

struct source {
	const char *file;
	unsigned line;
};

/* A string of a rule file and its place. text NULL: there is none. */
struct source_text {
	const char *text;
	struct source where;
};

/* err_set(ERR_CONFIG) with "FILE:LINE: " in front. */
bool source_error(struct err *err, const struct source *where,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
