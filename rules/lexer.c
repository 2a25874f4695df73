/*
 * lexer - an expression, word by word
 */
#include "rules/lexer.h"

#include <glib.h>

#include "base/timespan.h"

static bool
read_number(struct lexer *lexer, struct err *err)
{
	struct token *token = &lexer->token;
	char text[32];
	struct err trouble;

	while (g_ascii_isalnum(token->text[token->length]))
		token->length++;
	if (token->length >= sizeof(text))
		return expr_error(err, lexer->origin, token->column,
		    "this number is too large");
	memcpy(text, token->text, token->length);
	text[token->length] = '\0';
	char *end = NULL;
	token->number = g_ascii_strtoll(text, &end, 10);
	token->kind = TOKEN_NUMBER;
	if (*end == '\0')
		return true;
	token->kind = TOKEN_DURATION;
	if (!duration_parse(text, &token->number, &trouble))
		return expr_error(err, lexer->origin, token->column, "%s",
		    trouble.text);
	return true;
}

static bool
read_sign(struct lexer *lexer, struct err *err)
{
	static const char *const signs[] = { "==", "!=", "<=", ">=", "<", ">",
		"+", "-", "*", "(", ")", "," };
	struct token *token = &lexer->token;

	token->kind = TOKEN_SIGN;
	for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
		if (!g_str_has_prefix(token->text, signs[i]))
			continue;
		token->length = strlen(signs[i]);
		return true;
	}
	if (token->text[0] == '=')
		return expr_error(err, lexer->origin, token->column,
		    "'=' means nothing here. Write '==' to compare");
	const char *next = g_utf8_next_char(token->text);
	return expr_error(err, lexer->origin, token->column,
	    "'%.*s' means nothing here. Words are and, or, not; signs are "
	    "== != < <= > >= + - * ( )",
	    (int)(next - token->text), token->text);
}

bool
lexer_next(struct lexer *lexer, struct err *err)
{
	struct token *token = &lexer->token;

	while (g_ascii_isspace(*lexer->at)) {
		lexer->at++;
		lexer->column++;
	}
	*token = (struct token){ .text = lexer->at, .column = lexer->column };
	if (*lexer->at == '\0')
		return true;
	if (g_ascii_isdigit(*lexer->at)) {
		if (!read_number(lexer, err))
			return false;
	} else if (g_ascii_isalpha(*lexer->at) || *lexer->at == '_') {
		token->kind = TOKEN_WORD;
		while (g_ascii_isalnum(token->text[token->length]) ||
		    token->text[token->length] == '_')
			token->length++;
	} else if (!read_sign(lexer, err)) {
		return false;
	}
	lexer->at += token->length;
	lexer->column += (unsigned)token->length;	/* all ASCII */
	return true;
}

bool
token_is(const struct token *token, const char *text)
{
	return (token->kind == TOKEN_WORD || token->kind == TOKEN_SIGN) &&
	    strlen(text) == token->length &&
	    memcmp(token->text, text, token->length) == 0;
}
