/*
 * signature - the sign-off, and what stands below it
 *
 * A poem below a mail looks much like a signature: short lines, capitals, no
 * full stops. Only contact details (phone, address, link, a title with a
 * company) make lines below a sign-off a signature; without a sign-off, the
 * sender's own name must stand above them too.
 */
#include "message/signature.h"

#include <glib.h>

#include "message/contact.h"
#include "message/greeting.h"

enum {
	DASHES_TRIED = 50,	/* bounds the time */
	MARKED_LONGEST = 25,	/* lines below "--" without the blank */
	TAIL_LONGEST = 30,	/* visible lines looked at from the end */
	NAME_WORDS = 4,
	PROSE_WORDS = 12,	/* more than any line of a signature has */
};

/* clang-format off */
static const char *const postscripts[] = {
	"ps", "p.s", "p.s.", "ps.", "pps", "nb", "n.b.", "obs", "edit",
	"btw", "etterskrift", NULL
};
static const char *const introductions[] = {
	"my name is", "this is", "i am the", "i'm the", "i work at",
	"i work for", "i work as", "we met", "i am a", "i'm a",
	"jag heter", "mitt namn är", "jag arbetar på", "jag jobbar på",
	"jag arbetar som", "jag jobbar som", "jag är",
	"mein name ist", "ich heisse", "ich arbeite bei", "ich bin",
	"jeg heter", "mitt navn er", "jeg jobber i", "jeg jobber hos",
	"jeg arbeider", "jeg jobber som", "jeg er", "jeg jobber på",
	"eg heiter", "jeg hedder", NULL
};
/* Who signs for somebody else, in German. */
static const char *const proxies[] = { "i. a. ", "i.a. ", "i. v. ", "i.v. ",
	"ppa. ", "i.a.", "i.v.", NULL };
static const char *const not_first_names[] = {
	"ok", "okay", "yes", "no", "thanks", "thank you", "done", "great",
	"hello", "hi", "sure", "agreed", "tack", "nej", "ja", "danke", "takk",
	"nei", "jo", "perfect", "perfekt", "fine", "good", "bra", "super",
	"nice", "please", "sorry", "maybe", "cool", "exactly", "right",
	"correct", "stimmt", "genau", "gerne", "gärna", "gjerne", "absolut",
	"absolutely", "precis", "toppen", "wow", "help", "attached",
	"later", "today", "tomorrow", "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday", "sunday", "fyi", "asap", NULL
};
/* clang-format on */

static bool
ends_sentence(const char *folded)
{
	size_t length = strlen(folded);

	while (length > 0 && strchr(" )\"'", folded[length - 1]) != NULL)
		length--;
	return length > 0 && strchr(".?!", folded[length - 1]) != NULL;
}

static bool
is_prose(const char *folded)
{
	const unsigned words = count_words(folded);

	return words > PROSE_WORDS || (words >= 5 && ends_sentence(folded));
}

static bool
is_postscript(const char *folded)
{
	return word_prefix(folded, postscripts) > 0;
}

/* The small words inside names: "von", "af", "and". */
static bool
is_particle(const char *text, size_t length)
{
	static const char *const particles[] = { "von", "van", "de", "der",
		"den", "af", "av", "zu", "la", "le", "del", "di", "da", "and",
		"och", "und", "og", NULL };
	size_t size = 0;

	while (size < length && g_ascii_isalpha(text[size]))
		size++;
	for (size_t i = 0; particles[i] != NULL; i++)
		if (strlen(particles[i]) == size &&
		    memcmp(text, particles[i], size) == 0)
			return true;
	return false;
}

/* One to four words, each with a capital: "Per Öberg", "/Anna", "- M.". */
static bool
is_name(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);
	const char *folded = line_folded(lines, index);
	unsigned words = 0;
	bool starts_word = true;

	for (size_t i = 0; proxies[i] != NULL; i++)
		if (strncmp(folded, proxies[i], strlen(proxies[i])) == 0 &&
		    length > strlen(proxies[i])) {
			text += strlen(proxies[i]);
			length -= strlen(proxies[i]);
			break;
		}
	if (length > 50 || strpbrk(folded, "0123456789@:<>=_{}[]?") != NULL)
		return false;
	for (size_t i = 0; i < length; i++) {
		const unsigned char c = (unsigned char)text[i];
		if (c == ' ' || c == '-' || c == '/' || c == '*' ||
		    c == '\t' || c == '~') {
			starts_word = true;
			continue;
		}
		if (starts_word && c != '(' && c != '\'' && c != ',') {
			words++;
			if (g_ascii_islower(c) && (words == 1 ||
				!is_particle(text + i, length - i)))
				return false;
		}
		starts_word = false;
	}
	folded += strspn(folded, "-/* ~");
	return words >= 1 && words <= NAME_WORDS &&
	    !equals_any(folded, not_first_names) &&
	    !(ends_sentence(folded) && strlen(folded) > 3 &&
		folded[strlen(folded) - 1] != '.');
}

/* part[0, length) is one or more whole words of name. */
static bool
is_part(const char *name, const char *part, size_t length)
{
	const char *found = memmem(name, strlen(name), part, length);

	if (found == NULL)
		return false;
	const char before = found == name ? ' ' : found[-1];
	const char after = found[length];
	return strchr(" ,-'\"", before) != NULL &&
	    (after == '\0' || strchr(" ,-'\"", after) != NULL);
}

/* The line is the sender's name, or a part of it ("Per" of "Per Öberg"). */
static bool
is_sender_name(const struct lines *lines, size_t index)
{
	const char *folded = line_folded(lines, index);

	folded += strspn(folded, "-/* ~");
	size_t length = strlen(folded);
	while (length > 0 && strchr(" .,!*", folded[length - 1]) != NULL)
		length--;
	if (length < 2 || length > 60 || *lines->body->sender_name == '\0')
		return false;
	const char *name = lines->body->sender_name;
	if (is_part(name, folded, length))
		return true;
	/* "Konrad Brenner", known as k.brenner */
	size_t last = length;
	while (last > 0 && folded[last - 1] != ' ')
		last--;
	return last > 0 && length - last >= 3 && is_name(lines, index) &&
	    is_part(name, folded + last, length - last);
}

/* "Kay, site office": a name, and what the person is. */
static bool
is_name_with_title(const struct lines *lines, size_t index)
{
	const char *folded = line_folded(lines, index);
	const char *comma = strchr(folded, ',');

	if (comma == NULL || comma[1] == '\0' || ends_sentence(folded) ||
	    count_words(comma) > 5 || strlen(folded) > 60)
		return false;
	const size_t words = count_words(folded) - count_words(comma);
	size_t length;
	const char *text = line_text(lines, index, &length);
	return words >= 1 && words <= 3 && !g_ascii_islower(*text) &&
	    !is_prose(folded);
}

/* "Brannvernleder", right below the name: short, no sentence. */
static bool
is_title(const struct lines *lines, size_t index)
{
	size_t length;
	const char *text = line_text(lines, index, &length);
	const char *folded = line_folded(lines, index);

	return length <= 50 && count_words(folded) <= 5 &&
	    !g_ascii_islower(*text) && !ends_sentence(folded) &&
	    strchr(folded, '?') == NULL && !is_postscript(folded) &&
	    !is_signoff(folded);
}

/* One past the titles right below the name at name, at most three, if
   nothing but a blank line follows; else what is right below the name. */
static size_t
titles_end(const struct lines *lines, size_t name, size_t end)
{
	size_t at = name + 1;

	while (at < end && line_is_own(lines, at) && is_title(lines, at))
		at++;
	const bool is_closed = at >= end || lines->items[at].is_blank;
	return is_closed && at - name <= 4 ? at : name + 1;
}

/* One past the end of what "--" at from introduces. */
static size_t
marked_end(const struct lines *lines, size_t from)
{
	size_t end = from + 1;

	while (end < lines->count && !lines->items[end].is_quoted &&
	    !(lines->items[end].is_dropped &&
		(lines->items[end].reason == DROP_QUOTE ||
		    lines->items[end].reason == DROP_ATTRIBUTION ||
		    lines->items[end].reason == DROP_FORWARD)))
		end++;
	return end;
}

/* "--" without its blank also divides texts: what is below must be short. */
static bool
is_short(const struct lines *lines, size_t from, size_t end)
{
	unsigned visible = 0, prose = 0;

	for (size_t i = from; i < end && visible <= MARKED_LONGEST; i++) {
		if (!line_is_own(lines, i))
			continue;
		visible++;
		prose += is_prose(line_folded(lines, i));
	}
	return visible <= MARKED_LONGEST && (prose <= 1 || prose * 3 < visible);
}

enum dashes { DASHES_NONE, DASHES_ALIKE, DASHES_EXACT };

/* "-- " as it should be, or "--" and a long dash alone on their line. */
static enum dashes
dashes_at(const struct lines *lines, size_t index)
{
	const struct line *line = &lines->items[index];
	const char *text = lines->body->text + line->begin;
	const size_t length = line->end - line->begin;

	if (length > 5 || line->indent > 0 || !line_is_own(lines, index))
		return DASHES_NONE;
	if (length == 3 && memcmp(text, "-- ", 3) == 0)
		return DASHES_EXACT;
	const char *folded = line_folded(lines, index);
	return strcmp(folded, "--") == 0 ||
		(strcmp(folded, "-") == 0 && *text == '\xE2')
	    ? DASHES_ALIKE : DASHES_NONE;
}

void
signature_drop_marked(struct lines *lines)
{
	unsigned tried = 0;

	for (size_t i = 0; i < lines->count; i++) {
		const enum dashes dashes = dashes_at(lines, i);
		if (dashes == DASHES_NONE || tried++ > DASHES_TRIED)
			continue;
		const size_t end = marked_end(lines, i);
		if (dashes == DASHES_EXACT || is_short(lines, i + 1, end)) {
			lines_drop(lines, i, end, DROP_SIGNATURE);
			i = end - 1;
		}
	}
}

/* What stands at the end of one stretch of own lines. */
struct tail {
	size_t from, end;	/* the stretch */
	size_t signoff;		/* line of the closing formula, or end */
};

static size_t
find_signoff(const struct lines *lines, size_t from, size_t end)
{
	unsigned seen = 0;
	size_t below = end;	/* the visible line under i */
	size_t found = end;

	for (size_t i = end; i-- > from && seen < TAIL_LONGEST;) {
		if (!line_is_own(lines, i))
			continue;
		seen++;
		const struct line *line = &lines->items[i];
		if (line->end - line->begin < 100) {
			const char *folded = line_folded(lines, i);
			if (is_signoff(folded))
				return i;
			if (found == end && is_thanks_signoff(folded) &&
			    seen <= 12 && below < end &&
			    (is_name(lines, below) ||
				is_sender_name(lines, below)))
				found = i;
			if (seen > 1 && found == end && is_prose(folded) &&
			    seen > 14)
				break;
		}
		below = i;
	}
	return found;
}

/* What may stand in a signature without being contact details itself. */
static bool
fits_signature(const char *folded)
{
	return has_contact(folded) ||
	    (!is_prose(folded) && !is_postscript(folded) &&
		!is_greeting(folded, strlen(folded)) &&
		strchr(folded, '?') == NULL);
}

/* True if lines of [from, end) hold something only signatures hold. */
static bool
has_evidence(const struct lines *lines, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		if (!line_is_own(lines, i))
			continue;
		const char *folded = line_folded(lines, i);
		if (has_contact(folded) ||
		    (has_organisation(folded) && count_words(folded) <= 8))
			return true;
	}
	return false;
}

/* One past the visible lines from on without a blank one between, up to the
   first that cannot belong to a signature. */
static size_t
block_end(const struct lines *lines, size_t from, size_t end)
{
	size_t at = from;

	while (at < end && line_is_own(lines, at) &&
	    fits_signature(line_folded(lines, at)))
		at++;
	return at;
}

/*
 * One past the lines from on that belong to a signature: blocks with contact
 * details, and one small block without any right above such a one. Returns
 * from if there is none.
 */
static size_t
signature_end(const struct lines *lines, size_t from, size_t end)
{
	size_t last = from;
	unsigned without = 0;

	for (size_t i = from; i < end;) {
		if (!line_is_own(lines, i)) {
			i++;
			continue;
		}
		const size_t block = block_end(lines, i, end);
		if (block == i)
			break;
		if (has_evidence(lines, i, block)) {
			last = block;
			without = 0;
		} else if (without++ > 0 || block - i > 3) {
			break;
		}
		if (block < end && line_is_own(lines, block))
			break;	/* stopped by a sentence */
		i = block;
	}
	return last;
}

static void
close_below(struct lines *lines, size_t signoff, size_t end)
{
	size_t at = signoff + 1, name = signoff;

	lines->items[signoff].is_signoff = true;
	for (unsigned names = 0; at < end && names < 2; at++) {
		if (lines->items[at].is_blank)
			continue;
		const char *folded = line_folded(lines, at);
		const bool is_more_closing = names == 0 &&
		    (is_signoff(folded) || is_thanks_signoff(folded));
		if (!is_more_closing && !is_sender_name(lines, at) &&
		    !(names == 0 && is_name_with_title(lines, at)) &&
		    (!is_name(lines, at) || is_postscript(folded) ||
			has_organisation(folded) || names > 0))
			break;
		lines->items[at].is_signoff = true;
		names += !is_more_closing;
		name = is_more_closing ? name : at;
	}
	if (name > signoff && at == name + 1) {
		at = titles_end(lines, name, end);
		lines_drop(lines, name + 1, at, DROP_SIGNATURE);
	}
	lines_drop(lines, at, signature_end(lines, at, end), DROP_SIGNATURE);
}

/* "Per" alone at the end, and perhaps contact details below it. */
static void
close_with_name(struct lines *lines, size_t from, size_t end)
{
	unsigned seen = 0;

	for (size_t i = end; i-- > from && seen < 8;) {
		if (!line_is_own(lines, i))
			continue;
		seen++;
		const size_t above = lines_previous_own(lines, i);
		if (above == lines->count || above < from)
			return;	/* a name alone is all they wrote */
		const bool is_own_name = is_sender_name(lines, i);
		const char *folded = line_folded(lines, i);
		const bool is_bare = is_name(lines, i) &&
		    (seen == 1 ||
			(above + 1 < i && has_evidence(lines, i + 1, end))) &&
		    !has_organisation(folded) && count_words(folded) <= 3 &&
		    (above + 1 < i || ends_sentence(line_folded(lines, above)) ||
			*folded == '/' || *folded == '-');
		if (is_own_name || is_bare) {
			lines->items[i].is_signoff = true;
			size_t last = signature_end(lines, i + 1, end);
			if (last == i + 1 && is_own_name)
				last = titles_end(lines, i, end);
			if (last > i + 1 &&
			    lines_next_visible(lines, last - 1) >= end)
				lines_drop(lines, i + 1, last, DROP_SIGNATURE);
			return;
		}
		if (!fits_signature(folded))
			return;
	}
}

void
signature_drop_unmarked(struct lines *lines)
{
	for (size_t from = 0; from < lines->count;) {
		if (!line_is_own(lines, from)) {
			from++;
			continue;
		}
		size_t end = from;	/* blank lines do not end a stretch */
		while (end < lines->count && !lines->items[end].is_dropped)
			end++;
		const size_t signoff = find_signoff(lines, from, end);
		if (signoff < end)
			close_below(lines, signoff, end);
		else
			close_with_name(lines, from, end);
		from = end;
	}
}

bool
signature_names_sender(const struct lines *lines)
{
	bool has_organisation_line = false, has_any = false;

	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->items[i];
		if (line->is_blank)
			continue;
		const bool is_signature =
		    line->is_dropped && line->reason == DROP_SIGNATURE;
		if (!is_signature && !line->is_signoff) {
			if (!line->is_dropped && starts_with_any(
				line_folded(lines, i), introductions) &&
			    has_organisation(line_folded(lines, i)))
				return true;
			continue;
		}
		const char *folded = line_folded(lines, i);
		if (folded[strspn(folded, "-_=* ")] == '\0')
			continue;
		has_organisation_line |= has_organisation(folded) ||
		    (line->is_signoff && has_any &&
			is_name_with_title(lines, i)) ||
		    (is_signature && has_any && !has_contact(folded) &&
			count_words(folded) <= 8);
		has_any = true;
	}
	return has_organisation_line;
}
