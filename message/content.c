/*
 * content - the bytes of a part as UTF-8 text
 */
#include "message/content.h"

#include <glib.h>
#include <gmime/gmime.h>

#include "base/arena.h"

struct bytes_out {
	char *data;
	size_t length;
};

/* Undoes the transfer encoding of at most what gives most bytes. */
static struct bytes_out
undo_encoding(const struct part *part, size_t most, struct arena *arena,
    bool *truncated_out)
{
	static const GMimeContentEncoding encodings[] = {
		[ENCODING_NONE] = GMIME_CONTENT_ENCODING_8BIT,
		[ENCODING_QP] = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
		[ENCODING_BASE64] = GMIME_CONTENT_ENCODING_BASE64,
		[ENCODING_UU] = GMIME_CONTENT_ENCODING_UUENCODE,
	};
	const size_t factor = part->encoding == ENCODING_NONE ? 1 : 3;
	size_t length = part->length;
	GMimeEncoding state;

	if (length / factor > most) {
		length = most * factor;
		*truncated_out = true;
	}
	if (part->encoding == ENCODING_NONE)
		return (struct bytes_out){ (char *)part->body, length };
	g_mime_encoding_init_decode(&state, encodings[part->encoding]);
	char *data =
	    arena_alloc(arena, g_mime_encoding_outlen(&state, length) + 8);
	const size_t got =
	    g_mime_encoding_flush(&state, part->body, length, data);
	return (struct bytes_out){ data, got };
}

/* What windows-1252 has at 0x80 to 0x9F. */
static gunichar
from_windows(unsigned char byte)
{
	static const unsigned short table[32] = {
		0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
		0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
		0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
		0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
	};

	return byte >= 0x80 && byte < 0xA0 ? table[byte - 0x80] : byte;
}

static struct bytes_out
windows_to_utf8(const char *data, size_t length, struct arena *arena)
{
	struct bytes_out out = { arena_alloc(arena, length * 3 + 1), 0 };

	for (size_t i = 0; i < length; i++) {
		const unsigned char byte = (unsigned char)data[i];
		if (byte < 0x80)
			out.data[out.length++] = data[i];
		else
			out.length += (size_t)g_unichar_to_utf8(
			    from_windows(byte), out.data + out.length);
	}
	return out;
}

/* Copies valid UTF-8, U+FFFD for the rest. */
static struct bytes_out
repair_utf8(const char *data, size_t length, struct arena *arena)
{
	struct bytes_out out = { arena_alloc(arena, length * 3 + 1), 0 };
	const char *end = data + length;

	while (data < end) {
		const char *valid_end;
		(void)g_utf8_validate_len(
		    data, (gsize)(end - data), &valid_end);
		const size_t valid = (size_t)(valid_end - data);
		memcpy(out.data + out.length, data, valid);
		out.length += valid;
		data = valid_end;
		if (data < end) {
			memcpy(out.data + out.length, "\uFFFD", 3);
			out.length += 3;
			data++;
		}
	}
	return out;
}

static bool
is_ascii(const char *data, size_t length)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < length; i++)	/* one the compiler widens */
		seen |= (unsigned char)data[i];
	return seen < 0x80;
}

/* More good characters than bad bytes: UTF-8, perhaps a little broken. */
static bool
is_mostly_utf8(const char *data, size_t length)
{
	const char *end = data + length;
	size_t good = 0, bad = 0;

	while (data < end) {
		const unsigned char byte = (unsigned char)*data;
		if (byte < 0x80) {
			data++;
			continue;
		}
		const gunichar c =
		    g_utf8_get_char_validated(data, (gssize)(end - data));
		good += c < 0x110000;
		bad += c >= 0x110000;
		data = c < 0x110000 ? g_utf8_next_char(data) : data + 1;
	}
	return good > bad;
}

/* Charsets in which bytes below 0x80 are not ASCII. */
static bool
is_odd_charset(const char *charset)
{
	static const char *const odd[] = { "utf-7", "utf7", "utf-16", "utf16",
		"utf-32", "utf32", "ucs-", "iso-2022", "hz-gb", "ebcdic",
		"unicode-1-1", "ibm037", "cp037", NULL };

	for (size_t i = 0; odd[i] != NULL; i++)
		if (g_ascii_strncasecmp(charset, odd[i], strlen(odd[i])) == 0)
			return true;
	return false;
}

static bool
is_western(const char *charset)
{
	static const char *const western[] = { "iso-8859-1", "iso8859-1",
		"iso_8859-1", "latin1", "latin-1", "l1", "windows-1252",
		"cp1252", "us-ascii", "ascii", "ansi_x3.4-1968", "utf-8",
		"utf8", "unknown-8bit", "x-unknown", "default", "", NULL };

	for (size_t i = 0; western[i] != NULL; i++)
		if (g_ascii_strcasecmp(charset, western[i]) == 0)
			return true;
	return false;
}

/* Through iconv; false if the charset is not known. */
static bool
convert(const char *data, size_t length, const char *charset,
    struct arena *arena, struct bytes_out *out)
{
	iconv_t converter = g_mime_iconv_open("utf-8", charset);
	char *from = (char *)data;
	size_t left = length, room = length * 4 + 16;

	if (converter == (iconv_t)-1)
		return false;
	*out = (struct bytes_out){ arena_alloc(arena, room + 4), 0 };
	char *to = out->data;
	while (left > 0 && room >= 8) {
		if (iconv(converter, &from, &left, &to, &room) != (size_t)-1)
			break;
		if (left == 0 || room < 8)
			break;
		memcpy(to, "\uFFFD", 3);
		to += 3;
		room -= 3;
		from++;
		left--;
	}
	out->length = (size_t)(to - out->data);
	(void)g_mime_iconv_close(converter);
	return true;
}

/* CRLF and lone CR become LF, NULs go; at most most bytes. */
static struct bytes_out
unify_lines(const struct bytes_out *in, size_t most, struct arena *arena,
    bool *truncated_out)
{
	size_t i = 0;

	if (in->length <= most &&
	    memchr(in->data, '\r', in->length) == NULL &&
	    memchr(in->data, '\0', in->length) == NULL)
		return *in;
	struct bytes_out out = {
		arena_alloc(arena, MIN(in->length, most) + 1), 0
	};
	for (; i < in->length && out.length < most; i++) {
		const char c = in->data[i];
		const bool is_crlf = c == '\r' && i + 1 < in->length &&
		    in->data[i + 1] == '\n';
		if (c != '\0' && !is_crlf)
			out.data[out.length++] = c == '\r' ? '\n' : c;
	}
	*truncated_out |= i < in->length;
	return out;
}

/* From bytes that are ASCII below 0x80. */
static struct bytes_out
ascii_superset_to_utf8(const struct bytes_out *raw, const char *charset,
    struct arena *arena)
{
	struct bytes_out out;

	if (is_ascii(raw->data, raw->length))
		return *raw;
	if (g_utf8_validate_len(raw->data, raw->length, NULL))
		return *raw;
	if ((charset == NULL || is_western(charset)) &&
	    is_mostly_utf8(raw->data, raw->length))
		return repair_utf8(raw->data, raw->length, arena);
	if (charset == NULL || is_western(charset) ||
	    !convert(raw->data, raw->length, charset, arena, &out))
		return windows_to_utf8(raw->data, raw->length, arena);
	return repair_utf8(out.data, out.length, arena);
}

static struct bytes_out
odd_to_utf8(const struct bytes_out *raw, const char *charset,
    struct arena *arena)
{
	struct bytes_out out;

	if (!convert(raw->data, raw->length, charset, arena, &out))
		return repair_utf8(raw->data, raw->length, arena);
	return repair_utf8(out.data, out.length, arena);
}

static struct decoded
to_text(const struct bytes_out *raw, const char *charset, size_t most,
    struct arena *arena)
{
	struct decoded decoded = { 0 };
	struct bytes_out text;

	if (charset != NULL && is_odd_charset(charset)) {
		text = odd_to_utf8(raw, charset, arena);
		text = unify_lines(&text, most, arena, &decoded.is_truncated);
	} else {
		text = unify_lines(raw, most, arena, &decoded.is_truncated);
		text = ascii_superset_to_utf8(&text, charset, arena);
	}
	/* may be longer than most by what conversion adds: at most threefold */
	decoded.text = arena_strndup(arena, text.data, text.length);
	decoded.length = text.length;
	return decoded;
}

void
content_decode(const struct part *part, size_t most, struct arena *arena,
    struct decoded *decoded_out)
{
	bool is_truncated = false;
	const struct bytes_out raw =
	    undo_encoding(part, most, arena, &is_truncated);

	*decoded_out = to_text(&raw, part->charset, most, arena);
	decoded_out->is_truncated |= is_truncated;
}

char *
content_repair(const char *bytes, size_t length, struct arena *arena)
{
	const struct bytes_out raw = { (char *)bytes, length };

	return (char *)to_text(&raw, NULL, length * 3, arena).text;
}
