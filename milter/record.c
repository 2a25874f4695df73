/*
 * record - a verdict with findings, kept for a while under its X-Takt-Id
 */
#include "milter/record.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "rules/verdict_json.h"
#include "store/store.h"

enum { KEPT_FOR = 30 * DAY };

static bool
has_findings(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->recipient_count; i++)
		if (verdict->recipients[i].finding_count > 0)
			return true;
	return false;
}

static char *
record_text(const struct record *record)
{
	json_t *object = verdict_to_json(record->verdict, VERDICT_ANONYMOUS);
	struct arena *arena = arena_new();

	json_object_set_new(object, "at",
	    json_string(time_format(arena, record->at)));
	json_object_set_new(object, "queue_id", json_string(record->queue_id));
	json_object_set_new(object, "done",
	    json_string(action_name(record->done)));
	char *text = json_dumps(object, JSON_COMPACT);
	arena_free(&arena);
	json_decref(object);
	return text;
}

struct insertion {
	struct bytes value;
	time_t expires;
};

static bool
insert(void *context, struct bytes old UNUSED, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out)
{
	const struct insertion *insertion = context;

	*new_out = insertion->value;
	*expires_out = insertion->expires;
	return true;
}

bool
record_put(struct store *store, const struct record *record, struct err *err)
{
	if (!has_findings(record->verdict))
		return true;
	char *text = record_text(record);
	if (text == NULL)
		return err_set(err, ERR_BUG, "a verdict that is no JSON");
	struct insertion insertion = { { text, strlen(text) },
		record->at + KEPT_FOR };
	const struct store_change change = {
		.table = STORE_VERDICT,
		.key = { record->id, strlen(record->id) },
		.change = insert,
		.context = &insertion,
	};
	const bool ok = store_apply(store, &change, 1, STORE_LAZY, err);
	free(text);
	return ok || err_prefix(err, "keeping the verdict");
}
