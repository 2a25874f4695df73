/*
 * reload - settings and rules in force, as one immutable counted snapshot
 */
#include "milter/reload.h"

#include <glib.h>

#include "base/arena.h"
#include "conf/key.h"
#include "people/people.h"
#include "rules/ruleset.h"

static void
snapshot_free(struct snapshot *snapshot)
{
	people_free(&snapshot->people);
	ruleset_free(&snapshot->rules);
	arena_free(&snapshot->arena);
	g_free(snapshot);
}

struct snapshot *
snapshot_ref(struct snapshot *snapshot)
{
	g_atomic_int_inc(&snapshot->references);
	return snapshot;
}

void
snapshot_unref(struct snapshot **snapshot)
{
	if (*snapshot != NULL &&
	    g_atomic_int_dec_and_test(&(*snapshot)->references))
		snapshot_free(*snapshot);
	*snapshot = NULL;
}

static bool
connect_people(struct snapshot *s, struct store *store, const struct keys *keys,
    struct err *err)
{
	struct people_settings settings = people_settings_default;

	if (store == NULL)
		return true;
	settings.silence = s->settings.silence == SILENCE_SETTING_TRUST ?
	    SILENCE_TRUST :
	    SILENCE_AUTO;
	s->people = people_new(store, keys->present, &settings, err);
	return s->people != NULL &&
	    (!keys->has_former ||
		people_accept_former_key(s->people, keys->former, err));
}

/* A daemon without rules would judge nothing, and nobody would notice. */
static bool
has_rules(const struct snapshot *s, struct err *err)
{
	const char *first = s->settings.rules[0];

	return ruleset_rule_count(s->rules) > 0 ||
	    err_set(err, ERR_CONFIG,
		"%s: there is no rule in this folder. Let rules name the one "
		"that holds followup.conf and the others",
		first != NULL ? first : "rules");
}

static bool
fill(struct snapshot *s, const char *path, struct store *store,
    const struct keys *keys, struct err *err)
{
	struct settings *settings = &s->settings;

	if (!settings_load(path, s->arena, settings, err))
		return false;
	if (!networks_parse(settings->local_networks, s->arena, &s->networks,
		err))
		return path == NULL ? false : err_prefix(err, "%s", path);
	s->rules = ruleset_load(settings->rules, err);
	if (s->rules == NULL || !has_rules(s, err) ||
	    !connect_people(s, store, keys, err))
		return false;
	s->judge = (struct judge){
		.rules = s->rules,
		.people = s->people,
		.local_domains = settings->local_domains,
		.judge_strangers = settings->judge_strangers,
	};
	s->limits = (struct message_limits){
		.scan_bytes = (size_t)settings->scan_bytes,
		.text_bytes = (size_t)settings->text_bytes,
		.parts = (unsigned)settings->parts,
		.depth = (unsigned)settings->depth,
	};
	return true;
}

struct snapshot *
snapshot_load(const char *settings_path, struct store *store,
    const struct keys *keys, struct err *err)
{
	struct snapshot *snapshot = g_new0(struct snapshot, 1);

	snapshot->references = 1;
	snapshot->arena = arena_new();
	if (!fill(snapshot, settings_path, store, keys, err))
		snapshot_unref(&snapshot);
	return snapshot;
}
