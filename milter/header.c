/*
 * header - the values of the X-Takt fields
 *
 * Words that are plain ASCII stay readable; runs of other words become
 * encoded words in Q encoding, broken between characters only.
 */
#include "milter/header.h"

#include <glib.h>

#include "base/arena.h"
#include "base/timespan.h"

enum {
	COLUMNS = 78,
	PIECE_MAX = 60,		/* fits behind the longest of our names */
	EVIDENCE_CHARS = 120,	/* of one piece */
};

#define ENCODED_BEGIN "=?UTF-8?Q?"
#define ENCODED_END   "?="

struct folder {
	GString *out;
	size_t column;
};

/* One piece that is not broken, after a blank or on a new line. */
static void
put(struct folder *f, const char *piece, size_t length)
{
	const bool is_first = f->out->len == 0;

	if (!is_first && f->column + 1 + length > COLUMNS) {
		g_string_append(f->out, "\n ");
		f->column = 1;
	} else if (!is_first) {
		g_string_append_c(f->out, ' ');
		f->column++;
	}
	g_string_append_len(f->out, piece, (gssize)length);
	f->column += length;
}

static bool
is_plain(const char *word, size_t length)
{
	if (length > PIECE_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (word[i] <= ' ' || word[i] > '~' ||
		    (word[i] == '=' && i + 1 < length && word[i + 1] == '?'))
			return false;
	return true;
}

/* The Q form of one character; at most 12 bytes. */
static size_t
encode_char(const char *c, size_t length, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		const unsigned char byte = (unsigned char)c[i];
		if (g_ascii_isalnum(c[i]) || strchr("!*+-/", c[i]) != NULL) {
			out[n++] = c[i];
		} else if (byte == ' ') {
			out[n++] = '_';
		} else {
			out[n++] = '=';
			out[n++] = digits[byte >> 4];
			out[n++] = digits[byte & 15];
		}
	}
	return n;
}

/* A run of words, the blanks between them included. */
static void
put_encoded(struct folder *f, const char *text, size_t length)
{
	const size_t most = PIECE_MAX - strlen(ENCODED_END);
	GString *word = g_string_new(ENCODED_BEGIN);

	for (const char *c = text; c < text + length;) {
		const size_t size = (size_t)(g_utf8_next_char(c) - c);
		char coded[3 * 6];
		const size_t n = encode_char(c, size, coded);
		if (word->len + n > most) {
			g_string_append(word, ENCODED_END);
			put(f, word->str, word->len);
			g_string_assign(word, ENCODED_BEGIN);
		}
		g_string_append_len(word, coded, (gssize)n);
		c += size;
	}
	g_string_append(word, ENCODED_END);
	put(f, word->str, word->len);
	g_string_free(word, TRUE);
}

/* Valid UTF-8 without control characters, on one line. */
static char *
clean(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);

	for (char *c = valid; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	return g_strstrip(valid);
}

/* Length of the run of words at text that are all plain, or all not. */
static size_t
run_length(const char *text, bool plain)
{
	size_t run = 0;

	for (;;) {
		const size_t blanks = strspn(text + run, " ");
		const size_t word = strcspn(text + run + blanks, " ");
		if (word == 0 || is_plain(text + run + blanks, word) != plain)
			return run;
		run += blanks + word;
		if (plain)	/* plain words can be broken anywhere */
			return run;
	}
}

static void
put_text(struct folder *f, const char *text)
{
	char *line = clean(text);

	for (const char *c = line; *c != '\0';) {
		c += strspn(c, " ");
		const bool plain = is_plain(c, strcspn(c, " "));
		const size_t run = run_length(c, plain);
		if (run == 0)
			break;
		if (plain)
			put(f, c, run);
		else
			put_encoded(f, c, run);
		c += run;
	}
	g_free(line);
}

static struct folder
folder_new(const char *name)
{
	return (struct folder){ g_string_new(NULL),
		strlen(name) + strlen(": ") };
}

static const char *
folder_take(struct folder *f, struct arena *arena)
{
	const char *value = arena_strndup(arena, f->out->str, f->out->len);

	g_string_free(f->out, TRUE);
	return value;
}

const char *
header_text(struct arena *arena, const char *name, const char *text)
{
	struct folder f = folder_new(name);

	put_text(&f, text);
	return folder_take(&f, arena);
}

static void
put_evidence(struct folder *f, const struct finding *finding)
{
	bool any = false;

	for (size_t i = 0; i < finding->evidence_count; i++) {
		const char *text = finding->evidence[i].text;
		if (text == NULL || text[0] == '\0')
			continue;
		put_text(f, any ? "/" : "words:");
		char *valid = g_utf8_make_valid(text, -1);
		if (g_utf8_strlen(valid, -1) > EVIDENCE_CHARS)
			*g_utf8_offset_to_pointer(valid, EVIDENCE_CHARS) =
			    '\0';
		put_text(f, valid);
		g_free(valid);
		any = true;
	}
}

const char *
header_finding(struct arena *arena, const struct finding *finding)
{
	struct folder f = folder_new(HEADER_FINDING);

	put_text(&f, arena_printf(arena, "%s; action=%s; level=%s%s%s%s",
	    finding->rule, action_name(finding->action),
	    level_name(finding->level),
	    finding->until != 0 ? "; until=" : "",
	    finding->until != 0 ? time_format(arena, finding->until) : "",
	    finding->evidence_count > 0 ? ";" : ""));
	put_evidence(&f, finding);
	return folder_take(&f, arena);
}
