/*
 * sieve - which patterns could match in a unit of text, without trying them
 *
 * The automaton reports requirements; each remembers where in the unit it was
 * first and last fulfilled. A clause is looked at only when its rarest
 * requirement is there, and passes if the others are, too, in their order.
 */
#include "rules/sieve.h"

#include <glib.h>

#include "base/arena.h"
#include "rules/prefilter.h"

struct sieve_clause {
	uint32_t pattern;
	uint32_t needs[CLAUSE_MAX];	/* requirements, in order */
	uint32_t count;
};

/* Clauses whose rarest requirement this is. */
struct triggers {
	uint32_t begin, end;
};

struct sieve {
	const struct prefilter *prefilter;
	const struct triggers *triggers;	/* by requirement */
	const struct sieve_clause *clauses;	/* by rarest requirement */
	size_t requirement_count, pattern_count;
};

/* Where a requirement was fulfilled in the unit that is looked at. */
struct fulfilment {
	uint32_t unit;		/* number + 1: other units do not count */
	uint32_t first, last;	/* ends */
};

struct sifting {
	const struct sieve *sieve;
	struct fulfilment *fulfilled;	/* by requirement */
	uint32_t *passed;	/* by pattern: number + 1 of the unit */
	uint32_t *found;	/* requirements of this unit */
	size_t found_count;
	uint32_t stamp;		/* number + 1 of this unit */
};

/* A clause before it is put into order. */
struct pending {
	uint32_t rarest;
	struct sieve_clause clause;
};

struct sieve_builder {
	struct arena *scratch;
	GHashTable *numbers;	/* key of a requirement -> number + 1 */
	GArray *entries;	/* struct prefilter_entry */
	GArray *pending;	/* struct pending */
	uint32_t requirement_count;
	uint32_t pattern_count;
};

static void
release_array(void *array)
{
	g_array_unref(array);
}

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

struct sieve_builder *
sieve_builder_new(struct arena *scratch)
{
	struct sieve_builder *builder = arena_alloc(scratch, sizeof(*builder));

	builder->scratch = scratch;
	builder->numbers = g_hash_table_new(g_str_hash, g_str_equal);
	arena_on_free(scratch, release_table, builder->numbers);
	builder->entries =
	    g_array_new(FALSE, FALSE, sizeof(struct prefilter_entry));
	arena_on_free(scratch, release_array, builder->entries);
	builder->pending = g_array_new(FALSE, FALSE, sizeof(struct pending));
	arena_on_free(scratch, release_array, builder->pending);
	return builder;
}

/* The same for the same strings. */
static const char *
requirement_key(struct sieve_builder *builder,
    const struct requirement *requirement)
{
	GString *key = g_string_new(NULL);

	for (size_t i = 0; i < requirement->count; i++) {
		const struct literal *literal = &requirement->literals[i];
		g_string_append_c(key, literal->starts_word ? '<' : '(');
		g_string_append_len(key, literal->text, literal->length);
		g_string_append_c(key, literal->ends_word ? '>' : ')');
	}
	const char *copy = arena_strndup(builder->scratch, key->str, key->len);
	(void)g_string_free(key, TRUE);
	return copy;
}

static uint32_t
number_of(struct sieve_builder *builder, const struct requirement *requirement)
{
	const char *key = requirement_key(builder, requirement);
	const gpointer known = g_hash_table_lookup(builder->numbers, key);

	if (known != NULL)
		return GPOINTER_TO_UINT(known) - 1;
	const uint32_t number = builder->requirement_count++;
	(void)g_hash_table_insert(builder->numbers, (gpointer)(uintptr_t)key,
	    GUINT_TO_POINTER(number + 1));
	for (size_t i = 0; i < requirement->count; i++) {
		const struct prefilter_entry entry = {
			requirement->literals[i], number };
		g_array_append_val(builder->entries, entry);
	}
	return number;
}

bool
sieve_add(struct sieve_builder *builder, uint32_t pattern,
    const struct clauses *clauses)
{
	builder->pattern_count = MAX(builder->pattern_count, pattern + 1);
	if (clauses->items[0].count == 0)
		return false;
	for (size_t i = 0; i < clauses->count; i++) {
		const struct clause *clause = &clauses->items[i];
		struct pending pending = { .clause = { .pattern = pattern } };
		size_t rarest = 0;
		for (size_t k = 0; k < clause->count; k++) {
			pending.clause.needs[k] =
			    number_of(builder, &clause->requirements[k]);
			if (clause->requirements[k].frequency <
			    clause->requirements[rarest].frequency)
				rarest = k;
		}
		pending.clause.count = (uint32_t)clause->count;
		pending.rarest = pending.clause.needs[rarest];
		g_array_append_val(builder->pending, pending);
	}
	return true;
}

static int
compare_pending(gconstpointer a, gconstpointer b)
{
	const struct pending *x = a, *y = b;

	if (x->rarest != y->rarest)
		return x->rarest < y->rarest ? -1 : 1;
	return (x->clause.pattern > y->clause.pattern) -
	    (x->clause.pattern < y->clause.pattern);
}

struct sieve *
sieve_build(struct sieve_builder *builder, struct arena *arena)
{
	struct sieve *sieve = arena_alloc(arena, sizeof(*sieve));
	GArray *pending = builder->pending;
	struct triggers *triggers = arena_array(
	    arena, builder->requirement_count + 1, sizeof(*triggers));
	struct sieve_clause *clauses =
	    arena_array(arena, pending->len + 1, sizeof(*clauses));

	g_array_sort(pending, compare_pending);
	for (guint i = 0; i < pending->len; i++) {
		const struct pending *one =
		    &g_array_index(pending, struct pending, i);
		struct triggers *range = &triggers[one->rarest];
		if (range->end == 0)
			range->begin = i;
		range->end = i + 1;
		clauses[i] = one->clause;
	}
	sieve->triggers = triggers;
	sieve->clauses = clauses;
	sieve->requirement_count = builder->requirement_count;
	sieve->pattern_count = builder->pattern_count;
	sieve->prefilter = prefilter_new(
	    (const struct prefilter_entry *)(void *)builder->entries->data,
	    builder->entries->len, arena);
	return sieve;
}

size_t
sieve_size(const struct sieve *sieve)
{
	return prefilter_size(sieve->prefilter);
}

struct sifting *
sifting_new(const struct sieve *sieve, struct arena *arena)
{
	struct sifting *sifting = arena_alloc(arena, sizeof(*sifting));
	const size_t requirements = sieve->requirement_count + 1;

	sifting->sieve = sieve;
	sifting->fulfilled =
	    arena_array(arena, requirements, sizeof(*sifting->fulfilled));
	sifting->found =
	    arena_array(arena, requirements, sizeof(*sifting->found));
	sifting->passed = arena_array(
	    arena, sieve->pattern_count + 1, sizeof(*sifting->passed));
	return sifting;
}

static void
on_hit(void *context, uint32_t requirement, size_t end)
{
	struct sifting *sifting = context;
	struct fulfilment *fulfilled = &sifting->fulfilled[requirement];

	fulfilled->last = (uint32_t)end;
	if (fulfilled->unit == sifting->stamp)
		return;
	fulfilled->unit = sifting->stamp;
	fulfilled->first = (uint32_t)end;
	sifting->found[sifting->found_count++] = requirement;
}

static bool
passes(const struct sifting *sifting, const struct sieve_clause *clause)
{
	const struct fulfilment *before = NULL;

	for (uint32_t i = 0; i < clause->count; i++) {
		const struct fulfilment *one =
		    &sifting->fulfilled[clause->needs[i]];
		if (one->unit != sifting->stamp ||
		    (before != NULL && before->first >= one->last))
			return false;
		before = one;
	}
	return true;
}

void
sieve_unit(struct sifting *sifting, uint32_t number, const char *text,
    size_t length, void (*passed)(void *context, uint32_t pattern),
    void *context)
{
	const struct sieve *sieve = sifting->sieve;

	sifting->stamp = number + 1;
	sifting->found_count = 0;
	prefilter_scan(sieve->prefilter, text, length, on_hit, sifting);
	for (size_t i = 0; i < sifting->found_count; i++) {
		const struct triggers *range =
		    &sieve->triggers[sifting->found[i]];
		for (uint32_t k = range->begin; k < range->end; k++) {
			const struct sieve_clause *clause =
			    &sieve->clauses[k];
			if (sifting->passed[clause->pattern] ==
				sifting->stamp ||
			    !passes(sifting, clause))
				continue;
			sifting->passed[clause->pattern] = sifting->stamp;
			passed(context, clause->pattern);
		}
	}
}
