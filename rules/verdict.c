/*
 * verdict - names of actions and levels, and when a held mail may go
 */
#include "rules/verdict.h"

#include <glib.h>

const char *
action_name(enum action action)
{
	static const char *const names[ACTION_COUNT] = {
		[ACTION_OFF] = "off",
		[ACTION_OBSERVE] = "observe",
		[ACTION_PASS] = "pass",
		[ACTION_ANNOTATE] = "annotate",
		[ACTION_CONFIRM] = "confirm",
		[ACTION_HOLD] = "hold",
	};

	return names[action];
}

const char *
level_name(enum level level)
{
	static const char *const names[LEVEL_COUNT] = {
		[LEVEL_INFO] = "info",
		[LEVEL_WARNING] = "warning",
		[LEVEL_SERIOUS] = "serious",
	};

	return names[level];
}

const struct finding *
verdict_finding(const struct verdict *verdict, size_t index)
{
	for (size_t i = 0; i < verdict->recipient_count; i++) {
		const struct recipient_verdict *r = &verdict->recipients[i];
		if (index < r->finding_count)
			return &r->findings[index];
		index -= r->finding_count;
	}
	return NULL;
}

/* False if one finding that holds has no end. */
static bool
latest_until(const struct recipient_verdict *recipient, time_t *latest)
{
	for (size_t i = 0; i < recipient->finding_count; i++) {
		const struct finding *finding = &recipient->findings[i];
		if (finding->action != ACTION_HOLD)
			continue;
		if (finding->until == 0)
			return false;
		*latest = MAX(*latest, finding->until);
	}
	return true;
}

time_t
verdict_until(const struct verdict *verdict)
{
	time_t latest = 0;

	for (size_t i = 0; i < verdict->recipient_count; i++)
		if (!latest_until(&verdict->recipients[i], &latest))
			return 0;
	return latest;
}
