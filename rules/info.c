/*
 * info - what the strings of a pattern's matches have in common
 *
 * From the leaves up: a node either stands for a finite set of strings
 * (exact), or has a row of requirements. Runs of exact nodes are multiplied
 * out; where that gets too large a run ends and becomes a requirement.
 */
#include "rules/info.h"

#include "base/arena.h"

enum {
	PRODUCT_MAX = 64,	/* strings that multiplying may make */
	SET_MAX = 1000,		/* strings of one requirement */
	BYTES_MAX = 60		/* of a string while multiplying out */
};

/* A requirement more frequent than this tells too little. */
static const double useful_max = 0.2;

static struct info *
new_info(struct literal_finder *finder, bool is_exact)
{
	struct info *info = arena_alloc(finder->arena, sizeof(*info));

	info->is_exact = is_exact;
	return info;
}

static struct set
new_set(struct literal_finder *finder, size_t room)
{
	return (struct set){
		.items = arena_array(finder->arena, room, sizeof(char *)),
	};
}

static struct set
one_string(struct literal_finder *finder, const char *string)
{
	struct set set = new_set(finder, 1);

	set.items[set.count++] = string;
	return set;
}

static int
compare_strings(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each string once. */
static void
tidy(struct set *set)
{
	size_t count = 0;

	if (set->count < 2)
		return;
	qsort(set->items, set->count, sizeof(*set->items), compare_strings);
	for (size_t i = 0; i < set->count; i++)
		if (i == 0 ||
		    strcmp(set->items[i], set->items[count - 1]) != 0)
			set->items[count++] = set->items[i];
	set->count = count;
}

/* NULL: too long. */
static const char *
join(struct literal_finder *finder, const char *a, const char *b)
{
	const size_t a_length = strlen(a), b_length = strlen(b);

	if (a_length == 0 || b_length == 0)
		return a_length == 0 ? b : a;
	if (a_length + b_length > BYTES_MAX)
		return NULL;
	char *joined = arena_alloc(finder->arena, a_length + b_length + 1);
	memcpy(joined, a, a_length);
	memcpy(joined + a_length, b, b_length);
	return joined;
}

static bool
is_empty_string(const struct set *set)
{
	return set->count == 1 && set->items[0][0] == '\0';
}

/* Every string of a followed by every one of b. False: too many. */
static bool
multiply(struct literal_finder *finder, struct set *a, const struct set *b)
{
	const size_t most =
	    a->count == 1 || b->count == 1 ? SET_MAX : PRODUCT_MAX;

	if (is_empty_string(b))
		return true;
	if (is_empty_string(a)) {
		*a = *b;
		return true;
	}
	if (a->count * b->count > most)
		return false;
	struct set product = new_set(finder, a->count * b->count);
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			const char *joined =
			    join(finder, a->items[i], b->items[j]);
			if (joined == NULL)
				return false;
			product.items[product.count++] = joined;
		}
	}
	*a = product;
	return true;
}

/* Adds a requirement to the end of the row if it says anything. */
static void
require(const struct literal_finder *finder, struct info *info,
    const struct set *set)
{
	struct set copy = *set;

	copy.frequency = literal_set_frequency(finder, set);
	if (info->row_count < ROW_MAX && copy.frequency < useful_max)
		info->row[info->row_count++] = copy;
}

static void
require_all(struct info *info, const struct info *part)
{
	for (size_t i = 0; i < part->row_count; i++)
		if (info->row_count < ROW_MAX)
			info->row[info->row_count++] = part->row[i];
}

/* A row of requirements being put together from parts of a pattern. */
struct run {
	struct literal_finder *finder;
	struct info *info;
	struct set strings;	/* of the exact parts since the last break */
	unsigned before;	/* EDGE_* of what ends here */
	unsigned after;		/* EDGE_* of what follows the last part */
};

/* EDGE where surely no word goes on across this place, "" elsewhere. */
static const char *
edge_if(unsigned edges)
{
	static const char edge[] = { EDGE, '\0' };

	return edges == EDGE_OTHER ? edge : "";
}

static unsigned
join_edges(unsigned first, unsigned behind)
{
	return first & EDGE_EMPTY ? (first & ~(unsigned)EDGE_EMPTY) | behind
				  : first;
}

/* EDGE_* of what begins with this node, or behind it if it may be empty. */
static unsigned
begin_of(const struct run *run, const struct regex *node)
{
	unsigned edges = EDGE_EMPTY;

	for (; node != NULL && (edges & EDGE_EMPTY); node = node->next)
		edges = join_edges(edges, node->begin_edge);
	return join_edges(edges, run->after);
}

/* Ends the strings before something that begins with these edges. */
static void
run_break(struct run *run, unsigned next)
{
	const struct set edge = one_string(run->finder, edge_if(next));

	run->info->is_exact = false;
	(void)multiply(run->finder, &run->strings, &edge);
	require(run->finder, run->info, &run->strings);
	run->strings = one_string(run->finder, edge_if(run->before));
}

static void
run_add_exact(struct run *run, const struct set *set, unsigned begin_edge)
{
	if (multiply(run->finder, &run->strings, set))
		return;
	run_break(run, begin_edge);
	if (!multiply(run->finder, &run->strings, set))
		run->strings = *set;
}

/* X{2,5} is X and something more. */
static bool
is_repeated(const struct regex *node)
{
	return node->kind == REGEX_REPEAT && node->min > 0 && node->max > 1;
}

static void
run_add_part(struct run *run, const struct regex *node)
{
	const unsigned next = begin_of(run, node);
	const unsigned behind = begin_of(run, node->next);
	const struct info *part = info_find(run->finder, node, EDGE_EMPTY,
	    EDGE_EMPTY);

	if (part->is_exact) {
		run_add_exact(run, &part->exact, next);
		run->before = join_edges(node->end_edge, run->before);
		return;
	}
	if (is_repeated(node)) {
		part = info_find(run->finder, node->child, EDGE_EMPTY,
		    EDGE_EMPTY);
		if (part->is_exact) {
			run_add_exact(run, &part->exact, next);
			run->before = join_edges(node->end_edge, run->before);
			run_break(run, EDGE_EMPTY);
			return;
		}
	}
	part = info_find(run->finder, node, run->before, behind);
	run->before = join_edges(node->end_edge, run->before);
	run_break(run, next);
	require_all(run->info, part);
}

/* The letters from *node on that have one spelling, as one string; *node is
   the last of them. NULL: not even the first. */
static const char *
take_letters(struct literal_finder *finder, const struct regex **node)
{
	const char *spellings[SPELLINGS_MAX];
	char letters[BYTES_MAX / 2 + 1] = "";
	size_t length = 0;

	for (const struct regex *at = *node;
	     at != NULL && at->kind == REGEX_LITERAL; at = at->next) {
		const size_t count = regex_spellings(
		    at->text, &finder->spelling, spellings);
		const size_t size = strlen(spellings[0]);
		if (count > 1 || length + size >= sizeof(letters))
			break;
		memcpy(letters + length, spellings[0], size);
		length += size;
		*node = at;
	}
	return length == 0 ? NULL
			   : arena_strndup(finder->arena, letters, length);
}

static const struct info *
find_concat(struct literal_finder *finder, const struct regex *node,
    unsigned before, unsigned after)
{
	struct info *info = new_info(finder, true);
	struct run run = { finder, info, one_string(finder, edge_if(before)),
		before, after };
	const struct regex *c = node->child;

	for (; c != NULL; c = c->next) {
		const unsigned next = begin_of(&run, c);
		const char *letters = take_letters(finder, &c);
		if (letters == NULL) {
			run_add_part(&run, c);
			continue;
		}
		const struct set one = one_string(finder, letters);
		run_add_exact(&run, &one, next);
		run.before = c->end_edge;	/* of its last letter */
	}
	const struct set edge = one_string(finder, edge_if(after));
	(void)multiply(finder, &run.strings, &edge);
	info->exact = run.strings;
	if (!info->is_exact)
		require(finder, info, &run.strings);
	return info;
}

/* The rarest set of strings of which every match has one; count 0: none. */
static struct set
best_set(const struct info *info)
{
	struct set best = { .count = 0, .frequency = 1 };

	if (info->is_exact)
		return info->exact;
	for (size_t i = 0; i < info->row_count; i++)
		if (info->row[i].frequency < best.frequency)
			best = info->row[i];
	return best;
}

static const struct info *
find_alternate(struct literal_finder *finder, const struct regex *node,
    unsigned before, unsigned after)
{
	GPtrArray *strings = g_ptr_array_new();
	struct info *info = new_info(finder, true);
	bool has_all = true;

	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		const struct info *part =
		    info_find(finder, c, before, after);
		const struct set best = best_set(part);
		for (size_t i = 0; i < best.count; i++)
			g_ptr_array_add(strings,
			    (gpointer)(guintptr)best.items[i]);
		has_all &= best.count > 0;
		info->is_exact &= part->is_exact;
	}
	struct set all = new_set(finder, strings->len + 1);
	all.count = strings->len;
	if (strings->len > 0)
		memcpy(all.items, strings->pdata,
		    strings->len * sizeof(char *));
	g_ptr_array_unref(strings);
	tidy(&all);
	has_all &= all.count <= SET_MAX;
	info->is_exact &= has_all;
	info->exact = all;
	if (has_all && !info->is_exact)
		require(finder, info, &all);
	return info;
}

static const struct info *
find_optional(struct literal_finder *finder, const struct info *part)
{
	struct info *info = new_info(finder, part->is_exact);

	if (!part->is_exact)
		return info;
	info->exact = new_set(finder, part->exact.count + 1);
	memcpy(info->exact.items, part->exact.items,
	    part->exact.count * sizeof(char *));
	info->exact.count = part->exact.count;
	info->exact.items[info->exact.count++] = "";
	tidy(&info->exact);
	return info;
}

static const struct info *
find_repeat(struct literal_finder *finder, const struct regex *node,
    unsigned before)
{
	const struct info *part =
	    info_find(finder, node->child, EDGE_EMPTY, EDGE_EMPTY);

	if (node->min == 1 && node->max == 1)
		return part;
	if (node->min == 0 && node->max == 1)
		return find_optional(finder, part);
	struct info *info = new_info(finder, false);
	if (node->min == 0)
		return info;
	if (part->is_exact)
		require(finder, info, &part->exact);
	else
		require_all(info,
		    info_find(finder, node->child, before, EDGE_EMPTY));
	return info;
}

/* [td] and the like; anything less simple is no set of strings. */
static const struct info *
find_set(struct literal_finder *finder, const struct regex *node)
{
	struct info *info = new_info(finder, false);
	const char *at = node->text + 1;

	if (node->text[0] != '[' || *at == '^' || *at == ']')
		return info;
	struct set set = new_set(finder, strlen(at));
	for (; *at != ']'; at = g_utf8_next_char(at)) {
		if (*at == '\\' || *at == '[' || *at == '-' || *at == '\0')
			return info;
		set.items[set.count++] = arena_strndup(finder->arena, at,
		    (size_t)(g_utf8_next_char(at) - at));
	}
	tidy(&set);
	info->is_exact = true;
	info->exact = set;
	return info;
}

static const struct info *
find_literal(struct literal_finder *finder, const char *literal)
{
	const char *spellings[SPELLINGS_MAX];
	struct info *info = new_info(finder, true);
	const size_t count =
	    regex_spellings(literal, &finder->spelling, spellings);

	info->exact = new_set(finder, count);
	memcpy(info->exact.items, spellings, count * sizeof(char *));
	info->exact.count = count;
	return info;
}

static const struct info *
exactly(struct literal_finder *finder, const char *string)
{
	struct info *info = new_info(finder, true);

	info->exact = one_string(finder, string);
	return info;
}

static const struct info *
find(struct literal_finder *finder, const struct regex *node, unsigned before,
    unsigned after)
{
	switch (node->kind) {
	case REGEX_LITERAL:
		return find_literal(finder, node->text);
	case REGEX_SET:
		return find_set(finder, node);
	case REGEX_REST:
		return new_info(finder, false);
	case REGEX_ASSERT:	/* takes no room */
		return exactly(finder,
		    edge_if(strcmp(node->text, "\\b") == 0 ? EDGE_OTHER
							    : EDGE_EMPTY));
	case REGEX_LOOK:
		return exactly(finder, "");
	case REGEX_GROUP:
	case REGEX_CLASS:
		return info_find(finder, node->child, before, after);
	case REGEX_CONCAT:
		return find_concat(finder, node, before, after);
	case REGEX_ALTERNATE:
		return find_alternate(finder, node, before, after);
	case REGEX_REPEAT:
		break;
	}
	return find_repeat(finder, node, before);
}

/* What a node is by itself is asked for again and again, and word classes
   are shared by many patterns. */
const struct info *
info_find(struct literal_finder *finder, const struct regex *node,
    unsigned before, unsigned after)
{
	if (before == EDGE_OTHER || after == EDGE_OTHER)
		return find(finder, node, before, after);
	const struct info *info = g_hash_table_lookup(finder->known, node);
	if (info == NULL) {
		info = find(finder, node, EDGE_EMPTY, EDGE_EMPTY);
		(void)g_hash_table_insert(finder->known,
		    (gpointer)(guintptr)node, (gpointer)(guintptr)info);
	}
	return info;
}
