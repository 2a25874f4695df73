/*
 * replay_main - runs a fuzzer over its corpus, without a fuzzer
 *
 * replay_NAME runs over tests/fuzz/corpus/NAME and prints TAP, or over the
 * files named on the command line.
 */
#include <glib.h>

#include "tests/fuzz/fuzz.h"

static void
replay(const char *path)
{
	char *bytes;
	gsize length;
	GError *error = NULL;

	if (!g_file_get_contents(path, &bytes, &length, &error))
		g_error("%s", error->message);
	/* a copy of just that size, so that reading past it is seen */
	uint8_t *copy = g_malloc(length + (length == 0));
	memcpy(copy, bytes, length);
	(void)LLVMFuzzerTestOneInput(copy, length);
	g_free(copy);
	g_free(bytes);
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
list_files(const char *directory)
{
	GError *error = NULL;
	GDir *dir = g_dir_open(directory, 0, &error);
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	if (dir == NULL)
		g_error("%s", error->message);
	while ((name = g_dir_read_name(dir)) != NULL)
		g_ptr_array_add(
		    files, g_build_filename(directory, name, NULL));
	g_dir_close(dir);
	g_ptr_array_sort(files, by_name);
	return files;
}

int
main(int argc, char *argv[])
{
	if (argc > 1 && strcmp(argv[1], "--tap") != 0) {
		for (int i = 1; i < argc; i++)
			replay(argv[i]);
		return 0;
	}
	const char *name = strstr(argv[0], "replay_");
	const char *srcdir = g_getenv("srcdir");
	if (name == NULL)
		g_error("%s is not called replay_NAME", argv[0]);
	char *directory = g_build_filename(srcdir != NULL ? srcdir : ".",
	    "tests/fuzz/corpus", name + strlen("replay_"), NULL);
	GPtrArray *files = list_files(directory);
	(void)printf("1..%u\n", files->len);
	for (guint i = 0; i < files->len; i++) {
		replay(files->pdata[i]);
		(void)printf("ok %u - %s\n", i + 1,
		    (char *)files->pdata[i] + strlen(directory) + 1);
	}
	g_ptr_array_free(files, TRUE);
	g_free(directory);
	return 0;
}
