/*
 * disclaimer - what the company, the phone or the list adds to a mail
 *
 * A disclaimer is a paragraph that opens as disclaimers do and speaks of
 * confidentiality or its like; one of the two alone is the sender's own
 * ("this message is confidential" said in passing stays).
 */
#include "message/disclaimer.h"

#include <glib.h>

enum {
	PARAGRAPH_LONGEST = 60,
	SHORT_LINE = 50,
	OPENINGS_TRIED = 30,	/* nobody has more disclaimers: bounds time */
};

/* clang-format off */
static const char *const openings[] = {
	"this e-mail", "this email", "this message", "this communication",
	"this transmission", "this electronic", "this mail",
	"the information in this", "the information contained",
	"the information transmitted", "the contents of this",
	"the content of this", "the materials in this",
	"information contained in this", "information in this",
	"confidentiality", "disclaimer", "legal notice", "legal disclaimer",
	"important notice", "important:", "notice:", "privileged",
	"privacy notice", "caution:", "any views", "if you are not the",
	"if you have received this", "if you received this",
	"e-mail disclaimer", "email disclaimer", "notice of confidentiality",
	"warning:", "please note that this", "e-mail confidentiality",
	"confidential:", "the preceding e-mail", "you are receiving this",
	"internet e-mail", "unless otherwise stated", "************",
	"this document", "the sender of this", "we may monitor",
	"this footnote", "this footer",
	"detta meddelande", "detta e-post", "detta mail", "detta mejl",
	"det här meddelandet", "det här e-post", "den här e-post",
	"denna e-post", "informationen i detta", "innehållet i detta",
	"informationen i denna", "observera att detta", "sekretess",
	"om du inte är rätt", "om du inte är den", "om du har fått detta",
	"om ni inte är", "om du av misstag", "ansvarsfriskrivning",
	"diese e-mail", "diese mail", "diese email", "diese nachricht",
	"diese mitteilung", "der inhalt dieser", "die in dieser",
	"die information in", "die informationen in", "dieses e-mail",
	"dieses dokument", "haftungsausschluss", "vertraulichkeit",
	"wenn sie nicht der", "sollten sie nicht der", "falls sie nicht der",
	"hinweis:", "wichtiger hinweis", "rechtlicher hinweis",
	"unsere informationen zum datenschutz", "informationen zum daten",
	"denne e-post", "denne meldingen", "denne melding", "denne mailen",
	"denne e-mail", "denne mail", "informasjonen i denne",
	"innholdet i denne", "dersom du ikke er", "hvis du ikke er",
	"om du ikke er", "konfidensiell", "taushetsplikt", "dersom du har",
	"hvis du har mottatt", "oplysningerne i denne", "indholdet af denne",
	"ansvarsfraskrivelse", "viktig melding", "ce message", "ce courriel",
	"este mensaje", "este correo", "dit bericht", "deze e-mail",
	"de informatie", NULL
};
static const char *const legal_words[] = {
	"confidential", "privileged", "intended recipient", "addressee",
	"intended solely", "intended only", "sole use", "unauthori",
	"legally", "disclos", "liability", "viruses", "strictly prohibited",
	"monitored", "binding", "disseminat", "received this e-mail in error",
	"received this email in error", "received this message in error",
	"in error", "konfidentiell", "sekretess", "rätt mottagare",
	"avsedd", "misstag", "felaktigt", "obehörig", "vertraulich",
	"rechtlich geschützt", "bestimmt", "irrtümlich", "unbefugt",
	"adressat", "empfänger", "vernichten", "datenschutz",
	"konfidensiel", "taushetsplikt", "ved en feil", "mottaker",
	"adressaten", "uautorisert", "fortrolig", "tiltænkt", "ved en fejl",
	"personuppgift", "personopplysning", "confidentiel", "destinataire",
	"confidencial", "destinatario", "vertrouwelijk", "geadresseerde",
	NULL
};
/* One line, or the paragraph that begins with it. */
static const char *const footer_openings[] = {
	"sent from my ", "sent from outlook", "sent from mail for",
	"sent from yahoo", "sent from samsung", "sent from proton",
	"sent from a mobile", "sent from gmail", "sent from the all new",
	"sent from windows mail", "sent from mobile", "sent from aol",
	"sent from myoutlook", "sent from blackberry", "sent from cloud",
	"sent via", "sent using", "sent with", "get outlook for",
	"hämta outlook", "sent by my", "sent on the go", "sent from",
	"sent wirelessly", "sent through", "delivered by my",
	"skickat från min", "skickat från mitt", "skickat från outlook",
	"skickat från e-post", "skickat från yahoo", "skickat från proton",
	"skickat från mobilen", "skickat med", "skickad från min",
	"skickat via", "skickat från samsung", "skickat från telefon",
	"skickat från en mobil", "skickat från",
	"von meinem iphone", "von meinem ipad", "von meinem samsung",
	"von meinem smartphone", "von meinem handy", "von meinem mobil",
	"von meinem android", "von meinem blackberry", "von meinem htc",
	"von meinem gerät", "von meinem galaxy", "von meinem windows",
	"gesendet von", "gesendet mit", "gesendet über", "gesendet vom",
	"von unterwegs gesendet", "mobil gesendet", "diese nachricht wurde von meinem",
	"holen sie sich outlook", "outlook für ios", "outlook für android",
	"laden sie outlook",
	"sendt fra min", "sendt fra mitt", "sendt fra outlook",
	"sendt fra e-post", "sendt fra yahoo", "sendt med", "sendt via",
	"sendt fra samsung", "sendt fra mobil", "sendt frå", "sendt fra",
	"skaff deg outlook", "hent outlook", "få outlook",
	"envoyé de mon", "envoyé depuis", "enviado desde", "enviado do meu",
	"enviado de ", "inviato da", "verstuurd vanaf", "verzonden vanaf", "verzonden met",
	"sent by galaxy",
	"verstuurd met", "lähetetty ", "télécharger outlook",
	"obtener outlook", "von iphone gesendet", "my iphone",
	"from my iphone", "get [outlook", "diese nachricht wurde von",
	"envoyé à partir",
	NULL
};
static const char *const device_words[] = {
	"iphone", "ipad", "android", "samsung", "galaxy", "outlook", "mobil",
	"phone", "blackberry", "yahoo", "proton", "gmail", "windows", "mail",
	"telefon", "handy", "smartphone", "nokia", "htc", "sony", "huawei",
	"xperia", "tablet", "app", "pixel", "gerät", "web.de", "gmx",
	"telekom", "device", "treo", "ipod", "oneplus", "tele2", "telia",
	"surfplatta", "nettbrett", "apple", "verizon", "at&t", "post",
	"thunderbird", "sparrow", "airmail", "enhet", "tutanota", "superhuman",
	NULL
};
static const char *const footer_starts[] = {
	"this email has been checked for viruses",
	"this e-mail has been checked for viruses",
	"this email has been scanned", "this e-mail has been scanned",
	"this message has been scanned", "scanned by mailscanner",
	"virus-free. www.", "virus-free.www.", "virenfrei. www.",
	"virenfrei.www.", "virusfri. www.", "virusfri.www.",
	"virusfritt. www.", "virusfritt.www.", "no virus found in this",
	"checked by avg", "this message was scanned by", "avast logo",
	"diese e-mail wurde von avast", "e-posten er sjekket for virus",
	"denne e-posten er virus", "denne e-posten har blitt sjekket",
	"denne e-posten er sjekket", "detta e-postmeddelande har sökts",
	"den här e-posten har kontrollerats",
	"you received this message because you are subscribed",
	"you are receiving this message because",
	"you received this because you are", "you are receiving this because",
	"to unsubscribe from this", "to unsubscribe, ", "to unsubscribe:",
	"to unsubscribe send", "to unsubscribe from", "unsubscribe: ",
	"unsubscribe from this", "to post to this group",
	"to subscribe or unsubscribe", "to subscribe, ",
	"för att avsluta prenumerationen", "avregistrera dig",
	"um sich abzumelden", "um diese liste abzubestellen",
	"um sich von dieser", "for å melde deg av", "meld deg av",
	"please consider the environment", "think before you print",
	"think before printing", "consider the environment before",
	"before printing", "please think of the environment",
	"tänk på miljön", "tänk på vår miljö", "behöver du skriva ut",
	"denken sie an die umwelt", "bitte prüfen sie, ob diese",
	"bitte denken sie an die umwelt", "bitte drucken sie diese",
	"drucken sie diese", "tenk på miljøet", "tenk miljø",
	"må du skrive ut", "please do not print this", "save a tree",
	"save paper", "do you yahoo!", "get your free",
	"yahoo! groups sponsor", "your use of yahoo! groups",
	"[non-text portions of this message",
	"this sf.net email is sponsored",
	"reply to this email directly", "view it on github", NULL
};
static const char *const tail_rules[] = {
	"____________", "------------", "============", "************",
	"~~~~~~~~~~~~", NULL
};
static const char *const list_words[] = {
	"mailing list", "mailman", "listinfo", "unsubscribe", "subscri",
	"sponsored", "yahoo!", "msn ", "hotmail", "e-postlista", "postliste",
	"maillista", "mailingliste", "@lists.", "groups.google", NULL
};
/* clang-format on */

/* One past the last line of the paragraph that begins at from. */
static size_t
paragraph_end(const struct lines *lines, size_t from)
{
	const size_t limit = MIN(lines->count, from + PARAGRAPH_LONGEST);
	size_t end = from;

	while (end < limit && line_is_own(lines, end))
		end++;
	return end;
}

static bool
paragraph_contains(const struct lines *lines, size_t from, size_t end,
    const char *const *words, unsigned wanted)
{
	unsigned found = 0;

	for (; *words != NULL && found < wanted; words++)
		for (size_t i = from; i < end; i++)
			if (strstr(line_folded(lines, i), *words) != NULL) {
				found++;
				break;
			}
	return found >= wanted;
}

static bool
opens_disclaimer(const struct lines *lines, size_t from)
{
	const char *folded = line_folded(lines, from);

	return starts_with_any(
	    folded + strspn(folded, "*_-=# \"(["), openings);
}

/* One past the disclaimer that opens at from, or from. */
static size_t
disclaimer_end(const struct lines *lines, size_t from)
{
	const size_t end = paragraph_end(lines, from);
	const bool is_long =
	    end - from > 1 || strlen(line_folded(lines, from)) > 60;

	if (is_long && paragraph_contains(lines, from, end, legal_words, 2))
		return end;
	if (end != from + 1)
		return from;
	/* a title of its own: "CONFIDENTIALITY NOTICE" */
	const size_t below = lines_next_visible(lines, from);
	if (below > from + 2 || below >= lines->count)
		return from;
	const size_t below_end = paragraph_end(lines, below);
	return paragraph_contains(lines, below, below_end, legal_words, 3)
	    ? below_end : from;
}

static bool
is_device_line(const char *folded)
{
	static const char *const excuses[] = { "excuse", "brevity", "typo",
		"stavfel", "tippfehler", "skrivefeil", "autocorrect", NULL };

	folded += strspn(folded, "*_- \"(<[");
	if (strlen(folded) > 120 || !starts_with_any(folded, footer_openings))
		return false;
	const unsigned words = count_words(folded);
	const size_t length = strlen(folded);
	if (contains_any(folded, excuses))
		return words <= 20;
	if (*folded == 's' && length > 0 && folded[length - 1] == '.' &&
	    words > 9)
		return false;	/* a sentence: "Sent from my desk, which ..." */
	if (starts_with_any(folded, (const char *const[]){
		"sent from my ", "from my iphone", NULL }) && words <= 8)
		return true;
	return contains_any(folded, device_words) && words <= 14;
}

/* "____" or "----", and below it a paragraph that speaks of a list. */
static bool
is_list_footer(const struct lines *lines, size_t from)
{
	const char *folded = line_folded(lines, from);
	if (!starts_with_any(folded, tail_rules) &&
	    (*folded != '_' || folded[strspn(folded, "_")] != '\0'))
		return false;
	const size_t below = lines_next_visible(lines, from);
	if (below >= lines->count || !line_is_own(lines, below))
		return false;
	const size_t end = MIN(paragraph_end(lines, below), below + 6);
	return paragraph_contains(lines, below, end, list_words, 1);
}

/* "-----BEGIN PGP ...": drops to the line that ends it. */
static size_t
drop_armour(struct lines *lines, size_t from, bool *encrypted_out)
{
	const char *folded = line_folded(lines, from);
	size_t end = from + 1;

	if (strstr(folded, "signed message") != NULL) {
		while (end < lines->count && !lines->items[end].is_blank)
			end++;	/* "Hash: SHA256" */
	} else {
		*encrypted_out |= strstr(folded, "pgp message") != NULL;
		while (end < lines->count &&
		    strncmp(line_folded(lines, end), "-----end pgp", 12) != 0)
			end++;
		end++;
	}
	lines_drop(lines, from, end, DROP_ATTACHMENT);
	return end;
}

static size_t
drop_uuencoded(struct lines *lines, size_t from)
{
	size_t end = from + 1;

	while (end < lines->count &&
	    strcmp(line_folded(lines, end), "end") != 0)
		end++;
	lines_drop(lines, from, end + 1, DROP_ATTACHMENT);
	return end + 1;
}

/* "begin 644 name", and a line of 45 bytes below it. */
static bool
is_uuencoded(const struct lines *lines, size_t from)
{
	const char *folded = line_folded(lines, from);

	if (strncmp(folded, "begin ", 6) != 0 ||
	    strspn(folded + 6, "01234567") < 3 || from + 1 >= lines->count)
		return false;
	const struct line *next = &lines->items[from + 1];
	return next->begin < next->end &&
	    lines->body->text[next->begin] == 'M' &&
	    next->end - next->begin >= 61;
}

/* One past what was dropped at from, or from. */
static size_t
drop_footer(struct lines *lines, size_t from)
{
	if (is_list_footer(lines, from)) {
		const size_t below = lines_next_visible(lines, from);
		const size_t end = paragraph_end(lines, below);
		lines_drop(lines, from, end, DROP_FOOTER);
		return end;
	}
	if (is_device_line(line_folded(lines, from))) {
		lines_drop(lines, from, from + 1, DROP_FOOTER);
		return from + 1;
	}
	const char *folded = line_folded(lines, from);
	if (!starts_with_any(
		folded + strspn(folded, "*_- p("), footer_starts) &&
	    !starts_with_any(folded, footer_starts))
		return from;
	const size_t end = paragraph_end(lines, from);
	lines_drop(lines, from, end, DROP_FOOTER);
	return end;
}

/* Rules left alone above or below what was dropped. */
static void
drop_lone_rules(struct lines *lines)
{
	size_t above = lines->count;

	for (size_t i = 0; i < lines->count; i++) {
		const struct line *line = &lines->items[i];
		if (line->is_blank)
			continue;
		if (line->is_dropped && above < lines->count &&
		    (line->reason == DROP_DISCLAIMER ||
			line->reason == DROP_FOOTER) &&
		    line_is_own(lines, above) &&
		    starts_with_any(line_folded(lines, above), tail_rules))
			lines_drop(lines, above, above + 1, line->reason);
		above = i;
	}
}

/* What programs add begins below a blank or a short line, never in the
   middle of running text. */
static bool
may_begin(const struct lines *lines, size_t index)
{
	if (index == 0)
		return true;
	const struct line *above = &lines->items[index - 1];
	return above->is_dropped || above->end - above->begin < SHORT_LINE;
}

bool
disclaimer_drop(struct lines *lines)
{
	bool is_encrypted = false;
	unsigned tried = 0;

	for (size_t i = 0; i < lines->count; i++) {
		if (!line_is_own(lines, i))
			continue;
		const char *folded = line_folded(lines, i);
		if (strncmp(folded, "-----begin pgp", 14) == 0) {
			i = drop_armour(lines, i, &is_encrypted) - 1;
			continue;
		}
		if (*folded == 'b' && is_uuencoded(lines, i)) {
			i = drop_uuencoded(lines, i) - 1;
			continue;
		}
		if (!may_begin(lines, i))
			continue;
		const size_t footer_end = drop_footer(lines, i);
		if (footer_end > i) {
			i = footer_end - 1;
			continue;
		}
		if (!opens_disclaimer(lines, i) || tried++ > OPENINGS_TRIED)
			continue;
		const size_t end = disclaimer_end(lines, i);
		lines_drop(lines, i, end, DROP_DISCLAIMER);
		if (end > i)
			i = end - 1;
	}
	drop_lone_rules(lines);
	return is_encrypted;
}
