/*
 * body - which of a message's parts make up the text that is judged
 */
#include "message/body.h"

#include <glib.h>

#include "base/arena.h"
#include "message/content.h"
#include "message/html.h"

enum {
	STUB_LONGEST = 200,	/* letters of a plain part that says nothing */
	TEXTS_MAX = 20,
};

/* One decoded part on its way into the body. */
struct piece {
	const char *text;
	size_t length;
	const struct body_mark *marks;
	size_t mark_count;
};

struct chooser {
	const struct parts *parts;
	struct arena *arena;
	size_t left;		/* bytes that may still come */
	struct piece pieces[TEXTS_MAX];
	size_t count;
	bool is_flowed, is_html, is_truncated;
};

static size_t
count_letters(const char *text, size_t length, size_t enough)
{
	size_t letters = 0;

	for (size_t i = 0; i < length && letters < enough; i++)
		letters += (unsigned char)text[i] > ' ';
	return letters;
}

static struct piece
decode_plain(struct chooser *chooser, const struct part *part)
{
	struct decoded decoded;

	content_decode(part, chooser->left, chooser->arena, &decoded);
	chooser->is_truncated |= decoded.is_truncated;
	return (struct piece){ decoded.text, decoded.length, NULL, 0 };
}

static struct piece
decode_html(struct chooser *chooser, const struct part *part)
{
	enum { MARKUP = 2 };	/* bytes of HTML for one of text */
	struct decoded decoded;
	struct html_text html;

	content_decode(part, chooser->left * MARKUP, chooser->arena, &decoded);
	html_to_text(decoded.text, decoded.length, chooser->left,
	    chooser->arena, &html);
	chooser->is_truncated |= decoded.is_truncated || html.is_truncated;
	return (struct piece){
		html.text, html.length, html.marks, html.mark_count
	};
}

/* The first part of that kind in the same alternative, or NULL. */
static const struct part *
sibling(const struct chooser *chooser, const struct part *part,
    enum part_kind kind)
{
	for (size_t i = 0; part->alternative != 0 &&
	    i < chooser->parts->count; i++) {
		const struct part *other = &chooser->parts->items[i];
		if (other->kind == kind && !other->is_file &&
		    other->alternative == part->alternative)
			return other;
	}
	return NULL;
}

/* "Your program cannot show this mail", or nothing: the HTML says it all. */
static bool
is_stub(const struct piece *plain, const struct piece *html)
{
	const size_t letters =
	    count_letters(plain->text, plain->length, STUB_LONGEST);

	if (letters == 0)
		return true;
	return letters < STUB_LONGEST &&
	    count_letters(html->text, html->length, 4 * STUB_LONGEST) >
		2 * letters + 40 &&
	    strcasestr(plain->text, "html") != NULL;
}

static void
add_piece(struct chooser *chooser, const struct piece *piece)
{
	if (chooser->count == TEXTS_MAX) {
		chooser->is_truncated = true;
		return;
	}
	chooser->pieces[chooser->count++] = *piece;
	chooser->left -= MIN(piece->length, chooser->left);
}

static void
choose_plain(struct chooser *chooser, const struct part *part)
{
	const struct part *html = sibling(chooser, part, PART_HTML);
	const struct piece plain = decode_plain(chooser, part);

	if (html != NULL && count_letters(plain.text, plain.length,
		STUB_LONGEST) < STUB_LONGEST) {
		const struct piece rich = decode_html(chooser, html);
		if (is_stub(&plain, &rich)) {
			chooser->is_html = true;
			add_piece(chooser, &rich);
			return;
		}
	}
	chooser->is_flowed |= part->is_flowed;
	add_piece(chooser, &plain);
}

static void
choose_html(struct chooser *chooser, const struct part *part)
{
	if (sibling(chooser, part, PART_PLAIN) != NULL)
		return;		/* already weighed against it */
	const struct piece piece = decode_html(chooser, part);
	chooser->is_html = true;
	add_piece(chooser, &piece);
}

/* All pieces in one text, an empty line between them, marks moved along. */
static void
join_pieces(const struct chooser *chooser, struct body *body_out)
{
	GString *text = g_string_new(NULL);
	size_t mark_count = 0, m = 0;

	for (size_t i = 0; i < chooser->count; i++)
		mark_count += chooser->pieces[i].mark_count;
	struct body_mark *marks = arena_array(
	    chooser->arena, MAX(mark_count, 1u), sizeof(*marks));
	for (size_t i = 0; i < chooser->count; i++) {
		const struct piece *piece = &chooser->pieces[i];
		if (text->len > 0)
			g_string_append(text,
			    text->str[text->len - 1] == '\n' ? "\n" : "\n\n");
		for (size_t k = 0; k < piece->mark_count; k++)
			marks[m++] = (struct body_mark){
				piece->marks[k].begin + text->len,
				piece->marks[k].end + text->len,
				piece->marks[k].reason,
			};
		g_string_append_len(
		    text, piece->text, (gssize)piece->length);
	}
	body_out->text = arena_strndup(chooser->arena, text->str, text->len);
	body_out->length = text->len;
	body_out->marks = marks;
	body_out->mark_count = mark_count;
	g_string_free(text, TRUE);
}

void
body_choose(const struct parts *parts, size_t most, struct arena *arena,
    struct body *body_out, struct own_words *words_out)
{
	struct chooser chooser = {
		.parts = parts, .arena = arena, .left = most
	};

	for (size_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->items[i];
		words_out->is_encrypted |= part->kind == PART_ENCRYPTED;
		words_out->has_forward |= part->kind == PART_MESSAGE;
		if (part->is_file)
			continue;
		if (part->kind == PART_PLAIN)
			choose_plain(&chooser, part);
		else if (part->kind == PART_HTML)
			choose_html(&chooser, part);
	}
	*body_out = (struct body){
		.text = "",
		.is_flowed = chooser.is_flowed,
		.is_html = chooser.is_html,
		.is_truncated = chooser.is_truncated || parts->is_truncated,
		.sender_name = "",
	};
	if (chooser.count == 1) {
		body_out->text = chooser.pieces[0].text;
		body_out->length = chooser.pieces[0].length;
		body_out->marks = chooser.pieces[0].marks;
		body_out->mark_count = chooser.pieces[0].mark_count;
	} else if (chooser.count > 1) {
		join_pieces(&chooser, body_out);
	}
}

bool
body_has_attachment(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].is_file ||
		    (parts->items[i].kind == PART_ATTACHMENT &&
			parts->items[i].alternative == 0))
			return true;
	return false;
}
