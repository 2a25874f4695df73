/*
 * service - what the daemon has as long as it runs
 *
 * The store, the key, the snapshot in force and the open sessions. Safe from
 * several threads, but open and close belong to main().
 */
#ifndef TAKT_MILTER_SERVICE_H
#define TAKT_MILTER_SERVICE_H

#include <glib.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "conf/key.h"

struct session;
struct settings;
struct snapshot;
struct store;

struct service {
	const char *settings_path;
	const char *clock_file;	/* NULL: the real time */
	const char *host;	/* whose queue holds what we hold */
	struct store *store;
	struct keys keys;
	GMutex lock;		/* of the two below */
	struct snapshot *snapshot;
	GHashTable *sessions;	/* a set */
	int active;		/* callbacks under way */
	int is_stopping;
};

/* Opens key and store as settings say and loads the rules. The paths are
   borrowed. What was opened before an error is closed. */
bool service_open(struct service *service, const char *settings_path,
    const char *clock_file, const struct settings *settings, struct err *err)
    MUST_CHECK;
/* Waits for callbacks under way. Returns false, having freed nothing, if
   they do not end. */
bool service_close(struct service *service);

/* Reads settings and rules anew and puts them in force; an error is logged
   and leaves the old ones. */
void service_reload(struct service *service);
/* The snapshot in force; the caller unrefs it. */
struct snapshot *service_snapshot(struct service *service) MUST_CHECK;

/* Around each callback. false: we are stopping, touch nothing. */
bool service_enter(struct service *service) MUST_CHECK;
void service_leave(struct service *service);

void service_add_session(struct service *service, struct session *session);
void service_remove_session(struct service *service, struct session *session);

time_t service_now(const struct service *service);

#endif
