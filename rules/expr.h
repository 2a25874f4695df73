/*
 * expr - expressions of rules: parsed, checked for types, evaluated
 *
 * Parsing knows no names; checking resolves them, so definitions may stand in
 * any order. Values are three-valued: unknown goes through every operator,
 * except that "false and unknown" is false and "true or unknown" is true.
 * Columns count characters of the expression from 1.
 */
#ifndef TAKT_RULES_EXPR_H
#define TAKT_RULES_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/fact.h"
#include "rules/source.h"

struct arena;
struct names;

/* The first six are those of facts, in their order. */
enum value_type {
	TYPE_BOOL = FACT_BOOL,
	TYPE_NUMBER = FACT_NUMBER,
	TYPE_DURATION = FACT_DURATION,
	TYPE_TIME = FACT_TIME,
	TYPE_STAGE = FACT_STAGE,
	TYPE_LANGUAGE = FACT_LANGUAGE,
	TYPE_ACTION,
	TYPE_LEVEL,
	TYPE_COUNT
};

enum expr_kind {
	EXPR_NAME,	/* until checked */
	EXPR_CONST,
	EXPR_FACT,
	EXPR_NOW,
	EXPR_PHRASE,
	EXPR_NAMED,	/* a definition, setting or let name */
	EXPR_NOT,
	EXPR_NEGATE,
	EXPR_AND,
	EXPR_OR,
	EXPR_EQUAL,
	EXPR_UNEQUAL,
	EXPR_LESS,
	EXPR_AT_MOST,
	EXPR_MORE,
	EXPR_AT_LEAST,
	EXPR_ADD,
	EXPR_SUBTRACT,
	EXPR_MULTIPLY,
	EXPR_IF,
	/* functions of places */
	EXPR_SENTENCE,
	EXPR_OPENING,
	EXPR_FIRST,
	EXPR_CLOSING,
	EXPR_SUBJECT,
	EXPR_BODY,
	EXPR_COUNT_OF,
	EXPR_BEFORE
};

struct expr {
	enum expr_kind kind;
	enum value_type type;
	unsigned column;
	int64_t number;		/* constant, fact_id or phrase id */
	const char *name;	/* EXPR_NAME, EXPR_PHRASE, EXPR_NAMED */
	const struct named *named;
	struct expr *args[3];
};

/* What an expression belongs to: for its errors. */
struct origin {
	struct source where;
	const char *what;	/* "when", "the definition of follow_up" */
};

enum named_state { NAMED_FRESH, NAMED_CHECKING, NAMED_CHECKED };

/* A value with a name: definition, setting, let name. */
struct named {
	const char *name;
	const char *text;	/* as written */
	struct origin origin;
	struct names *names;	/* in which its own names are looked up */
	struct expr *expr;
	enum named_state state;
	unsigned index;		/* of definitions: for remembering results */
	bool is_definition;
	bool is_used;
};

/* A function of places, for the parser and the manual. */
struct expr_function {
	const char *name;
	enum expr_kind kind;
	unsigned arguments;
	const char *usage, *doc;
};

extern const struct expr_function expr_functions[];
extern const size_t expr_function_count;

/* Words that no name may be: and, or, not, if ... */
bool expr_is_keyword(const char *word);

/* NULL on error, which names file, line and column. */
struct expr *expr_parse(const char *text, const struct origin *origin,
    struct arena *arena, struct err *err) MUST_CHECK;

/* Resolves names and checks types, also of the definitions it uses. */
bool expr_check(struct expr *expr, struct names *names,
    const struct origin *origin, struct err *err) MUST_CHECK;
/* The same for a named value, once. */
bool named_check(struct named *named, struct err *err) MUST_CHECK;

/* "truth value", "number", ... */
const char *value_type_name(enum value_type type);
/* "FILE:LINE: WHAT, column N: ..." */
bool expr_error(struct err *err, const struct origin *origin, unsigned column,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
