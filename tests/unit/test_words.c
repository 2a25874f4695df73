/*
 * test_words - the sender's own words out of bodies as people send them
 *
 * expected: one sentence a line, with the kind before it: "P:" plain, "G:"
 * greeting, "S:" sign-off, "H:" heading. dropped: the reasons in order.
 */
#include <glib.h>

#include "base/arena.h"
#include "message/own_words.h"

struct words_case {
	const char *name, *text, *expected, *dropped;
	bool is_reply;
	const char *sender;
};

/* clang-format off */
static const struct words_case quotes[] = {
	{ "quoted lines and their attribution go",
	    "Fine with me.\n\nOn Mon, 3 Mar 2025 at 10:22, Per Lund <per@kund.example> wrote:\n> Shall we?\n> Per\n",
	    "P:fine with me.\n", "attribution quote", false, NULL },
	{ "all depths",
	    "Yes.\n> > > three\n>> two\n>one\n", "P:yes.\n", "quote", true, NULL },
	{ "a mail that is all quote but for +1",
	    "> Shall we meet on Friday?\n\n+1\n", "P:+1\n", "quote", true, NULL },
	{ "answers between the quotes stay",
	    "Anna wrote on 3 March 2025 10:22:\n> Who comes?\nPer does.\n> When?\nAt ten.\n",
	    "P:per does.\nP:at ten.\n", "attribution quote quote", true, NULL },
	{ "a list that begins with > is the sender's own",
	    "What we need for Friday, please bring it:\n> a van\n> two people\n> some rope\n",
	    "P:what we need for friday, please bring it:\nH:> a van\nH:> two people\nH:> some rope\n", "", false, NULL },
	{ "the same lines in an answer are a quote",
	    "You asked for it:\n> a van\n> two people\n", "P:you asked for it:\n", "quote", true, NULL },
	{ "a sentence in quotation marks stays",
	    "He said \"you have not answered me yet\" and left.\n",
	    "P:he said \"you have not answered me yet\" and left.\n", "", false, NULL },
	{ "bars in rows are quotes, tables are not",
	    "No.\n| Shall we\n| go there?\n\n| a | b |\n| 1 | 2 |\n",
	    "P:no.\nH:| a | b |\nH:| 1 | 2 |\n", "quote", true, NULL },
	{ "initials are quotes",
	    "No.\nPL> Shall we\nPL> go there?\n", "P:no.\n", "quote", true, NULL },
	{ "what a program wrapped belongs to the quote",
	    "Good.\n> this is a long quoted line that some mail program has wrapped at the\nmargin of\n> its window\n",
	    "P:good.\n", "quote", true, NULL },
	{ "the escape of mbox files is none",
	    ">From where I stand it looks good.\n",
	    "P:>from where i stand it looks good.\n", "", false, NULL },
};

static const struct words_case attributions[] = {
	{ "Swedish", "Ja.\n\nDen mån 3 mars 2025 kl 10:22 skrev Anna Ek <anna@kund.example>:\n> Hej\n",
	    "P:ja.\n", "attribution quote", false, NULL },
	{ "German over two lines", "Gut.\n\nAm Montag, dem 03.03.2025 um 10:22 +0100 schrieb\nAnna Ek:\n> Hallo\n",
	    "P:gut.\n", "attribution quote", false, NULL },
	{ "German, name first, over two lines",
	    "Gut.\n\nAnna Ek <anna@kund.example> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:\n\n> Hallo\n",
	    "P:gut.\n", "attribution quote", false, NULL },
	{ "Norwegian without marks takes all below",
	    "Fint.\n\nman. 3. mars 2025 kl. 10:22 skrev Anna Ek <anna@kund.example>:\n\nHei Per\nHvordan går det?\n",
	    "P:fint.\n", "attribution quote", false, NULL },
	{ "Danish", "Ja.\nDen 03.03.2025 kl. 10.22 skrev Anna Ek:\n> Hej\n",
	    "P:ja.\n", "attribution quote", false, NULL },
	{ "French with its blank before the colon",
	    "Oui.\n\nLe 3 mars 2025 à 10:22, Anna Ek <anna@kund.example> a écrit\u00A0:\n> Bonjour\n",
	    "P:oui.\n", "attribution quote", false, NULL },
	{ "Spanish", "Sí.\n\nEl lun, 3 mar 2025 a las 10:22, Anna (<anna@kund.example>) escribió:\n> Hola\n",
	    "P:sí.\n", "attribution quote", false, NULL },
	{ "Dutch", "Ja.\n\nOp 3 mrt. 2025 om 10:22 schreef Anna Ek <anna@kund.example>:\n> Hallo\n",
	    "P:ja.\n", "attribution quote", false, NULL },
	{ "three lines",
	    "Yes.\n\nOn Wed, Dec 9, Anna Ek\n<anna@kund.example>\nwrote:\n> Hello\n",
	    "P:yes.\n", "attribution quote", false, NULL },
	{ "a date and an address without a verb",
	    "Yes.\n\n2025-03-03 10:22 GMT+01:00 Anna Ek <anna@kund.example>:\n\n> Hello\n",
	    "P:yes.\n", "attribution quote", false, NULL },
	{ "prose about who wrote what is none",
	    "On Monday Per wrote:\nwe should do it.\nSo let us do it.\n",
	    "P:on monday per wrote:\nP:we should do it.\nP:so let us do it.\n", "", false, NULL },
	{ "one's own earlier words are none",
	    "As I wrote on 3 March 2025:\nthe price is fixed.\n",
	    "P:as i wrote on 3 march 2025:\nP:the price is fixed.\n", "", false, NULL },
	{ "on the very first line it takes nothing with it",
	    "On Mon, 3 Mar 2025 at 10:22, Per <per@kund.example> wrote:\n\nI agree with all you say.\n",
	    "P:i agree with all you say.\n", "attribution", false, NULL },
	{ "times in prose are none",
	    "The meeting on 3 March 2025 at 10:22 is off:\nPer is ill.\n",
	    "P:the meeting on 3 march 2025 at 10:22 is off:\nP:per is ill.\n", "", false, NULL },
};

static const struct words_case histories[] = {
	{ "Outlook's block in English",
	    "Done.\n\nFrom: Per Lund <per@kund.example>\nSent: Monday, 3 March 2025 10:22\nTo: Anna Ek\nSubject: RE: offer\n\nHello\n",
	    "P:done.\n", "quote", false, NULL },
	{ "in Swedish, with its line above",
	    "Klart.\n\n________________________________\nFrån: Per Lund <per@kund.example>\nSkickat: den 3 mars 2025 10:22\nTill: Anna Ek\nÄmne: SV: offert\n\nHej\n",
	    "P:klart.\n", "quote", false, NULL },
	{ "in German", "Erledigt.\n\n-----Ursprüngliche Nachricht-----\nVon: Per\nGesendet: Montag\nAn: Anna\nBetreff: AW: Angebot\n\nHallo\n",
	    "P:erledigt.\n", "quote", false, NULL },
	{ "in Norwegian, with stars", "Ferdig.\n\n*Fra:* Per <per@kund.example>\n*Sendt:* mandag 3. mars 2025\n*Til:* Anna\n*Emne:* SV: tilbud\n\nHei\n",
	    "P:ferdig.\n", "quote", false, NULL },
	{ "a travel plan is none",
	    "Please book this:\n\nFrom: Oslo\nTo: Berlin\nDate: 4 May\n\nThanks a lot for doing it.\n",
	    "P:please book this:\nH:from: oslo\nH:to: berlin\nH:date: 4 may\nP:thanks a lot for doing it.\n", "", false, NULL },
	{ "a forwarded mail",
	    "Please see below.\n\n---------- Forwarded message ---------\nFrom: Per <per@kund.example>\nDate: Mon, 3 Mar 2025\nSubject: offer\nTo: Anna\n\nYou idiot.\n",
	    "P:please see below.\n", "forward", false, NULL },
	{ "forwarded by Apple Mail",
	    "Se nedan.\n\nVidarebefordrat brev:\n\nFrån: Per\nÄmne: offert\nDatum: 3 mars\n\nHej\n",
	    "P:se nedan.\n", "forward", false, NULL },
	{ "the words alone forward nothing",
	    "I got your forwarded message yesterday.\nThanks for it.\n",
	    "P:i got your forwarded message yesterday.\nP:thanks for it.\n", "", false, NULL },
};

static const struct words_case signatures[] = {
	{ "below two dashes and a blank",
	    "See you.\n\n-- \nPer Lund\nDirector\n", "P:see you.\n", "signature", false, NULL },
	{ "the signature ends where the quote begins",
	    "See you.\n-- \nPer\n\nOn 3 Mar 2025 10:22, Anna wrote:\n> Where?\nAt the gate.\n",
	    "P:see you.\nP:at the gate.\n", "signature attribution quote", false, NULL },
	{ "contact details below the name",
	    "Hej Anna,\n\nvi ses på fredag.\n\nMed vänlig hälsning\nPer Öberg\nSäljchef\nFirma AB\nTel: +46 8 123 45 67\nwww.firma.example\n",
	    "G:hej anna,\nP:vi ses på fredag.\nS:med vänlig hälsning\nS:per öberg\n", "signature", false, NULL },
	{ "the same in German",
	    "Sehr geehrte Frau Ek,\n\nanbei das Angebot.\n\nMit freundlichen Grüßen\ni. A. Hans Groß\nFirma GmbH, Hauptstraße 1, 10115 Berlin\nTel. 030 123456\n",
	    "G:sehr geehrte frau ek,\nP:anbei das angebot.\nS:mit freundlichen grüssen\nS:i. a. hans gross\n", "signature", false, NULL },
	{ "a postscript stays",
	    "Thanks for coming.\n\nBest,\nPer\n\nPS: You forgot your umbrella.\n",
	    "P:thanks for coming.\nS:best,\nS:per\nP:ps: you forgot your umbrella.\n", "", false, NULL },
	{ "a poem below the name stays",
	    "Here is the poem I promised.\n\nBest,\nPer\n\nRoses are red\nViolets are blue\nSugar is sweet\nAnd so are you\n",
	    "P:here is the poem i promised.\nS:best,\nS:per\nP:roses are red\nP:violets are blue\nP:sugar is sweet\nP:and so are you\n", "", false, NULL },
	{ "the sender's bare name closes",
	    "Can you call me?\nPer\n", "P:can you call me?\nS:per\n", "", false, "per lund" },
	{ "a title right below the sender's name",
	    "Ring om noe er uklart!\n\nUlf\nBrannvernleder\n",
	    "P:ring om noe er uklart!\nS:ulf\n", "signature", false, NULL },
	{ "name and title on one line",
	    "I have spares here!\n\nRegards\nKay, site office\n",
	    "P:i have spares here!\nS:regards\nS:kay, site office\n", "", false, NULL },
	{ "the sender's last name, known from the address",
	    "Ich rufe an.\n\nBis dahin\nKonrad Brenner\n",
	    "P:ich rufe an.\nS:bis dahin\nS:konrad brenner\n", "", false, "k brenner" },
	{ "a list below the name stays",
	    "See you there.\n\nBest regards\nCharla Reese\n713 853 5202\n\nMembers of the committee:\nBo from Omaha\nEva from Portland\n",
	    "P:see you there.\nS:best regards\nS:charla reese\nP:members of the committee:\nH:bo from omaha\nP:eva from portland\n", "signature", false, NULL },
	{ "a slash and a name", "Vi hörs i morgon.\n/Petter\n", "P:vi hörs i morgon.\nS:/petter\n", "", false, NULL },
	{ "short forms", "Bis dann am Montag.\n\nLG\nAnna\n", "P:bis dann am montag.\nS:lg\nS:anna\n", "", false, NULL },
	{ "Mvh", "Takk for sist!\n\nMvh Kari\n", "P:takk for sist!\nS:mvh kari\n", "", false, NULL },
	{ "thanks and a name close", "Could you send it?\n\nThanks,\nPer\n", "P:could you send it?\nS:thanks,\nS:per\n", "", false, NULL },
	{ "thanks for something does not", "Thanks for the help yesterday!\nPer\n",
	    "P:thanks for the help yesterday!\nS:per\n", "", false, NULL },
	{ "a name alone is all they wrote", "Per\n", "P:per\n", "", false, NULL },
	{ "best at the beginning of a sentence is no sign-off",
	    "Best way to do it is on Monday.\nTell me.\n",
	    "P:best way to do it is on monday.\nP:tell me.\n", "", false, NULL },
	{ "sign-off on the line of the last sentence",
	    "See you then. Best, Per\n", "P:see you then.\nS:best, per\n", "", false, NULL },
	{ "two dashes that divide a text",
	    "First part of what I have to say to you.\n\n--\n\nThe second part is longer than any signature would be and it goes on like this.\nIt has whole sentences in it, one after the other.\nAnd nobody would take it for a signature at all.\n",
	    "P:first part of what i have to say to you.\nP:the second part is longer than any signature would be and it goes on like this.\nP:it has whole sentences in it, one after the other.\nP:and nobody would take it for a signature at all.\n", "", false, NULL },
};

static const struct words_case footers[] = {
	{ "Sent from my iPhone", "Ok, see you.\n\nSent from my iPhone\n", "P:ok, see you.\n", "footer", false, NULL },
	{ "Skickat från min iPhone", "Ok, vi ses.\n\nSkickat från min iPhone\n", "P:ok, vi ses.\n", "footer", false, NULL },
	{ "Von meinem iPhone gesendet", "Ok, bis dann.\n\nVon meinem iPhone gesendet\n", "P:ok, bis dann.\n", "footer", false, NULL },
	{ "Sendt fra min iPhone", "Ok, vi sees der.\n\nSendt fra min iPhone\n", "P:ok, vi sees der.\n", "footer", false, NULL },
	{ "a sentence about a phone stays",
	    "The note was sent from my iPhone to all users.\n",
	    "P:the note was sent from my iphone to all users.\n", "", false, NULL },
	{ "English disclaimer",
	    "Fine.\n\nThis e-mail and any attachments are confidential and intended solely for the\naddressee. If you are not the intended recipient, delete it.\n",
	    "P:fine.\n", "disclaimer", false, NULL },
	{ "Swedish disclaimer",
	    "Bra.\n\nDetta e-postmeddelande kan innehålla konfidentiell information och är endast\navsett för rätt mottagare.\n",
	    "P:bra.\n", "disclaimer", false, NULL },
	{ "German disclaimer",
	    "Gut.\n\nDiese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.\nWenn Sie nicht der richtige Adressat sind, vernichten Sie diese Mail.\n",
	    "P:gut.\n", "disclaimer", false, NULL },
	{ "Norwegian disclaimer",
	    "Fint.\n\nDenne e-posten kan inneholde konfidensiell informasjon. Dersom du ikke er rett\nmottaker, ber vi deg slette den.\n",
	    "P:fint.\n", "disclaimer", false, NULL },
	{ "what is said in passing stays",
	    "This message is confidential, so please tell nobody.\n",
	    "P:this message is confidential, so please tell nobody.\n", "", false, NULL },
	{ "the footer of a mailing list",
	    "I agree with that.\n\n_______________________________________________\nUsers mailing list\nUsers@lists.example\nhttps://lists.example/mailman/listinfo/users\n",
	    "P:i agree with that.\n", "footer", false, NULL },
	{ "an antivirus program's",
	    "I agree with that.\n\nThis email has been checked for viruses by Avast antivirus software.\nwww.avast.com\n",
	    "P:i agree with that.\n", "footer", false, NULL },
	{ "a uuencoded file",
	    "Here it is.\n\nbegin 644 a.txt\nM5&AI<R!I<R!A('1E<W0@9FEL92!W:71H('-O;64@=&5X=\"!I;B!I=\"P@86YD\n#:71S\n`\nend\n",
	    "P:here it is.\n", "attachment", false, NULL },
	{ "a PGP signature",
	    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nAll is well here.\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n",
	    "P:all is well here.\n", "attachment attachment", false, NULL },
};

static const struct words_case sentences[] = {
	{ "German abbreviations",
	    "Wir brauchen z. B. Schrauben, d. h. Metall, bzw. Holz. Bitte melden!\n",
	    "P:wir brauchen z. b. schrauben, d. h. metall, bzw. holz.\nP:bitte melden!\n", "", false, NULL },
	{ "Swedish ones", "Ta med bl.a. hammare, t.ex. den stora. Vi ses kl. 10.\n",
	    "P:ta med bl.a. hammare, t.ex. den stora.\nP:vi ses kl. 10.\n", "", false, NULL },
	{ "Norwegian ones", "Ta med f.eks. hammer. Vi sees bl.a. på mandag.\n",
	    "P:ta med f.eks. hammer.\nP:vi sees bl.a. på mandag.\n", "", false, NULL },
	{ "English ones", "Mr. Lund, e.g. the old one, said no. I agree, i.e. I will not go.\n",
	    "P:mr. lund, e.g. the old one, said no.\nP:i agree, i.e. i will not go.\n", "", false, NULL },
	{ "ordinals and dates", "Wir kommen am 14. März um 10. Danach am 3. Juni.\n",
	    "P:wir kommen am 14. märz um 10.\nP:danach am 3. juni.\n", "", false, NULL },
	{ "numbers end sentences too", "I have 14. You have 15.\n", "P:i have 14.\nP:you have 15.\n", "", false, NULL },
	{ "links and files", "See www.firma.example/a.b.html for it. Or read.me instead.\n",
	    "P:see www.firma.example/a.b.html for it.\nP:or read.me instead.\n", "", false, NULL },
	{ "dots and marks", "Well... maybe. Really?! Yes!!! \"Why?\" she asked.\n",
	    "P:well... maybe.\nP:really?!\nP:yes!!!\nP:\"why?\" she asked.\n", "", false, NULL },
	{ "lines that a program wrapped are joined",
	    "This is a sentence that goes on and on until the mail program\nwraps it at its right margin, where nobody meant a new line.\n",
	    "P:this is a sentence that goes on and on until the mail program wraps it at its right margin, where nobody meant a new line.\n", "", false, NULL },
	{ "lists", "We need:\n- ropes\n- two people who can climb and carry\n1. a van\n",
	    "P:we need:\nH:- ropes\nP:- two people who can climb and carry\nH:1. a van\n", "", false, NULL },
	{ "greeting on the line of the first sentence",
	    "Hi Per, could you call me? Thanks.\n",
	    "G:hi per,\nP:could you call me?\nP:thanks.\n", "", false, NULL },
	{ "what only looks like a greeting",
	    "Hi there is a problem with the pump.\n",
	    "P:hi there is a problem with the pump.\n", "", false, NULL },
	{ "a bare name greets", "Per,\n\nyou are right.\n", "G:per,\nP:you are right.\n", "", false, NULL },
	{ "greetings in capitals and without a comma", "HEI PÅ DEG\nHvordan går det?\n",
	    "G:hei på deg\nP:hvordan går det?\n", "", false, NULL },
	{ "code is no prose",
	    "Look at this please:\n\n    if (a == b) { return NULL; }\n2025-03-03 10:22:01 host daemon[12]: FAILED\n\nWhat is wrong?\n",
	    "P:look at this please:\nH:if (a == b) { return null; }\nH:2025-03-03 10:22:01 host daemon[12]: failed\nP:what is wrong?\n", "", false, NULL },
	{ "a log is not shouted",
	    "The log says\n\n    ERROR: ABORTED BY USER\n    WARN: RETRY LIMIT EXCEEDED!!!\n\nPlease look.\n",
	    "P:the log says\nH:error: aborted by user\nH:warn: retry limit exceeded!!!\nP:please look.\n", "", false, NULL },
	{ "a title", "Next steps\n\nWe meet again on Monday.\n", "H:next steps\nP:we meet again on monday.\n", "", false, NULL },
};
/* clang-format on */

static char *
describe(const struct text *text)
{
	static const char kinds[] = { 'P', 'G', 'S', 'H' };
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < text->sentence_count; i++) {
		const struct sentence *s = &text->sentences[i];
		g_string_append_printf(out, "%c:%.*s\n", kinds[s->kind],
		    (int)(s->end - s->begin), text->normal + s->begin);
	}
	return g_string_free(out, FALSE);
}

static char *
describe_dropped(const struct own_words *words)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < words->dropped_count; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
		    drop_reason_name(words->dropped[i].reason));
	return g_string_free(out, FALSE);
}

static void
extract(const char *text, bool is_reply, const char *sender,
    struct arena *arena, struct own_words *words_out)
{
	const struct body body = {
		.text = text,
		.length = strlen(text),
		.is_reply = is_reply,
		.sender_name = sender != NULL ? sender : "",
	};

	*words_out = (struct own_words){ 0 };
	own_words_extract(&body, arena, words_out);
}

static void
run_case(gconstpointer data)
{
	const struct words_case *one = data;
	struct arena *arena = arena_new();
	struct own_words words;

	extract(one->text, one->is_reply, one->sender, arena, &words);
	char *found = describe(&words.body);
	char *dropped = describe_dropped(&words);
	g_assert_cmpstr(found, ==, one->expected);
	g_assert_cmpstr(dropped, ==, one->dropped);
	g_free(found);
	g_free(dropped);
	arena_free(&arena);
}

/* clang-format off */
static const struct {
	const char *name, *text;
	unsigned capitals, runs, words, sentences;
} counts[] = {
	{ "greeting and sign-off do not count", "Hi Per,\n\nwe meet on Friday. Please come.\n\nBest regards\nAnna\n", 0, 0, 6, 2 },
	{ "shouting counts", "SEND ME THE REPORT NOW OR ELSE!\n", 1, 0, 7, 1 },
	{ "in Swedish", "VARFÖR SVARAR DU INTE PÅ MINA MEJL?\n", 1, 0, 7, 1 },
	{ "acronyms do not", "GDPR API XML. We use them.\n", 0, 0, 6, 2 },
	{ "short capitals do not", "OK, FYI\n", 0, 0, 2, 1 },
	{ "headings do not", "TERMS AND CONDITIONS\n\nWe deliver in May.\n", 0, 0, 7, 1 },
	{ "one word in capitals does not", "This is VERY important to us.\n", 0, 0, 6, 1 },
	{ "rows of marks", "Why?? Answer me!!! Now!\n", 0, 2, 4, 3 },
	{ "one mark is no row", "Really? Yes! No.\n", 0, 0, 3, 3 },
	{ "quoted shouting is not the sender's", "Calm down.\n> SEND ME THE REPORT NOW!!!\n", 0, 0, 2, 1 },
};

static const struct {
	const char *name, *text;
	bool names;
} introductions[] = {
	{ "name and company below", "Hello.\n\nBest regards\nPer Lund\nFirma AB\n", true },
	{ "name and function in the signature", "Hello.\n-- \nPer Lund\nSales manager\n", true },
	{ "a bare name is neither", "Hello.\n\nBest regards\nPer\n", false },
	{ "name and phone number are neither", "Hello.\n\nBest regards\nPer\n+47 22 33 44 55\n", false },
	{ "in words", "My name is Per and I work at the university.\n", true },
	{ "in words, with the place", "I'm the sales manager of Firma Ltd.\nWe met in May.\n", true },
};
/* clang-format on */

static void
test_counts(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct arena *arena = arena_new();
		struct own_words words;
		extract(counts[i].text, true, NULL, arena, &words);
		g_test_message("%s", counts[i].name);
		g_assert_cmpuint(words.capital_sentences, ==,
		    counts[i].capitals);
		g_assert_cmpuint(words.mark_runs, ==, counts[i].runs);
		g_assert_cmpuint(words.word_count, ==, counts[i].words);
		g_assert_cmpuint(
		    words.sentence_count, ==, counts[i].sentences);
		arena_free(&arena);
	}
}

static void
test_introductions(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(introductions); i++) {
		struct arena *arena = arena_new();
		struct own_words words;
		extract(introductions[i].text, false, NULL, arena, &words);
		g_test_message("%s", introductions[i].name);
		g_assert_cmpint(
		    words.names_sender, ==, introductions[i].names);
		arena_free(&arena);
	}
}

static void
test_flags(void)
{
	struct arena *arena = arena_new();
	struct own_words words;

	extract("> all quote\n", true, NULL, arena, &words);
	g_assert_false(words.has_text);
	g_assert_true(words.quotes_below);
	extract("", false, NULL, arena, &words);
	g_assert_false(words.has_text);
	g_assert_cmpstr(words.body.normal, ==, "");
	extract("-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n",
	    false, NULL, arena, &words);
	g_assert_true(words.is_encrypted);
	g_assert_false(words.has_text);
	arena_free(&arena);
}

static void
test_speech(void)
{
	struct arena *arena = arena_new();
	struct text text;
	const char *original =
	    "Er sagte \u201Edu bist ein Idiot\u201C und ging. A 5\" nail, "
	    "the \"old\" one.";

	text_from_string(original, strlen(original), arena, &text);
	g_assert_cmpuint(text.speech_count, ==, 1);
	g_assert_cmpuint(text.speeches[0].begin, ==, 10);
	g_assert_cmpuint(text.speeches[0].end, ==, 27);
	arena_free(&arena);
}

static void
test_lines_are_counted_from_one(void)
{
	struct arena *arena = arena_new();
	struct text text;

	text_from_string("a\nb\n\nc", 6, arena, &text);
	g_assert_cmpuint(text_line(&text, 0), ==, 1);
	g_assert_cmpuint(text_line(&text, 2), ==, 2);
	g_assert_cmpuint(text_line(&text, 5), ==, 4);
	g_assert_cmpuint(text_line(&text, 500), ==, 4);
	arena_free(&arena);
}

static void
add_cases(const char *group, const struct words_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *name = g_strdelimit(g_strdup(cases[i].name), "/", '|');
		char *path = g_strdup_printf("/words/%s/%s", group, name);
		g_test_add_data_func(path, &cases[i], run_case);
		g_free(path);
		g_free(name);
	}
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	add_cases("quotes", quotes, ARRAY_SIZE(quotes));
	add_cases("attributions", attributions, ARRAY_SIZE(attributions));
	add_cases("history", histories, ARRAY_SIZE(histories));
	add_cases("signatures", signatures, ARRAY_SIZE(signatures));
	add_cases("footers", footers, ARRAY_SIZE(footers));
	add_cases("sentences", sentences, ARRAY_SIZE(sentences));
	g_test_add_func("/words/counts", test_counts);
	g_test_add_func("/words/introductions", test_introductions);
	g_test_add_func("/words/flags", test_flags);
	g_test_add_func("/words/speech", test_speech);
	g_test_add_func("/words/lines are counted from one",
	    test_lines_are_counted_from_one);
	return g_test_run();
}
