/*
 * normal - the one form in which words are compared
 *
 * ASCII and Latin-1 letters, nearly all of a mail, are folded here; every
 * other character goes to ICU as a cluster: one character and the marks that
 * compose with it. All bytes of a cluster map to its first original byte.
 */
#include "message/normal.h"

#include <glib.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "base/arena.h"

enum {
	CLUSTER_MAX = 32,	/* code points; more marks start a new one */
	FOLDED_MAX = 32 * 20,	/* NFKC makes at most 18 of one */
	GROWTH_MAX = 4,
	DROP = 0xFFFF,		/* leave the character out */
};

struct folder {
	struct normal *out;
	const char *original;
	const UNormalizer2 *nfkc;
	bool keeps_blanks;
	bool owes_blank;
	uint32_t blank_at;	/* where the owed blank stands */
};

static void
grow(struct normal *normal, size_t extra)
{
	const size_t needed = normal->length + extra + 1;

	if (needed <= normal->capacity)
		return;
	const size_t capacity = MAX(needed, normal->capacity * 2);
	char *bytes = arena_alloc(normal->arena, capacity);
	uint32_t *map =
	    arena_array(normal->arena, capacity, sizeof(*map));
	if (normal->length > 0) {
		memcpy(bytes, normal->bytes, normal->length);
		memcpy(map, normal->map, (normal->length + 1) * sizeof(*map));
	}
	normal->bytes = bytes;
	normal->map = map;
	normal->capacity = capacity;
}

static inline void
put_byte(struct normal *normal, char byte, size_t at)
{
	if (normal->length + 1 >= normal->capacity)
		grow(normal, 1);
	normal->map[normal->length] = (uint32_t)at;
	normal->bytes[normal->length++] = byte;
}

static inline void
pay_blank(struct folder *folder)
{
	if (!folder->owes_blank)
		return;
	folder->owes_blank = false;
	put_byte(folder->out, ' ', folder->blank_at);
}

static inline void
put_blank(struct folder *folder, size_t at)
{
	if (folder->keeps_blanks) {
		put_byte(folder->out, ' ', at);
	} else if (!folder->owes_blank && folder->out->length > 0) {
		folder->owes_blank = true;
		folder->blank_at = (uint32_t)at;
	}
}

static inline void
put_ascii(struct folder *folder, unsigned char byte, size_t at)
{
	if (byte <= ' ' || byte == 0x7f) {
		if (folder->keeps_blanks && byte != ' ')
			put_byte(folder->out, (char)byte, at);
		else
			put_blank(folder, at);
		return;
	}
	pay_blank(folder);
	if (byte == '`')
		byte = '\'';
	put_byte(folder->out, g_ascii_tolower((char)byte), at);
}

/* The character at original[*at], which moves behind it. */
static inline gunichar
next_char(const char *original, size_t *at, size_t end)
{
	const char *here = original + *at;
	const gunichar c = g_utf8_get_char_validated(
	    here, (gssize)MIN(end - *at, (size_t)6));

	if (c >= 0x110000) {	/* also what stands for an error */
		++*at;
		return 0xFFFD;
	}
	*at += (size_t)(g_utf8_next_char(here) - here);
	return c;
}

static void
put_code_point(struct folder *folder, gunichar c, size_t at)
{
	char bytes[6];

	if (c < 0x80) {
		put_ascii(folder, (unsigned char)c, at);
		return;
	}
	pay_blank(folder);
	const int length = g_unichar_to_utf8(c, bytes);
	for (int i = 0; i < length; i++)
		put_byte(folder->out, bytes[i], at);
}

/* The ASCII character that stands for a typographic one; DROP, or 0 if there
   is none. U+2026 is the caller's. */
static gunichar
unify(gunichar c)
{
	/* clang-format off */
	switch (c) {
	case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x00B4:
	case 0x02BC: case 0x02B9: case 0x2032: case 0x2035: case 0x02CA:
	case 0x02CB: case 0xFF07:
		return '\'';
	case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x00AB:
	case 0x00BB: case 0x2033: case 0x2036: case 0x2039: case 0x203A:
	case 0x301D: case 0x301E: case 0x301F: case 0xFF02: case 0x2E42:
		return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014:
	case 0x2015: case 0x2212: case 0x2E3A: case 0x2E3B: case 0xFE58:
	case 0xFE63: case 0xFF0D: case 0x2043:
		return '-';
	case 0x00A0: case 0x1680: case 0x2028: case 0x2029: case 0x202F:
	case 0x205F: case 0x3000: case 0x0085:
		return ' ';
	case 0x1427:	/* what a tracking service puts below mails */
	case 0x00AD: case 0x034F: case 0x061C: case 0x180E: case 0xFEFF:
		return DROP;
	default:
		break;
	}
	/* clang-format on */
	if (c >= 0x2000 && c <= 0x200A)
		return ' ';
	if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) ||
	    (c >= 0x80 && c < 0xA0))
		return DROP;
	return 0;
}

/* What needs no ICU: typographic signs and Latin-1 letters. */
static bool
put_simple(struct folder *folder, gunichar c, size_t at)
{
	if (c >= 0xC0 && c <= 0xFF && c != 0xDF) {
		put_code_point(
		    folder, c <= 0xDE && c != 0xD7 ? c + 0x20 : c, at);
		return true;
	}
	const gunichar plain = unify(c);

	if (plain == DROP)
		return true;
	if (plain != 0) {
		put_ascii(folder, (unsigned char)plain, at);
		return true;
	}
	if (c == 0x2026) {
		for (int i = 0; i < 3; i++)
			put_ascii(folder, '.', at);
		return true;
	}
	if (c == 0xDF || c == 0x1E9E) {
		put_ascii(folder, 's', at);
		put_ascii(folder, 's', at);
		return true;
	}
	return false;
}

static void
put_cluster(struct folder *folder, const UChar *cluster, int32_t length,
    size_t at)
{
	UChar folded[FOLDED_MAX];
	UErrorCode status = U_ZERO_ERROR;
	const int32_t count = unorm2_normalize(folder->nfkc, cluster, length,
	    folded, FOLDED_MAX, &status);

	if (U_FAILURE(status) || count > FOLDED_MAX) {
		put_code_point(folder, 0xFFFD, at);
		return;
	}
	/* U+FDFA is 18 characters: a text of them would grow elevenfold */
	const int32_t most = MIN(count, length * 2 + GROWTH_MAX);
	for (int32_t i = 0; i < most; i++) {
		gunichar c = folded[i];
		if (U16_IS_LEAD(c) && i + 1 < count)
			c = 0x10000 + ((c - 0xD800) << 10) +
			    (folded[++i] - 0xDC00u);
		put_code_point(folder, c, at);
	}
}

/* True if the character at original[next] may compose with the one before. */
static inline bool
continues(const struct folder *folder, size_t next, size_t end)
{
	if (next >= end)
		return false;
	const unsigned char lead = (unsigned char)folder->original[next];
	if (lead < 0xCC)	/* all below U+0300 stand alone */
		return false;
	const gunichar c = next_char(folder->original, &next, end);
	return !unorm2_hasBoundaryBefore(folder->nfkc, (UChar32)c);
}

static int32_t
put_utf16(UChar *to, gunichar c)
{
	if (c < 0x10000) {
		to[0] = (UChar)c;
		return 1;
	}
	to[0] = (UChar)U16_LEAD(c);
	to[1] = (UChar)U16_TRAIL(c);
	return 2;
}

/* Folds one cluster and returns where the next one begins. */
static size_t
fold_cluster(struct folder *folder, size_t at, size_t end)
{
	UChar cluster[CLUSTER_MAX * 2];
	int32_t length = 0;
	size_t next = at;

	for (int i = 0; i < CLUSTER_MAX; i++) {
		const gunichar c = next_char(folder->original, &next, end);
		const bool goes_on = continues(folder, next, end);
		if (i == 0 && !goes_on && c < 0x80) {
			put_ascii(folder, (unsigned char)c, at);
			return next;
		}
		if (i == 0 && !goes_on && put_simple(folder, c, at))
			return next;
		if (unify(c) != DROP)
			length += put_utf16(cluster + length, c);
		if (!goes_on)
			break;
	}
	if (length > 0)
		put_cluster(folder, cluster, length, at);
	return next;
}

static void
fold_range(struct folder *folder, size_t begin, size_t end)
{
	const unsigned char *bytes = (const unsigned char *)folder->original;

	for (size_t at = begin; at < end;) {
		const unsigned char c = bytes[at];
		const unsigned char next = at + 1 < end ? bytes[at + 1] : 0;
		const unsigned char after = at + 2 < end ? bytes[at + 2] : 0;
		if (c < 0x80 && next < 0xCC) {
			put_ascii(folder, c, at);
			at++;
		} else if (c == 0xC3 && next >= 0x80 && next < 0xC0 &&
		    after < 0xCC) {
			(void)put_simple(folder, 0xC0u + (next & 0x3Fu), at);
			at += 2;
		} else {
			at = fold_cluster(folder, at, end);
		}
	}
}

static const UNormalizer2 *
nfkc_casefold(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);

	if (U_FAILURE(status))
		g_error("ICU has no NFKC_Casefold data: %s",
		    u_errorName(status));
	return nfkc;
}

void
normal_open(struct normal *normal, struct arena *arena,
    size_t expected_length)
{
	*normal = (struct normal){ .arena = arena };
	grow(normal, expected_length + expected_length / 16 + 16);
}

bool
normal_append(struct normal *normal, const char *original, size_t begin,
    size_t end)
{
	struct folder folder = {
		.out = normal,
		.original = original,
		.nfkc = nfkc_casefold(),
	};
	const size_t before = normal->length;

	if (before > 0) {
		folder.owes_blank = true;
		/* right behind the text before, whatever was left out */
		folder.blank_at = normal->map[before];
	}
	fold_range(&folder, begin, end);
	if (normal->length == before)
		return false;
	grow(normal, 1);
	normal->map[normal->length] =
	    folder.owes_blank ? folder.blank_at : (uint32_t)end;
	return true;
}

void
normal_close(struct normal *normal, size_t original_end)
{
	grow(normal, 1);
	normal->bytes[normal->length] = '\0';
	if (normal->length == 0)
		normal->map[0] = (uint32_t)original_end;
}

/*
 * Folds what consists of ASCII and Latin-1 letters only, nearly all lines.
 * Returns the length, or SIZE_MAX if there was anything else.
 */
static size_t
fold_latin(const unsigned char *text, size_t length, char *to)
{
	size_t used = 0;
	bool owes_blank = false;

	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];
		if (c <= ' ' || c == 0x7f) {
			owes_blank = used > 0;
			continue;
		}
		if (owes_blank)
			to[used++] = ' ';
		owes_blank = false;
		if (c < 0x80) {
			if (c >= 'A' && c <= 'Z')
				c += 'a' - 'A';
			to[used++] = c == '`' ? '\'' : (char)c;
			continue;
		}
		if (c != 0xC3 || i + 1 == length ||
		    (i + 2 < length && text[i + 2] >= 0xCC))
			return SIZE_MAX;
		const unsigned char low = text[++i];
		if (low < 0x80 || low == 0x97 || low == 0x9F || low >= 0xC0)
			return SIZE_MAX;
		to[used++] = (char)c;
		to[used++] = (char)(low < 0x9F ? low + 0x20 : low);
	}
	return used;
}

/* A mark may compose with the ASCII letter before it. */
static bool
has_marks(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= 0xC4 ||
		    (unsigned char)text[i] == 0xC2)
			return true;
	return false;
}

char *
normal_line(const char *text, size_t length, struct arena *arena)
{
	if (!has_marks(text, length)) {
		char *line = arena_alloc(arena, length + 1);
		const size_t used =
		    fold_latin((const unsigned char *)text, length, line);
		if (used != SIZE_MAX) {
			line[used] = '\0';
			return line;
		}
	}
	struct normal normal;
	normal_open(&normal, arena, length);
	(void)normal_append(&normal, text, 0, length);
	normal_close(&normal, length);
	return normal.bytes;
}

char *
normal_fold(const char *literal, size_t length, struct arena *arena)
{
	struct normal normal;

	normal_open(&normal, arena, length);
	struct folder folder = {
		.out = &normal,
		.original = literal,
		.nfkc = nfkc_casefold(),
		.keeps_blanks = true,
	};
	fold_range(&folder, 0, length);
	normal_close(&normal, length);
	return normal.bytes;
}
