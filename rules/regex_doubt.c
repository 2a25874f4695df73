/*
 * regex_doubt - can a pattern still be wrong?
 *
 * The parser finds all errors but those inside sets, which it does not read,
 * and those of look-behinds and large repeats, which PCRE2 restricts.
 */
#include <string.h>

#include "rules/regex.h"

enum { REPEAT_SURE_MAX = 100 };

/* [...] without escapes, classes and ranges that run backwards. */
static bool
is_plain_set(const char *text)
{
	const char *end = text + strlen(text) - 1;

	for (const char *at = text + 1; at < end; at++) {
		if (*at == '\\' || *at == '[')
			return false;
		if (*at == '-' && at > text + 1 && at + 1 < end &&
		    (!g_ascii_isalnum(at[-1]) || !g_ascii_isalnum(at[1]) ||
			at[-1] > at[1]))
			return false;
	}
	return true;
}

static bool
is_doubtful_set(const char *text)
{
	if (text[0] == '[')
		return !is_plain_set(text);
	if (strncmp(text, "\\p{", 3) != 0 && strncmp(text, "\\P{", 3) != 0)
		return false;
	return strcmp(text + 2, "{L}") != 0 && strcmp(text + 2, "{N}") != 0;
}

static bool
is_doubtful_repeat(const struct regex *node)
{
	return node->min > REPEAT_SURE_MAX ||
	    (node->max > REPEAT_SURE_MAX && node->max != REPEAT_MANY);
}

bool
regex_is_doubtful(const struct regex *tree)
{
	if ((tree->kind == REGEX_LOOK && tree->text[2] == '<') ||
	    (tree->kind == REGEX_SET && is_doubtful_set(tree->text)) ||
	    (tree->kind == REGEX_REPEAT && is_doubtful_repeat(tree)))
		return true;
	for (const struct regex *c = tree->child; c != NULL; c = c->next)
		if (regex_is_doubtful(c))
			return true;
	return false;
}
