/*
 * err - what went wrong, and what can be done about it
 */
#include "base/err.h"

#include <stdarg.h>

/* Marks a text that did not fit, so that nobody takes it for the whole. */
static void
mark_if_cut(char *text, size_t size, int wanted)
{
	if (wanted >= 0 && (size_t)wanted >= size)
		memcpy(text + size - 4, "...", 4);
}

bool
err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list args;

	err->kind = kind;
	va_start(args, fmt);
	const int wanted = vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	mark_if_cut(err->text, sizeof(err->text), wanted);
	return false;
}

bool
err_prefix(struct err *err, const char *fmt, ...)
{
	char context[sizeof(err->text)];
	char inner[sizeof(err->text)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(context, sizeof(context), fmt, args);
	va_end(args);
	memcpy(inner, err->text, sizeof(inner));
	const int wanted = snprintf(
	    err->text, sizeof(err->text), "%s: %s", context, inner);
	mark_if_cut(err->text, sizeof(err->text), wanted);
	return false;
}

const char *
err_kind_name(enum err_kind kind)
{
	static const char *const names[] = {
		[ERR_TEMP] = "temporary",
		[ERR_INPUT] = "input",
		[ERR_CONFIG] = "configuration",
		[ERR_BUG] = "internal",
	};

	return names[kind];
}
