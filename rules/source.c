/*
 * source - where something stands in the rule files
 */
#include "rules/source.h"

#include <glib.h>
#include <stdarg.h>

bool
source_error(struct err *err, const struct source *where, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)err_set(err, ERR_CONFIG, "%s:%u: %s", where->file, where->line,
	    what);
	g_free(what);
	return false;
}
