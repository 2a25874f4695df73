/*
 * sieve - which patterns could match in a unit of text, without trying them
 *
 * The prefilter reports words; a requirement remembers where in the unit it
 * was first and last fulfilled. A clause is looked at only when its rarest
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

/* A run of a table. */
struct range {
	uint32_t begin, end;
};

struct sieve {
	const struct prefilter *prefilter;
	const struct range *fulfils;	/* by literal: a run of fulfilled */
	const uint32_t *fulfilled;	/* requirements */
	const struct range *triggers;	/* by requirement: clauses */
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
	GHashTable *literals;	/* key of a literal -> number + 1 */
	GArray *entries;	/* struct literal, by number */
	GPtrArray *fulfils;	/* GArray of requirements, by literal */
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
release_pointers(void *array)
{
	g_ptr_array_unref(array);
}

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

static GHashTable *
new_table(struct arena *scratch)
{
	GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);

	arena_on_free(scratch, release_table, table);
	return table;
}

struct sieve_builder *
sieve_builder_new(struct arena *scratch)
{
	struct sieve_builder *builder = arena_alloc(scratch, sizeof(*builder));

	builder->scratch = scratch;
	builder->numbers = new_table(scratch);
	builder->literals = new_table(scratch);
	builder->fulfils = g_ptr_array_new_with_free_func(release_array);
	arena_on_free(scratch, release_pointers, builder->fulfils);
	builder->entries =
	    g_array_new(FALSE, FALSE, sizeof(struct literal));
	arena_on_free(scratch, release_array, builder->entries);
	builder->pending = g_array_new(FALSE, FALSE, sizeof(struct pending));
	arena_on_free(scratch, release_array, builder->pending);
	return builder;
}

static void
append_key(GString *key, const struct literal *literal)
{
	g_string_append_len(key, literal->text, literal->length);
	g_string_append_c(key, literal->is_prefix ? '*' : ' ');
	if (literal->second != NULL)
		g_string_append_len(
		    key, literal->second, literal->second_length);
	g_string_append_c(key, ' ');
}

/* The number of this key, a new one if it is new. */
static uint32_t
look_up(struct sieve_builder *builder, GHashTable *table, GString *key,
    bool *is_new_out)
{
	const gpointer known = g_hash_table_lookup(table, key->str);
	const guint number = known != NULL
	    ? GPOINTER_TO_UINT(known) - 1
	    : g_hash_table_size(table);

	*is_new_out = known == NULL;
	if (known == NULL)
		(void)g_hash_table_insert(table,
		    arena_strndup(builder->scratch, key->str, key->len),
		    GUINT_TO_POINTER(number + 1));
	(void)g_string_free(key, TRUE);
	return number;
}

static void
add_literal(struct sieve_builder *builder, const struct literal *literal,
    uint32_t requirement)
{
	GString *key = g_string_new(NULL);
	bool is_new;

	append_key(key, literal);
	const uint32_t number =
	    look_up(builder, builder->literals, key, &is_new);
	if (is_new) {
		g_array_append_val(builder->entries, *literal);
		g_ptr_array_add(builder->fulfils,
		    g_array_new(FALSE, FALSE, sizeof(uint32_t)));
	}
	GArray *fulfils = g_ptr_array_index(builder->fulfils, number);
	if (fulfils->len == 0 ||
	    g_array_index(fulfils, uint32_t, fulfils->len - 1) != requirement)
		g_array_append_val(fulfils, requirement);
}

static uint32_t
number_of(struct sieve_builder *builder, const struct requirement *requirement)
{
	GString *key = g_string_new(NULL);
	bool is_new;

	for (size_t i = 0; i < requirement->count; i++)
		append_key(key, &requirement->literals[i]);
	const uint32_t number =
	    look_up(builder, builder->numbers, key, &is_new);
	if (!is_new)
		return number;
	builder->requirement_count++;
	for (size_t i = 0; i < requirement->count; i++)
		add_literal(builder, &requirement->literals[i], number);
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

static void
build_literals(struct sieve_builder *builder, struct sieve *sieve,
    struct arena *arena)
{
	const GPtrArray *from = builder->fulfils;
	struct range *ranges =
	    arena_array(arena, from->len + 1, sizeof(*ranges));
	uint32_t total = 0;

	for (guint i = 0; i < from->len; i++) {
		const GArray *one = g_ptr_array_index(from, i);
		ranges[i] = (struct range){ total, total + one->len };
		total += one->len;
	}
	uint32_t *fulfilled = arena_array(arena, total + 1, sizeof(uint32_t));
	for (guint i = 0; i < from->len; i++) {
		const GArray *one = g_ptr_array_index(from, i);
		memcpy(fulfilled + ranges[i].begin, one->data,
		    one->len * sizeof(uint32_t));
	}
	sieve->fulfils = ranges;
	sieve->fulfilled = fulfilled;
	sieve->prefilter = prefilter_new(
	    (const struct literal *)(void *)builder->entries->data,
	    builder->entries->len, arena);
}

static void
build_clauses(struct sieve_builder *builder, struct sieve *sieve,
    struct arena *arena)
{
	GArray *pending = builder->pending;
	struct range *triggers = arena_array(
	    arena, builder->requirement_count + 1, sizeof(*triggers));
	struct sieve_clause *clauses =
	    arena_array(arena, pending->len + 1, sizeof(*clauses));

	g_array_sort(pending, compare_pending);
	for (guint i = 0; i < pending->len; i++) {
		const struct pending *one =
		    &g_array_index(pending, struct pending, i);
		struct range *range = &triggers[one->rarest];
		if (range->end == 0)
			range->begin = i;
		range->end = i + 1;
		clauses[i] = one->clause;
	}
	sieve->triggers = triggers;
	sieve->clauses = clauses;
}

struct sieve *
sieve_build(struct sieve_builder *builder, struct arena *arena)
{
	struct sieve *sieve = arena_alloc(arena, sizeof(*sieve));

	sieve->requirement_count = builder->requirement_count;
	sieve->pattern_count = builder->pattern_count;
	build_literals(builder, sieve, arena);
	build_clauses(builder, sieve, arena);
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
on_hit(void *context, uint32_t literal, size_t end)
{
	struct sifting *sifting = context;
	const struct sieve *sieve = sifting->sieve;
	const struct range *range = &sieve->fulfils[literal];

	for (uint32_t i = range->begin; i < range->end; i++) {
		const uint32_t requirement = sieve->fulfilled[i];
		struct fulfilment *one = &sifting->fulfilled[requirement];
		one->last = (uint32_t)end;
		if (one->unit == sifting->stamp)
			continue;
		one->unit = sifting->stamp;
		one->first = (uint32_t)end;
		sifting->found[sifting->found_count++] = requirement;
	}
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
		const struct range *range =
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
