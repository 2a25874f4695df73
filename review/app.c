/*
 * app - what a command needs: settings, rules, store, people
 */
#include "review/app.h"

#include <errno.h>
#include <glib.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "conf/key.h"
#include "conf/where.h"
#include "people/people.h"
#include "rules/ruleset.h"
#include "store/store.h"

enum { KEY_BYTES = 32 };

static const char *const *
comma_list(const char *text, struct arena *arena)
{
	char **parts = g_strsplit(text, ",", -1);
	const size_t count = g_strv_length(parts);
	const char **list = arena_array(arena, count + 1, sizeof(*list));
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		char *domain = g_ascii_strdown(g_strstrip(parts[i]), -1);
		const char *bare = domain[0] == '@' ? domain + 1 : domain;
		if (bare[0] != '\0')
			list[kept++] = arena_strdup(arena, bare);
		g_free(domain);
	}
	g_strfreev(parts);
	return list;
}

bool
app_init(struct app *app, const struct common_options *options,
    struct err *err)
{
	*app = (struct app){ .arena = arena_new(), .options = options };
	if (sodium_init() < 0)
		return err_set(err, ERR_BUG, "libsodium does not start");
	app->settings_path = options->config;
	if (app->settings_path == NULL &&
	    access(TAKT_CONF_FILE, F_OK) == 0)
		app->settings_path = TAKT_CONF_FILE;
	if (!settings_load(
		app->settings_path, app->arena, &app->settings, err))
		return false;
	app->limits = message_limits_default;
	app->judge.local_domains = options->local != NULL ?
	    comma_list(options->local, app->arena) :
	    app->settings.local_domains;
	app->judge.judge_strangers = app->settings.judge_strangers;
	return true;
}

void
app_release(struct app *app)
{
	people_free(&app->people);
	store_close(&app->store);
	ruleset_free(&app->rules);
	arena_free(&app->arena);
}

static const char *const *
copy_list(char **list, struct arena *arena)
{
	const size_t count = g_strv_length(list);
	const char **copy = arena_array(arena, count + 1, sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = arena_strdup(arena, list[i]);
	return copy;
}

const char *const *
app_rule_directories(const struct app *app, struct arena *arena)
{
	const char *environment = g_getenv("TAKT_RULES");

	if (app->options->rules != NULL)
		return copy_list(app->options->rules, arena);
	if (environment != NULL && environment[0] != '\0')
		return where_rules(arena);
	return app->settings.rules;
}

bool
app_load_rules(struct app *app, struct err *err)
{
	app->rules =
	    ruleset_load(app_rule_directories(app, app->arena), err);
	app->judge.rules = app->rules;
	return app->rules != NULL;
}

static bool
open_people(struct app *app, const char *url, const struct keys *keys,
    enum silence_policy silence, struct err *err)
{
	struct people_settings settings = people_settings_default;

	settings.silence = silence;
	if (strcmp(url, "memory:") == 0) {	/* an archive is no spam */
		settings.provisional_cap = UINT_MAX;
		settings.provisional_for = 100 * (int64_t)YEAR;
	}
	app->store = store_open(url, err);
	if (app->store == NULL)
		return false;
	app->people = people_new(app->store, keys->present, &settings, err);
	app->judge.people = app->people;
	return app->people != NULL &&
	    (!keys->has_former ||
		people_accept_former_key(app->people, keys->former, err));
}

/*
 * What root makes in taktd's folder must be taktd's: a store or key that it
 * cannot open would stop it. Files that have an owner already keep it, and a
 * file with a second name may be somebody's trick: it is left alone.
 */
static void
give_to_owner(const char *path)
{
	char *folder = g_path_get_dirname(path);
	struct stat theirs, ours;

	if (stat(folder, &theirs) == 0 && lstat(path, &ours) == 0 &&
	    S_ISREG(ours.st_mode) && ours.st_nlink == 1 && ours.st_uid == 0 &&
	    theirs.st_uid != 0 &&
	    lchown(path, theirs.st_uid, theirs.st_gid) != 0)
		(void)fprintf(stderr, "%s: warning: cannot give %s to the "
		    "owner of its folder: %s\n",
		    g_get_prgname(), path, g_strerror(errno));
	g_free(folder);
}

static void
give_suffixed(const char *path, const char *suffix)
{
	char *file = g_strconcat(path, suffix, NULL);

	give_to_owner(file);
	g_free(file);
}

void
app_give_files_to_owner(const struct app *app)
{
	const struct settings *settings = &app->settings;
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	const char *path = strchr(settings->store, ':');

	if (geteuid() != 0)
		return;
	give_to_owner(settings->key_file);
	give_suffixed(settings->key_file, ".former");
	if (path == NULL || !g_str_has_prefix(settings->store, "sqlite:"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
		give_suffixed(path + 1, suffixes[i]);
}

bool
app_open_store(struct app *app, struct err *err)
{
	const bool is_trusted =
	    app->settings.silence == SILENCE_SETTING_TRUST;
	struct keys keys;

	if (!keys_load(app->settings.key_file, &keys, err))
		return false;
	const bool ok = open_people(app, app->settings.store, &keys,
	    is_trusted ? SILENCE_TRUST : SILENCE_AUTO, err);
	sodium_memzero(&keys, sizeof(keys));
	app_give_files_to_owner(app);
	return ok;
}

bool
app_open_memory(struct app *app, struct err *err)
{
	struct keys keys = { .has_former = false };

	randombytes_buf(keys.present, sizeof(keys.present));
	return open_people(app, "memory:", &keys, SILENCE_TRUST, err);
}

void
app_complain(const struct err *err)
{
	(void)fprintf(stderr, "%s: %s\n", g_get_prgname(), err->text);
}
