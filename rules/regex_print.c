/*
 * regex_print - a pattern as PCRE2 gets it
 *
 * Letters with other spellings are written out as alternatives here, so that
 * a text typed without diacritics matches, and word boundaries are put at
 * both ends: "no word goes on across this point". Plain \b would do with
 * PCRE2_UCP, but not for patterns that begin or end with a sign.
 */
#include "base/attr.h"
#include "rules/regex.h"

struct printer {
	const struct spelling *spelling;
	GString *out;
	GArray *columns;	/* NULL: not wanted */
	unsigned column;
	bool is_in_class;	/* columns inside are another string's */
};

static void
put(struct printer *printer, const char *text)
{
	g_string_append(printer->out, text);
	if (printer->columns != NULL)
		for (; *text != '\0'; text++)
			g_array_append_val(printer->columns, printer->column);
}

static void
put_literal(struct printer *printer, const char *text)
{
	char letter[3] = { 0 };

	for (; *text != '\0'; text++) {
		const bool is_sign = g_ascii_ispunct(*text);
		letter[0] = is_sign ? '\\' : *text;
		letter[1] = is_sign ? *text : '\0';
		put(printer, letter);
	}
}

/* clang-format off */
static const struct other_spelling {
	const char *letter;
	const char *in_nb[SPELLINGS_MAX];	/* always, in Norwegian */
	const char *bare[SPELLINGS_MAX];	/* in texts without diacritics */
} other_spellings[] = {
	{ "å", { "å" },       { "a", "aa" } },
	{ "ä", { "ä" },       { "a", "ae" } },
	{ "æ", { "æ", "ä" },  { "a", "ae" } },
	{ "ö", { "ö" },       { "o", "oe" } },
	{ "ø", { "ø", "ö" },  { "o", "oe" } },
	{ "ü", { "ü" },       { "u", "ue" } },
	{ "é", { "é" },       { "e" } },
};
/* clang-format on */

static const struct other_spelling *
find_other_spelling(const char *literal)
{
	for (size_t i = 0; i < ARRAY_SIZE(other_spellings); i++)
		if (strcmp(other_spellings[i].letter, literal) == 0)
			return &other_spellings[i];
	return NULL;
}

size_t
regex_spellings(const char *literal, const struct spelling *spelling,
    const char *spellings_out[SPELLINGS_MAX])
{
	const struct other_spelling *other = (guchar)literal[0] < 0x80
	    ? NULL
	    : find_other_spelling(literal);
	size_t count = 0;

	spellings_out[0] = literal;
	if (other == NULL ||
	    (!spelling->is_bare && spelling->language != LANGUAGE_NB))
		return 1;
	const char *const *from =
	    spelling->is_bare ? other->bare : other->in_nb;
	while (count < SPELLINGS_MAX && from[count] != NULL) {
		spellings_out[count] = from[count];
		count++;
	}
	return count;
}

bool
regex_has_bare_spelling(const struct regex *tree)
{
	if (tree->kind == REGEX_LITERAL)
		return find_other_spelling(tree->text) != NULL;
	for (const struct regex *c = tree->child; c != NULL; c = c->next)
		if (regex_has_bare_spelling(c))
			return true;
	return false;
}

static void
print_spellings(struct printer *printer, const char *literal)
{
	const char *spellings[SPELLINGS_MAX];
	const size_t count =
	    regex_spellings(literal, printer->spelling, spellings);
	const bool is_one =
	    count == 1 && *g_utf8_next_char(spellings[0]) == '\0';

	if (!is_one)
		put(printer, "(?:");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			put(printer, "|");
		put_literal(printer, spellings[i]);
	}
	if (!is_one)
		put(printer, ")");
}

static void
print_node(struct printer *printer, const struct regex *node)
{
	static const char *const opens[] = {
		[REGEX_CLASS] = "(?:",
		[REGEX_REPEAT] = "",
		[REGEX_CONCAT] = "",
		[REGEX_ALTERNATE] = "",
	};
	const bool was_in_class = printer->is_in_class;

	if (!printer->is_in_class)
		printer->column = node->column;
	if (node->kind == REGEX_LITERAL) {
		print_spellings(printer, node->text);
		return;
	}
	if (node->kind == REGEX_REST) {
		put(printer, "\\p{L}*");
		return;
	}
	if (node->kind == REGEX_SET || node->kind == REGEX_ASSERT) {
		put(printer, node->text);
		return;
	}
	const bool is_group =
	    node->kind == REGEX_GROUP || node->kind == REGEX_LOOK;
	put(printer, is_group ? node->text : opens[node->kind]);
	printer->is_in_class |= node->kind == REGEX_CLASS;
	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		if (node->kind == REGEX_ALTERNATE && c != node->child)
			put(printer, "|");
		print_node(printer, c);
	}
	printer->is_in_class = was_in_class;
	if (is_group || node->kind == REGEX_CLASS)
		put(printer, ")");
	if (node->kind == REGEX_REPEAT) {
		if (!printer->is_in_class)
			printer->column = node->column;
		put(printer, node->text);
	}
}

#define WORD "[\\p{L}\\p{N}_]"

void
regex_print(const struct regex *tree, const struct spelling *spelling,
    GString *out, GArray *columns)
{
	struct printer printer = {
		.spelling = spelling,
		.out = out,
		.columns = columns,
		.column = 1,
	};

	put(&printer, regex_edge(tree, false) == EDGE_WORD
		? "(?<!" WORD ")"
		: "(?:(?<!" WORD ")|(?!" WORD "))");
	put(&printer, "(?:");
	print_node(&printer, tree);
	put(&printer, ")");
	put(&printer, regex_edge(tree, true) == EDGE_WORD
		? "(?!" WORD ")"
		: "(?:(?!" WORD ")|(?<!" WORD "))");
}

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

/* From the end of a list, so that both ends read the same. */
static unsigned
concat_edge(const struct regex *child, bool is_end)
{
	unsigned edge = EDGE_EMPTY;

	if (child == NULL)
		return EDGE_EMPTY;
	if (is_end) {
		edge = concat_edge(child->next, is_end);
		if (!(edge & EDGE_EMPTY))
			return edge;
		return (edge & ~(unsigned)EDGE_EMPTY) |
		    regex_edge(child, is_end);
	}
	for (; child != NULL && (edge & EDGE_EMPTY); child = child->next)
		edge = (edge & ~(unsigned)EDGE_EMPTY) |
		    regex_edge(child, is_end);
	return edge;
}

unsigned
regex_edge(const struct regex *tree, bool is_end)
{
	unsigned edge = 0;

	switch (tree->kind) {
	case REGEX_LITERAL:
		return literal_edge(tree->text, is_end);
	case REGEX_SET:
		return is_word_set(tree->text) ? EDGE_WORD
					       : EDGE_WORD | EDGE_OTHER;
	case REGEX_REST:
		return EDGE_WORD | EDGE_EMPTY;
	case REGEX_ASSERT:
	case REGEX_LOOK:
		return EDGE_EMPTY;
	case REGEX_CONCAT:
		return concat_edge(tree->child, is_end);
	case REGEX_REPEAT:
		return regex_edge(tree->child, is_end) |
		    (tree->min == 0 ? EDGE_EMPTY : 0u);
	case REGEX_GROUP:
	case REGEX_CLASS:
	case REGEX_ALTERNATE:
		break;
	}
	for (const struct regex *c = tree->child; c != NULL; c = c->next)
		edge |= regex_edge(c, is_end);
	return edge;
}
