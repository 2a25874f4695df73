/*
 * check - what the names of an expression mean, and whether the types fit
 */
#include <glib.h>

#include "rules/expr.h"
#include "rules/names.h"

struct check {
	struct names *names;
	const struct origin *origin;
	struct err *err;
};

static bool check_expr(const struct check *check, struct expr *expr);

const char *
value_type_name(enum value_type type)
{
	static const char *const names[TYPE_COUNT] = {
		[TYPE_BOOL] = "a truth value",
		[TYPE_NUMBER] = "a number",
		[TYPE_DURATION] = "a duration",
		[TYPE_TIME] = "a point in time",
		[TYPE_STAGE] = "a stage",
		[TYPE_LANGUAGE] = "a language",
		[TYPE_ACTION] = "an action",
		[TYPE_LEVEL] = "a level",
	};

	return names[type];
}

bool
named_check(struct named *named, struct err *err)
{
	if (named->state == NAMED_CHECKED)
		return true;
	if (named->state == NAMED_CHECKING)
		return source_error(err, &named->origin.where,
		    "%s uses itself. Take one of the names out of the circle",
		    named->origin.what);
	named->state = NAMED_CHECKING;
	if (!expr_check(named->expr, named->names, &named->origin, err))
		return false;
	named->state = NAMED_CHECKED;
	return true;
}

static bool
unknown_name(const struct check *check, const struct expr *expr)
{
	const char *near = names_suggest(check->names, expr->name);

	if (near == NULL)
		return expr_error(check->err, check->origin, expr->column,
		    "nothing is called '%s'. `takt facts` lists the facts; "
		    "phrases are in the files of the languages",
		    expr->name);
	return expr_error(check->err, check->origin, expr->column,
	    "nothing is called '%s'. Did you mean '%s'?", expr->name, near);
}

static bool
resolve(const struct check *check, struct expr *expr)
{
	struct symbol *symbol = names_find(check->names, expr->name);

	if (symbol == NULL)
		symbol = names_make_missing(check->names, expr->name);
	if (symbol == NULL)
		return unknown_name(check, expr);
	symbol->is_used = true;
	expr->type = symbol->type;
	expr->number = symbol->number;
	switch (symbol->kind) {
	case SYMBOL_FACT:
		expr->kind = EXPR_FACT;
		return true;
	case SYMBOL_ENUMERATOR:
		expr->kind = EXPR_CONST;
		return true;
	case SYMBOL_PHRASE:
		expr->kind = EXPR_PHRASE;
		return true;
	case SYMBOL_NAMED:
		break;
	}
	expr->kind = EXPR_NAMED;
	expr->named = symbol->named;
	symbol->named->is_used = true;
	if (!named_check(symbol->named, check->err))
		return false;
	expr->type = symbol->named->expr->type;
	return true;
}

static bool
check_arg(const struct check *check, struct expr *expr, size_t index,
    enum value_type wanted)
{
	struct expr *arg = expr->args[index];

	if (!check_expr(check, arg))
		return false;
	if (arg->type == wanted)
		return true;
	return expr_error(check->err, check->origin, arg->column,
	    "%s should stand here, and this is %s", value_type_name(wanted),
	    value_type_name(arg->type));
}

static bool
type_clash(const struct check *check, const struct expr *expr,
    const char *what)
{
	const enum value_type left = expr->args[0]->type;
	const enum value_type right = expr->args[1]->type;
	const bool lacks_unit =
	    (left == TYPE_DURATION && right == TYPE_NUMBER) ||
	    (left == TYPE_NUMBER && right == TYPE_DURATION);

	return expr_error(check->err, check->origin, expr->column,
	    "%s and %s cannot be %s%s", value_type_name(left),
	    value_type_name(right), what,
	    lacks_unit ? ". Give the number a unit, as in 7d" : "");
}

static bool
check_compare(const struct check *check, struct expr *expr)
{
	const enum value_type left = expr->args[0]->type;
	const bool has_order = left == TYPE_NUMBER || left == TYPE_DURATION ||
	    left == TYPE_TIME || left == TYPE_LEVEL || left == TYPE_ACTION;
	const bool needs_order =
	    expr->kind != EXPR_EQUAL && expr->kind != EXPR_UNEQUAL;

	expr->type = TYPE_BOOL;
	if (left != expr->args[1]->type)
		return type_clash(check, expr, "compared");
	if (needs_order && !has_order)
		return expr_error(check->err, check->origin, expr->column,
		    "%s has no order. Use == or !=", value_type_name(left));
	return true;
}

/* Which sums and products there are. */
static const struct sum {
	enum expr_kind kind;
	enum value_type left, right, result;
} sums[] = {
	{ EXPR_ADD, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER },
	{ EXPR_ADD, TYPE_DURATION, TYPE_DURATION, TYPE_DURATION },
	{ EXPR_ADD, TYPE_TIME, TYPE_DURATION, TYPE_TIME },
	{ EXPR_ADD, TYPE_DURATION, TYPE_TIME, TYPE_TIME },
	{ EXPR_SUBTRACT, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER },
	{ EXPR_SUBTRACT, TYPE_DURATION, TYPE_DURATION, TYPE_DURATION },
	{ EXPR_SUBTRACT, TYPE_TIME, TYPE_DURATION, TYPE_TIME },
	{ EXPR_SUBTRACT, TYPE_TIME, TYPE_TIME, TYPE_DURATION },
	{ EXPR_MULTIPLY, TYPE_NUMBER, TYPE_NUMBER, TYPE_NUMBER },
	{ EXPR_MULTIPLY, TYPE_NUMBER, TYPE_DURATION, TYPE_DURATION },
	{ EXPR_MULTIPLY, TYPE_DURATION, TYPE_NUMBER, TYPE_DURATION },
};

static bool
check_sum(const struct check *check, struct expr *expr)
{
	for (size_t i = 0; i < ARRAY_SIZE(sums); i++) {
		if (sums[i].kind != expr->kind ||
		    sums[i].left != expr->args[0]->type ||
		    sums[i].right != expr->args[1]->type)
			continue;
		expr->type = sums[i].result;
		return true;
	}
	return type_clash(check, expr,
	    expr->kind == EXPR_ADD		? "added"
		: expr->kind == EXPR_SUBTRACT ? "subtracted"
					      : "multiplied");
}

static bool
check_if(const struct check *check, struct expr *expr)
{
	if (!check_arg(check, expr, 0, TYPE_BOOL) ||
	    !check_expr(check, expr->args[1]) ||
	    !check_arg(check, expr, 2, expr->args[1]->type))
		return false;
	expr->type = expr->args[1]->type;
	return true;
}

/* before() wants a place: a phrase, or an "or" of phrases. */
static bool
check_place(const struct check *check, const struct expr *expr)
{
	while (expr->kind == EXPR_NAMED)
		expr = expr->named->expr;
	if (expr->kind == EXPR_PHRASE)
		return true;
	if (expr->kind == EXPR_OR)
		return check_place(check, expr->args[0]) &&
		    check_place(check, expr->args[1]);
	return expr_error(check->err, check->origin, expr->column,
	    "before() compares places of phrases. Give it a phrase, or "
	    "phrases joined by or");
}

static bool
check_function(const struct check *check, struct expr *expr)
{
	expr->type = expr->kind == EXPR_COUNT_OF ? TYPE_NUMBER : TYPE_BOOL;
	if (expr->kind == EXPR_FIRST)
		return check_arg(check, expr, 0, TYPE_NUMBER) &&
		    check_arg(check, expr, 1, TYPE_BOOL);
	if (expr->kind == EXPR_BEFORE)
		return check_arg(check, expr, 0, TYPE_BOOL) &&
		    check_arg(check, expr, 1, TYPE_BOOL) &&
		    check_place(check, expr->args[0]) &&
		    check_place(check, expr->args[1]);
	return check_arg(check, expr, 0, TYPE_BOOL);
}

static bool
check_negate(const struct check *check, struct expr *expr)
{
	if (!check_expr(check, expr->args[0]))
		return false;
	expr->type = expr->args[0]->type;
	if (expr->type == TYPE_NUMBER || expr->type == TYPE_DURATION)
		return true;
	return expr_error(check->err, check->origin, expr->column,
	    "'-' needs a number or a duration, and this is %s",
	    value_type_name(expr->type));
}

static bool
check_expr(const struct check *check, struct expr *expr)
{
	if (expr->kind == EXPR_NAME)
		return resolve(check, expr);
	if (expr->kind < EXPR_NOT)
		return true;
	if (expr->kind == EXPR_IF)
		return check_if(check, expr);
	if (expr->kind >= EXPR_SENTENCE)
		return check_function(check, expr);
	if (expr->kind == EXPR_NEGATE)
		return check_negate(check, expr);
	if (expr->kind == EXPR_NOT || expr->kind == EXPR_AND ||
	    expr->kind == EXPR_OR) {
		expr->type = TYPE_BOOL;
		return check_arg(check, expr, 0, TYPE_BOOL) &&
		    (expr->kind == EXPR_NOT ||
			check_arg(check, expr, 1, TYPE_BOOL));
	}
	if (!check_expr(check, expr->args[0]) ||
	    !check_expr(check, expr->args[1]))
		return false;
	return expr->kind >= EXPR_ADD ? check_sum(check, expr)
				      : check_compare(check, expr);
}

bool
expr_check(struct expr *expr, struct names *names, const struct origin *origin,
    struct err *err)
{
	const struct check check = { names, origin, err };

	return check_expr(&check, expr);
}
