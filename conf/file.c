/*
 * file - libconfig files, with the errors people need
 *
 * The text is looked through before libconfig sees it, because libconfig
 * joins two strings without a comma between them into one, silently. What is
 * not done here: knowing which settings a file may have.
 */
#include "conf/file.h"

#include <errno.h>
#include <glib.h>
#include <stdarg.h>

enum { FILE_BYTES_MAX = 4 << 20 };

/* Walks the text by tokens, coarse ones: a string, or one other byte. */
struct cursor {
	const char *path;
	const char *at;
	unsigned line;
};

static void
skip_block_comment(struct cursor *c)
{
	for (c->at += 2; *c->at != '\0'; c->at++) {
		if (c->at[0] == '*' && c->at[1] == '/') {
			c->at += 2;
			return;
		}
		c->line += *c->at == '\n';
	}
}

static void
skip_blanks_and_comments(struct cursor *c)
{
	while (*c->at != '\0') {
		if (c->at[0] == '/' && c->at[1] == '*') {
			skip_block_comment(c);
		} else if (c->at[0] == '#' ||
		    (c->at[0] == '/' && c->at[1] == '/')) {
			c->at += strcspn(c->at, "\n");
		} else if (g_ascii_isspace(*c->at)) {
			c->line += *c->at == '\n';
			c->at++;
		} else {
			return;
		}
	}
}

/* c stands on the opening quotation mark. */
static bool
skip_string(struct cursor *c, struct err *err)
{
	const unsigned began = c->line;

	for (c->at++; *c->at != '"'; c->at++) {
		if (*c->at == '\\' && c->at[1] != '\0')
			c->at++;
		if (*c->at == '\0')
			return err_set(err, ERR_CONFIG,
			    "%s:%u: a string begins here and never ends. Add the "
			    "closing quotation mark",
			    c->path, began);
		c->line += *c->at == '\n';
	}
	c->at++;
	return true;
}

/* What is between the strings: one byte, or an @include. */
static bool
skip_other(struct cursor *c, struct err *err)
{
	if (g_str_has_prefix(c->at, "@include"))
		return err_set(err, ERR_CONFIG,
		    "%s:%u: @include is not supported. Put the file itself into "
		    "the directory",
		    c->path, c->line);
	c->at++;
	return true;
}

static bool
check_commas(const char *path, const char *text, struct err *err)
{
	struct cursor c = { path, text, 1 };
	unsigned line = 0;	/* of the token before */
	char before = '\0';	/* its first byte */

	for (;;) {
		skip_blanks_and_comments(&c);
		const char first = *c.at;
		if (first == '\0')
			return true;
		if (first == '"' && before == '"')
			return err_set(err, ERR_CONFIG,
			    "%s:%u: a comma is missing after this string; the two "
			    "would be joined. Write one string, or put a comma "
			    "between them",
			    path, line);
		if ((first == ')' || first == ']') && before == ',')
			return err_set(err, ERR_CONFIG,
			    "%s:%u: there is a comma after the last element. "
			    "Remove it",
			    path, line);
		if (first == '"' ? !skip_string(&c, err) : !skip_other(&c, err))
			return false;
		before = first;
		line = c.line;
	}
}

static bool
check_text(const char *path, const char *text, size_t length, struct err *err)
{
	const char *bad = NULL;

	if (length > FILE_BYTES_MAX)
		return err_set(err, ERR_CONFIG,
		    "%s: larger than %d bytes. Split the file", path,
		    FILE_BYTES_MAX);
	if (g_str_has_prefix(text, "\xEF\xBB\xBF"))
		return err_set(err, ERR_CONFIG,
		    "%s:1: the file begins with a byte order mark. Save it as "
		    "UTF-8 without BOM",
		    path);
	if (!g_utf8_validate(text, (gssize)length, &bad)) {
		unsigned line = 1;
		for (const char *c = text; c < bad; c++)
			line += *c == '\n';
		return err_set(err, ERR_CONFIG,
		    "%s:%u: not valid UTF-8. Save the file as UTF-8", path,
		    line);
	}
	return check_commas(path, text, err);
}

bool
conf_file_read(const char *path, config_t *config, struct err *err)
{
	gchar *text = NULL;
	gsize length = 0;
	GError *trouble = NULL;

	if (!g_file_get_contents(path, &text, &length, &trouble)) {
		(void)err_set(err, ERR_CONFIG, "%s: cannot be read: %s", path,
		    g_strerror(errno));
		g_error_free(trouble);
		return false;
	}
	const bool is_sound = check_text(path, text, length, err);
	g_free(text);
	if (!is_sound)
		return false;
	config_init(config);
	if (config_read_file(config, path) == CONFIG_TRUE)
		return true;
	if (config_error_type(config) == CONFIG_ERR_PARSE)
		(void)err_set(err, ERR_CONFIG,
		    "%s:%d: %s. Look for a missing ';', '}' or quotation mark "
		    "here or on the line before",
		    path, config_error_line(config), config_error_text(config));
	else
		(void)err_set(err, ERR_CONFIG, "%s: cannot be read", path);
	config_destroy(config);
	return false;
}

bool
conf_error(struct err *err, const config_setting_t *setting, const char *fmt,
    ...)
{
	const char *path = config_setting_source_file(setting);
	va_list args;

	va_start(args, fmt);
	char *what = g_strdup_vprintf(fmt, args);
	va_end(args);
	(void)err_set(err, ERR_CONFIG, "%s:%u: %s", path != NULL ? path : "?",
	    (unsigned)config_setting_source_line(setting), what);
	g_free(what);
	return false;
}
