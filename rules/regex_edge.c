/*
 * regex_edge - can a match begin or end in the middle of a word?
 *
 * Decides which word boundary a pattern gets: the cheap one where every match
 * begins (or ends) with a letter or digit, the general one elsewhere.
 */
#include "rules/regex.h"

/* Sets that hold nothing but letters and digits. */
static bool
is_word_set(const char *text)
{
	if (strcmp(text, "\\d") == 0 || strcmp(text, "\\w") == 0 ||
	    g_str_has_prefix(text, "\\p{L") || g_str_has_prefix(text, "\\p{N"))
		return true;
	if (text[0] != '[' || text[1] == '^')
		return false;
	for (const char *at = text + 1; *at != ']' && *at != '\0';
	     at = g_utf8_next_char(at)) {
		const bool is_range = *at == '-' && at != text + 1;
		if (!is_range && !g_unichar_isalnum(g_utf8_get_char(at)))
			return false;
	}
	return true;
}

static unsigned
literal_edge(const char *text, bool is_end)
{
	const char *at = is_end
	    ? g_utf8_find_prev_char(text, text + strlen(text))
	    : text;
	const gunichar letter = g_utf8_get_char(at);

	return g_unichar_isalnum(letter) || letter == '_' ? EDGE_WORD
							  : EDGE_OTHER;
}

/* first, and where that may be empty, what stands behind it. */
static unsigned
join_edges(unsigned first, unsigned behind)
{
	return first & EDGE_EMPTY ? (first & ~(unsigned)EDGE_EMPTY) | behind
				  : first;
}

static void
set_concat_edges(struct regex *node)
{
	unsigned begin = EDGE_EMPTY, end = EDGE_EMPTY;

	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		begin = join_edges(begin, c->begin_edge);
		end = join_edges(c->end_edge, end);
	}
	node->begin_edge = begin;
	node->end_edge = end;
}

static void
set_inner_edges(struct regex *node)
{
	const unsigned empty =
	    node->kind == REGEX_REPEAT && node->min == 0 ? EDGE_EMPTY : 0u;

	node->begin_edge = node->end_edge = empty;
	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		node->begin_edge |= c->begin_edge;
		node->end_edge |= c->end_edge;
	}
}

void
regex_set_edges(struct regex *node)
{
	unsigned both = EDGE_EMPTY;	/* of assertions */

	switch (node->kind) {
	case REGEX_LITERAL:
		node->begin_edge = literal_edge(node->text, false);
		node->end_edge = literal_edge(node->text, true);
		return;
	case REGEX_CONCAT:
		set_concat_edges(node);
		return;
	case REGEX_GROUP:
	case REGEX_CLASS:
	case REGEX_ALTERNATE:
	case REGEX_REPEAT:
		set_inner_edges(node);
		return;
	case REGEX_SET:
		both = is_word_set(node->text) ? EDGE_WORD
					       : EDGE_WORD | EDGE_OTHER;
		break;
	case REGEX_REST:
		both = EDGE_WORD | EDGE_EMPTY;
		break;
	case REGEX_ASSERT:
	case REGEX_LOOK:
		break;
	}
	node->begin_edge = node->end_edge = both;
}
