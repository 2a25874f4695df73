/*
 * literal - strings of which every match of a pattern contains at least one
 *
 * From the leaves up: a node either stands for a small finite set of strings
 * (exact), or at least requires one of some set. Runs of exact nodes are
 * multiplied out; where that gets too large the run ends and is a candidate.
 * The best candidate is the one whose shortest string is longest.
 */
#include "rules/literal.h"

#include "base/arena.h"

enum {
	SET_MAX = 32,	/* strings in one set */
	BYTES_MAX = 40,	/* of a string while multiplying out */
	KEPT_MAX = 12,	/* of a string in the result: the automaton's size */
	USABLE_MIN = 2
};

struct set {
	const char *items[SET_MAX];
	size_t count;	/* 0: no set */
};

struct info {
	bool is_exact;
	struct set exact;	/* if is_exact */
	struct set required;	/* may have no strings */
};

struct literal_finder {
	struct spelling spelling;
	struct arena *arena;
	GHashTable *classes;	/* tree of a word class -> struct info */
};

static struct info find(const struct literal_finder *finder, const struct regex *node);

/* Larger is better; 0 is worthless. */
static size_t
score(const struct set *set)
{
	size_t shortest = set->count > 0 ? KEPT_MAX : 0;

	for (size_t i = 0; i < set->count; i++)
		shortest = MIN(shortest, strlen(set->items[i]));
	return shortest < USABLE_MIN ? 0 : shortest * SET_MAX - set->count;
}

static void
consider(struct set *best, const struct set *candidate)
{
	if (score(candidate) > score(best))
		*best = *candidate;
}

/* False, and set is as it was, if there is no room. */
static bool
add_string(struct set *set, const char *string)
{
	for (size_t i = 0; i < set->count; i++)
		if (strcmp(set->items[i], string) == 0)
			return true;
	if (set->count == SET_MAX)
		return false;
	set->items[set->count++] = string;
	return true;
}

static struct info
exactly(const char *string)
{
	return (struct info){
		.is_exact = true,
		.exact = { .items = { string }, .count = 1 },
	};
}

/* NULL: too long. */
static const char *
join(const struct literal_finder *finder, const char *a, const char *b)
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

/* Every string of a followed by every one of b. */
static bool
multiply(const struct literal_finder *finder, const struct set *a,
    const struct set *b, struct set *product_out)
{
	struct set product = { .count = 0 };

	if (a->count * b->count > SET_MAX)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			const char *joined =
			    join(finder, a->items[i], b->items[j]);
			if (joined == NULL || !add_string(&product, joined))
				return false;
		}
	}
	*product_out = product;
	return true;
}

/* The letters from *node on that have one spelling, as one string; *node is
   the last of them. NULL: not even the first. */
static const char *
take_letters(const struct literal_finder *finder, const struct regex **node)
{
	const char *spellings[SPELLINGS_MAX];
	char letters[BYTES_MAX + 1] = "";
	size_t length = 0;

	for (const struct regex *at = *node;
	     at != NULL && at->kind == REGEX_LITERAL; at = at->next) {
		const size_t size = strlen(at->text);
		if (length + size > BYTES_MAX ||
		    regex_spellings(at->text, &finder->spelling, spellings) > 1)
			break;
		memcpy(letters + length, spellings[0], strlen(spellings[0]));
		length += strlen(spellings[0]);
		*node = at;
	}
	return length == 0 ? NULL
			   : arena_strndup(finder->arena, letters, length);
}

static struct info
find_concat(const struct literal_finder *finder, const struct regex *node)
{
	struct info all = exactly("");
	struct set run = all.exact;

	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		const char *letters = take_letters(finder, &c);
		const struct info part =
		    letters != NULL ? exactly(letters) : find(finder, c);
		if (part.is_exact &&
		    multiply(finder, &run, &part.exact, &run))
			continue;
		all.is_exact = false;
		consider(&all.required, &run);
		consider(&all.required, &part.required);
		run = part.is_exact ? part.exact : exactly("").exact;
	}
	consider(&all.required, &run);
	all.exact = run;
	return all;
}

static struct info
find_alternate(const struct literal_finder *finder, const struct regex *node)
{
	struct info all = { .is_exact = true };
	bool is_required = true;

	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		const struct info part = find(finder, c);
		const struct set *strings =
		    part.is_exact ? &part.exact : &part.required;
		for (size_t i = 0; i < strings->count; i++)
			is_required &=
			    add_string(&all.required, strings->items[i]);
		is_required &= strings->count > 0;
		all.is_exact &= part.is_exact;
	}
	all.is_exact &= is_required;
	if (!is_required)
		all.required.count = 0;
	all.exact = all.required;
	return all;
}

static struct info
find_repeat(const struct literal_finder *finder, const struct regex *node)
{
	struct info part = find(finder, node->child);

	if (node->min == 1 && node->max == 1)
		return part;
	if (node->min == 0 && node->max == 1 && part.is_exact &&
	    add_string(&part.exact, "")) {
		part.required.count = 0;
		return part;
	}
	if (node->min == 0)
		return (struct info){ .is_exact = false };
	if (part.is_exact)
		consider(&part.required, &part.exact);
	part.is_exact = false;
	return part;
}

/* [td] and the like; anything less simple is no set of strings. */
static struct info
find_set(const struct literal_finder *finder, const struct regex *node)
{
	struct info info = { .is_exact = true };
	const char *at = node->text + 1;

	if (node->text[0] != '[' || *at == '^')
		return (struct info){ .is_exact = false };
	for (; *at != ']'; at = g_utf8_next_char(at)) {
		const char *one = arena_strndup(finder->arena, at,
		    (size_t)(g_utf8_next_char(at) - at));
		if (!g_unichar_isalnum(g_utf8_get_char(at)) ||
		    !add_string(&info.exact, one))
			return (struct info){ .is_exact = false };
	}
	return info;
}

static struct info
find_literal(const struct literal_finder *finder, const char *literal)
{
	const char *spellings[SPELLINGS_MAX];
	const size_t count =
	    regex_spellings(literal, &finder->spelling, spellings);
	struct info info = exactly(spellings[0]);

	for (size_t i = 1; i < count; i++)
		(void)add_string(&info.exact, spellings[i]);
	return info;
}

/* Word classes are shared by many patterns. */
static struct info
find_class(const struct literal_finder *finder, const struct regex *tree)
{
	struct info *info = g_hash_table_lookup(finder->classes, tree);

	if (info == NULL) {
		info = arena_alloc(finder->arena, sizeof(*info));
		*info = find(finder, tree);
		(void)g_hash_table_insert(finder->classes,
		    (gpointer)(uintptr_t)tree, info);
	}
	return *info;
}

static struct info
find(const struct literal_finder *finder, const struct regex *node)
{
	switch (node->kind) {
	case REGEX_LITERAL:
		return find_literal(finder, node->text);
	case REGEX_SET:
		return find_set(finder, node);
	case REGEX_REST:
		return (struct info){ .is_exact = false };
	case REGEX_ASSERT:
	case REGEX_LOOK:
		return exactly("");	/* takes no room */
	case REGEX_GROUP:
		return find(finder, node->child);
	case REGEX_CLASS:
		return find_class(finder, node->child);
	case REGEX_CONCAT:
		return find_concat(finder, node);
	case REGEX_ALTERNATE:
		return find_alternate(finder, node);
	case REGEX_REPEAT:
		break;
	}
	return find_repeat(finder, node);
}

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

struct literal_finder *
literal_finder_new(const struct spelling *spelling, struct arena *arena)
{
	struct literal_finder *finder = arena_alloc(arena, sizeof(*finder));

	finder->spelling = *spelling;
	finder->arena = arena;
	finder->classes = g_hash_table_new(NULL, NULL);
	arena_on_free(arena, release_table, finder->classes);
	return finder;
}

struct literals
literals_find(struct literal_finder *finder, const struct regex *tree)
{
	struct info info = find(finder, tree);
	struct literals result = { NULL, 0 };

	if (info.is_exact)
		consider(&info.required, &info.exact);
	if (score(&info.required) == 0)
		return result;
	result.items =
	    arena_array(finder->arena, info.required.count, sizeof(*result.items));
	for (size_t i = 0; i < info.required.count; i++) {
		const char *item = info.required.items[i];
		const size_t length = strlen(item);
		/* the end of a string is rarer than its beginning */
		result.items[result.count++] =
		    item + (length > KEPT_MAX ? length - KEPT_MAX : 0);
	}
	return result;
}
