/*
 * settings_print - the settings as a file, as a sample, as a manual page
 *
 * All three come from the rows in settings.c; nothing here knows a setting by
 * name.
 */
#include <glib.h>
#include <inttypes.h>

#include "base/arena.h"
#include "conf/settings.h"
#include "conf/settings_table.h"

enum { COLUMNS = 78 };

static void
append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
}

static void
append_list(GString *out, const char *const *items)
{
	g_string_append(out, "(");
	for (size_t i = 0; items[i] != NULL; i++) {
		g_string_append(out, i == 0 ? " " : ", ");
		append_quoted(out, items[i]);
	}
	g_string_append(out, items[0] == NULL ? ")" : " )");
}

static void
append_value(GString *out, const struct setting_def *def,
    const struct settings *settings)
{
	const void *field = (const char *)settings + def->offset;

	switch (def->type) {
	case SETTING_BOOL:
		g_string_append(out, *(const bool *)field ? "true" : "false");
		break;
	case SETTING_ENUM:
		append_quoted(out, def->names[*(const int *)field]);
		break;
	case SETTING_OCTAL:
		g_string_append_printf(out, "\"%04o\"",
		    (unsigned)*(const int *)field);
		break;
	case SETTING_INT:
		g_string_append_printf(out, "%d", *(const int *)field);
		break;
	case SETTING_SIZE:
		g_string_append_printf(out, "%" PRId64,
		    *(const int64_t *)field);
		break;
	case SETTING_LIST:
	case SETTING_PATHS:
		append_list(out, *(const char *const *const *)field);
		break;
	default:
		append_quoted(out, *(const char *const *)field);
		break;
	}
}

static const char *
take(GString *text, struct arena *arena)
{
	const char *copy = arena_strndup(arena, text->str, text->len);

	g_string_free(text, TRUE);
	return copy;
}

const char *
settings_dump(const struct settings *settings, struct arena *arena)
{
	GString *out = g_string_new(NULL);

	for (const struct setting_def *d = setting_defs; d->name != NULL; d++) {
		g_string_append_printf(out, "%s = ", d->name);
		append_value(out, d, settings);
		g_string_append(out, ";\n");
	}
	return take(out, arena);
}

/* The text in lines of COLUMNS, each after prefix. */
static void
append_wrapped(GString *out, const char *prefix, const char *text)
{
	char **words = g_strsplit(text, " ", -1);
	size_t column = COLUMNS;

	for (size_t i = 0; words[i] != NULL; i++) {
		const size_t length = strlen(words[i]);
		if (column + 1 + length > COLUMNS) {
			g_string_append_printf(out, "%s%s",
			    i == 0 ? "" : "\n", prefix);
			column = strlen(prefix);
		} else {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, words[i]);
		column += length;
	}
	g_string_append_c(out, '\n');
	g_strfreev(words);
}

const char *
settings_sample(struct arena *arena)
{
	GString *out = g_string_new(
	    "# Settings of taktd(8) and takt(1); see takt.conf(5). Lines that\n"
	    "# begin with #name show the default. Check: taktd -t\n");

	for (const struct setting_def *d = setting_defs; d->name != NULL; d++) {
		if (d->section != NULL)
			g_string_append_printf(out, "\n##### %s\n", d->section);
		g_string_append_c(out, '\n');
		append_wrapped(out, "# ", d->doc);
		g_string_append_printf(out, "#%s = %s;\n", d->name,
		    d->fallback);
	}
	return take(out, arena);
}

/* Text for troff: a backslash and a line that begins with a dot or an
   apostrophe mean something to it. */
static void
append_troff(GString *out, const char *text)
{
	if (text[0] == '.' || text[0] == '\'')
		g_string_append(out, "\\&");
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\\')
			g_string_append(out, "\\e");
		else if (*c == '-')
			g_string_append(out, "\\-");
		else
			g_string_append_c(out, *c);
	}
	g_string_append_c(out, '\n');
}

const char *
settings_man(struct arena *arena)
{
	GString *out = g_string_new(
	    ".\\\" Made by `taktd --man` from conf/settings.c: do not edit.\n"
	    ".TH TAKT.CONF 5 \"\" \"Takt\" \"File formats\"\n"
	    ".SH NAME\n"
	    "takt.conf \\- settings of Takt\n"
	    ".SH DESCRIPTION\n"
	    "Read by\n.BR taktd (8)\nand\n.BR takt (1).\n"
	    "The file is in libconfig's form (\\fIname\\fR = \\fIvalue\\fR;).\n"
	    "Strings stand in quotation marks, lists in parentheses, comments\n"
	    "follow a #. Unknown names and wrong values are errors that name\n"
	    "file and line;\n.B taktd \\-t\nchecks the file and the rules.\n"
	    "Relative paths begin at the folder of the file.\n"
	    ".B taktd \\-d\nprints what is in force.\n"
	    "After a change:\n.B systemctl reload taktd\n"
	    "(or SIGHUP); socket, user, log, store and key_file take a\n"
	    "restart.\n");

	for (const struct setting_def *d = setting_defs; d->name != NULL; d++) {
		if (d->section != NULL) {
			char *heading = g_ascii_strup(d->section, -1);
			g_string_append_printf(out, ".SH \"%s\"\n", heading);
			g_free(heading);
		}
		g_string_append_printf(out, ".TP\n\\fB%s\\fR = ", d->name);
		append_troff(out, d->fallback);
		append_troff(out, d->doc);
	}
	g_string_append(out,
	    ".SH SEE ALSO\n.BR taktd (8),\n.BR takt (1)\n");
	return take(out, arena);
}
