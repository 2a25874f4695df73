/*
 * attribution - "On Monday Per wrote:", in the languages replies come in
 *
 * Found from the end: the line with the colon is looked for, then the opener
 * ("On", "Den", "Am") at most three lines above it. A sender may write "as Per
 * wrote:" as well; without a quote below, only a line with a date or an
 * address is taken for the work of a program.
 */
#include "message/attribution.h"

#include <glib.h>

#include "base/arena.h"

enum {
	LINES_ABOVE = 3,
	LINES_TRIED = 1000,	/* bounds the time */
	ATTRIBUTION_LONGEST = 400,
	UNWORDED_LONGEST = 140,	/* without "wrote" */
};

/* clang-format off */
static const char *const wrote_words[] = {
	"wrote", "writes", "wrote on", "said", "skrev", "skriver", "schrieb",
	"schreibt", "geschrieben", "écrit", "ecrit", "escribió", "escribio",
	"escribe", "escreveu", "schreef", "schreef op", "scritto", "scrisse",
	"kirjoitti", "napisał", "napisał(a)", "napisala", "napsal",
	"napsal(a)", "написал", "написала", "пишет", "писал", "написав",
	"írta", "yazdı", "шнаписа", "написа", "geschreven", "skreiv", "crit",
	"ha scritto", "escrigué", "kirjutas", "rašė", "a scris", NULL
};
static const char *const openers[] = {
	"on", "den", "am", "le", "el", "op", "il", "em", "på", "den", "at",
	"quoting", "in reply to", "w dniu", "dnia", "dne", "kl", "kl.", "i",
	"vào", "el dia", "in a message dated", "in a message",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"sunday", "mån", "tis", "ons", "tors", "tor", "fre", "lör", "sön",
	"måndag", "måndagen", "tisdag", "tisdagen", "onsdag", "onsdagen",
	"torsdag", "torsdagen", "fredag", "fredagen", "lördag", "lördagen",
	"söndag", "söndagen", "man", "tir", "lør", "søn", "mandag", "tirsdag",
	"lørdag", "søndag", "man.", "tir.", "ons.", "tor.", "fre.", "lør.",
	"søn.", "mo", "di", "mi", "do", "fr", "sa", "so", "montag",
	"dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
	"sonntag", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lun.",
	"mar.", "mer.", "jeu.", "ven.", "sam.", "dim.", "ma", "ti", "ke",
	"to", "pe", "la", "su", NULL
};
static const char *const first_person[] = {
	"i wrote", "jag skrev", "skrev jag", "ich schrieb", "schrieb ich",
	"jeg skrev", "skrev jeg", "as you wrote", "you wrote", "du skrev",
	"skrev du", "ich geschrieben", "schrieben", "i said", "you said",
	NULL
};
/* clang-format on */

/* What a stretch of one to four lines says. */
struct attribution {
	const char *text;	/* the lines joined by blanks */
	bool has_wrote, ends_in_colon, has_time, has_date, has_address;
	bool opens;		/* begins as attributions do */
	bool ends_in_wrote;	/* "... wrote", "---- On ... wrote ----" */
};

static bool
contains_word(const char *text, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
		const unsigned char next = (unsigned char)at[length];
		const bool starts = at == text || at[-1] == ' ' ||
		    at[-1] == '>' || at[-1] == '*' || at[-1] == '_';
		if (starts && !g_ascii_isalnum(next) && next < 0x80)
			return true;
	}
	return false;
}

static bool
contains_any_word(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (contains_word(text, *words))
			return true;
	return false;
}

/* Digits around a separator: "10:22", "10.22", "3/4", "2024-03". */
static bool
digits_around(const char *text, const char *separators, size_t *digits_out)
{
	for (const char *at = text + 1; *text != '\0' && *at != '\0'; at++)
		if (strchr(separators, *at) != NULL &&
		    g_ascii_isdigit(at[-1]) && g_ascii_isdigit(at[1])) {
			*digits_out = strspn(at + 1, "0123456789");
			return true;
		}
	return false;
}

static bool
has_year(const char *text)
{
	for (; (text = strpbrk(text, "12")) != NULL; text++) {
		const size_t digits = strspn(text, "0123456789");
		if (digits == 4 &&
		    (memcmp(text, "19", 2) == 0 || memcmp(text, "20", 2) == 0))
			return true;
		if (digits > 1)
			text += digits - 1;
	}
	return false;
}

static const char *
skip_marks(const char *folded)
{
	return folded + strspn(folded, "*_-> \"");
}

static bool
opens_attribution(const char *folded)
{
	const char *at = skip_marks(folded);
	const size_t length = word_prefix(at, openers);

	return (length > 0 && strchr(" ,.", at[length]) != NULL) ||
	    g_ascii_isdigit(*at);
}

static bool
ends_in_wrote(const char *text)
{
	static const char *const endings[] = { " wrote", " skrev",
		" schrieb", " écrit", " escribió", " escreveu", " schreef",
		" scritto", " geschrieben", NULL };
	size_t length = strlen(text);

	while (length > 0 && strchr("- *_", text[length - 1]) != NULL)
		length--;
	for (size_t i = 0; endings[i] != NULL; i++) {
		const size_t size = strlen(endings[i]);
		if (size <= length &&
		    memcmp(text + length - size, endings[i], size) == 0)
			return true;
	}
	return false;
}

static const char *
join(const struct lines *lines, size_t from, size_t to)
{
	GString *text = g_string_sized_new(160);

	for (size_t i = from; i <= to; i++) {
		if (text->len > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, line_folded(lines, i));
	}
	const char *copy = arena_strndup(lines->arena, text->str, text->len);
	g_string_free(text, TRUE);
	return copy;
}

static struct attribution
read_lines(const struct lines *lines, size_t from, size_t to)
{
	const char *text =
	    from == to ? line_folded(lines, from) : join(lines, from, to);
	size_t length = strlen(text), digits;
	struct attribution seen = { .text = text };

	if (length > ATTRIBUTION_LONGEST)
		return seen;
	while (length > 0 && strchr("*_ \">", text[length - 1]) != NULL)
		length--;
	seen.ends_in_colon = length > 0 && text[length - 1] == ':';
	seen.has_wrote = contains_any_word(text, wrote_words);
	seen.has_time = digits_around(text, ":.", &digits) && digits == 2;
	seen.has_date = has_year(text) ||
	    (digits_around(text, "/-.", &digits) && strchr(text, '/') != NULL);
	const char *at = strchr(text, '@');
	seen.has_address = (at != NULL && at != text && at[1] != ' ') ||
	    strstr(text, "mailto:") != NULL ||
	    (strchr(text, '<') != NULL && strchr(text, '>') != NULL);
	seen.opens = opens_attribution(text);
	seen.ends_in_wrote = seen.has_wrote && ends_in_wrote(text);
	return seen;
}

/* "2026-03-04 10:22 GMT+01:00 Per Lund", and nothing else. */
static bool
is_stamp(const struct attribution *seen)
{
	return g_ascii_isdigit(*seen->text) && seen->has_time &&
	    seen->has_date && strstr(seen->text, " gmt+") != NULL &&
	    count_words(seen->text) <= 10;
}

/* Nothing but a program writes this: it needs no quote below. */
static bool
is_certain(const struct attribution *seen)
{
	if (contains_any_word(seen->text, first_person))
		return false;
	if (is_stamp(seen))
		return true;
	if (seen->ends_in_wrote && !seen->ends_in_colon)
		return seen->opens && seen->has_time &&
		    (seen->has_address || seen->has_date);
	if (!seen->ends_in_colon)
		return false;
	if (!seen->has_wrote)	/* "3/4/2026 10:22 Per <per@x.example>:" */
		return (seen->opens || seen->has_date) && seen->has_time &&
		    seen->has_address && strlen(seen->text) < UNWORDED_LONGEST;
	if (seen->opens)
		return seen->has_time || seen->has_date || seen->has_address;
	return seen->has_address || (seen->has_date && seen->has_time);
}

/* Enough with a marked quote right below. */
static bool
is_likely(const struct attribution *seen)
{
	const bool has_when = seen->has_time || seen->has_date;

	if (seen->opens && seen->has_date &&
	    (seen->has_time || seen->has_address) &&
	    strlen(seen->text) < UNWORDED_LONGEST)
		return true;
	if (seen->has_wrote)
		return seen->ends_in_colon ||
		    (seen->opens && (has_when || seen->has_address));
	return seen->ends_in_colon && seen->has_address &&
	    (has_when || seen->opens);
}

static bool
colon_at_end(const struct lines *lines, size_t index)
{
	const char *text = lines->body->text + lines->items[index].begin;
	size_t length = lines->items[index].end - lines->items[index].begin;

	for (; length > 0; length--) {
		const char c = text[length - 1];
		if (c == ':')
			return true;
		if (strchr("*_ \t\r\">", c) == NULL && c != '\xC2' &&
		    c != '\xA0')
			return false;
	}
	return false;
}

/* The upper line of several: "On ..." or "Per Lund <per@x.example> ...". */
static bool
may_open(const char *folded)
{
	const char *at = strchr(folded, '@');

	return opens_attribution(folded) ||
	    (at != NULL && strchr(folded, '<') != NULL &&
		contains_any_word(at, wrote_words));
}

/*
 * The first line of the attribution that ends at last, or lines->count if
 * there is none.
 */
static size_t
find_start(const struct lines *lines, size_t last, bool quote_follows,
    bool *certain_out)
{
	for (size_t first = last + 1; first-- > 0;) {
		if (last - first > LINES_ABOVE || !line_is_own(lines, first))
			break;
		const struct attribution seen =
		    read_lines(lines, first, last);
		/* upper lines belong to it only if they open it */
		if (first < last && !may_open(line_folded(lines, first)))
			continue;
		*certain_out = is_certain(&seen);
		if (*certain_out || (quote_follows && is_likely(&seen)))
			return first;
	}
	return lines->count;
}

/* The upper lines of an attribution of which only the end was found: "On
   Wed, Dec 9, Per Lund" above "<per@x.example>" and "wrote:". */
static size_t
extend_up(const struct lines *lines, size_t first, size_t last)
{
	if (opens_attribution(line_folded(lines, first)))
		return first;
	const struct attribution seen = read_lines(lines, first, last);
	const bool is_fragment = !seen.has_date && !seen.has_time;
	for (size_t up = first; up-- > 0 && last - up <= LINES_ABOVE;) {
		if (!line_is_own(lines, up))
			break;
		const char *folded = line_folded(lines, up);
		size_t digits;
		if (!opens_attribution(folded) || strlen(folded) < 10)
			continue;
		if (digits_around(folded, ":.", &digits) ||
		    has_year(folded) ||
		    (is_fragment && strpbrk(folded, "0123456789") != NULL))
			return up;
	}
	return first;
}

/* Only a line with one of these can end an attribution. */
static bool
may_end(const struct lines *lines, size_t index)
{
	const char *text = lines->body->text + lines->items[index].begin;
	size_t length = lines->items[index].end - lines->items[index].begin;

	if (colon_at_end(lines, index) ||
	    (length > 16 && g_ascii_isdigit(*text) &&
		memmem(text, length, " GMT+", 5) != NULL))
		return true;
	while (length > 0 && strchr("- \t\r*_", text[length - 1]) != NULL)
		length--;
	static const char *const endings[] = { "wrote", "skrev", "chrieb",
		"crit", "ribi\u00F3", "creveu", "chreef", NULL };
	for (size_t i = 0; endings[i] != NULL; i++) {
		const size_t size = strlen(endings[i]);
		if (size <= length && memcmp(
			text + length - size, endings[i], size) == 0)
			return true;
	}
	return false;
}

void
attribution_drop(struct lines *lines)
{
	unsigned tried = 0;

	for (size_t i = 0; i < lines->count && tried < LINES_TRIED; i++) {
		if (!line_is_own(lines, i))
			continue;
		const size_t next = lines_next_visible(lines, i);
		const bool quote_follows = next < lines->count &&
		    lines->items[next].is_quoted && next <= i + 3;
		if (!quote_follows && !may_end(lines, i))
			continue;
		tried++;
		bool is_alone = false;
		size_t first = find_start(lines, i, quote_follows, &is_alone);
		if (first == lines->count)
			continue;
		first = extend_up(lines, first, i);
		lines_drop(lines, first, i + 1, DROP_ATTRIBUTION);
		/* the very first line: what they wrote must be below */
		const bool is_top =
		    lines_previous_visible(lines, first) == lines->count;
		if (is_alone && !quote_follows && !is_top) {
			lines_drop(lines, i + 1, lines->count, DROP_QUOTE);
			return;
		}
	}
}
