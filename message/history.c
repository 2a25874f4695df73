/*
 * history - earlier mail below a header block or a separator line
 *
 * Outlook and many phones quote without marks: what counts is the block of
 * header fields above. A sender may write "From: Oslo / To: Berlin / Date: 4
 * May" as well, so a block needs a subject or an address in it.
 */
#include "message/history.h"

#include <glib.h>

#include "base/attr.h"

enum {
	FIELD_FROM = 1,
	FIELD_SENT = 2,
	FIELD_TO = 4,
	FIELD_CC = 8,
	FIELD_SUBJECT = 16,
	FIELD_OTHER = 32,

	BLOCK_LONGEST = 80,	/* lines: long lists of recipients wrap */
	OTHERS_MOST = 8,	/* lines in it that look like no field */
	NAME_LONGEST = 24,
	UNRULED_LONGEST = 60,	/* a separator without dashes around */
	BLOCKS_TRIED = 300,	/* bounds the time */
};

/* clang-format off */
static const struct field_name {
	const char *name;
	int field;
} field_names[] = {
	{ "from", FIELD_FROM }, { "från", FIELD_FROM }, { "von", FIELD_FROM },
	{ "fra", FIELD_FROM }, { "frå", FIELD_FROM }, { "de", FIELD_FROM },
	{ "van", FIELD_FROM }, { "da", FIELD_FROM }, { "od", FIELD_FROM },
	{ "lähettäjä", FIELD_FROM }, { "от", FIELD_FROM },
	{ "expéditeur", FIELD_FROM }, { "mittente", FIELD_FROM },
	{ "feladó", FIELD_FROM }, { "kimden", FIELD_FROM },
	{ "absender", FIELD_FROM }, { "avsändare", FIELD_FROM },
	{ "avsender", FIELD_FROM }, { "afsender", FIELD_FROM },
	{ "sent", FIELD_SENT }, { "skickat", FIELD_SENT },
	{ "gesendet", FIELD_SENT }, { "sendt", FIELD_SENT },
	{ "date", FIELD_SENT }, { "datum", FIELD_SENT },
	{ "dato", FIELD_SENT }, { "envoyé", FIELD_SENT },
	{ "enviado", FIELD_SENT }, { "fecha", FIELD_SENT },
	{ "data", FIELD_SENT }, { "verzonden", FIELD_SENT },
	{ "inviato", FIELD_SENT }, { "lähetetty", FIELD_SENT },
	{ "sent at", FIELD_SENT }, { "date sent", FIELD_SENT },
	{ "sent on", FIELD_SENT }, { "enviada em", FIELD_SENT },
	{ "enviado el", FIELD_SENT }, { "wysłano", FIELD_SENT },
	{ "дата", FIELD_SENT }, { "отправлено", FIELD_SENT },
	{ "päiväys", FIELD_SENT }, { "sendt den", FIELD_SENT },
	{ "message du", FIELD_SENT }, { "gesendet am", FIELD_SENT }, { "envoyé le", FIELD_SENT },
	{ "to", FIELD_TO }, { "till", FIELD_TO }, { "an", FIELD_TO },
	{ "til", FIELD_TO }, { "à", FIELD_TO }, { "para", FIELD_TO },
	{ "aan", FIELD_TO }, { "a", FIELD_TO }, { "do", FIELD_TO },
	{ "vastaanottaja", FIELD_TO }, { "кому", FIELD_TO },
	{ "empfänger", FIELD_TO }, { "mottagare", FIELD_TO },
	{ "mottaker", FIELD_TO }, { "modtager", FIELD_TO },
	{ "cc", FIELD_CC }, { "kopia", FIELD_CC }, { "kopie", FIELD_CC },
	{ "kopi", FIELD_CC }, { "copie", FIELD_CC }, { "bcc", FIELD_CC },
	{ "copie à", FIELD_CC }, { "kopio", FIELD_CC },
	{ "subject", FIELD_SUBJECT }, { "ämne", FIELD_SUBJECT },
	{ "betreff", FIELD_SUBJECT }, { "emne", FIELD_SUBJECT },
	{ "objet", FIELD_SUBJECT }, { "asunto", FIELD_SUBJECT },
	{ "onderwerp", FIELD_SUBJECT }, { "assunto", FIELD_SUBJECT },
	{ "oggetto", FIELD_SUBJECT }, { "aihe", FIELD_SUBJECT },
	{ "temat", FIELD_SUBJECT }, { "тема", FIELD_SUBJECT },
	{ "sujet", FIELD_SUBJECT }, { "predmet", FIELD_SUBJECT }, { "předmět", FIELD_SUBJECT },
	{ "reply-to", FIELD_OTHER }, { "importance", FIELD_OTHER },
	{ "attachments", FIELD_OTHER }, { "organization", FIELD_OTHER },
	{ "newsgroups", FIELD_OTHER }, { "priority", FIELD_OTHER },
	{ "bilagor", FIELD_OTHER }, { "anlagen", FIELD_OTHER },
	{ "vedlegg", FIELD_OTHER }, { "prioritet", FIELD_OTHER },
	{ "priorität", FIELD_OTHER }, { "prioritet", FIELD_OTHER },
	{ "message-id", FIELD_OTHER }, { "wichtigkeit", FIELD_OTHER },
	{ "antwort an", FIELD_OTHER }, { "svar till", FIELD_OTHER },
	{ "svar til", FIELD_OTHER }, { "svara till", FIELD_OTHER },
};
static const char *const original_marks[] = {
	"original message", "original appointment", "original e-mail",
	"ursprungligt meddelande", "originalmeddelande",
	"ursprüngliche nachricht", "ursprüngliche mail",
	"originalnachricht", "original-nachricht", "originalmeddelelse",
	"opprinnelig melding", "opprinneleg melding",
	"oprindelig meddelelse", "oprindelig besked", "original melding",
	"message d'origine", "message original", "mensaje original",
	"mensagem original", "oorspronkelijk bericht",
	"originalbericht", "messaggio originale", "alkuperäinen viesti",
	"reply message", "original mail", "reply above this line",
	"ursprünglicher termin", "ursprungligt möte",
	"исходное сообщение", "wiadomość oryginalna", "původní zpráva",
	NULL
};
static const char *const forward_marks[] = {
	"forwarded message", "forwarded by", "begin forwarded message",
	"forwarded e-mail", "forwarded mail", "forward message",
	"vidarebefordrat meddelande", "vidarebefordrat brev",
	"vidarebefordrade meddelande", "vidarebefordrat mejl",
	"börja på vidarebefordrat meddelande",
	"vidarebefordrat e-postmeddelande",
	"weitergeleitete nachricht", "weitergeleitete e-mail",
	"weitergeleitete mail", "anfang der weitergeleiteten nachricht",
	"anfang der weitergeleiteten e-mail", "weitergeleitet von",
	"videresendt melding", "videresendt e-post", "videresendt av",
	"videresendt meddelelse", "start på videresendt melding",
	"begynnelse på videresendt melding", "videresendt meddelande",
	"start på videresendt besked", "videresendt besked",
	"vidaresend melding", "message transféré", "message transfere",
	"début du message réexpédié", "début du message transféré",
	"mensaje reenviado", "doorgestuurd bericht",
	"begin doorgestuurd bericht", "messaggio inoltrato",
	"inizio messaggio inoltrato", "mensagem encaminhada",
	"välitetty viesti", "пересылаемое сообщение",
	NULL
};
/* clang-format on */

static int
field_of(const char *folded)
{
	char name[NAME_LONGEST + 1];
	size_t length = 0;

	folded += strspn(folded, "*_ ");
	for (; folded[length] != '\0' && folded[length] != ':'; length++) {
		if (length == NAME_LONGEST)
			return 0;
		name[length] = folded[length];
	}
	if (folded[length] != ':')
		return 0;
	while (length > 0 && strchr("*_ ", name[length - 1]) != NULL)
		length--;
	name[length] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(field_names); i++)
		if (strcmp(field_names[i].name, name) == 0)
			return field_names[i].field;
	return 0;
}

/* The fields of the lines from index on, up to a gap. */
static int
block_fields(const struct lines *lines, size_t index, bool *has_address_out)
{
	int fields = 0;
	unsigned others = 0;

	*has_address_out = false;
	for (size_t i = index, read = 0;
	    i < lines->count && read < BLOCK_LONGEST; i++) {
		const struct line *line = &lines->items[i];
		if (line->is_dropped)
			break;
		if (line->is_blank) {
			/* HTML may put a blank line between the fields */
			if (i + 1 < lines->count &&
			    !lines->items[i + 1].is_blank &&
			    field_of(line_folded(lines, i + 1)) != 0)
				continue;
			break;
		}
		const char *folded = line_folded(lines, i);
		const int field = field_of(folded);
		const bool is_recipients = strpbrk(folded, "@/<,") != NULL;
		if (field == 0 && !is_recipients && ++others > OTHERS_MOST)
			break;
		read++;
		fields |= field;
		if (strchr(folded, '@') != NULL ||
		    strstr(folded, "mailto:") != NULL)
			*has_address_out = true;
	}
	return fields;
}

static bool
starts_block(const struct lines *lines, size_t index)
{
	const char *folded = line_folded(lines, index);
	const int first = field_of(folded);
	bool has_address;

	if (first == 0 || first == FIELD_OTHER)
		return false;
	const int fields = block_fields(lines, index, &has_address);
	if ((fields & FIELD_FROM) != 0 &&
	    (fields & (FIELD_SENT | FIELD_TO)) != 0)
		return (fields & FIELD_SUBJECT) != 0 ||
		    (has_address && (fields & FIELD_SENT) != 0 &&
			(fields & FIELD_TO) != 0);
	/* Notes has the sender and the time above, without field names */
	return first == FIELD_TO && (fields & FIELD_SUBJECT) != 0 &&
	    (fields & (FIELD_CC | FIELD_SENT)) != 0;
}

/* Dashes, stars, underscores; what they surround is in *inside_out. */
static bool
is_ruled(const char *folded, const char **inside_out)
{
	const size_t rule = strspn(folded, "-_*=# ");

	*inside_out = folded + rule;
	return rule >= 2;
}

/* All of it: "Begin forwarded message:" in running text is none. */
static bool
is_whole_mark(const char *folded, const char *const *marks)
{
	for (; *marks != NULL; marks++) {
		if (**marks != *folded || (*marks)[1] != folded[1])
			continue;
		const size_t length = strlen(*marks);
		if (strncmp(folded, *marks, length) != 0)
			continue;
		const char *rest = folded + length;
		if (rest[strspn(rest, ":*-_ ")] == '\0')
			return true;
	}
	return false;
}

enum separator { SEPARATOR_NONE, SEPARATOR_ORIGINAL, SEPARATOR_FORWARD };

static enum separator
separator_of(const struct lines *lines, size_t index)
{
	const struct line *line = &lines->items[index];
	const char first = lines->body->text[line->begin + line->indent <
		    line->end ? line->begin + line->indent : line->begin];

	if (line->end - line->begin > 120 ||
	    (line->end - line->begin > UNRULED_LONGEST &&
		strchr("-_*=#", first) == NULL))
		return SEPARATOR_NONE;
	const char *inside, *folded = line_folded(lines, index);
	if (is_ruled(folded, &inside)) {
		if (starts_with_any(inside, original_marks))
			return SEPARATOR_ORIGINAL;
		if (starts_with_any(inside, forward_marks))
			return SEPARATOR_FORWARD;
	}
	if (g_ascii_isdigit(first))
		return SEPARATOR_NONE;
	if (is_whole_mark(folded, forward_marks))
		return SEPARATOR_FORWARD;
	if (is_whole_mark(folded, original_marks))
		return SEPARATOR_ORIGINAL;
	return SEPARATOR_NONE;
}

/* A rule, or nothing but blank lines, right above belongs to the block. */
static size_t
include_rule(const struct lines *lines, size_t index)
{
	const size_t above = lines_previous_visible(lines, index);

	if (above == lines->count || !line_is_own(lines, above))
		return index;
	const char *folded = line_folded(lines, above);
	const bool is_rule = strlen(folded) >= 3 &&
	    folded[strspn(folded, "-_*= ")] == '\0';
	return is_rule ? above : index;
}

/* Notes: "Per Lund/Oslo/Firma" and "03/04/2001 10:22 AM" above "To:". */
static size_t
include_notes_heading(const struct lines *lines, size_t index)
{
	if (field_of(line_folded(lines, index)) != FIELD_TO)
		return index;
	for (size_t up = index, seen = 0; up-- > 0 && seen < 4;) {
		if (lines->items[up].is_blank)
			continue;
		if (!line_is_own(lines, up))
			break;
		seen++;
		const char *folded = line_folded(lines, up);
		const int field = field_of(folded);
		if (strlen(folded) > 100 || (field & ~FIELD_FROM) != 0)
			break;
		const char *colon = strchr(folded, ':');
		if (field == FIELD_FROM)
			return strchr(folded, '/') != NULL ? up : index;
		if (strchr(folded, '/') != NULL && colon != NULL &&
		    g_ascii_isdigit(colon[1])) {
			const size_t name = lines_previous_visible(lines, up);
			const bool has_name = name + 1 == up &&
			    line_is_own(lines, name) &&
			    count_words(line_folded(lines, name)) <= 6 &&
			    !g_ascii_isdigit(*line_folded(lines, name)) &&
			    g_ascii_isdigit(*folded);
			return has_name ? name : up;
		}
	}
	return index;
}

static bool
forward_in_block(const struct lines *lines, size_t from)
{
	const size_t end = MIN(from + OTHERS_MOST, lines->count);

	for (size_t i = from; i < end; i++)
		if (!lines->items[i].is_blank &&
		    separator_of(lines, i) == SEPARATOR_FORWARD)
			return true;
	return false;
}

bool
history_drop(struct lines *lines)
{
	unsigned tried = 0;

	for (size_t i = 0; i < lines->count; i++) {
		if (!line_is_own(lines, i))
			continue;
		const enum separator separator = separator_of(lines, i);
		if (separator == SEPARATOR_NONE &&
		    (field_of(line_folded(lines, i)) == 0 ||
			tried++ > BLOCKS_TRIED || !starts_block(lines, i)))
			continue;
		const bool is_forward = separator == SEPARATOR_FORWARD ||
		    forward_in_block(lines, i);
		size_t from = include_rule(lines, i);
		if (separator == SEPARATOR_NONE)
			from = include_rule(
			    lines, include_notes_heading(lines, from));
		lines_drop(lines, from, lines->count,
		    is_forward ? DROP_FORWARD : DROP_QUOTE);
		return is_forward;
	}
	return false;
}
