/*
 * desk - held mail as a reviewer and the sweep handle it
 *
 * A crash between the queue and the record leaves a record without a queue
 * file; the sweep closes it. The other order could promise a release that
 * never came.
 */
#include "review/desk.h"

#include <glib.h>
#include <unistd.h>

#include "base/arena.h"
#include "people/people.h"

/* More of a mail than this is not attached to what returns it. */
enum { RETURN_MAX = 64 << 20 };

static const char *
host_name(struct arena *arena)
{
	char name[256] = "";

	(void)gethostname(name, sizeof(name) - 1);
	return arena_strdup(arena, name);
}

/* NULL if the queue shows none of that id, or a younger record has it. */
static const struct queue_entry *
take_entry(const struct queue_entry *entries, size_t count, bool *is_taken,
    const char *queue_id)
{
	for (size_t i = 0; i < count; i++)
		if (!is_taken[i] &&
		    strcmp(entries[i].queue_id, queue_id) == 0) {
			is_taken[i] = true;
			return &entries[i];
		}
	return NULL;
}

/*
 * Records first, then what else is held in the queue. Of two records with one
 * queue id the older one's mail is gone, so the younger ones choose first.
 */
static void
put_together(struct desk *desk, const struct held *held, size_t held_count,
    const struct queue_entry *entries, size_t entry_count)
{
	struct arena *arena = desk->app->arena;
	bool *is_taken = arena_array(arena, entry_count, sizeof(*is_taken));

	desk->items = arena_array(
	    arena, held_count + entry_count, sizeof(*desk->items));
	for (size_t h = held_count; h-- > 0;) {
		desk->items[h].held = held[h];
		if (strcmp(held[h].host, desk->host) == 0)
			desk->items[h].entry = take_entry(entries, entry_count,
			    is_taken, held[h].queue_id);
	}
	desk->count = held_count;
	for (size_t e = 0; e < entry_count; e++)
		if (!is_taken[e])
			desk->items[desk->count++].entry = &entries[e];
}

bool
desk_open(struct desk *desk, struct app *app, struct err *why,
    struct err *err)
{
	struct held *held;
	struct queue_entry *entries = NULL;
	size_t held_count, entry_count = 0;

	*desk = (struct desk){
		.app = app,
		.driver = queue_driver_find(app->settings.mta),
		.host = host_name(app->arena),
	};
	if (desk->driver == NULL)
		return err_set(err, ERR_CONFIG,
		    "held mail of \"%s\" cannot be handled by this version",
		    app->settings.mta);
	if (!hold_list(app->store, app->arena, &held, &held_count, err))
		return false;
	desk->has_listing = desk->driver->list(
	    &app->settings, app->arena, &entries, &entry_count, why);
	put_together(desk, held, held_count, entries,
	    desk->has_listing ? entry_count : 0);
	return true;
}

static bool
matches(const struct desk_item *item, const char *id)
{
	const char *queue_id = item->held.id != NULL ? item->held.queue_id :
						       item->entry->queue_id;

	return strcmp(queue_id, id) == 0 ||
	    (item->held.id != NULL && g_str_has_prefix(item->held.id, id));
}

const struct desk_item *
desk_find(const struct desk *desk, const char *id, struct err *err)
{
	const struct desk_item *found = NULL;

	for (size_t i = 0; i < desk->count; i++) {
		const struct desk_item *item = &desk->items[i];
		if (id[0] == '\0' || !matches(item, id))
			continue;
		if (found != NULL) {
			(void)err_set(err, ERR_INPUT,
			    "\"%s\" means more than one held mail: give more "
			    "of the id",
			    id);
			return NULL;
		}
		found = item;
	}
	if (found == NULL)
		(void)err_set(err, ERR_INPUT,
		    "no held mail has the id \"%s\"; \"takt held list\" names "
		    "them",
		    id);
	return found;
}

/* --- is it still the same mail? --- */

static bool
check_item(const struct desk *desk, const struct desk_item *item,
    struct err *err)
{
	if (item->held.id == NULL)
		return err_set(err, ERR_INPUT,
		    "%s is on hold, but not by Takt: use the MTA's own "
		    "commands (postsuper -H releases it)",
		    item->entry->queue_id);
	if (strcmp(item->held.host, desk->host) != 0)
		return err_set(err, ERR_INPUT,
		    "%s is in the queue of %s: say it there", item->held.id,
		    item->held.host);
	if (item->entry == NULL)
		return err_set(err, ERR_INPUT,
		    "%s (queue id %s) is not on hold in the queue: somebody "
		    "released or deleted it without Takt. \"takt sweep\" "
		    "closes the record",
		    item->held.id, item->held.queue_id);
	return true;
}

/* A mail that came without a Message-ID may have been given one. */
static bool
is_same_mail(const struct held *held, const struct message *message)
{
	return held->message_id[0] == '\0' ||
	    g_strcmp0(held->message_id, message->message_id) == 0;
}

/* max: bytes to read. */
static bool
read_whole(const struct desk *desk, const struct desk_item *item, size_t max,
    struct arena *arena, struct giveback *raw_out,
    struct message *message_out, struct err *err)
{
	struct settings settings = desk->app->settings;

	settings.scan_bytes = (int64_t)max;
	if (!check_item(desk, item, err))
		return false;
	if (!desk->driver->read(&settings, item->held.queue_id, arena,
		&raw_out->original, &raw_out->original_length, err) ||
	    !message_parse(&desk->app->limits, raw_out->original,
		raw_out->original_length,
		item->held.verdict.language, arena, message_out, err))
		return err_prefix(err, "reading %s", item->held.id);
	if (!is_same_mail(&item->held, message_out))
		return err_set(err, ERR_INPUT,
		    "%s: queue id %s now belongs to another mail (Message-ID "
		    "<%s>, not <%s>); nothing was done",
		    item->held.id, item->held.queue_id,
		    message_out->message_id != NULL ?
			message_out->message_id :
			"",
		    item->held.message_id);
	return true;
}

bool
desk_read(const struct desk *desk, const struct desk_item *item,
    struct arena *arena, struct message *message_out, struct err *err)
{
	struct giveback raw;

	return read_whole(desk, item, desk->app->limits.scan_bytes, arena,
	    &raw, message_out, err);
}

/* --- doing --- */

static bool
settle(const struct desk *desk, const struct held *held,
    enum settlement settlement, time_t now, struct err *err)
{
	for (size_t i = 0; i < held->verdict.recipient_count; i++) {
		const struct pair_name pair = { held->sender,
			held->verdict.recipients[i].address };
		if (!people_settle(desk->app->people, &pair,
			held->message_id, settlement, now, err))
			return err_prefix(err, "%s", held->id);
	}
	return true;
}

/* A mail that vanished from the queue may have gone out: as good as sent. */
static enum settlement
settlement_of(enum hold_state state)
{
	return state == HOLD_DELETED || state == HOLD_RETURNED ?
	    SETTLE_WITHDRAWN :
	    SETTLE_SENT;
}

bool
desk_close(const struct desk *desk, const struct desk_item *item,
    enum hold_state state, time_t now, struct err *err)
{
	return settle(desk, &item->held, settlement_of(state), now, err) &&
	    hold_move(desk->app->store, item->held.id, state, now, err);
}

static bool
act(const struct desk *desk, const struct desk_item *item,
    bool (*on_queue)(const struct settings *settings, const char *queue_id,
	struct err *err),
    enum hold_state state, time_t now, struct err *err)
{
	struct arena *arena = arena_new();
	struct message message;
	const bool ok = desk_read(desk, item, arena, &message, err) &&
	    on_queue(&desk->app->settings, item->held.queue_id, err) &&
	    desk_close(desk, item, state, now, err);

	arena_free(&arena);
	return ok;
}

bool
desk_release(const struct desk *desk, const struct desk_item *item,
    time_t now, struct err *err)
{
	return act(desk, item, desk->driver->release, HOLD_RELEASED, now, err);
}

bool
desk_delete(const struct desk *desk, const struct desk_item *item, time_t now,
    struct err *err)
{
	return act(desk, item, desk->driver->remove, HOLD_DELETED, now, err);
}

bool
desk_return(const struct desk *desk, const struct desk_item *item,
    enum giveback_reason reason, time_t now, struct err *err)
{
	const struct settings *settings = &desk->app->settings;
	struct arena *arena = arena_new();
	struct giveback giveback = { .held = &item->held, .reason = reason,
		.now = now };
	struct message message;
	size_t length;
	bool ok = read_whole(
	    desk, item, RETURN_MAX, arena, &giveback, &message, err);

	if (ok) {
		giveback.subject = message.subject;
		const char *mail = giveback_compose(&giveback, arena, &length);
		ok = desk->driver->submit(settings, item->held.sender, mail,
			 length, err) &&
		    desk->driver->remove(
			settings, item->held.queue_id, err) &&
		    desk_close(desk, item, HOLD_RETURNED, now, err);
	}
	arena_free(&arena);
	return ok || err_prefix(err, "returning %s", item->held.id);
}
