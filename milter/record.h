/*
 * record - a verdict with findings, kept for a while under its X-Takt-Id
 *
 * In STORE_VERDICT, key: the id; value: the JSON object of
 * rules/verdict_json.h (VERDICT_ANONYMOUS) with "at", "queue_id" and "done"
 * added. It expires after 30 days.
 */
#ifndef TAKT_MILTER_RECORD_H
#define TAKT_MILTER_RECORD_H

#include <time.h>

#include "base/err.h"
#include "rules/verdict.h"

struct store;

struct record {
	const char *id;
	const char *queue_id;
	enum action done;
	const struct verdict *verdict;
	time_t at;
};

/* Nothing is kept of a verdict without findings. */
bool record_put(struct store *store, const struct record *record,
    struct err *err) MUST_CHECK;

#endif
