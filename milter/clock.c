/*
 * clock - what time it is, or what a test says it is
 */
#include "milter/clock.h"

#include <glib.h>

#include "base/log.h"
#include "base/timespan.h"

time_t
clock_now(const char *file)
{
	char *text = NULL;
	time_t now = time(NULL);
	struct err err = { 0 };

	if (file == NULL)
		return now;
	if (!g_file_get_contents(file, &text, NULL, NULL))
		log_error(NULL, "%s: cannot read the test's clock", file);
	else if (!time_parse(g_strstrip(text), &now, &err))
		log_error(NULL, "%s: %s", file, err.text);
	g_free(text);
	return now;
}
