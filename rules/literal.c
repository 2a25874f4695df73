/*
 * literal - strings that every match of a pattern must contain
 *
 * From the leaves up: a node either stands for a finite set of strings
 * (exact), or has a row of requirements. Runs of exact nodes are multiplied
 * out; where that gets too large a run ends and becomes a requirement. Of
 * many requirements the rarest are kept, in their order.
 *
 * Inside strings the byte EDGE stands for a word boundary.
 */
#include "rules/literal.h"

#include "base/arena.h"

enum {
	PRODUCT_MAX = 64,	/* strings that multiplying may make */
	SET_MAX = 1000,		/* strings of one requirement */
	BYTES_MAX = 60,		/* of a string while multiplying out */
	KEPT_MAX = 8,		/* of a string in the end: the automaton's
				   size */
	ROW_MAX = 16,		/* requirements while collecting */
	EDGE = 1
};

/* A requirement more frequent than this tells too little to be worth it. */
static const double frequency_max = 0.02;

struct set {
	const char **items;
	size_t count;		/* 0: no set */
};

struct info {
	bool is_exact;
	struct set exact;	/* if is_exact */
	struct set row[ROW_MAX];	/* requirements, in order */
	size_t row_count;
};

struct literal_finder {
	struct spelling spelling;
	struct arena *arena;
	GHashTable *classes;	/* tree of a word class -> struct info */
};

static const struct info *find(struct literal_finder *finder,
    const struct regex *node);

/*
 * How often a string is expected at a place of a text: letters in the order
 * of their frequency, roughly, in the four languages. Bytes that are no
 * letter here are rarer.
 */
static double
letter_frequency(char letter)
{
	static const char order[] = " entirsaodlghkmvfupbcyjwz";
	static const double values[] = { .17, .13, .075, .07, .065, .065, .055,
		.055, .05, .04, .04, .03, .025, .025, .03, .02, .018, .02,
		.012, .012, .02, .012, .006, .008, .004 };
	const char *found = strchr(order, letter);

	return letter == EDGE ? 0.3
	    : found != NULL && letter != '\0'
	    ? values[found - order]
	    : 0.004;
}

static double
frequency(const char *text, size_t length)
{
	double product = 1;

	for (size_t i = 0; i < length; i++)
		product *= letter_frequency(text[i]);
	return product;
}

static double
set_frequency(const struct set *set)
{
	double sum = 0;

	for (size_t i = 0; i < set->count; i++)
		sum += frequency(set->items[i], strlen(set->items[i]));
	return set->count == 0 ? 1 : sum;
}

static struct set
one_string(struct literal_finder *finder, const char *string)
{
	struct set set = { arena_array(finder->arena, 1, sizeof(char *)), 1 };

	set.items[0] = string;
	return set;
}

static int
compare_strings(gconstpointer a, gconstpointer b)
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

/* Every string of a followed by every one of b. False: too many. */
static bool
multiply(struct literal_finder *finder, struct set *a, const struct set *b)
{
	struct set product = { NULL, 0 };
	const size_t most =
	    a->count == 1 || b->count == 1 ? SET_MAX : PRODUCT_MAX;

	if (b->count == 1 && b->items[0][0] == '\0')
		return true;
	if (a->count == 1 && a->items[0][0] == '\0') {
		*a = *b;
		return true;
	}
	if (a->count * b->count > most)
		return false;
	product.items = arena_array(
	    finder->arena, a->count * b->count, sizeof(char *));
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
require(struct info *info, const struct set *set)
{
	if (info->row_count < ROW_MAX && set_frequency(set) < frequency_max)
		info->row[info->row_count++] = *set;
}

static void
require_all(struct info *info, const struct info *part)
{
	for (size_t i = 0; i < part->row_count; i++)
		require(info, &part->row[i]);
}

/* A row of requirements being put together from parts of a pattern. */
struct run {
	struct literal_finder *finder;
	struct info *info;
	struct set strings;	/* of the exact parts since the last break */
};

static void
run_add(struct run *run, const struct info *part)
{
	if (part->is_exact && multiply(run->finder, &run->strings,
				  &part->exact))
		return;
	run->info->is_exact = false;
	require(run->info, &run->strings);
	if (part->is_exact) {
		run->strings = part->exact;
		return;
	}
	require_all(run->info, part);
	run->strings = one_string(run->finder, "");
}

static void
run_add_string(struct run *run, const char *string)
{
	const struct info part = {
		.is_exact = true,
		.exact = one_string(run->finder, string),
	};

	run_add(run, &part);
}

static void
run_end(struct run *run)
{
	run->info->exact = run->strings;
	if (!run->info->is_exact)
		require(run->info, &run->strings);
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

static void
run_add_children(struct run *run, const struct regex *node)
{
	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		const char *letters = take_letters(run->finder, &c);
		if (letters != NULL)
			run_add_string(run, letters);
		else
			run_add(run, find(run->finder, c));
	}
}

static struct info *
new_info(struct literal_finder *finder, bool is_exact)
{
	struct info *info = arena_alloc(finder->arena, sizeof(*info));

	info->is_exact = is_exact;
	return info;
}

static const struct info *
find_concat(struct literal_finder *finder, const struct regex *node)
{
	struct info *info = new_info(finder, true);
	struct run run = { finder, info, one_string(finder, "") };

	run_add_children(&run, node);
	run_end(&run);
	return info;
}

/* The rarest set of strings of which every match has one; count 0: none. */
static struct set
best_set(const struct info *info)
{
	struct set best =
	    info->is_exact ? info->exact : (struct set){ NULL, 0 };

	for (size_t i = 0; i < info->row_count; i++)
		if (set_frequency(&info->row[i]) < set_frequency(&best))
			best = info->row[i];
	return best;
}

static const struct info *
find_alternate(struct literal_finder *finder, const struct regex *node)
{
	GPtrArray *strings = g_ptr_array_new();
	struct info *info = new_info(finder, true);
	bool has_all = true;

	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		const struct info *part = find(finder, c);
		const struct set best = best_set(part);
		for (size_t i = 0; i < best.count; i++)
			g_ptr_array_add(strings,
			    (gpointer)(uintptr_t)best.items[i]);
		has_all &= best.count > 0;
		info->is_exact &= part->is_exact;
	}
	struct set all = {
		arena_array(finder->arena, strings->len + 1, sizeof(char *)),
		strings->len,
	};
	if (strings->len > 0)
		memcpy(all.items, strings->pdata,
		    strings->len * sizeof(char *));
	g_ptr_array_unref(strings);
	tidy(&all);
	info->is_exact &= has_all && all.count <= SET_MAX;
	if (info->is_exact)
		info->exact = all;
	else if (has_all && all.count <= SET_MAX)
		require(info, &all);
	return info;
}

static const struct info *
find_optional(struct literal_finder *finder, const struct info *part)
{
	struct info *info = new_info(finder, part->is_exact);
	const size_t count = part->exact.count;

	if (!part->is_exact)
		return info;
	info->exact.items =
	    arena_array(finder->arena, count + 1, sizeof(char *));
	memcpy(info->exact.items, part->exact.items, count * sizeof(char *));
	info->exact.items[count] = "";
	info->exact.count = count + 1;
	tidy(&info->exact);
	return info;
}

static const struct info *
find_repeat(struct literal_finder *finder, const struct regex *node)
{
	const struct info *part = find(finder, node->child);

	if (node->min == 1 && node->max == 1)
		return part;
	if (node->min == 0 && node->max == 1)
		return find_optional(finder, part);
	struct info *info = new_info(finder, false);
	if (node->min == 0)
		return info;
	if (part->is_exact)
		require(info, &part->exact);
	require_all(info, part);
	return info;
}

/* [td] and the like; anything less simple is no set of strings. */
static const struct info *
find_set(struct literal_finder *finder, const struct regex *node)
{
	struct info *info = new_info(finder, false);
	const char *at = node->text + 1;

	if (node->text[0] != '[' || *at == '^')
		return info;
	struct set set = {
		arena_array(finder->arena, strlen(at), sizeof(char *)),
		0,
	};
	for (; *at != ']'; at = g_utf8_next_char(at)) {
		if (!g_unichar_isalnum(g_utf8_get_char(at)))
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
	const size_t count =
	    regex_spellings(literal, &finder->spelling, spellings);
	struct info *info = new_info(finder, true);

	info->exact.items =
	    arena_array(finder->arena, count, sizeof(char *));
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

/* Word classes are shared by many patterns. */
static const struct info *
find_class(struct literal_finder *finder, const struct regex *tree)
{
	const struct info *info = g_hash_table_lookup(finder->classes, tree);

	if (info == NULL) {
		info = find(finder, tree);
		(void)g_hash_table_insert(finder->classes,
		    (gpointer)(uintptr_t)tree, (gpointer)(uintptr_t)info);
	}
	return info;
}

static const struct info *
find(struct literal_finder *finder, const struct regex *node)
{
	static const char edge[] = { EDGE, '\0' };

	switch (node->kind) {
	case REGEX_LITERAL:
		return find_literal(finder, node->text);
	case REGEX_SET:
		return find_set(finder, node);
	case REGEX_REST:
		return new_info(finder, false);
	case REGEX_ASSERT:	/* takes no room */
		return exactly(finder,
		    strcmp(node->text, "\\b") == 0 ? edge : "");
	case REGEX_LOOK:
		return exactly(finder, "");
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

/* What comes out: from strings with EDGE in them to literals. */

static bool
is_word_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_' || (guchar)c >= 0x80;
}

/* The rarest KEPT_MAX bytes in a row of what has no EDGE at its ends. */
static struct literal
make_literal(const char *string)
{
	const bool has_begin = string[0] == EDGE;
	const char *begin = string + has_begin;
	size_t length = strcspn(begin, "\1");
	const bool has_end = begin[length] == EDGE;
	size_t best = 0;

	for (size_t at = 1; at + KEPT_MAX <= length; at++)
		if (frequency(begin + at, KEPT_MAX) <
		    frequency(begin + best, KEPT_MAX))
			best = at;
	const size_t kept = MIN(length, (size_t)KEPT_MAX);
	return (struct literal){
		.text = begin + best,
		.length = (uint32_t)kept,
		.starts_word =
		    has_begin && best == 0 && is_word_byte(begin[0]),
		.ends_word = has_end && best + kept == length &&
		    is_word_byte(begin[length - 1]),
	};
}

static struct requirement
make_requirement(struct literal_finder *finder, const struct set *set)
{
	struct literal *literals =
	    arena_array(finder->arena, set->count, sizeof(*literals));

	for (size_t i = 0; i < set->count; i++)
		literals[i] = make_literal(set->items[i]);
	return (struct requirement){ literals, set->count,
		set_frequency(set) };
}

/* True if the set makes a requirement: no string of it is empty. */
static bool
is_usable(const struct set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (make_literal(set->items[i]).length == 0)
			return false;
	return set->count > 0;
}

/* Takes out of the row what is most frequent, until few are left. */
static void
thin_out(struct info *info)
{
	size_t count = 0;

	for (size_t i = 0; i < info->row_count; i++)
		if (is_usable(&info->row[i]))
			info->row[count++] = info->row[i];
	while (count > CLAUSE_MAX) {
		size_t worst = 0;
		for (size_t i = 1; i < count; i++)
			if (set_frequency(&info->row[i]) >
			    set_frequency(&info->row[worst]))
				worst = i;
		memmove(&info->row[worst], &info->row[worst + 1],
		    (count - worst - 1) * sizeof(info->row[0]));
		count--;
	}
	info->row_count = count;
}

static struct clause
make_clause(struct literal_finder *finder, const struct regex *branch)
{
	static const char edge[] = { EDGE, '\0' };
	struct info info = { .is_exact = true };
	struct run run = { finder, &info, one_string(finder, edge) };
	struct clause clause = { .count = 0 };

	if (branch->kind == REGEX_CONCAT)
		run_add_children(&run, branch);
	else
		run_add(&run, find(finder, branch));
	run_add_string(&run, edge);
	run_end(&run);
	if (info.is_exact)
		require(&info, &info.exact);
	thin_out(&info);
	for (size_t i = 0; i < info.row_count; i++)
		clause.requirements[clause.count++] =
		    make_requirement(finder, &info.row[i]);
	return clause;
}

static size_t
count_children(const struct regex *node)
{
	size_t count = 0;

	for (const struct regex *c = node->child; c != NULL; c = c->next)
		count++;
	return count;
}

struct clauses
literals_find(struct literal_finder *finder, const struct regex *tree)
{
	const bool has_branches = tree->kind == REGEX_ALTERNATE;
	const size_t count = has_branches ? count_children(tree) : 1;
	struct clause *items =
	    arena_array(finder->arena, count, sizeof(*items));
	const struct regex *branch = has_branches ? tree->child : tree;

	for (size_t i = 0; i < count; i++, branch = branch->next) {
		items[i] = make_clause(finder, branch);
		if (items[i].count == 0) {
			items[0] = items[i];
			return (struct clauses){ items, 1 };
		}
	}
	return (struct clauses){ items, count };
}
