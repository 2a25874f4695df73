/*
 * regex_print - a pattern as PCRE2 gets it
 *
 * Letters with other spellings are written out as alternatives here, so that
 * a text typed without diacritics matches, and word boundaries are put at
 * both ends: "no word goes on across this point". Plain \b would do with
 * PCRE2_UCP, but not for patterns that begin or end with a sign.
 */
#include "base/arena.h"
#include "rules/regex.h"

struct printer {
	const struct spelling *spelling;
	GString *out;
	GArray *offsets;	/* NULL: not wanted */
	unsigned offset;
	bool is_behind;		/* in a look-behind, which has a fixed length */
};

static void
put(struct printer *printer, const char *text)
{
	if (text[0] != '\0' && text[1] == '\0')
		g_string_append_c(printer->out, text[0]);
	else
		g_string_append(printer->out, text);
	if (printer->offsets != NULL)
		for (; *text != '\0'; text++)
			g_array_append_val(printer->offsets, printer->offset);
}

static void
put_literal(struct printer *printer, const char *text)
{
	for (; *text != '\0'; text++) {
		const char letter[] = { '\\', *text, '\0' };
		put(printer, letter + (g_ascii_ispunct(*text) ? 0 : 1));
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
	const size_t all =
	    regex_spellings(literal, printer->spelling, spellings);
	const size_t count =
	    printer->is_behind && printer->spelling->is_bare ? 1 : all;
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

static void print_node(struct printer *printer, const struct regex *node);

static void
print_children(struct printer *printer, const struct regex *node,
    const char *between)
{
	for (const struct regex *c = node->child; c != NULL; c = c->next) {
		if (c != node->child)
			put(printer, between);
		print_node(printer, c);
	}
}

static void
print_group(struct printer *printer, const struct regex *node)
{
	const bool was_behind = printer->is_behind;

	printer->is_behind |= node->kind == REGEX_LOOK && node->text[2] == '<';
	put(printer, node->text);
	print_node(printer, node->child);
	put(printer, ")");
	printer->is_behind = was_behind;
}

/* Classes stand in many patterns: what they print as is known. */
static void
print_class(struct printer *printer, const struct regex *node)
{
	const struct spelling *spelling = printer->spelling;

	put(printer, "(?:");
	if (printer->is_behind && spelling->is_bare) {
		GArray *offsets = printer->offsets;
		printer->offsets = NULL;
		print_node(printer, node->child);
		printer->offsets = offsets;
	} else {
		put(printer, node->printed[spelling->is_bare]);
	}
	put(printer, ")");
}

static void
print_node(struct printer *printer, const struct regex *node)
{
	printer->offset = node->offset;
	switch (node->kind) {
	case REGEX_LITERAL:
		print_spellings(printer, node->text);
		return;
	case REGEX_REST:
		put(printer, "\\p{L}*");
		return;
	case REGEX_SET:
	case REGEX_ASSERT:
		put(printer, node->text);
		return;
	case REGEX_LOOK:
	case REGEX_GROUP:
		print_group(printer, node);
		return;
	case REGEX_CLASS:
		print_class(printer, node);
		return;
	case REGEX_CONCAT:
	case REGEX_ALTERNATE:
		print_children(printer, node,
		    node->kind == REGEX_ALTERNATE ? "|" : "");
		return;
	case REGEX_REPEAT:
		break;
	}
	print_node(printer, node->child);
	printer->offset = node->offset;
	put(printer, node->text);
}

const char *
regex_print_part(const struct regex *tree, const struct spelling *spelling,
    struct arena *arena)
{
	struct printer printer = {
		.spelling = spelling,
		.out = g_string_new(NULL),
	};

	print_node(&printer, tree);
	const char *copy =
	    arena_strndup(arena, printer.out->str, printer.out->len);
	(void)g_string_free(printer.out, TRUE);
	return copy;
}

#define WORD "[\\p{L}\\p{N}_]"

void
regex_print(const struct regex *tree, const struct spelling *spelling,
    GString *out, GArray *offsets)
{
	struct printer printer = {
		.spelling = spelling,
		.out = out,
		.offsets = offsets,
	};

	put(&printer, tree->begin_edge == EDGE_WORD
		? "(?<!" WORD ")"
		: "(?:(?<!" WORD ")|(?!" WORD "))");
	put(&printer, "(?:");
	print_node(&printer, tree);
	put(&printer, ")");
	put(&printer, tree->end_edge == EDGE_WORD
		? "(?!" WORD ")"
		: "(?:(?!" WORD ")|(?<!" WORD "))");
}
