/*
 * print - one printer for text and JSON
 */
#include "review/print.h"

#include <glib.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MAX = 100, WIDTH_MIN = 40 };

static int
terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_DEFAULT;
	return CLAMP(size.ws_col, WIDTH_MIN, WIDTH_MAX);
}

struct printer
printer_for(bool is_json)
{
	const char *term = g_getenv("TERM");
	const char *no_colour = g_getenv("NO_COLOR");
	const bool is_terminal = isatty(STDOUT_FILENO) != 0;

	return (struct printer){
		.out = stdout,
		.is_json = is_json,
		.is_terminal = is_terminal,
		.is_colour = is_terminal && !is_json &&
		    (no_colour == NULL || no_colour[0] == '\0') &&
		    g_strcmp0(term, "dumb") != 0,
		.width = terminal_width(),
	};
}

void
print_object(const struct printer *printer, json_t *object, print_view view)
{
	if (printer->is_json) {
		(void)json_dumpf(object, printer->out, JSON_COMPACT);
		(void)fputc('\n', printer->out);
	} else {
		view(printer, object);
	}
	json_decref(object);
}

const char *
print_get(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

const char *
print_style(const struct printer *printer, enum style style)
{
	static const char *const sequences[] = {
		[STYLE_PLAIN] = "\033[0m",
		[STYLE_BOLD] = "\033[1m",
		[STYLE_DIM] = "\033[2m",
		[STYLE_GOOD] = "\033[32m",
		[STYLE_WARN] = "\033[33m",
		[STYLE_BAD] = "\033[1;31m",
		[STYLE_MARK] = "\033[1;4;31m",
	};

	return printer->is_colour ? sequences[style] : "";
}

enum style
print_action_style(const char *action)
{
	static const struct {
		const char *action;
		enum style style;
	} styles[] = {
		{ "hold", STYLE_BAD },
		{ "confirm", STYLE_BAD },
		{ "annotate", STYLE_WARN },
		{ "pass", STYLE_GOOD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(styles); i++)
		if (strcmp(action, styles[i].action) == 0)
			return styles[i].style;
	return STYLE_PLAIN;
}

void
print_styled(
    const struct printer *printer, enum style style, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	char *text = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)fputs(print_style(printer, style), printer->out);
	print_clean(printer, text);
	(void)fputs(print_style(printer, STYLE_PLAIN), printer->out);
	g_free(text);
}

/* What a terminal would obey, or what turns text around on it. */
static bool
is_dangerous(gunichar c)
{
	const GUnicodeType type = g_unichar_type(c);

	return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
	    type == G_UNICODE_LINE_SEPARATOR ||
	    type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Valid, and without what could fool a terminal. The caller frees it. */
static char *
cleaned(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);
	GString *clean = g_string_sized_new(strlen(valid));

	for (const char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
		const gunichar point = g_utf8_get_char(c);
		if (point == '\n' || point == '\t' || point == '\r')
			g_string_append_c(clean, ' ');
		else if (!is_dangerous(point))
			g_string_append_unichar(clean, point);
	}
	g_free(valid);
	return g_string_free(clean, FALSE);
}

void
print_clean(const struct printer *printer, const char *text)
{
	char *clean = cleaned(text);

	(void)fputs(clean, printer->out);
	g_free(clean);
}

static int
character_width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

int
print_width(const char *text)
{
	int width = 0;

	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
		width += character_width(g_utf8_get_char(c));
	return width;
}

void
print_filled(const struct printer *printer, const char *text, int indent)
{
	char *clean = cleaned(text);
	char **words = g_strsplit(clean, " ", -1);
	int column = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		const int width = print_width(words[i]);
		if (width == 0)
			continue;
		if (column > 0 && column + 1 + width > printer->width) {
			(void)fputc('\n', printer->out);
			column = 0;
		}
		if (column == 0) {
			(void)fprintf(printer->out, "%*s", indent, "");
			column = indent;
		} else {
			(void)fputc(' ', printer->out);
			column++;
		}
		(void)fputs(words[i], printer->out);
		column += width;
	}
	(void)fputc('\n', printer->out);
	g_strfreev(words);
	g_free(clean);
}

void
print_column(const struct printer *printer, const char *text, int columns)
{
	char *clean = cleaned(text);
	const char *end = clean;
	const bool is_cut =
	    printer->is_terminal && print_width(clean) > columns;
	int width = 0;

	while (*end != '\0') {
		const int wide = character_width(g_utf8_get_char(end));
		if (is_cut && width + wide > columns - 1)
			break;
		width += wide;
		end = g_utf8_next_char(end);
	}
	(void)fwrite(clean, 1, (size_t)(end - clean), printer->out);
	if (is_cut) {
		(void)fputs("…", printer->out);
		width++;
	}
	(void)fprintf(printer->out, "%*s", MAX(0, columns - width), "");
	g_free(clean);
}
