/*
 * source - mails out of mbox files, Maildirs, folders and single files
 *
 * Opening looks at every mail once, for its place and its Date; reading
 * fetches one mail at a time, so archives of gigabytes need little memory.
 * What is no mail (an index file in a folder) is skipped and counted.
 */
#ifndef TAKT_REVIEW_SOURCE_H
#define TAKT_REVIEW_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"

struct arena;
struct source;

/*
 * paths: mbox, Maildir, directory, single mail, or "-" for standard input.
 * progress (may be NULL) is called now and then with the number of mails
 * found so far. A path that cannot be read or holds no mail is ERR_INPUT.
 */
struct source *source_open(const char *const *paths, size_t count,
    void (*progress)(void *context, size_t found), void *context,
    struct err *err) MUST_CHECK;
void source_close(struct source **source);	/* NULL is fine */

size_t source_count(const struct source *source);
/* Files in folders that held no mail. */
size_t source_skipped(const struct source *source);
/* Puts the mails in the order of their dates; equal ones stay in order. */
void source_sort(struct source *source);

/* Its Date, or that of its neighbour before if it has none. */
time_t source_date(const struct source *source, size_t index);

/*
 * The raw mail as it was before it was put into an mbox (without the From_
 * line, ">From " unquoted), at most max bytes of it.
 */
bool source_read(struct source *source, size_t index, size_t max,
    struct arena *arena, const char **data_out, size_t *length_out,
    struct err *err) MUST_CHECK;

/* "PATH" or "PATH, byte N", for messages. */
const char *source_name(const struct source *source, size_t index,
    struct arena *arena) MUST_CHECK;

#endif
