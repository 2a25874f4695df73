/*
 * json - the two values jansson has no function for
 */
#ifndef TAKT_BASE_JSON_H
#define TAKT_BASE_JSON_H

#include <jansson.h>
#include <time.h>

#include "base/attr.h"

/* A string of any bytes: what is no UTF-8 becomes U+FFFD. NULL is null. */
json_t *json_text(const char *text) MUST_CHECK;
/* ISO 8601 in UTC. */
json_t *json_time(time_t when) MUST_CHECK;

#endif
