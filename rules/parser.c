/*
 * parser - expressions as trees
 *
 *	whole   = "if" whole "then" whole "else" whole | or
 *	or      = and { "or" and }
 *	and     = not { "and" not }
 *	not     = { "not" } compare
 *	compare = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]
 *	sum     = product { ( "+" | "-" ) product }
 *	product = unary { "*" unary }
 *	unary   = [ "-" ] ( number | duration | name |
 *	          function "(" whole { "," whole } ")" | "(" whole ")" )
 *
 * A function's name is one only before a parenthesis: a setting may be named
 * first.
 */
#include <glib.h>
#include <stdarg.h>

#include "base/arena.h"
#include "rules/expr.h"
#include "rules/lexer.h"

enum { NESTING_MAX = 60, EXPR_BYTES_MAX = 4096 };

struct parser {
	struct lexer lexer;
	struct arena *arena;
	unsigned depth;
	struct err *err;
};

/* clang-format off */
const struct expr_function expr_functions[] = {
	{ "sentence", EXPR_SENTENCE, 1, "sentence(e)",
	  "one sentence (or the subject) satisfies all of e" },
	{ "opening", EXPR_OPENING, 1, "opening(e)",
	  "the first sentence after the greeting satisfies e" },
	{ "first", EXPR_FIRST, 2, "first(n, e)",
	  "one of the first n sentences after the greeting satisfies e" },
	{ "closing", EXPR_CLOSING, 1, "closing(e)",
	  "the last sentence before the sign-off satisfies e" },
	{ "subject", EXPR_SUBJECT, 1, "subject(e)",
	  "the subject satisfies e" },
	{ "body", EXPR_BODY, 1, "body(e)",
	  "the text between greeting and sign-off satisfies e" },
	{ "count", EXPR_COUNT_OF, 1, "count(e)",
	  "how many sentences (the subject is one) satisfy e" },
	{ "before", EXPR_BEFORE, 2, "before(p, q)",
	  "phrase p stands before phrase q; the subject is before the body" },
};
/* clang-format on */
const size_t expr_function_count = ARRAY_SIZE(expr_functions);

static struct expr *parse_whole(struct parser *parser);

bool
expr_is_keyword(const char *word)
{
	static const char *const keywords[] = { "and", "or", "not", "if",
		"then", "else", "true", "false", "now" };

	for (size_t i = 0; i < ARRAY_SIZE(keywords); i++)
		if (strcmp(keywords[i], word) == 0)
			return true;
	return false;
}

bool
expr_error(struct err *err, const struct origin *origin, unsigned column,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)source_error(err, &origin->where, "%s, column %u: %s",
	    origin->what, column, what);
	g_free(what);
	return false;
}

static struct expr *
fail(struct parser *parser, const char *wanted)
{
	const struct token *token = &parser->lexer.token;

	if (token->kind == TOKEN_END)
		(void)expr_error(parser->err, parser->lexer.origin,
		    token->column, "the expression ends where %s should follow",
		    wanted);
	else
		(void)expr_error(parser->err, parser->lexer.origin,
		    token->column, "%s should stand here, not '%.*s'", wanted,
		    (int)token->length, token->text);
	return NULL;
}

static bool
advance(struct parser *parser)
{
	return lexer_next(&parser->lexer, parser->err);
}

/* Takes the token if it is this one; an error otherwise. */
static bool
expect(struct parser *parser, const char *text, const char *wanted)
{
	if (token_is(&parser->lexer.token, text))
		return advance(parser);
	(void)fail(parser, wanted);
	return false;
}

static struct expr *
new_expr(struct parser *parser, enum expr_kind kind)
{
	struct expr *expr = arena_alloc(parser->arena, sizeof(*expr));

	expr->kind = kind;
	expr->column = parser->lexer.token.column;
	return expr;
}

static struct expr *
parse_literal(struct parser *parser, enum value_type type, int64_t number)
{
	struct expr *expr = new_expr(parser, EXPR_CONST);

	expr->type = type;
	expr->number = number;
	return advance(parser) ? expr : NULL;
}

/* The lexer stands on the opening parenthesis. */
static struct expr *
parse_arguments(struct parser *parser, const struct token *name)
{
	struct expr *expr = NULL;
	const struct expr_function *function = expr_functions;
	const struct expr_function *end = function + expr_function_count;

	while (function < end && !token_is(name, function->name))
		function++;
	if (function == end) {
		(void)expr_error(parser->err, parser->lexer.origin,
		    name->column, "there is no function '%.*s'. There are "
		    "sentence, opening, first, closing, subject, body, count, "
		    "before", (int)name->length, name->text);
		return NULL;
	}
	expr = new_expr(parser, function->kind);
	expr->column = name->column;
	for (unsigned i = 0; i < function->arguments; i++) {
		if (!expect(parser, i == 0 ? "(" : ",", function->usage) ||
		    (expr->args[i] = parse_whole(parser)) == NULL)
			return NULL;
	}
	return expect(parser, ")", "')'") ? expr : NULL;
}

static struct expr *
parse_word(struct parser *parser)
{
	const struct token name = parser->lexer.token;
	char *text = arena_strndup(parser->arena, name.text, name.length);

	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return parse_literal(parser, TYPE_BOOL, text[0] == 't');
	if (strcmp(text, "now") == 0) {
		struct expr *now = new_expr(parser, EXPR_NOW);
		now->type = TYPE_TIME;
		return advance(parser) ? now : NULL;
	}
	if (expr_is_keyword(text))
		return fail(parser, "a value");
	struct expr *expr = new_expr(parser, EXPR_NAME);
	expr->name = text;
	if (!advance(parser))
		return NULL;
	if (token_is(&parser->lexer.token, "("))
		return parse_arguments(parser, &name);
	return expr;
}

static struct expr *
parse_unary(struct parser *parser)
{
	const struct token *token = &parser->lexer.token;

	if (token_is(token, "-")) {
		struct expr *expr = new_expr(parser, EXPR_NEGATE);
		if (++parser->depth > NESTING_MAX)
			return fail(parser, "something less nested");
		if (!advance(parser))
			return NULL;
		expr->args[0] = parse_unary(parser);
		parser->depth--;
		return expr->args[0] != NULL ? expr : NULL;
	}
	if (token_is(token, "(")) {
		if (!advance(parser))
			return NULL;
		struct expr *inner = parse_whole(parser);
		if (inner == NULL || !expect(parser, ")", "')'"))
			return NULL;
		return inner;
	}
	if (token->kind == TOKEN_NUMBER)
		return parse_literal(parser, TYPE_NUMBER, token->number);
	if (token->kind == TOKEN_DURATION)
		return parse_literal(parser, TYPE_DURATION, token->number);
	return token->kind == TOKEN_WORD ? parse_word(parser)
					 : fail(parser, "a value");
}

struct binary {
	const char *text;
	enum expr_kind kind;
};

/* NULL if the current token is none of them. */
static const struct binary *
find_operator(const struct parser *parser, const struct binary *operators)
{
	for (; operators->text != NULL; operators++)
		if (token_is(&parser->lexer.token, operators->text))
			return operators;
	return NULL;
}

/* Operators that bind to the left, all of one strength. */
static struct expr *
parse_chain(struct parser *parser, const struct binary *operators,
    struct expr *(*operand)(struct parser *))
{
	struct expr *left = operand(parser);
	const struct binary *found;

	while (left != NULL &&
	    (found = find_operator(parser, operators)) != NULL) {
		struct expr *expr = new_expr(parser, found->kind);
		expr->args[0] = left;
		if (!advance(parser) ||
		    (expr->args[1] = operand(parser)) == NULL)
			return NULL;
		left = expr;
	}
	return left;
}

static struct expr *
parse_product(struct parser *parser)
{
	static const struct binary operators[] = {
		{ "*", EXPR_MULTIPLY },
		{ NULL, EXPR_CONST },
	};

	return parse_chain(parser, operators, parse_unary);
}

static struct expr *
parse_sum(struct parser *parser)
{
	static const struct binary operators[] = {
		{ "+", EXPR_ADD },
		{ "-", EXPR_SUBTRACT },
		{ NULL, EXPR_CONST },
	};

	return parse_chain(parser, operators, parse_product);
}

static struct expr *
parse_compare(struct parser *parser)
{
	static const struct binary operators[] = {
		{ "==", EXPR_EQUAL },
		{ "!=", EXPR_UNEQUAL },
		{ "<", EXPR_LESS },
		{ "<=", EXPR_AT_MOST },
		{ ">", EXPR_MORE },
		{ ">=", EXPR_AT_LEAST },
		{ NULL, EXPR_CONST },
	};
	struct expr *left = parse_sum(parser);
	const struct binary *found = find_operator(parser, operators);

	if (left == NULL || found == NULL)
		return left;
	struct expr *expr = new_expr(parser, found->kind);
	expr->args[0] = left;
	if (!advance(parser) || (expr->args[1] = parse_sum(parser)) == NULL)
		return NULL;
	if (find_operator(parser, operators) != NULL)
		return fail(parser, "'and' or 'or' (comparisons do not chain)");
	return expr;
}

static struct expr *
parse_not(struct parser *parser)
{
	if (!token_is(&parser->lexer.token, "not"))
		return parse_compare(parser);
	struct expr *expr = new_expr(parser, EXPR_NOT);
	if (++parser->depth > NESTING_MAX)
		return fail(parser, "something less nested");
	if (!advance(parser))
		return NULL;
	expr->args[0] = parse_not(parser);
	parser->depth--;
	return expr->args[0] != NULL ? expr : NULL;
}

static struct expr *
parse_and(struct parser *parser)
{
	static const struct binary operators[] = {
		{ "and", EXPR_AND },
		{ NULL, EXPR_CONST },
	};

	return parse_chain(parser, operators, parse_not);
}

static struct expr *
parse_or(struct parser *parser)
{
	static const struct binary operators[] = {
		{ "or", EXPR_OR },
		{ NULL, EXPR_CONST },
	};

	return parse_chain(parser, operators, parse_and);
}

/* The lexer stands on "if". */
static struct expr *
parse_if(struct parser *parser)
{
	static const char *const words[] = { "if", "then", "else" };
	struct expr *expr = new_expr(parser, EXPR_IF);

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char wanted[8];
		(void)g_snprintf(wanted, sizeof(wanted), "'%s'", words[i]);
		if (!expect(parser, words[i], wanted) ||
		    (expr->args[i] = parse_whole(parser)) == NULL)
			return NULL;
	}
	return expr;
}

static struct expr *
parse_whole(struct parser *parser)
{
	if (++parser->depth > NESTING_MAX)
		return fail(parser, "something less nested");
	struct expr *expr = token_is(&parser->lexer.token, "if")
	    ? parse_if(parser)
	    : parse_or(parser);
	parser->depth--;
	return expr;
}

struct expr *
expr_parse(const char *text, const struct origin *origin, struct arena *arena,
    struct err *err)
{
	struct parser parser = {
		.lexer = { .at = text, .column = 1, .origin = origin },
		.arena = arena,
		.err = err,
	};

	if (strlen(text) > EXPR_BYTES_MAX) {
		(void)expr_error(err, origin, 1,
		    "longer than %d bytes. Split it with definitions",
		    EXPR_BYTES_MAX);
		return NULL;
	}
	if (!advance(&parser))
		return NULL;
	struct expr *expr = parse_whole(&parser);
	if (expr != NULL && parser.lexer.token.kind != TOKEN_END)
		return fail(&parser, "an operator or the end");
	return expr;
}
