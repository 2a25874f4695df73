/*
 * html - HTML as text with lines, and what it says about quotes
 *
 * libxml2's parser calls us for each tag (SAX), no tree is built. Blocks
 * become lines, paragraphs are set apart by an empty line, and the classes
 * and ids by which mail clients mark quoted mail and signatures become marks.
 * A rule (<hr>, or the border Outlook draws) becomes a line of underscores,
 * as Outlook's own plain text has it.
 *
 * The surprise: indented text of one's own is a <blockquote> too (Gmail,
 * Outlook); it has a style without border.
 */
#include "message/html.h"

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include "base/arena.h"

enum {
	DEPTH_MAX = 300,
	MARKS_MAX = 2000,
	ATTRIBUTES_MAX = 300,
	CLASSES_MAX = 20,	/* names in one class attribute */
};

enum tag_kind {
	TAG_INLINE,
	TAG_BLOCK,		/* begins and ends a line */
	TAG_PARAGRAPH,		/* with an empty line around it */
	TAG_HIDDEN,		/* style, script: no text at all */
	TAG_BREAK,
	TAG_RULE,
	TAG_CELL,
	TAG_ITEM,
	TAG_QUOTE,		/* blockquote */
};

struct element {
	enum tag_kind kind;
	size_t mark;		/* 1 + index of the mark it opened, or 0 */
};

struct writer {
	htmlParserCtxtPtr parser;
	GString *text;
	size_t most;
	GArray *marks;		/* struct body_mark; end 0 while open */
	struct element stack[DEPTH_MAX];
	unsigned depth, hidden, preformatted;
	bool owes_blank, is_truncated;
	unsigned newlines;	/* at the end of text, so far */
};

/* clang-format off */
static const struct tag {
	const char *name;
	enum tag_kind kind;
} tags[] = {
	{ "p", TAG_PARAGRAPH }, { "div", TAG_BLOCK }, { "br", TAG_BREAK },
	{ "blockquote", TAG_QUOTE }, { "hr", TAG_RULE }, { "li", TAG_ITEM },
	{ "ul", TAG_BLOCK }, { "ol", TAG_BLOCK }, { "tr", TAG_BLOCK },
	{ "td", TAG_CELL }, { "th", TAG_CELL }, { "table", TAG_BLOCK },
	{ "pre", TAG_PARAGRAPH }, { "h1", TAG_PARAGRAPH },
	{ "h2", TAG_PARAGRAPH }, { "h3", TAG_PARAGRAPH },
	{ "h4", TAG_PARAGRAPH }, { "h5", TAG_PARAGRAPH },
	{ "h6", TAG_PARAGRAPH }, { "style", TAG_HIDDEN },
	{ "script", TAG_HIDDEN }, { "head", TAG_HIDDEN },
	{ "title", TAG_HIDDEN }, { "object", TAG_HIDDEN },
	{ "textarea", TAG_HIDDEN }, { "select", TAG_HIDDEN },
	{ "noscript", TAG_HIDDEN }, { "center", TAG_BLOCK },
	{ "address", TAG_BLOCK }, { "dl", TAG_BLOCK }, { "dt", TAG_BLOCK },
	{ "dd", TAG_BLOCK }, { "section", TAG_BLOCK },
	{ "article", TAG_BLOCK }, { "header", TAG_BLOCK },
	{ "footer", TAG_BLOCK }, { "form", TAG_BLOCK },
	{ "body", TAG_BLOCK }, { "caption", TAG_BLOCK },
};
/* Class or id of an element, and what its content is. */
static const struct client_mark {
	const char *name;
	bool is_prefix;
	enum drop_reason reason;
} client_marks[] = {
	{ "gmail_attr", false, DROP_ATTRIBUTION },
	{ "gmail_signature", true, DROP_SIGNATURE },
	{ "moz-cite-prefix", false, DROP_ATTRIBUTION },
	{ "moz-signature", false, DROP_SIGNATURE },
	{ "moz-forward-container", false, DROP_FORWARD },
	{ "yahoo_quoted", true, DROP_QUOTE },
	{ "yahoo-quoted", true, DROP_QUOTE },
	{ "protonmail_quote", false, DROP_QUOTE },
	{ "protonmail_signature_block", true, DROP_SIGNATURE },
	{ "tutanota_quote", false, DROP_QUOTE },
	{ "ms-outlook-mobile-reference-message", false, DROP_QUOTE },
	{ "mail-editor-reference-message-container", false, DROP_QUOTE },
	{ "ms-outlook-mobile-signature", false, DROP_FOOTER },
	{ "outlookmessageheader", false, DROP_QUOTE },
	{ "divrplyfwdmsg", false, DROP_QUOTE },
	{ "replyforwardmessage", false, DROP_QUOTE },
	{ "appleoriginalcontents", false, DROP_QUOTE },
	{ "applemailsignature", false, DROP_SIGNATURE },
	{ "apple-mail-signature", true, DROP_SIGNATURE },
	{ "zmail_extra", true, DROP_QUOTE },
	{ "mailquote", false, DROP_QUOTE },
	{ "cite-prefix", false, DROP_ATTRIBUTION },
	{ "freebirdquote", false, DROP_QUOTE },
	{ "hmquote", false, DROP_QUOTE },
	{ "spark_quote", false, DROP_QUOTE },
	{ "airmail_ext_on", false, DROP_ATTRIBUTION },
	{ "bloop_original_html", false, DROP_QUOTE },
	{ "front-blockquote", false, DROP_QUOTE },
	{ "superhuman-quote", false, DROP_QUOTE },
	{ "mobile-app-quote", false, DROP_QUOTE },
	{ "gmx_quote", false, DROP_QUOTE },
	{ "x_gmail_attr", false, DROP_ATTRIBUTION },
	{ "x_yahoo_quoted", true, DROP_QUOTE },
	{ "elided-text", false, DROP_QUOTE },
};
/* clang-format on */

/* After these, all that follows is earlier mail. */
static const char *const history_ids[] = { "divrplyfwdmsg", "appendonsend",
	"outlookmessageheader", "replyforwardmessage", NULL };

static enum tag_kind
kind_of(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
		if (strcmp(tags[i].name, name) == 0)
			return tags[i].kind;
	return TAG_INLINE;
}

static void
put_newlines(struct writer *writer, unsigned wanted)
{
	writer->owes_blank = false;
	if (writer->text->len == 0)
		return;
	while (writer->newlines < wanted) {
		g_string_append_c(writer->text, '\n');
		writer->newlines++;
	}
}

static void
put_text(struct writer *writer, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char c = text[i];
		if (writer->text->len >= writer->most &&
		    (c & 0xC0) != 0x80) {
			writer->is_truncated = true;
			return;
		}
		if (writer->preformatted > 0 && c == '\n') {
			put_newlines(writer, writer->newlines + 1);
			continue;
		}
		if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
			writer->owes_blank |= writer->newlines == 0 ||
			    writer->preformatted > 0;
			continue;
		}
		if (writer->owes_blank && writer->text->len > 0)
			g_string_append_c(writer->text, ' ');
		writer->owes_blank = false;
		writer->newlines = 0;
		g_string_append_c(writer->text, c);
	}
}

static void
put_rule(struct writer *writer)
{
	put_newlines(writer, 1);
	put_text(writer, "________________________________", 32);
	put_newlines(writer, 1);
}

static size_t
open_mark(struct writer *writer, enum drop_reason reason)
{
	if (writer->marks->len >= MARKS_MAX)
		return 0;
	put_newlines(writer, 1);
	const struct body_mark mark = {
		.begin = writer->text->len, .reason = reason
	};
	g_array_append_val(writer->marks, mark);
	return writer->marks->len;
}

static void
close_mark(struct writer *writer, size_t number)
{
	if (number == 0)
		return;
	put_newlines(writer, 1);
	g_array_index(writer->marks, struct body_mark, number - 1).end =
	    writer->text->len;
}

static const char *
attribute(const xmlChar **attributes, const char *name)
{
	for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
		if (strcmp((const char *)attributes[0], name) == 0)
			return (const char *)attributes[1];
	return NULL;
}

/* One of the blank-separated names in value is a client's mark. */
static bool
find_client_mark(const char *value, enum drop_reason *reason_out)
{
	for (int n = 0; n < CLASSES_MAX && value != NULL && *value != '\0';
	    n++) {
		const size_t length = strcspn(value, " ");
		for (size_t i = 0; i < G_N_ELEMENTS(client_marks); i++) {
			const struct client_mark *mark = &client_marks[i];
			const size_t size = strlen(mark->name);
			if ((mark->is_prefix ? length >= size
					     : length == size) &&
			    g_ascii_strncasecmp(
				value, mark->name, size) == 0) {
				*reason_out = mark->reason;
				return true;
			}
		}
		value += length + strspn(value + length, " ");
	}
	return false;
}

static bool
is_own_indent(const xmlChar **attributes)
{
	const char *style = attribute(attributes, "style");
	const char *type = attribute(attributes, "type");

	if (type != NULL && g_ascii_strcasecmp(type, "cite") == 0)
		return false;
	return style != NULL && strcasestr(style, "border") != NULL &&
	    (strcasestr(style, "border:none") != NULL ||
		strcasestr(style, "border: none") != NULL) &&
	    strcasestr(style, "border-left") == NULL;
}

static bool
is_hidden(const xmlChar **attributes)
{
	const char *style = attribute(attributes, "style");

	return style != NULL &&
	    (strcasestr(style, "display:none") != NULL ||
		strcasestr(style, "display: none") != NULL ||
		strcasestr(style, "mso-hide:all") != NULL);
}

/* Outlook's line above "From: ... Sent: ...". */
static bool
has_outlook_rule(const xmlChar **attributes)
{
	const char *style = attribute(attributes, "style");

	return style != NULL &&
	    strcasestr(style, "border-top:solid") != NULL &&
	    strcasestr(style, "padding:3") != NULL;
}

static bool
begins_history(const xmlChar **attributes)
{
	const char *id = attribute(attributes, "id");

	for (size_t i = 0; id != NULL && history_ids[i] != NULL; i++)
		if (g_ascii_strcasecmp(id, history_ids[i]) == 0 ||
		    (g_ascii_strncasecmp(id, "x_", 2) == 0 &&
			g_ascii_strcasecmp(id + 2, history_ids[i]) == 0))
			return true;
	return false;
}

static size_t
mark_for(struct writer *writer, enum tag_kind kind,
    const xmlChar **attributes)
{
	enum drop_reason reason;

	if (find_client_mark(attribute(attributes, "class"), &reason) ||
	    find_client_mark(attribute(attributes, "id"), &reason))
		return open_mark(writer, reason);
	if (kind == TAG_QUOTE && !is_own_indent(attributes))
		return open_mark(writer, DROP_QUOTE);
	return 0;
}

static void
lay_out_start(struct writer *writer, enum tag_kind kind)
{
	switch (kind) {
	case TAG_BREAK:
		put_newlines(writer, writer->newlines + 1);
		break;
	case TAG_RULE:
		put_rule(writer);
		break;
	case TAG_PARAGRAPH:
		put_newlines(writer, 2);
		break;
	case TAG_BLOCK:
	case TAG_QUOTE:
		put_newlines(writer, 1);
		break;
	case TAG_ITEM:
		put_newlines(writer, 1);
		put_text(writer, "- ", 2);
		break;
	case TAG_CELL:
		writer->owes_blank = writer->newlines == 0;
		break;
	case TAG_INLINE:
	case TAG_HIDDEN:
		break;
	}
}

static void
on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
	struct writer *writer = context;
	enum tag_kind kind = kind_of((const char *)name);

	if (writer->depth == DEPTH_MAX || writer->is_truncated) {
		writer->is_truncated = true;
		xmlStopParser(writer->parser);
		return;
	}
	if (is_hidden(attributes))
		kind = TAG_HIDDEN;
	struct element *element = &writer->stack[writer->depth++];
	*element = (struct element){ .kind = kind };
	writer->hidden += kind == TAG_HIDDEN;
	writer->preformatted += strcmp((const char *)name, "pre") == 0;
	if (writer->hidden > 0)
		return;
	lay_out_start(writer, kind);
	if (kind == TAG_INLINE && strcmp((const char *)name, "div") != 0 &&
	    attributes == NULL)
		return;
	if (has_outlook_rule(attributes))
		put_rule(writer);
	if (begins_history(attributes)) {
		(void)open_mark(writer, DROP_QUOTE);	/* never closed */
		return;
	}
	element->mark = mark_for(writer, kind, attributes);
}

static void
on_end(void *context, const xmlChar *name)
{
	struct writer *writer = context;

	if (writer->depth == 0)
		return;
	const struct element element = writer->stack[--writer->depth];
	if (strcmp((const char *)name, "pre") == 0 &&
	    writer->preformatted > 0)
		writer->preformatted--;
	close_mark(writer, element.mark);
	if (element.kind == TAG_HIDDEN) {
		writer->hidden--;
		return;
	}
	if (writer->hidden > 0)
		return;
	if (element.kind == TAG_PARAGRAPH)
		put_newlines(writer, 2);
	else if (element.kind == TAG_BLOCK || element.kind == TAG_QUOTE ||
	    element.kind == TAG_ITEM)
		put_newlines(writer, 1);
}

static void
on_text(void *context, const xmlChar *text, int length)
{
	struct writer *writer = context;

	if (writer->hidden == 0 && !writer->is_truncated)
		put_text(writer, (const char *)text, (size_t)length);
}

/* Behind the tag that begins at at; NULL if it has too many attributes. */
static const char *
tag_end(const char *at, const char *end)
{
	unsigned attributes = 0;
	char previous = '\0';	/* that is no blank */

	for (; at < end && *at != '>'; at++) {
		if ((*at == '"' || *at == '\'') && previous == '=') {
			const char *close =
			    memchr(at + 1, *at, (size_t)(end - at) - 1);
			at = close != NULL ? close : end - 1;
			attributes++;
		} else if (*at == ' ' || *at == '\n' || *at == '\t' ||
		    *at == '/' || *at == '=') {
			attributes++;
		}
		if (*at > ' ')
			previous = *at;
		if (attributes > ATTRIBUTES_MAX * 3)
			return NULL;
	}
	return at;
}

/*
 * Up to where the HTML is harmless: libxml2 compares each attribute of an
 * element with all before it, so an element has ATTRIBUTES_MAX or ends it.
 */
static size_t
harmless_length(const char *html, size_t length)
{
	const char *end = html + length;
	const char *at = html;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
		const size_t left = (size_t)(end - at);
		if (left > 4 && memcmp(at, "<!--", 4) == 0) {
			at = memmem(at + 4, left - 4, "-->", 3);
			if (at == NULL)
				return length;
			continue;
		}
		const char *behind = tag_end(at + 1, end);
		if (behind == NULL)
			return (size_t)(at - html);
		at = behind;
	}
	return length;
}

static void
parse(struct writer *writer, const char *html, size_t length)
{
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
	};
	htmlParserCtxtPtr parser =
	    htmlCreateMemoryParserCtxt(html, (int)length);

	if (parser == NULL)
		return;
	writer->parser = parser;
	memcpy(parser->sax, &handler, sizeof(handler));
	parser->userData = writer;
	(void)htmlCtxtUseOptions(parser, HTML_PARSE_NOERROR |
	    HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER |
	    HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
	xmlCharEncodingHandlerPtr utf8 =
	    xmlFindCharEncodingHandler("UTF-8");
	if (utf8 != NULL)
		(void)xmlSwitchToEncoding(parser, utf8);
	(void)htmlParseDocument(parser);
	if (parser->myDoc != NULL)
		xmlFreeDoc(parser->myDoc);
	htmlFreeParserCtxt(parser);
}

void
html_to_text(const char *html, size_t length, size_t most,
    struct arena *arena, struct html_text *text_out)
{
	struct writer *writer = arena_alloc(arena, sizeof(*writer));

	*text_out = (struct html_text){ .text = "" };
	if (length == 0 || length > INT_MAX)
		return;
	writer->text = g_string_sized_new(MIN(length, most) / 2 + 16);
	writer->most = most;
	writer->marks = g_array_new(FALSE, FALSE, sizeof(struct body_mark));
	const size_t harmless = harmless_length(html, length);
	parse(writer, html, harmless);
	writer->is_truncated |= harmless < length;
	for (guint i = 0; i < writer->marks->len; i++) {
		struct body_mark *mark =
		    &g_array_index(writer->marks, struct body_mark, i);
		if (mark->end == 0)
			mark->end = writer->text->len;
	}
	struct body_mark *marks = arena_array(
	    arena, MAX(writer->marks->len, 1u), sizeof(*marks));
	if (writer->marks->len > 0)
		memcpy(marks, writer->marks->data,
		    writer->marks->len * sizeof(*marks));
	*text_out = (struct html_text){
		.text = arena_strndup(
		    arena, writer->text->str, writer->text->len),
		.length = writer->text->len,
		.marks = marks,
		.mark_count = writer->marks->len,
		.is_truncated = writer->is_truncated,
	};
	g_string_free(writer->text, TRUE);
	g_array_free(writer->marks, TRUE);
}
