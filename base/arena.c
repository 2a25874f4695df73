/*
 * arena - memory with one lifetime
 *
 * A chain of blocks that double in size up to BLOCK_MAX; an allocation that
 * does not fit gets a block of its own behind the current one.
 */
#include "base/arena.h"

#include <glib.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>

enum { BLOCK_MIN = 8 << 10, BLOCK_MAX = 256 << 10 };

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct cleanup {
	struct cleanup *next;
	void (*release)(void *);
	void *object;
};

struct arena {
	struct block *blocks;	/* the current one first */
	struct cleanup *cleanups;
	size_t used;
};

static struct block *
block_new(size_t size)
{
	struct block *block = g_malloc0(sizeof(*block) + size);

	block->size = size;
	return block;
}

struct arena *
arena_new(void)
{
	struct arena *arena = g_new0(struct arena, 1);

	arena->blocks = block_new(BLOCK_MIN);
	return arena;
}

void
arena_free(struct arena **arena)
{
	if (*arena == NULL)
		return;
	for (struct cleanup *c = (*arena)->cleanups; c != NULL; c = c->next)
		c->release(c->object);
	for (struct block *b = (*arena)->blocks, *next; b != NULL; b = next) {
		next = b->next;
		g_free(b);
	}
	g_free(*arena);
	*arena = NULL;
}

/* Makes room for size bytes at the front of the chain. */
static struct block *
block_for(struct arena *arena, size_t size)
{
	struct block *current = arena->blocks;

	if (current->size - current->used >= size)
		return current;
	if (size > BLOCK_MAX / 4) {	/* keep filling the current one */
		struct block *own = block_new(size);
		own->next = current->next;
		current->next = own;
		return own;
	}
	const size_t doubled = MIN(current->size * 2, (size_t)BLOCK_MAX);
	struct block *fresh = block_new(MAX(doubled, size));
	fresh->next = current;
	arena->blocks = fresh;
	return fresh;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t step = alignof(max_align_t);

	if (size > SIZE_MAX / 2)
		g_error("arena: %zu bytes asked for", size);
	const size_t rounded = (size + step - 1) / step * step;
	struct block *block = block_for(arena, rounded);
	void *result = block->bytes + block->used;
	block->used += rounded;
	arena->used += rounded;
	return result;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		g_error("arena: %zu times %zu bytes asked for", count, size);
	return arena_alloc(arena, total);
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *
arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length > 0)
		memcpy(copy, text, length);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *heap = g_strdup_vprintf(fmt, args);
	va_end(args);
	char *copy = arena_strdup(arena, heap);
	g_free(heap);
	return copy;
}

size_t
arena_used(const struct arena *arena)
{
	return arena->used;
}

void
arena_on_free(struct arena *arena, void (*release)(void *), void *object)
{
	struct cleanup *cleanup = arena_alloc(arena, sizeof(*cleanup));

	cleanup->release = release;
	cleanup->object = object;
	cleanup->next = arena->cleanups;
	arena->cleanups = cleanup;
}
