/*
 * regex_parse - a pattern of a rule file, taken apart
 *
 *	pattern = branch { "|" branch }
 *	branch  = { atom [ quantifier ] }
 *	atom    = letter | escape | [class] | . | ^ | $ | ... | {name} |
 *	          ( "(" | "(?:" | "(?=" ... ) pattern ")"
 */
#include <stdarg.h>

#include "base/arena.h"
#include "message/normal.h"
#include "rules/regex.h"

enum { NESTING_MAX = 40, PATTERN_BYTES_MAX = 16384 };

struct parser {
	const char *begin, *at;
	struct source_text text;	/* composed */
	struct word_classes *classes;
	struct arena *arena;
	struct err *err;
	unsigned depth;
};

static struct regex *parse_branches(struct parser *parser);

bool
pattern_error(struct err *err, const struct source_text *text, size_t offset,
    const char *fmt, ...)
{
	const unsigned column = (unsigned)g_utf8_pointer_to_offset(
	    text->text, text->text + offset) + 1;
	va_list args;

	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)source_error(
	    err, &text->where, "pattern, column %u: %s", column, what);
	g_free(what);
	return false;
}

static struct regex *
fail(struct parser *parser, const char *at, const char *what)
{
	(void)pattern_error(parser->err, &parser->text,
	    (size_t)(at - parser->begin), "%s", what);
	return NULL;
}

static struct regex *
new_node(struct parser *parser, enum regex_kind kind)
{
	struct regex *node = arena_alloc(parser->arena, sizeof(*node));

	node->kind = kind;
	node->text = "";
	node->offset = (unsigned)(parser->at - parser->begin);
	return node;
}

/* Takes length bytes of the pattern as they stand. */
static struct regex *
take(struct parser *parser, enum regex_kind kind, size_t length)
{
	struct regex *node = new_node(parser, kind);

	node->text = arena_strndup(parser->arena, parser->at, length);
	parser->at += length;
	return node;
}

/* One character in the form that texts have; "" if texts have none such. */
static const char *
fold(const char *at, size_t length, struct arena *arena)
{
	if (g_ascii_isspace(*at))
		return " ";
	if ((guchar)*at >= 0x80)
		return normal_fold(at, length, arena);
	const char lower = g_ascii_tolower(*at);
	return arena_strndup(arena, &lower, 1);
}

/* skip bytes of escape, then one character that stands for itself. */
static struct regex *
take_literal(struct parser *parser, size_t skip)
{
	const char *at = parser->at + skip;
	const size_t length = (size_t)(g_utf8_next_char(at) - at);
	const char *folded = fold(at, length, parser->arena);

	if (folded[0] == '\0')
		return fail(parser, parser->at,
		    "an invisible character, which no text has after folding. "
		    "Remove it");
	struct regex *node = new_node(parser, REGEX_LITERAL);
	node->text = folded;
	parser->at = at + length;
	if (folded[0] == ' ')
		while (g_ascii_isspace(*parser->at))
			parser->at++;
	return node;
}

static struct regex *
parse_property(struct parser *parser)
{
	size_t length = 3;

	if (parser->at[2] == '{') {
		const char *end = strchr(parser->at, '}');
		if (end == NULL)
			return fail(parser, parser->at, "'}' is missing");
		length = (size_t)(end - parser->at) + 1;
	} else if (!g_ascii_isalpha(parser->at[2])) {
		return fail(parser, parser->at, "write it as \\p{L}");
	}
	return take(parser, REGEX_SET, length);
}

static struct regex *
parse_escape(struct parser *parser)
{
	const char letter = parser->at[1];

	if (letter == '\0')
		return fail(parser, parser->at, "'\\' needs a character after it");
	if (letter == 'p' || letter == 'P')
		return parse_property(parser);
	if (letter == 'd') {	/* folding leaves no other digits */
		struct regex *digit = take(parser, REGEX_SET, 2);
		digit->text = "[0123456789]";
		return digit;
	}
	if (strchr("DwWsShHvVNRX", letter) != NULL)
		return take(parser, REGEX_SET, 2);
	if (strchr("bBAzZ", letter) != NULL)
		return take(parser, REGEX_ASSERT, 2);
	if (g_ascii_isdigit(letter))
		return fail(parser, parser->at,
		    "back references are not supported");
	if (g_ascii_isalpha(letter))
		return fail(parser, parser->at,
		    "this escape is not supported. There are \\d \\w \\s "
		    "\\p{..} \\b and signs such as \\. \\?");
	return take_literal(parser, 1);
}

/* [...], kept as it stands. */
static struct regex *
parse_set(struct parser *parser)
{
	const char *at = parser->at + 1;

	at += *at == '^';
	at += *at == ']';
	while (*at != ']' && *at != '\0') {
		if (at[0] == '[' && at[1] == ':') {
			const char *end = strstr(at + 2, ":]");
			at = end != NULL ? end + 2 : at + 1;
		} else {
			at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
		}
	}
	if (*at == '\0')
		return fail(parser, parser->at, "']' is missing");
	return take(parser, REGEX_SET, (size_t)(at - parser->at) + 1);
}

static struct regex *
parse_group(struct parser *parser)
{
	static const struct {
		const char *open;
		enum regex_kind kind;
	} groups[] = {
		{ "(?:", REGEX_GROUP },
		{ "(?>", REGEX_GROUP },
		{ "(?=", REGEX_LOOK },
		{ "(?!", REGEX_LOOK },
		{ "(?<=", REGEX_LOOK },
		{ "(?<!", REGEX_LOOK },
	};
	const char *open = parser->at;
	struct regex *node = NULL;

	if (open[1] != '?' && open[1] != '*') {
		node = new_node(parser, REGEX_GROUP);
		node->text = "(?:";
		parser->at++;
	}
	for (size_t i = 0; node == NULL && i < ARRAY_SIZE(groups); i++)
		if (g_str_has_prefix(open, groups[i].open))
			node = take(parser, groups[i].kind,
			    strlen(groups[i].open));
	if (node == NULL)
		return fail(parser, open,
		    "this kind of group is not supported. There are ( (?: (?> "
		    "(?= (?! (?<= (?<!");
	if (++parser->depth > NESTING_MAX)
		return fail(parser, open, "nested too deep");
	node->child = parse_branches(parser);
	if (node->child == NULL)
		return NULL;
	if (*parser->at != ')')
		return fail(parser, open, "this group is never closed");
	parser->at++;
	parser->depth--;
	return node;
}

static bool
is_quantifier(const char *at)
{
	return *at == '{' && (g_ascii_isdigit(at[1]) || at[1] == ',');
}

static struct regex *
parse_class(struct parser *parser)
{
	const char *name = parser->at + 1;
	const size_t length = word_class_name_length(name);

	if (length == 0 || name[length] != '}')
		return fail(parser, parser->at,
		    "'{' begins the name of a word class, as in {you}. Write \\{ "
		    "for the sign itself");
	struct regex *node = new_node(parser, REGEX_CLASS);
	node->text = arena_strndup(parser->arena, name, length);
	if (!word_classes_get(
		parser->classes, node, &parser->text, parser->err))
		return NULL;
	parser->at = name + length + 1;
	return node;
}

static struct regex *
parse_rest(struct parser *parser)
{
	static const char between[] = " |()";
	const char before =
	    parser->at == parser->begin ? ' ' : parser->at[-1];
	const char after = parser->at[3] == '\0' ? ' ' : parser->at[3];
	const bool closes = before == ')' && strchr(" |)", after) != NULL;

	if (!closes && strchr(between, before) != NULL &&
	    strchr(between, after) != NULL && after != '(')
		return fail(parser, parser->at,
		    "'...' is the rest of a word and must touch one. Write "
		    "\\.\\.\\. for dots, or say which words may stand between");
	return take(parser, REGEX_REST, 3);
}

static struct regex *
parse_atom(struct parser *parser)
{
	const char *at = parser->at;

	if (g_str_has_prefix(at, "..."))
		return parse_rest(parser);
	switch (*at) {
	case '\\':
		return parse_escape(parser);
	case '[':
		return parse_set(parser);
	case '(':
		return parse_group(parser);
	case '.':
		return take(parser, REGEX_SET, 1);
	case '^':
	case '$':
		return take(parser, REGEX_ASSERT, 1);
	case '*':
	case '+':
	case '?':
		return fail(parser, at,
		    "this repeats nothing. Write \\? \\* \\+ for the sign "
		    "itself");
	case '{':
		return is_quantifier(at)
		    ? fail(parser, at, "this repeats nothing")
		    : parse_class(parser);
	default:
		break;
	}
	if (g_ascii_iscntrl(*at) && !g_ascii_isspace(*at))
		return fail(parser, at,
		    "a control character. In a string a backslash is written "
		    "twice: \\\\b");
	return take_literal(parser, 0);
}

/* The bytes of a quantifier at the cursor, 0 if there is none. */
static size_t
quantifier_length(struct parser *parser, unsigned *min, unsigned *max)
{
	const char *at = parser->at;
	char *end = NULL;

	*min = *at == '+';
	*max = *at == '?' ? 1 : REPEAT_MANY;
	if (*at == '*' || *at == '+' || *at == '?') {
		at++;
	} else if (is_quantifier(at)) {
		*min = (unsigned)g_ascii_strtoull(at + 1, &end, 10);
		*max = *min;
		if (*end == ',') {
			const char *from = end + 1;
			*max = (unsigned)g_ascii_strtoull(from, &end, 10);
			if (end == from)
				*max = REPEAT_MANY;
		}
		if (*end != '}' || *min > *max || at[1] == ',')
			return 0;
		at = end + 1;
	} else {
		return 0;
	}
	at += *at == '?' || *at == '+';
	return (size_t)(at - parser->at);
}

static struct regex *
parse_repeated(struct parser *parser)
{
	struct regex *atom = parse_atom(parser);
	unsigned min, max;

	if (atom == NULL)
		return NULL;
	const size_t length = quantifier_length(parser, &min, &max);
	if (length == 0)
		return is_quantifier(parser->at)
		    ? fail(parser, parser->at, "write it as {2,3}")
		    : atom;
	struct regex *node = take(parser, REGEX_REPEAT, length);
	node->min = min;
	node->max = max;
	node->child = atom;
	regex_set_edges(atom);
	return node;
}

/* A line break and what follows it up to the next sign count for nothing, so
   that long patterns can be laid out. A blank before the break is one. */
static void
skip_line_break(struct parser *parser)
{
	if (*parser->at == '\n')
		while (g_ascii_isspace(*parser->at))
			parser->at++;
}

static struct regex *
parse_branch(struct parser *parser)
{
	struct regex *branch = new_node(parser, REGEX_CONCAT);
	struct regex **last = &branch->child;

	skip_line_break(parser);
	while (*parser->at != '\0' && *parser->at != '|' &&
	    *parser->at != ')') {
		*last = parse_repeated(parser);
		if (*last == NULL)
			return NULL;
		regex_set_edges(*last);
		last = &(*last)->next;
		skip_line_break(parser);
	}
	regex_set_edges(branch);
	return branch;
}

static struct regex *
parse_branches(struct parser *parser)
{
	struct regex *all = new_node(parser, REGEX_ALTERNATE);
	struct regex **last = &all->child;

	for (;;) {
		*last = parse_branch(parser);
		if (*last == NULL)
			return NULL;
		if (*parser->at != '|')
			break;
		parser->at++;
		last = &(*last)->next;
	}
	regex_set_edges(all);
	return all->child->next == NULL ? all->child : all;
}

/* Letters and their combining marks (U+0300 to U+036F) in one piece. */
static const char *
compose(const char *text, struct arena *arena)
{
	if (strpbrk(text, "\xCC\xCD") == NULL)
		return text;
	char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
	const char *copy = arena_strdup(arena, composed);
	g_free(composed);
	return copy;
}

struct regex *
regex_parse(const struct source_text *text, struct word_classes *classes,
    struct arena *arena, struct err *err)
{
	struct parser parser = {
		.text = *text,
		.classes = classes,
		.arena = arena,
		.err = err,
	};

	parser.begin = parser.at = parser.text.text =
	    compose(text->text, arena);
	if (strlen(parser.begin) > PATTERN_BYTES_MAX)
		return fail(&parser, parser.at, "longer than 16384 bytes");
	if (parser.begin[strspn(parser.begin, " ")] == '\0')
		return fail(&parser, parser.at, "the pattern is empty");
	struct regex *tree = parse_branches(&parser);
	if (tree != NULL && *parser.at == ')')
		return fail(&parser, parser.at, "this ')' closes nothing");
	return tree;
}
