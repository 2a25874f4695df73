/*
 * lexer - an expression, word by word
 */
#ifndef TAKT_RULES_LEXER_H
#define TAKT_RULES_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/expr.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,	/* name or keyword */
	TOKEN_NUMBER,
	TOKEN_DURATION,
	TOKEN_SIGN	/* == != <= >= < > + - * ( ) , */
};

struct token {
	enum token_kind kind;
	const char *text;	/* of the expression, not ended */
	size_t length;
	int64_t number;
	unsigned column;
};

struct lexer {
	const char *at;
	unsigned column;
	const struct origin *origin;
	struct token token;	/* the current one */
};

/* Moves on to the next token. */
bool lexer_next(struct lexer *lexer, struct err *err) MUST_CHECK;
/* True if the current token is this word or sign. */
bool token_is(const struct token *token, const char *text);

#endif
