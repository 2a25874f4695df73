/*
 * literal - words that every match of a pattern must contain
 *
 * Of each string that may have to occur (info.c) the rarest word is taken,
 * of each clause the rarest requirements, as many as are worth the search.
 */
#include "rules/literal.h"

#include "base/arena.h"
#include "message/language_words.h"
#include "rules/info.h"
#include "rules/token.h"

/*
 * A second requirement is worth looking for only if it is rarer than
 * second_max, and while a sentence of usual length passes the others with
 * more than enough.
 */
static const double second_max = 0.03, enough = 0.002;

/* One of the few hundred words that make up half of a text, or one that
   people write to each other. */
static double
word_frequency(const struct literal_finder *finder, const char *word,
    size_t length)
{
	static const enum voter voters[LANGUAGE_COUNT] = {
		[LANGUAGE_EN] = VOTER_EN,
		[LANGUAGE_SV] = VOTER_SV,
		[LANGUAGE_DE] = VOTER_DE,
		[LANGUAGE_NB] = VOTER_NB,
	};
	const unsigned voter = 1u << voters[finder->spelling.language];

	if (language_word_voters(word, length) & voter)
		return 5e-3;
	return length == 1 ? 2e-3 : 1e-4;
}

/* A token of a string that a match must contain. */
struct token {
	const char *text;
	size_t length;
	bool is_sure;		/* its beginning is one in the text, too */
	bool is_whole;		/* and its end */
	bool is_sign;
};

/* The token at *at, which moves behind it. is_begun: no word goes on across
   *at. */
static struct token
take_token(const char **at, const char *end, bool is_begun)
{
	const char *next = token_next(*at, end);
	const bool is_sign = !token_is_word(*at, end);

	while (!is_sign && next < end && *next != EDGE &&
	    token_is_word(next, end))
		next = token_next(next, end);
	const struct token token = {
		.text = *at,
		.length = (size_t)(next - *at),
		.is_sure = is_sign || is_begun,
		.is_whole = is_sign || next < end,
		.is_sign = is_sign,
	};
	*at = next;
	return token;
}

static double
token_frequency(const struct literal_finder *finder,
    const struct token *token)
{
	static const double prefixes[] = { 1, 0.06, 0.01, 2e-3, 5e-4, 2e-4 };
	const size_t last = ARRAY_SIZE(prefixes) - 1;

	if (!token->is_sure)
		return 1;
	if (token->is_sign)
		return strchr(".,-'", *token->text) != NULL ? 0.05 : 3e-3;
	if (g_ascii_isdigit(*token->text))
		return 4e-3 / (double)token->length;
	const double word =
	    word_frequency(finder, token->text, token->length);
	return token->is_whole
	    ? word
	    : MAX(word, prefixes[MIN(token->length, last)]);
}

/* A better literal than best is put in its place. */
static void
consider(const struct literal_finder *finder, const struct token *before,
    const struct token *token, double *least, struct literal *best)
{
	enum { BOTH = 20 };	/* words that go together */
	const double one = token_frequency(finder, token);

	if (one < *least) {
		*least = one;
		*best = (struct literal){ .text = token->text,
			.length = (uint32_t)token->length,
			.is_prefix = !token->is_whole };
	}
	if (!before->is_whole || !before->is_sure || !token->is_whole)
		return;
	const double pair = MAX(BOTH * one * token_frequency(finder, before),
	    2e-5);
	if (pair < *least / 4) {
		*least = pair;
		*best = (struct literal){ .text = before->text,
			.length = (uint32_t)before->length,
			.second = token->text,
			.second_length = (uint32_t)token->length };
	}
}

/* The rarest literal in the string; returns its frequency, 1 if there is
   none. */
static double
find_literal(const struct literal_finder *finder, const char *string,
    struct literal *literal_out)
{
	const char *end = string + strlen(string);
	struct token before = { .is_whole = false };
	bool is_begun = false;
	double least = 1;

	for (const char *at = string; at < end;) {
		if (*at == EDGE || *at == ' ') {
			is_begun = true;
			at++;
			continue;
		}
		const struct token token = take_token(&at, end, is_begun);
		consider(finder, &before, &token, &least, literal_out);
		before = token;
		is_begun = true;
	}
	return least;
}

/* Neighbours often have their rarest word in common. */
static bool
is_same(const struct literal *a, const struct literal *b)
{
	return a->second == NULL && b->second == NULL &&
	    a->is_prefix == b->is_prefix && a->length == b->length &&
	    memcmp(a->text, b->text, a->length) == 0;
}

double
literal_set_frequency(const struct literal_finder *finder,
    const struct set *set)
{
	struct literal last = { .text = "" };
	double sum = 0;

	for (size_t i = 0; i < set->count && sum < 1; i++) {
		struct literal one = { .text = "" };
		const double frequency =
		    find_literal(finder, set->items[i], &one);
		if (!is_same(&one, &last) || frequency == 1)
			sum += frequency;
		last = one;
	}
	return set->count == 0 ? 1 : MIN(sum, 1);
}

static struct requirement
make_requirement(struct literal_finder *finder, const struct set *set)
{
	struct literal *literals =
	    arena_array(finder->arena, set->count, sizeof(*literals));

	for (size_t i = 0; i < set->count; i++)
		(void)find_literal(finder, set->items[i], &literals[i]);
	return (struct requirement){ literals, set->count, set->frequency };
}

static size_t
find_rarest(const struct info *info, const bool *is_taken)
{
	size_t rarest = ROW_MAX;

	for (size_t i = 0; i < info->row_count; i++)
		if (!is_taken[i] && info->row[i].frequency < 1 &&
		    (rarest == ROW_MAX ||
			info->row[i].frequency < info->row[rarest].frequency))
			rarest = i;
	return rarest;
}

/* The rarest of the row, as many as are worth it, in their order. */
static struct clause
choose(struct literal_finder *finder, const struct info *info)
{
	enum { SENTENCE = 15 };	/* tokens */
	bool is_taken[ROW_MAX + 1] = { false };
	struct clause clause = { .count = 0 };
	double passing = 1;

	for (size_t taken = 0; taken < CLAUSE_MAX; taken++) {
		const size_t rarest = find_rarest(info, is_taken);
		if (rarest == ROW_MAX || passing < enough ||
		    (taken > 0 && info->row[rarest].frequency > second_max))
			break;
		is_taken[rarest] = true;
		passing *= MIN(info->row[rarest].frequency * SENTENCE, 1);
	}
	for (size_t i = 0; i < info->row_count; i++)
		if (is_taken[i])
			clause.requirements[clause.count++] =
			    make_requirement(finder, &info->row[i]);
	return clause;
}

static struct clause
make_clause(struct literal_finder *finder, const struct regex *branch)
{
	struct info info =
	    *info_find(finder, branch, EDGE_OTHER, EDGE_OTHER);

	if (info.is_exact) {
		info.row[0] = info.exact;
		info.row[0].frequency =
		    literal_set_frequency(finder, &info.exact);
		info.row_count = 1;
	}
	return choose(finder, &info);
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
	finder->known = g_hash_table_new(NULL, NULL);
	arena_on_free(arena, release_table, finder->known);
	return finder;
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
	while (tree->kind == REGEX_GROUP ||
	    (tree->kind == REGEX_CONCAT && tree->child != NULL &&
		tree->child->next == NULL &&
		tree->child->kind == REGEX_GROUP))
		tree = tree->child;
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
