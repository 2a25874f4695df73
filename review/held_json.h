/*
 * held_json - a held mail as an object, and how it looks
 */
#ifndef TAKT_REVIEW_HELD_JSON_H
#define TAKT_REVIEW_HELD_JSON_H

#include <jansson.h>
#include <time.h>

#include "review/desk.h"
#include "review/print.h"

/* A row of the list. */
json_t *held_row_json(const struct desk_item *item, time_t now) MUST_CHECK;
void held_heading(const struct printer *printer);
void held_row_view(const struct printer *printer, const json_t *row);

/* Everything about one: reads the queue file. */
json_t *held_show_json(const struct desk *desk, const struct desk_item *item,
    time_t now, struct arena *arena, struct err *err) MUST_CHECK;
void held_show_view(const struct printer *printer, const json_t *object);

#endif
