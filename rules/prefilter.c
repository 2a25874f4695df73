/*
 * prefilter - which of many strings are in a text: one pass over it
 *
 * States with output have the highest numbers, so that the inner loop asks
 * one question. A state is 16 bits: where the strings need more states, all
 * are cut shorter. A row has at most 64 columns, so that the table stays in
 * the processor's cache: bytes beyond that share the last one. Both let more
 * through and none escape.
 */
#include "rules/prefilter.h"

#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"

enum { STATES_MAX = 65000, LITERAL_MAX = 32, CLASSES_MAX = 64, ROOT = 0 };

struct output {
	uint32_t value;
	uint8_t length;
	bool starts_word, ends_word;
};

struct prefilter {
	uint8_t class_of[256];	/* class 0: bytes of no literal */
	unsigned shift;		/* a row has 1 << shift columns */
	uint32_t state_count;
	uint16_t first_output;	/* states from here on have output */
	uint16_t *next;		/* [state << shift | class] */
	uint32_t *output_begin;	/* [state - first_output], one more */
	struct output *outputs;
	size_t output_count;
};

/* While it is built. */
struct node {
	uint32_t child, sibling;	/* ROOT: none */
	uint32_t suffix;	/* the longest proper suffix that is a state */
	uint32_t number;	/* in the result */
	uint8_t class;		/* the byte that leads here */
	GArray *outputs;	/* struct output, NULL if none */
};

struct trie {
	struct prefilter *result;
	const struct prefilter_entry *entries;
	size_t entry_count, cut;
	struct node *nodes;
	uint32_t *order;	/* nodes by depth */
	size_t count;
};

static int
compare_uses(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

/* The most used bytes get a column of their own. */
static void
classify_bytes(struct prefilter *prefilter,
    const struct prefilter_entry *entries, size_t count)
{
	uint64_t uses[256];	/* uses << 8 | byte, to be sorted */
	unsigned classes = 1;

	for (size_t i = 0; i < ARRAY_SIZE(uses); i++)
		uses[i] = i;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < entries[i].literal.length; k++)
			uses[(guchar)entries[i].literal.text[k]] += 1 << 8;
	qsort(uses, ARRAY_SIZE(uses), sizeof(uses[0]), compare_uses);
	for (size_t i = 0; i < ARRAY_SIZE(uses) && uses[i] >> 8 > 0; i++) {
		prefilter->class_of[uses[i] & 0xFF] = (uint8_t)classes;
		if (classes + 1 < CLASSES_MAX)
			classes++;
	}
	while ((1u << prefilter->shift) <= classes)
		prefilter->shift++;
}

/* The child by this byte, ROOT if there is none. */
static uint32_t
find_child(const struct trie *trie, uint32_t node, uint8_t class)
{
	uint32_t child = trie->nodes[node].child;

	while (child != ROOT && trie->nodes[child].class != class)
		child = trie->nodes[child].sibling;
	return child;
}

static void
trie_add(struct trie *trie, const struct prefilter_entry *entry)
{
	const struct literal *literal = &entry->literal;
	const size_t length = MIN(literal->length, trie->cut);
	const char *text = literal->text + literal->length - length;
	const struct output output = {
		.value = entry->value,
		.length = (uint8_t)length,
		.starts_word =
		    literal->starts_word && length == literal->length,
		.ends_word = literal->ends_word,
	};
	uint32_t at = ROOT;

	for (size_t i = 0; i < length; i++) {
		const uint8_t class = trie->result->class_of[(guchar)text[i]];
		uint32_t child = find_child(trie, at, class);
		if (child == ROOT) {
			child = (uint32_t)trie->count++;
			trie->nodes[child].class = class;
			trie->nodes[child].sibling = trie->nodes[at].child;
			trie->nodes[at].child = child;
		}
		at = child;
	}
	struct node *end = &trie->nodes[at];
	if (end->outputs == NULL)
		end->outputs =
		    g_array_new(FALSE, FALSE, sizeof(struct output));
	g_array_append_val(end->outputs, output);
}

static void
trie_clear(struct trie *trie)
{
	for (size_t i = 0; i < trie->count; i++)
		if (trie->nodes[i].outputs != NULL)
			g_array_unref(trie->nodes[i].outputs);
	g_free(trie->nodes);
	g_free(trie->order);
}

/* Cuts the literals until the states can be numbered. */
static void
trie_build(struct trie *trie)
{
	for (trie->cut = LITERAL_MAX; trie->cut > 0; trie->cut--) {
		size_t most = 1;
		for (size_t i = 0; i < trie->entry_count; i++)
			most += MIN(
			    trie->cut, trie->entries[i].literal.length);
		trie->nodes = g_new0(struct node, most);
		trie->order = g_new0(uint32_t, most);
		trie->count = 1;
		for (size_t i = 0; i < trie->entry_count; i++)
			trie_add(trie, &trie->entries[i]);
		if (trie->count <= STATES_MAX)
			return;
		trie_clear(trie);
	}
}

/* What a suffix says, the longer state says, too. */
static void
inherit_outputs(struct trie *trie, struct node *node)
{
	const GArray *from = trie->nodes[node->suffix].outputs;

	if (from == NULL)
		return;
	if (node->outputs == NULL)
		node->outputs =
		    g_array_new(FALSE, FALSE, sizeof(struct output));
	g_array_append_vals(node->outputs, from->data, from->len);
}

/* The state that a child's text without its first byte leads to. */
static uint32_t
find_suffix(const struct trie *trie, uint32_t parent, uint8_t class)
{
	while (parent != ROOT) {
		parent = trie->nodes[parent].suffix;
		const uint32_t found = find_child(trie, parent, class);
		if (found != ROOT)
			return found;
	}
	return ROOT;
}

/* Breadth first, so that a suffix is done before what is longer. */
static void
trie_link(struct trie *trie)
{
	size_t seen = 1;	/* order[0] is the root */

	for (size_t done = 0; done < seen; done++) {
		const uint32_t at = trie->order[done];
		uint32_t child = trie->nodes[at].child;
		if (at != ROOT)
			inherit_outputs(trie, &trie->nodes[at]);
		for (; child != ROOT; child = trie->nodes[child].sibling) {
			trie->nodes[child].suffix =
			    find_suffix(trie, at, trie->nodes[child].class);
			trie->order[seen++] = child;
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
			struct node *node = &trie->nodes[trie->order[i]];
			if ((node->outputs != NULL) == has_output)
				node->number = next++;
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
		if (trie->nodes[i].outputs != NULL)
			result->output_count += trie->nodes[i].outputs->len;
	result->output_begin =
	    arena_array(arena, states + 1, sizeof(uint32_t));
	result->outputs = arena_array(arena, MAX(result->output_count, 1),
	    sizeof(struct output));
	for (size_t i = 0; i < trie->count; i++) {
		const GArray *from = trie->nodes[trie->order[i]].outputs;
		if (from == NULL)
			continue;
		result->output_begin[index++] = (uint32_t)done;
		memcpy(result->outputs + done, from->data,
		    from->len * sizeof(struct output));
		done += from->len;
	}
	result->output_begin[index] = (uint32_t)done;
}

/* A state goes where its suffix goes, but for its own children. */
static void
fill_rows(struct trie *trie, struct arena *arena)
{
	struct prefilter *result = trie->result;
	const size_t width = (size_t)1 << result->shift;

	result->state_count = (uint32_t)trie->count;
	result->next =
	    arena_array(arena, trie->count * width, sizeof(uint16_t));
	for (size_t i = 0; i < trie->count; i++) {
		const struct node *node = &trie->nodes[trie->order[i]];
		const struct node *suffix = &trie->nodes[node->suffix];
		uint16_t *row = result->next + node->number * width;
		if (i > 0)
			memcpy(row, result->next + suffix->number * width,
			    width * sizeof(*row));
		for (uint32_t c = node->child; c != ROOT;
		     c = trie->nodes[c].sibling)
			row[trie->nodes[c].class] =
			    (uint16_t)trie->nodes[c].number;
	}
}

struct prefilter *
prefilter_new(const struct prefilter_entry *entries, size_t count,
    struct arena *arena)
{
	struct trie trie = {
		.result = arena_alloc(arena, sizeof(*trie.result)),
		.entries = entries,
		.entry_count = count,
	};

	classify_bytes(trie.result, entries, count);
	trie_build(&trie);
	trie_link(&trie);
	number_states(&trie);
	copy_outputs(&trie, arena);
	fill_rows(&trie, arena);
	trie_clear(&trie);
	return trie.result;
}

/* Surely part of a word; bytes beyond ASCII may be dashes. */
static bool
is_word_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* end: of the hit, in the text. */
static bool
stands_alone(const struct output *output, const char *text, size_t length,
    size_t end)
{
	const size_t begin = end - output->length;

	return (!output->starts_word || begin == 0 ||
		   !is_word_byte(text[begin - 1])) &&
	    (!output->ends_word || end == length || !is_word_byte(text[end]));
}

void
prefilter_scan(const struct prefilter *prefilter, const char *text,
    size_t length, void (*hit)(void *context, uint32_t value, size_t end),
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
		for (uint32_t k = range[0]; k < range[1]; k++) {
			const struct output *output = &prefilter->outputs[k];
			if (stands_alone(output, text, length, i + 1))
				hit(context, output->value, i + 1);
		}
	}
}

size_t
prefilter_size(const struct prefilter *prefilter)
{
	return ((size_t)prefilter->state_count << prefilter->shift) *
	    sizeof(uint16_t) +
	    prefilter->output_count * sizeof(struct output);
}
