/*
 * sentence - where sentences begin and end
 *
 * "?" and "!" end a sentence; a full stop does unless the word before it is an
 * abbreviation, an initial, an ordinal or part of a date.
 */
#include "message/sentence.h"

#include <glib.h>
#include <stdbool.h>

/* clang-format off */
/* Never the end of a sentence, without their full stop. */
static const char *const abbreviations[] = {
	"mr", "mrs", "ms", "dr", "prof", "st", "e.g", "i.e", "eg", "ie",
	"vs", "approx", "ca", "cf", "no", "tel", "fig", "pp", "ext", "dept",
	"est", "jan", "feb", "apr", "jun", "jul", "aug", "sept", "sep",
	"oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat",
	"sun", "gen", "col", "capt", "sgt", "rev", "hon", "incl", "excl",
	"bl.a", "t.ex", "t ex", "f.eks", "d.v.s", "dvs", "s.k", "p.g.a",
	"pga", "fr.o.m", "t.o.m", "tom", "from", "m.fl", "resp", "inkl",
	"exkl", "ev", "kl", "nr", "tfn", "tlf", "jfr", "jf", "f.d", "f.n",
	"fn", "s.a.s", "sid", "enl", "ang", "ung", "kap", "st", "max", "min",
	"mfl", "maj", "okt", "mån", "tis", "ons", "tors", "lör", "sön",
	"bl. a", "t. ex", "d. v. s", "pgr", "jmf", "obs", "o.dyl",
	"z.b", "z. b", "zb", "u.a", "u. a", "d.h", "d. h", "i.d.r", "o.ä",
	"bzw", "ggf", "evtl", "vgl", "inkl", "exkl", "bspw", "sog", "ca",
	"hr", "fr", "frl", "str", "std", "mio", "mrd", "tsd", "zzgl", "abzgl",
	"z.t", "z.zt", "z.hd", "i.a", "i.v", "u.u", "m.e", "v.a", "s.o",
	"s.u", "nr", "abs", "art", "bd", "dipl", "ing", "dipl.-ing", "geb",
	"gem", "jh", "mind", "möbl", "rd", "sg", "tgl", "urspr", "verh",
	"zus", "zw", "allg", "bes", "betr", "bez", "einschl", "entspr",
	"erg", "gegr", "ges", "ehem", "event", "mo", "di", "mi", "do",
	"sa", "so", "mär", "dez", "z.z",
	"f.o.m", "f.eks", "feks", "bl.a", "ev", "evt", "iht", "ift", "ihht",
	"mht", "pga", "vha", "mtp", "dvs", "ca", "adr", "avd", "dir", "eks",
	"jan", "forts", "gj.sn", "kgl", "kr", "man", "tir", "tor", "tors",
	"lør", "søn", "mtp", "på grunn av", "s.u", "tlf", "vedr", "bl.a",
	"p.t", "pt", "t.d", "m.a", "fyrst", NULL
};
/* Of these, the ones that are words as well: "no. 5", but "he said no." */
static const char *const also_words[] = { "no", "from", "tom", "max", "min",
	"man", "sun", "sat", "art", "event", "ung", "bes", "so", "do", "st",
	"mind", "maj", "est", "fig", NULL };
/* End a sentence if a capital follows. */
static const char *const closing_abbreviations[] = {
	"etc", "osv", "usw", "m.m", "o.s.v", "mm", "m.v", "mv", "inc", "ltd",
	"co", "corp", "jr", "sr", "a.m", "p.m", "am", "pm", "o.l", "o.dyl",
	"m.h.t", "e.l", "el", "uam", "u.s", "u.k", "e.kr", "f.kr",
	"n.chr", "v.chr", "i.o", "ok", NULL
};
/* A number in front of one of these is an ordinal: "14. mars". */
static const char *const ordinal_followers[] = {
	"januar", "februar", "märz", "april", "mai", "juni", "juli", "august",
	"september", "oktober", "november", "dezember", "jänner", "feber",
	"januari", "februari", "mars", "maj", "augusti", "december",
	"desember", "jan", "feb", "mär", "apr", "jun", "jul", "aug", "sep",
	"sept", "okt", "nov", "dez", "des", "quartal", "jahrhundert",
	"mahnung", "etage", "stock", "klasse", "platz", "version", "auflage",
	"etasje", "kvartal", "klasse", "århundre", "plass", "obergeschoss",
	"og", "stk", "halbjahr", "semester", "weltkrieg", "teil", NULL
};
/* ... or behind one of these: "am 14. Bitte" is rarer than "am 1. Juni". */
static const char *const ordinal_leaders[] = {
	"am", "der", "die", "das", "dem", "den", "des", "vom", "zum", "bis",
	"ab", "im", "beim", "zur", "til", "fra", "innen", "ca", "nr", NULL
};
/* clang-format on */

static bool
is_listed(const char *word, size_t length, const char *const *list)
{
	const char first = length > 0 ? g_ascii_tolower(*word) : '\0';

	for (; *list != NULL; list++)
		if (**list == first && strlen(*list) == length &&
		    g_ascii_strncasecmp(*list, word, length) == 0)
			return true;
	return false;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Length of ".", "?", "!" or an ellipsis at at; 0 if there is none. */
static inline size_t
stop_length(const char *text, size_t at, size_t end)
{
	if (at >= end)
		return 0;
	if (text[at] == '.' || text[at] == '?' || text[at] == '!')
		return 1;
	return text[at] == '\xE2' && end - at >= 3 &&
	    memcmp(text + at, "\u2026", 3) == 0 ? 3 : 0;
}

/* Length of closing quotation marks and brackets at at. */
static size_t
closers(const char *text, size_t at, size_t end)
{
	static const char *const marks[] = { "\"", "'", ")", "]", "\u201D",
		"\u201C", "\u2019", "\u00BB", "\u00AB", "*", "_", NULL };
	const size_t begin = at;

	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; marks[i] != NULL; i++) {
			const size_t length = strlen(marks[i]);
			if (at + length <= end &&
			    memcmp(text + at, marks[i], length) == 0) {
				at += length;
				again = true;
			}
		}
	}
	return at - begin;
}

static size_t
skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && is_blank(text[at]))
		at++;
	return at;
}

/* The first letter at at is a small one; anything else counts as capital. */
static bool
starts_small(const char *text, size_t at, size_t end)
{
	if (at >= end)
		return false;
	const gunichar c = g_utf8_get_char_validated(
	    text + at, (gssize)MIN(end - at, (size_t)6));
	return c < 0x110000 && g_unichar_islower(c);
}

/* The word that ends right before at. */
static size_t
word_before(const char *text, size_t begin, size_t at)
{
	while (at > begin && !is_blank(text[at - 1]) &&
	    strchr("(\"/,", text[at - 1]) == NULL)
		at--;
	return at;
}

static size_t
word_length(const char *text, size_t at, size_t end)
{
	size_t length = 0;

	while (at + length < end && !is_blank(text[at + length]) &&
	    strchr(".,;:!?)\"", text[at + length]) == NULL)
		length++;
	return length;
}

/* "14." in "am 14. März" or "14. mars"; a list number at the beginning. */
static bool
is_ordinal(const char *text, size_t begin, size_t word, size_t next, size_t end)
{
	if (word == begin)
		return true;
	if (starts_small(text, next, end))
		return true;
	if (is_listed(text + next, word_length(text, next, end),
		ordinal_followers))
		return true;
	size_t before_end = word;
	while (before_end > begin && is_blank(text[before_end - 1]))
		before_end--;
	const size_t before = word_before(text, begin, before_end);
	return next < end && (is_listed(text + before, before_end - before,
	    ordinal_leaders) || g_ascii_isdigit(text[next]));
}

/* A full stop at dot, white space behind it, then text at next. */
static bool
stop_ends(const char *text, size_t begin, size_t dot, size_t next, size_t end)
{
	const size_t word = word_before(text, begin, dot);
	const size_t length = dot - word;

	if (next >= end)
		return true;
	if (length == 0)
		return !starts_small(text, next, end);
	if (strspn(text + word, "0123456789") >= length)
		return length > 3 || !is_ordinal(text, begin, word, next, end);
	if (is_listed(text + word, length, closing_abbreviations))
		return !starts_small(text, next, end);
	if (is_listed(text + word, length, abbreviations))
		return is_listed(text + word, length, also_words) &&
		    !starts_small(text, next, end) &&
		    !g_ascii_isdigit(text[next]);
	/* an initial: "J. Smith", "z. B.", "d. h." */
	if (length == 1 && g_ascii_isalpha(text[word]))
		return false;
	return true;
}

static bool
is_smiley(const char *text, size_t at, size_t end)
{
	return at + 2 <= end && (text[at] == ':' || text[at] == ';') &&
	    (text[at + 1] == ')' || text[at + 1] == '(' ||
		text[at + 1] == 'D' || text[at + 1] == '-');
}

/* Takes in what follows a full stop without beginning a sentence. */
static size_t
with_smiley(const char *text, size_t at, size_t end)
{
	const size_t next = skip_blanks(text, at, end);

	if (!is_smiley(text, next, end))
		return at;
	size_t after = next;
	while (after < end && !is_blank(text[after]))
		after++;
	return after - next <= 3 ? after : at;
}

size_t
sentence_end(const char *text, size_t begin, size_t end)
{
	for (size_t at = begin; at < end;) {
		size_t run_begin = at;
		while (run_begin < end && stop_length(text, run_begin, end) == 0)
			run_begin++;
		if (run_begin >= end)
			break;
		size_t run_end = run_begin, length;
		bool asks = false;
		while ((length = stop_length(text, run_end, end)) > 0) {
			asks |= text[run_end] == '?' || text[run_end] == '!';
			run_end += length;
		}
		const bool is_dots = !asks && run_end - run_begin > 1;
		const size_t closed =
		    run_end + closers(text, run_end, end);
		at = run_end;
		if (closed < end && !is_blank(text[closed]))
			continue;
		const size_t next = skip_blanks(text, closed, end);
		const bool is_small = starts_small(text, next, end);
		bool ends;
		if (asks)
			ends = !(closed > run_end && is_small);
		else if (is_dots)
			ends = !is_small;
		else
			ends = stop_ends(text, begin, run_begin, next, end) &&
			    !(closed > run_end && is_small);
		if (ends)
			return with_smiley(text, closed, end);
	}
	while (end > begin && is_blank(text[end - 1]))
		end--;
	return end;
}
