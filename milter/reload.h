/*
 * reload - settings and rules in force, as one immutable counted snapshot
 *
 * A message keeps the snapshot it began with, so a reload never changes the
 * rules under a mail that is being judged.
 */
#ifndef TAKT_MILTER_RELOAD_H
#define TAKT_MILTER_RELOAD_H

#include <stdint.h>

#include "base/err.h"
#include "conf/settings.h"
#include "judge/judge.h"
#include "message/message.h"
#include "milter/network.h"

struct keys;
struct people;
struct ruleset;
struct store;

struct snapshot {
	int references;
	struct arena *arena;
	struct settings settings;
	struct networks networks;
	struct ruleset *rules;
	struct people *people;	/* NULL if there was no store */
	struct judge judge;
	struct message_limits limits;
};

/* Reads everything anew. store NULL: for checking only. */
struct snapshot *snapshot_load(const char *settings_path, struct store *store,
    const struct keys *keys, struct err *err) MUST_CHECK;

struct snapshot *snapshot_ref(struct snapshot *snapshot);
void snapshot_unref(struct snapshot **snapshot);	/* NULL is fine */

#endif
