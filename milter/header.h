/*
 * header - the values of the X-Takt fields
 *
 * ASCII or RFC 2047, folded at 78 columns. Nothing here knows who may be
 * named: action.c passes only what may be shown.
 */
#ifndef TAKT_MILTER_HEADER_H
#define TAKT_MILTER_HEADER_H

#include "base/attr.h"
#include "rules/verdict.h"

struct arena;

#define HEADER_PREFIX  "X-Takt-"
#define HEADER_ID      "X-Takt-Id"
#define HEADER_VERDICT "X-Takt-Verdict"
#define HEADER_FINDING "X-Takt-Finding"
#define HEADER_ADVICE  "X-Takt-Advice"

/* Any UTF-8 (or worse) as the value of field name. Lines are separated by
   LF, as libmilter wants it. */
const char *header_text(struct arena *arena, const char *name,
    const char *text) MUST_CHECK;

/* "followup.too-soon; level=warning; until=...; words: Du har =?...?=" */
const char *header_finding(struct arena *arena,
    const struct finding *finding) MUST_CHECK;

#endif
