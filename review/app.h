/*
 * app - what a command needs: settings, rules, store, people
 *
 * Opened piece by piece, because most commands need little. One release for
 * all of it. The only place that decides where rules and settings come from.
 */
#ifndef TAKT_REVIEW_APP_H
#define TAKT_REVIEW_APP_H

#include <stdbool.h>

#include "base/err.h"
#include "conf/settings.h"
#include "judge/judge.h"
#include "message/message.h"

struct arena;
struct people;
struct ruleset;
struct store;

enum exit_code {
	EXIT_FINE,	/* nothing wrong */
	EXIT_NO,	/* the answer is no: would be held */
	EXIT_USAGE,
	EXIT_FAILED,
};

/* What most commands can be told; see options.h. */
struct common_options {
	char *config;		/* --config */
	char **rules;		/* --rules, rising priority */
	char *local;		/* --local a,b */
	int is_json;		/* --json: gboolean */
};

struct app {
	struct arena *arena;
	const struct common_options *options;
	struct settings settings;
	const char *settings_path;	/* NULL: defaults alone */
	struct message_limits limits;
	struct ruleset *rules;
	struct store *store;
	struct people *people;
	struct judge judge;
};

/* Reads the settings: --config, or the installed file if there is one. */
bool app_init(struct app *app, const struct common_options *options,
    struct err *err) MUST_CHECK;
void app_release(struct app *app);

/* NULL at the end: --rules, TAKT_RULES, or those of the settings (which are
   the program's own unless the file says otherwise). */
const char *const *app_rule_directories(const struct app *app,
    struct arena *arena) MUST_CHECK;
bool app_load_rules(struct app *app, struct err *err) MUST_CHECK;

/* The store and key of the settings, and people on top of them. */
bool app_open_store(struct app *app, struct err *err) MUST_CHECK;
/* As root: key and store to the owner of their folders. */
void app_give_files_to_owner(const struct app *app);
/* An empty history in memory under a random key; silence is trusted. */
bool app_open_memory(struct app *app, struct err *err) MUST_CHECK;

/* Reports on standard error: "takt COMMAND: TEXT". */
void app_complain(const struct err *err);

#endif
