/*
 * json - the two values jansson has no function for
 */
#include "base/json.h"

#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"

json_t *
json_text(const char *text)
{
	if (text == NULL)
		return json_null();
	char *valid = g_utf8_make_valid(text, -1);
	json_t *string = json_string(valid);
	g_free(valid);
	return string;
}

json_t *
json_time(time_t when)
{
	struct arena *arena = arena_new();
	json_t *string = json_string(time_format(arena, when));

	arena_free(&arena);
	return string;
}
