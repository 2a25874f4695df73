/*
 * eval - what an expression says of one mail
 *
 * Every expression is evaluated in a scope: a run of units (phrase.h). A
 * scope is open if it reaches into text that was not seen; there the absence
 * of a phrase is unknown, its presence is not.
 */
#include "rules/eval.h"

#include "base/arena.h"
#include "message/words.h"

struct scope {
	uint32_t first, end;	/* units */
	bool is_open;
	bool is_all;		/* the whole mail */
};

static const struct fact_value unknown = { false, 0 };

static struct fact_value value_in(const struct eval *eval,
    const struct expr *expr, const struct scope *scope);

static struct fact_value
known(int64_t number)
{
	return (struct fact_value){ true, number };
}

static bool
is_true(struct fact_value value)
{
	return value.is_known && value.number != 0;
}

static bool
is_false(struct fact_value value)
{
	return value.is_known && value.number == 0;
}

static struct scope
whole_mail(const struct eval *eval)
{
	return (struct scope){ UNIT_SUBJECT, eval->scan->unit_count,
		!eval->scan->is_whole, true };
}

static struct scope
one_unit(uint32_t unit)
{
	return (struct scope){ unit, unit + 1, false, false };
}

static struct scope
only_subject(const struct scope *scope)
{
	return (struct scope){ scope->first, MIN(scope->end, UNIT_BODY), false,
		false };
}

static struct scope
only_body(const struct eval *eval, const struct scope *scope)
{
	return (struct scope){ MAX(scope->first, eval->scan->letter_first),
		MIN(scope->end, eval->scan->letter_end), scope->is_open,
		false };
}

static struct fact_value
phrase_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const uint32_t phrase = (uint32_t)expr->number;

	if (!phrase_is_known(eval->scan, phrase))
		return unknown;
	if (phrase_matches_in(eval->scan, phrase, scope->first, scope->end)
		.count > 0)
		return known(1);
	return scope->is_open ? unknown : known(0);
}

/* Definitions are asked for by many rules; their value for the whole mail is
   remembered. */
static struct fact_value
named_value(const struct eval *eval, const struct named *named,
    const struct scope *scope)
{
	if (!named->is_definition || !scope->is_all)
		return value_in(eval, named->expr, scope);
	struct memo *memo = &eval->memos[named->index];
	if (!memo->is_filled) {
		memo->value = value_in(eval, named->expr, scope);
		memo->is_filled = true;
	}
	return memo->value;
}

static struct fact_value
logic_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const bool decides = expr->kind == EXPR_OR;
	const struct fact_value left = value_in(eval, expr->args[0], scope);

	if (decides ? is_true(left) : is_false(left))
		return left;
	const struct fact_value right = value_in(eval, expr->args[1], scope);
	if (decides ? is_true(right) : is_false(right))
		return right;
	return left.is_known && right.is_known ? right : unknown;
}

static bool
compare(enum expr_kind kind, int64_t a, int64_t b)
{
	switch (kind) {
	case EXPR_EQUAL:
		return a == b;
	case EXPR_UNEQUAL:
		return a != b;
	case EXPR_LESS:
		return a < b;
	case EXPR_AT_MOST:
		return a <= b;
	case EXPR_MORE:
		return a > b;
	default:
		return a >= b;
	}
}

/* Overflow is unknown. */
static struct fact_value
number_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct fact_value a = value_in(eval, expr->args[0], scope);
	const struct fact_value b = value_in(eval, expr->args[1], scope);
	struct fact_value result = { true, 0 };
	bool is_lost = false;

	if (!a.is_known || !b.is_known)
		return unknown;
	if (expr->kind == EXPR_ADD)
		is_lost = __builtin_add_overflow(
		    a.number, b.number, &result.number);
	else if (expr->kind == EXPR_SUBTRACT)
		is_lost = __builtin_sub_overflow(
		    a.number, b.number, &result.number);
	else if (expr->kind == EXPR_MULTIPLY)
		is_lost = __builtin_mul_overflow(
		    a.number, b.number, &result.number);
	else
		result.number = compare(expr->kind, a.number, b.number);
	return is_lost ? unknown : result;
}

static struct fact_value
if_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct fact_value condition =
	    value_in(eval, expr->args[0], scope);

	if (!condition.is_known)
		return unknown;
	return value_in(eval, expr->args[condition.number != 0 ? 1 : 2],
	    scope);
}

/* How many units satisfy an expression, each by itself. */
struct tally {
	int64_t true_count, unknown_count;
};

/* Marks the units in which a phrase of the expression matches. */
static void
mark_units(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, bool *marks)
{
	if (expr->kind == EXPR_NAMED) {
		mark_units(eval, expr->named->expr, scope, marks);
		return;
	}
	if (expr->kind == EXPR_PHRASE) {
		const struct phrase_matches matches =
		    phrase_matches_in(eval->scan, (uint32_t)expr->number,
			scope->first, scope->end);
		for (size_t i = 0; i < matches.count; i++)
			marks[matches.items[i].unit] = true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(expr->args); i++)
		if (expr->args[i] != NULL)
			mark_units(eval, expr->args[i], scope, marks);
}

static bool
is_empty_unit(const struct eval *eval, uint32_t unit)
{
	return unit == UNIT_SUBJECT &&
	    eval->scan->words->subject.normal_length == 0;
}

static void
count_value(struct tally *tally, struct fact_value value)
{
	tally->true_count += is_true(value);
	tally->unknown_count += !value.is_known;
}

/* Units without any match of its phrases are all alike: the first speaks for
   them. */
static struct tally
tally_units(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	struct tally tally = { 0, 0 };
	struct fact_value blank = unknown;
	bool has_blank = false;
	bool *marks = arena_array(
	    eval->arena, eval->scan->unit_count, sizeof(*marks));

	mark_units(eval, expr, scope, marks);
	for (uint32_t unit = scope->first; unit < scope->end; unit++) {
		const struct scope one = one_unit(unit);
		if (is_empty_unit(eval, unit))
			continue;
		if (marks[unit]) {
			count_value(&tally, value_in(eval, expr, &one));
			continue;
		}
		if (!has_blank)
			blank = value_in(eval, expr, &one);
		has_blank = true;
		count_value(&tally, blank);
	}
	return tally;
}

static struct fact_value
any_unit(struct tally tally, bool is_open)
{
	if (tally.true_count > 0)
		return known(1);
	return tally.unknown_count > 0 || is_open ? unknown : known(0);
}

static struct fact_value
count_units(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct tally tally = tally_units(eval, expr->args[0], scope);

	if (tally.unknown_count > 0 || scope->is_open)
		return unknown;
	return known(tally.true_count);
}

static bool
is_in_scope(uint32_t unit, const struct scope *scope)
{
	return unit >= scope->first && unit < scope->end;
}

/* One of the first plain sentences, as many as wanted. */
static struct fact_value
first_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, int64_t wanted)
{
	const struct phrase_scan *scan = eval->scan;
	struct tally tally = { 0, 0 };
	size_t i = 0;

	for (; i < scan->plain_count && (int64_t)i < wanted; i++) {
		const struct scope one = one_unit(scan->plain[i]);
		if (is_in_scope(scan->plain[i], scope))
			count_value(&tally, value_in(eval, expr, &one));
	}
	return any_unit(tally, (int64_t)i < wanted && !scan->is_whole);
}

static struct fact_value
closing_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct phrase_scan *scan = eval->scan;

	if (!scan->is_whole)
		return unknown;
	if (scan->plain_count == 0)
		return known(0);
	const uint32_t last = scan->plain[scan->plain_count - 1];
	const struct scope one = one_unit(last);
	return is_in_scope(last, scope) ? value_in(eval, expr, &one)
					: known(0);
}

/* Where a place of before() is first found. */
struct place {
	bool is_known;		/* all its phrases are */
	uint64_t at;		/* UINT64_MAX: nowhere */
};

static struct place
find_place(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	while (expr->kind == EXPR_NAMED)
		expr = expr->named->expr;
	if (expr->kind == EXPR_OR) {
		const struct place a =
		    find_place(eval, expr->args[0], scope);
		const struct place b =
		    find_place(eval, expr->args[1], scope);
		return (struct place){ a.is_known && b.is_known,
			MIN(a.at, b.at) };
	}
	const uint32_t phrase = (uint32_t)expr->number;
	const struct phrase_matches matches = phrase_matches_in(
	    eval->scan, phrase, scope->first, scope->end);
	struct place place = { phrase_is_known(eval->scan, phrase),
		UINT64_MAX };
	if (matches.count > 0)
		place.at = (uint64_t)matches.items[0].unit << 32 |
		    matches.items[0].begin;
	return place;
}

static struct fact_value
before_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct place p = find_place(eval, expr->args[0], scope);
	const struct place q = find_place(eval, expr->args[1], scope);
	const bool has_p = p.at != UINT64_MAX, has_q = q.at != UINT64_MAX;

	if (has_p && has_q)
		return known(p.at < q.at);
	if (has_q)
		return p.is_known ? known(0) : unknown;
	return p.is_known && q.is_known && !scope->is_open ? known(0)
							   : unknown;
}

static struct fact_value
function_value(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	const struct expr *inner = expr->args[0];
	struct scope narrow;

	switch (expr->kind) {
	case EXPR_SUBJECT:
		narrow = only_subject(scope);
		return value_in(eval, inner, &narrow);
	case EXPR_BODY:
		narrow = only_body(eval, scope);
		return value_in(eval, inner, &narrow);
	case EXPR_SENTENCE:
		return any_unit(
		    tally_units(eval, inner, scope), scope->is_open);
	case EXPR_COUNT_OF:
		return count_units(eval, expr, scope);
	case EXPR_OPENING:
		return first_value(eval, inner, scope, 1);
	case EXPR_CLOSING:
		return closing_value(eval, inner, scope);
	case EXPR_BEFORE:
		return before_value(eval, expr, scope);
	default:
		break;
	}
	const struct fact_value wanted = value_in(eval, inner, scope);
	return wanted.is_known
	    ? first_value(eval, expr->args[1], scope, wanted.number)
	    : unknown;
}

static struct fact_value
value_in(const struct eval *eval, const struct expr *expr,
    const struct scope *scope)
{
	struct fact_value value;

	switch (expr->kind) {
	case EXPR_NAME:	/* checked expressions have none */
		return unknown;
	case EXPR_CONST:
		return known(expr->number);
	case EXPR_FACT:
		return eval->facts->values[expr->number];
	case EXPR_NOW:
		return known(eval->now);
	case EXPR_PHRASE:
		return phrase_value(eval, expr, scope);
	case EXPR_NAMED:
		return named_value(eval, expr->named, scope);
	case EXPR_NOT:
		value = value_in(eval, expr->args[0], scope);
		value.number = !value.number;
		return value;
	case EXPR_NEGATE:
		value = value_in(eval, expr->args[0], scope);
		if (value.number == INT64_MIN)
			return unknown;
		value.number = -value.number;
		return value;
	case EXPR_AND:
	case EXPR_OR:
		return logic_value(eval, expr, scope);
	case EXPR_IF:
		return if_value(eval, expr, scope);
	default:
		break;
	}
	return expr->kind >= EXPR_SENTENCE ? function_value(eval, expr, scope)
					   : number_value(eval, expr, scope);
}

struct fact_value
eval_value(const struct eval *eval, const struct expr *expr)
{
	const struct scope scope = whole_mail(eval);

	return value_in(eval, expr, &scope);
}

bool
eval_is_true(const struct eval *eval, const struct expr *expr)
{
	return is_true(eval_value(eval, expr));
}

/* Collecting what made an expression true. */

static void collect_in(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, GArray *matches);

static void
collect_phrase(const struct eval *eval, uint32_t phrase,
    const struct scope *scope, GArray *matches)
{
	const struct phrase_matches found = phrase_matches_in(
	    eval->scan, phrase, scope->first, scope->end);

	if (found.count > 0)
		g_array_append_vals(matches, found.items, (guint)found.count);
}

static void
collect_unit(const struct eval *eval, const struct expr *expr, uint32_t unit,
    const struct scope *scope, GArray *matches)
{
	const struct scope one = one_unit(unit);

	if (is_in_scope(unit, scope) &&
	    is_true(value_in(eval, expr, &one)))
		collect_in(eval, expr, &one, matches);
}

static void
collect_first(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, int64_t wanted, GArray *matches)
{
	const struct phrase_scan *scan = eval->scan;

	for (size_t i = 0; i < scan->plain_count && (int64_t)i < wanted; i++)
		collect_unit(eval, expr, scan->plain[i], scope, matches);
}

static void
collect_function(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, GArray *matches)
{
	const struct phrase_scan *scan = eval->scan;
	const struct expr *inner = expr->args[0];
	struct scope narrow = *scope;

	switch (expr->kind) {
	case EXPR_SUBJECT:
	case EXPR_BODY:
		narrow = expr->kind == EXPR_SUBJECT ? only_subject(scope)
						    : only_body(eval, scope);
		collect_in(eval, inner, &narrow, matches);
		return;
	case EXPR_OPENING:
		collect_first(eval, inner, scope, 1, matches);
		return;
	case EXPR_FIRST:
		collect_first(eval, expr->args[1], scope,
		    value_in(eval, inner, scope).number, matches);
		return;
	case EXPR_CLOSING:
		if (scan->plain_count > 0)
			collect_unit(eval, inner,
			    scan->plain[scan->plain_count - 1], scope,
			    matches);
		return;
	case EXPR_BEFORE:
		collect_in(eval, inner, scope, matches);
		collect_in(eval, expr->args[1], scope, matches);
		return;
	default:	/* sentence, count */
		for (uint32_t unit = scope->first; unit < scope->end; unit++)
			collect_unit(eval, inner, unit, scope, matches);
	}
}

static void
collect_true(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, GArray *matches)
{
	if (is_true(value_in(eval, expr, scope)))
		collect_in(eval, expr, scope, matches);
}

static void
collect_in(const struct eval *eval, const struct expr *expr,
    const struct scope *scope, GArray *matches)
{
	switch (expr->kind) {
	case EXPR_PHRASE:
		collect_phrase(eval, (uint32_t)expr->number, scope, matches);
		return;
	case EXPR_NAMED:
		collect_in(eval, expr->named->expr, scope, matches);
		return;
	case EXPR_NAME:
	case EXPR_CONST:
	case EXPR_FACT:
	case EXPR_NOW:
	case EXPR_NOT:
		return;
	case EXPR_OR:
		collect_true(eval, expr->args[0], scope, matches);
		collect_true(eval, expr->args[1], scope, matches);
		return;
	case EXPR_IF:
		collect_true(eval, expr->args[0], scope, matches);
		collect_true(eval, expr->args[1], scope, matches);
		collect_true(eval, expr->args[2], scope, matches);
		return;
	default:
		break;
	}
	if (expr->kind >= EXPR_SENTENCE) {
		collect_function(eval, expr, scope, matches);
		return;
	}
	collect_in(eval, expr->args[0], scope, matches);
	if (expr->args[1] != NULL && expr->kind != EXPR_SUBTRACT)
		collect_in(eval, expr->args[1], scope, matches);
}

void
eval_collect(const struct eval *eval, const struct expr *expr,
    GArray *matches)
{
	const struct scope scope = whole_mail(eval);

	collect_in(eval, expr, &scope, matches);
}
