/*
 * where - the rules that came with this program
 *
 * A build folder is known by libtakt.a beside the program: it is never
 * installed.
 */
#include "conf/where.h"

#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"

static bool
runs_from_build_folder(void)
{
	char *program = g_file_read_link("/proc/self/exe", NULL);

	if (program == NULL)
		return false;
	char *folder = g_path_get_dirname(program);
	char *library = g_build_filename(folder, "libtakt.a", NULL);
	const bool is_build = g_file_test(library, G_FILE_TEST_EXISTS);
	g_free(library);
	g_free(folder);
	g_free(program);
	return is_build;
}

const char *const *
where_rules(struct arena *arena)
{
	const char **folders = arena_array(arena, 3, sizeof(*folders));
	const char *named = g_getenv("TAKT_RULES");

	if (named != NULL && named[0] != '\0') {
		folders[0] = arena_strdup(arena, named);
	} else if (runs_from_build_folder()) {
		folders[0] = TAKT_SOURCE_DIR "/rules";
	} else {
		folders[0] = TAKT_RULES_DIR;
		if (g_file_test(TAKT_SITE_RULES_DIR, G_FILE_TEST_IS_DIR))
			folders[1] = TAKT_SITE_RULES_DIR;
	}
	return folders;
}
