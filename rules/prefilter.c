/*
 * prefilter - which patterns could match at all: one pass over the text
 *
 * States with output have the highest numbers, so that the inner loop asks
 * one question. A state is 16 bits: where the literals need more states, all
 * are cut shorter, which lets more candidates through and none escape.
 */
#include "rules/prefilter.h"

#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"

enum { STATES_MAX = 65000, LITERAL_MAX = 32, ROOT = 0 };

struct prefilter {
	uint8_t class_of[256];	/* class 0: bytes of no literal */
	unsigned shift;		/* a row has 1 << shift columns */
	uint32_t state_count;
	uint16_t first_output;	/* states from here on have output */
	uint16_t *next;		/* [state << shift | class] */
	uint32_t *output_begin;	/* [state - first_output], one more */
	uint32_t *outputs;	/* patterns */
	size_t output_count;
};

/* While it is built. */
struct trie {
	struct prefilter *result;
	const struct prefilter_literal *literals;
	size_t literal_count, cut;
	uint32_t *next;		/* as in the result; ROOT: no child (yet) */
	uint32_t *suffix;	/* the longest proper suffix that is a state */
	uint32_t *order;	/* states by depth */
	GArray **outputs;	/* patterns, NULL if none */
	uint32_t *number;	/* old state -> final number */
	size_t count, capacity;
};

static void
classify_bytes(struct prefilter *prefilter,
    const struct prefilter_literal *literals, size_t count)
{
	unsigned classes = 1;

	for (size_t i = 0; i < count; i++) {
		for (const char *c = literals[i].text; *c != '\0'; c++) {
			uint8_t *class_of = &prefilter->class_of[(guchar)*c];
			if (*class_of == 0)
				*class_of = (uint8_t)classes++;
		}
	}
	while ((1u << prefilter->shift) < classes)
		prefilter->shift++;
}

static uint32_t *
trie_next(const struct trie *trie, size_t state, char byte)
{
	const struct prefilter *result = trie->result;

	return &trie->next[(state << result->shift) +
	    result->class_of[(guchar)byte]];
}

static void
trie_add(struct trie *trie, const struct prefilter_literal *literal)
{
	size_t state = ROOT;
	const size_t length = strlen(literal->text);
	const size_t skip = length > trie->cut ? length - trie->cut : 0;

	for (const char *c = literal->text + skip; *c != '\0'; c++) {
		uint32_t *next = trie_next(trie, state, *c);
		if (*next == ROOT)
			*next = (uint32_t)trie->count++;
		state = *next;
	}
	if (trie->outputs[state] == NULL)
		trie->outputs[state] =
		    g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_array_append_val(trie->outputs[state], literal->pattern);
}

static void
trie_clear(struct trie *trie)
{
	for (size_t i = 0; i < trie->count; i++)
		if (trie->outputs[i] != NULL)
			g_array_unref(trie->outputs[i]);
	g_free(trie->next);
	g_free(trie->suffix);
	g_free(trie->order);
	g_free(trie->outputs);
	g_free(trie->number);
}

/* Cuts the literals until the states can be numbered. */
static void
trie_build(struct trie *trie)
{
	for (trie->cut = LITERAL_MAX; trie->cut > 0; trie->cut--) {
		trie->capacity = 1;
		for (size_t i = 0; i < trie->literal_count; i++)
			trie->capacity += MIN(trie->cut,
			    strlen(trie->literals[i].text));
		trie->next = g_new0(uint32_t,
		    trie->capacity << trie->result->shift);
		trie->suffix = g_new0(uint32_t, trie->capacity);
		trie->order = g_new0(uint32_t, trie->capacity);
		trie->number = g_new0(uint32_t, trie->capacity);
		trie->outputs = g_new0(GArray *, trie->capacity);
		trie->count = 1;
		for (size_t i = 0; i < trie->literal_count; i++)
			trie_add(trie, &trie->literals[i]);
		if (trie->count <= STATES_MAX)
			return;
		trie_clear(trie);
	}
}

/* What a suffix says, the longer state says, too. */
static void
inherit_outputs(struct trie *trie, uint32_t state)
{
	const GArray *from = trie->outputs[trie->suffix[state]];

	if (from == NULL)
		return;
	if (trie->outputs[state] == NULL)
		trie->outputs[state] =
		    g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_array_append_vals(trie->outputs[state], from->data, from->len);
}

/* Breadth first: fills in suffixes and makes every row complete. */
static void
trie_link(struct trie *trie)
{
	const size_t width = (size_t)1 << trie->result->shift;
	size_t seen = 1;	/* order[0] is the root */

	for (size_t done = 0; done < seen; done++) {
		const uint32_t state = trie->order[done];
		if (state != ROOT)
			inherit_outputs(trie, state);
		for (size_t c = 0; c < width; c++) {
			uint32_t *row = trie->next + (state * width);
			const uint32_t fallback = state == ROOT
			    ? (uint32_t)ROOT
			    : trie->next[trie->suffix[state] * width + c];
			if (row[c] == ROOT) {
				row[c] = fallback;
				continue;
			}
			trie->suffix[row[c]] = fallback;
			trie->order[seen++] = row[c];
		}
	}
}

/* In order of depth, those with output last: what is used often is close
   together. */
static void
number_states(struct trie *trie)
{
	uint32_t next = 0;

	for (int has_output = 0; has_output < 2; has_output++) {
		if (has_output)
			trie->result->first_output = (uint16_t)next;
		for (size_t i = 0; i < trie->count; i++) {
			const uint32_t state = trie->order[i];
			if ((trie->outputs[state] != NULL) == has_output)
				trie->number[state] = next++;
		}
	}
}

static void
copy_outputs(struct trie *trie, struct arena *arena)
{
	struct prefilter *result = trie->result;
	const size_t states = trie->count - result->first_output;
	size_t done = 0, index = 0;

	for (size_t i = 0; i < trie->count; i++)
		if (trie->outputs[i] != NULL)
			result->output_count += trie->outputs[i]->len;
	result->output_begin =
	    arena_array(arena, states + 1, sizeof(uint32_t));
	result->outputs = arena_array(arena, MAX(result->output_count, 1),
	    sizeof(uint32_t));
	for (size_t i = 0; i < trie->count; i++) {
		const GArray *from = trie->outputs[trie->order[i]];
		if (from == NULL)
			continue;
		result->output_begin[index++] = (uint32_t)done;
		memcpy(result->outputs + done, from->data,
		    from->len * sizeof(uint32_t));
		done += from->len;
	}
	result->output_begin[index] = (uint32_t)done;
}

static void
copy_rows(struct trie *trie, struct arena *arena)
{
	struct prefilter *result = trie->result;
	const size_t width = (size_t)1 << result->shift;

	result->state_count = (uint32_t)trie->count;
	result->next =
	    arena_array(arena, trie->count * width, sizeof(uint16_t));
	for (size_t i = 0; i < trie->count; i++)
		for (size_t c = 0; c < width; c++)
			result->next[trie->number[i] * width + c] =
			    (uint16_t)trie->number[trie->next[i * width + c]];
}

struct prefilter *
prefilter_new(const struct prefilter_literal *literals, size_t count,
    struct arena *arena)
{
	struct trie trie = {
		.result = arena_alloc(arena, sizeof(*trie.result)),
		.literals = literals,
		.literal_count = count,
	};

	classify_bytes(trie.result, literals, count);
	trie_build(&trie);
	trie_link(&trie);
	number_states(&trie);
	copy_outputs(&trie, arena);
	copy_rows(&trie, arena);
	trie_clear(&trie);
	return trie.result;
}

void
prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t pattern),
    void *context)
{
	const uint16_t *next = prefilter->next;
	const uint32_t first_output = prefilter->first_output;
	const unsigned shift = prefilter->shift;
	uint32_t state = ROOT;

	for (size_t i = 0; i < length; i++) {
		const uint32_t class = prefilter->class_of[(guchar)text[i]];
		state = next[(state << shift) + class];
		if (state < first_output)
			continue;
		const uint32_t *range =
		    &prefilter->output_begin[state - first_output];
		for (uint32_t k = range[0]; k < range[1]; k++)
			hit(context, prefilter->outputs[k]);
	}
}

size_t
prefilter_size(const struct prefilter *prefilter)
{
	return ((size_t)prefilter->state_count << prefilter->shift) *
	    sizeof(uint16_t) + prefilter->output_count * sizeof(uint32_t);
}
