/*
 * test_cases - the case files, judged in process
 *
 * A case is an mbox of real mails in tests/cases. Each outgoing mail says in
 * X-Case-Expect what must come out: the verdict and then every rule that is
 * found, no more and no less. The same files go through the daemon and
 * through a real Postfix in tests/mta.
 */
#include <glib.h>

#include "base/arena.h"
#include "people/people.h"
#include "review/archive.h"
#include "rules/ruleset.h"
#include "store/store.h"

static const char *const local_domains[] = { "firma.example", NULL };

struct world {
	struct store *store;
	struct people *people;
	struct ruleset *rules;
	struct judge judge;
};

static void
world_open(struct world *world)
{
	static const char *const directories[] = { TAKT_SOURCE_DIR "/rules",
		NULL };
	static const uint8_t key[32] = { 7 };
	struct people_settings settings = people_settings_default;
	struct err err;

	settings.silence = SILENCE_TRUST;
	world->rules = ruleset_load(directories, &err);
	if (world->rules == NULL)
		g_error("%s", err.text);
	world->store = store_open("memory:", &err);
	g_assert_nonnull(world->store);
	world->people = people_new(world->store, key, &settings, &err);
	g_assert_nonnull(world->people);
	world->judge = (struct judge){ .rules = world->rules,
		.people = world->people,
		.local_domains = local_domains };
}

static void
world_close(struct world *world)
{
	people_free(&world->people);
	store_close(&world->store);
	ruleset_free(&world->rules);
}

/* The value of X-Case-Expect with single blanks, or NULL. */
static char *
expectation(const char *data, size_t length)
{
	static const char name[] = "\nX-Case-Expect:";
	const char *found = memmem(data, length, name, strlen(name));

	if (found == NULL)
		return NULL;
	found += strlen(name);
	const char *end = memchr(found, '\n', length - (size_t)(found - data));
	char *value = g_strndup(found, (gsize)(end - found));
	for (char *c = value; *c != '\0'; c++)
		if (*c == ',')
			*c = ' ';
	return g_strstrip(value);
}

static int
by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "hold followup.too-soon tone.hostile": rules sorted, each once. */
static char *
outcome(const struct verdict *verdict)
{
	GPtrArray *rules = g_ptr_array_new();
	GString *text = g_string_new(action_name(verdict->action));
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		g_ptr_array_add(rules, (char *)(uintptr_t)finding->rule);
	g_ptr_array_sort(rules, by_text);
	for (guint i = 0; i < rules->len; i++)
		if (i == 0 ||
		    strcmp(rules->pdata[i], rules->pdata[i - 1]) != 0)
			g_string_append_printf(
			    text, " %s", (const char *)rules->pdata[i]);
	g_ptr_array_free(rules, TRUE);
	return g_string_free(text, FALSE);
}

/* The words of an expectation in the order of outcome(). */
static char *
sorted(const char *expectation_text)
{
	char **words = g_strsplit_set(expectation_text, " ", -1);
	GString *text = g_string_new(words[0]);
	const size_t count = g_strv_length(words);

	qsort(words + 1, count - 1, sizeof(*words), by_text);
	for (size_t i = 1; i < count; i++)
		if (words[i][0] != '\0')
			g_string_append_printf(text, " %s", words[i]);
	g_strfreev(words);
	return g_string_free(text, FALSE);
}

static void
run_outgoing(const struct world *world, const struct archive_mail *mail,
    const char *data, size_t length, struct arena *arena)
{
	struct verdict verdict;
	struct err err;
	char *wanted = expectation(data, length);

	if (wanted == NULL)
		g_error("\"%s\" does not say what to expect",
		    mail->message.subject);
	if (!judge_mail(&world->judge, &mail->envelope, &mail->message,
		mail->when, arena, &verdict, &err) ||
	    !judge_learn_sent(&world->judge, &verdict, &mail->message, false,
		mail->when, &err))
		g_error("%s", err.text);
	char *got = outcome(&verdict);
	char *want = sorted(wanted);
	if (strcmp(got, want) != 0) {
		g_test_message("\"%s\" of <%s>: wanted \"%s\", got \"%s\"",
		    mail->message.subject, mail->message.message_id, want,
		    got);
		g_test_fail();
	}
	g_free(want);
	g_free(got);
	g_free(wanted);
}

static void
run_case(const void *path)
{
	const char *const paths[] = { path };
	struct world world;
	struct err err;
	size_t judged = 0;

	world_open(&world);
	struct source *source = source_open(paths, 1, NULL, NULL, &err);
	if (source == NULL)
		g_error("%s", err.text);
	source_sort(source);
	struct archive *archive =
	    archive_new(source, &world.judge, &message_limits_default);
	for (size_t i = 0; i < source_count(source); i++) {
		struct arena *arena = arena_new();
		struct archive_mail mail;
		const char *data;
		size_t length;
		g_assert_true(source_read(
		    source, i, 1 << 20, arena, &data, &length, &err));
		g_assert_true(archive_read(archive, i, arena, &mail, &err));
		if (mail.direction == DIRECTION_OUTGOING) {
			run_outgoing(&world, &mail, data, length, arena);
			judged++;
		} else {
			g_assert_cmpint(
			    mail.direction, ==, DIRECTION_INBOUND);
			g_assert_true(judge_learn_received(&world.judge,
			    &mail.envelope, &mail.message, true, mail.when,
			    &err));
		}
		arena_free(&arena);
	}
	g_assert_cmpuint(judged, >, 0);
	archive_free(&archive);
	source_close(&source);
	world_close(&world);
}

/* One test for each file. */
static void
add_cases(const char *folder)
{
	GDir *directory = g_dir_open(folder, 0, NULL);
	const char *name;

	if (directory == NULL)
		g_error("there is no folder %s", folder);
	while ((name = g_dir_read_name(directory)) != NULL) {
		if (!g_str_has_suffix(name, ".mbox"))
			continue;
		char *title = g_strdup_printf("/cases/%.*s",
		    (int)(strlen(name) - strlen(".mbox")), name);
		for (char *c = title; *c != '\0'; c++)
			if (*c == '-')
				*c = ' ';
		g_test_add_data_func_full(title,
		    g_build_filename(folder, name, NULL), run_case, g_free);
		g_free(title);
	}
	g_dir_close(directory);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add_cases(TAKT_SOURCE_DIR "/tests/cases");
	return g_test_run();
}
