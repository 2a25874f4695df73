/*
 * service - what the daemon has as long as it runs
 *
 * libmilter forgets open connections when it stops, without calling close:
 * that is why the sessions are listed here. Compiling rules takes half as much
 * memory again as keeping them, which the C library would not give back by
 * itself: hence malloc_trim().
 */
#include "milter/service.h"

#include <malloc.h>
#include <sodium.h>

#include "base/log.h"
#include "conf/key.h"
#include "milter/clock.h"
#include "milter/reload.h"
#include "milter/session.h"
#include "store/store.h"

enum { DRAIN_STEPS = 1000, DRAIN_STEP_USEC = 10000 };

static void
release(struct service *service)
{
	snapshot_unref(&service->snapshot);
	store_close(&service->store);
	g_hash_table_destroy(service->sessions);
	g_mutex_clear(&service->lock);
	sodium_memzero(&service->keys, sizeof(service->keys));
}

bool
service_open(struct service *service, const char *settings_path,
    const char *clock_file, const struct settings *settings, struct err *err)
{
	*service = (struct service){
		.settings_path = settings_path,
		.clock_file = clock_file,
		.host = g_get_host_name(),
		.sessions = g_hash_table_new(NULL, NULL),
	};
	g_mutex_init(&service->lock);
	if (!keys_load(settings->key_file, &service->keys, err))
		goto fail;
	service->store = store_open(settings->store, err);
	if (service->store == NULL)
		goto fail;
	service->snapshot = snapshot_load(
	    settings_path, service->store, &service->keys, err);
	if (service->snapshot == NULL)
		goto fail;
	(void)malloc_trim(0);
	return true;
fail:
	release(service);
	return false;
}

static void
free_sessions(struct service *service)
{
	GList *sessions = g_hash_table_get_keys(service->sessions);

	for (GList *l = sessions; l != NULL; l = l->next) {
		struct session *session = l->data;
		session_free(&session);
	}
	g_list_free(sessions);
}

bool
service_close(struct service *service)
{
	g_atomic_int_set(&service->is_stopping, 1);
	for (int i = 0; g_atomic_int_get(&service->active) > 0; i++) {
		if (i == DRAIN_STEPS)
			return false;
		g_usleep(DRAIN_STEP_USEC);
	}
	free_sessions(service);
	release(service);
	return true;
}

/* These are read at the start only. */
static void
warn_of_restart(const struct settings *old, const struct settings *new)
{
	const struct {
		const char *name, *before, *after;
	} fixed[] = {
		{ "socket", old->socket, new->socket },
		{ "user", old->user, new->user },
		{ "store", old->store, new->store },
		{ "key_file", old->key_file, new->key_file },
		{ "log", old->log, new->log },
		{ "log_level", old->log_level, new->log_level },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		if (strcmp(fixed[i].before, fixed[i].after) != 0)
			log_warning(NULL,
			    "%s has changed: that takes a restart",
			    fixed[i].name);
}

void
service_reload(struct service *service)
{
	struct err err = { 0 };
	struct snapshot *fresh = snapshot_load(service->settings_path,
	    service->store, &service->keys, &err);

	if (fresh == NULL) {
		log_error(NULL, "reload failed, the old rules stay: %s",
		    err.text);
		return;
	}
	g_mutex_lock(&service->lock);
	struct snapshot *old = service->snapshot;
	service->snapshot = fresh;
	g_mutex_unlock(&service->lock);
	warn_of_restart(&old->settings, &fresh->settings);
	snapshot_unref(&old);
	(void)malloc_trim(0);
	log_info(NULL, "reloaded settings and rules");
}

struct snapshot *
service_snapshot(struct service *service)
{
	g_mutex_lock(&service->lock);
	struct snapshot *snapshot = snapshot_ref(service->snapshot);
	g_mutex_unlock(&service->lock);
	return snapshot;
}

bool
service_enter(struct service *service)
{
	g_atomic_int_inc(&service->active);
	if (g_atomic_int_get(&service->is_stopping) == 0)
		return true;
	service_leave(service);
	return false;
}

void
service_leave(struct service *service)
{
	g_atomic_int_add(&service->active, -1);
}

void
service_add_session(struct service *service, struct session *session)
{
	g_mutex_lock(&service->lock);
	(void)g_hash_table_add(service->sessions, session);
	g_mutex_unlock(&service->lock);
}

void
service_remove_session(struct service *service, struct session *session)
{
	g_mutex_lock(&service->lock);
	(void)g_hash_table_remove(service->sessions, session);
	g_mutex_unlock(&service->lock);
}

time_t
service_now(const struct service *service)
{
	return clock_now(service->clock_file);
}
