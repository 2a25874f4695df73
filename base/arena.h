/*
 * arena - memory with one lifetime
 *
 * Everything that belongs to one message, one ruleset or one command is
 * allocated in an arena and freed at once. Memory comes zeroed and aligned
 * for any type. Running out of memory ends the process, as it does in GLib,
 * so every size that comes from the network is limited before it gets here.
 * An arena belongs to one thread at a time.
 */
#ifndef TAKT_BASE_ARENA_H
#define TAKT_BASE_ARENA_H

#include <stddef.h>

#include "base/attr.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena **arena);	/* NULL is fine; sets it to NULL */

void *arena_alloc(struct arena *arena, size_t size) MUST_CHECK;
/* count * size, checked for overflow (aborts). */
void *arena_array(struct arena *arena, size_t count, size_t size) MUST_CHECK;
char *arena_strdup(struct arena *arena, const char *text) MUST_CHECK;
/* Exactly length bytes and a NUL; the bytes may hold NULs. */
char *arena_strndup(struct arena *arena, const char *text, size_t length)
    MUST_CHECK;
char *arena_printf(struct arena *arena, const char *fmt, ...)
    PRINTF_LIKE(2, 3) MUST_CHECK;
/* Bytes handed out so far: for limits and benchmarks. */
size_t arena_used(const struct arena *arena);
/* Calls release(object) when the arena is freed, last come first served. */
void arena_on_free(struct arena *arena, void (*release)(void *), void *object);

#endif
