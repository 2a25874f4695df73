/*
 * greeting - "Hi Per," and "Kind regards": not what a mail says
 *
 * "Thanks" is both a word of thanks and a way to end a mail; the lines around
 * it decide, so it has a function of its own.
 */
#include "message/greeting.h"

#include <glib.h>

enum {
	NAMES_MOST = 6,		/* words after the greeting word */
	NAMES_BARE = 3,		/* without a comma behind them */
	SIGNOFF_NAMES = 5,
};

/* clang-format off */
static const char *const greeting_words[] = {
	"hi", "hi there", "hello", "hello there", "hello again", "hey",
	"hey there", "hiya", "dear", "my dear", "dearest", "greetings",
	"good morning", "good afternoon", "good evening", "good day",
	"morning", "afternoon", "evening", "to whom it may concern", "howdy",
	"hej", "hejsan", "hej igen", "hej på dig", "hej där", "hallå",
	"tjena", "tja", "tjenare", "tjenixen", "hallojsan", "goddag",
	"god morgon", "godmorgon", "god kväll", "god dag", "god förmiddag",
	"god eftermiddag", "bästa", "bäste", "kära", "käre", "halloj",
	"morrn", "mors", "hejhej", "hej hej",
	"hallo", "guten tag", "guten morgen", "guten abend", "moin",
	"moin moin", "servus", "grüss gott", "grüss dich", "grüezi",
	"sehr geehrte", "sehr geehrter", "sehr geehrtes", "sehr verehrte",
	"geehrte", "geehrter", "liebe", "lieber", "liebes", "liebste",
	"liebster", "werte", "werter", "hallihallo", "huhu", "guten tag,",
	"hallo zusammen", "mahlzeit", "einen schönen guten tag",
	"schönen guten tag", "hoi",
	"hei", "hei igjen", "hei på deg", "heisann", "hallo", "halla",
	"god morgen", "god kveld", "god ettermiddag", "god formiddag",
	"kjære", "morn", "morna", "heia", "hei hei", "god dag", "heihei",
	"gomorgen", "goddag", "kære", "god aften", "hejsa", "kjære dere",
	"bonjour", "salut", "hola", "buenos días", "cher", "chère",
	"ciao", "beste", "geachte", NULL
};
/* What may stand between the greeting word and its comma, though it looks
   like a sentence of its own without one. */
static const char *const not_names[] = {
	"i", "i'm", "i've", "we", "you", "is", "are", "was", "it", "this",
	"that", "the", "could", "can", "would", "will", "please", "thanks",
	"thank", "just", "jag", "vi", "du", "är", "har", "kan", "det", "den",
	"detta", "skulle", "tack", "ich", "wir", "sie", "ist", "sind",
	"haben", "können", "das", "es", "danke", "bitte", "anbei", "jeg",
	"er", "takk", "here", "how", "what", "when", "hur", "wie", "hvordan",
	"hoffe", "hope", "hoppas", "håper", "sorry", "as", "in", "to", "for",
	"mit", "nur", "hier", "here's", "här", "her", "in", "på", "om",
	"grüsse", "grüsse,", "gruss", "grüssen", "not", "good", "great",
	"nice", "let", "why", "no", "yes", "ja", "nein", "nej", "nei", "bra",
	"gut", "fint", NULL
};
static const char *const signoff_phrases[] = {
	"regards", "kind regards", "kindest regards", "best regards",
	"warm regards", "warmest regards", "with kind regards",
	"with best regards", "with regards", "with warm regards",
	"best", "all the best", "best wishes", "warm wishes", "with best wishes",
	"many regards", "rgds", "br", "kr", "brgds", "b.r.", "b/r", "k/r",
	"sincerely", "yours sincerely", "sincerely yours", "yours faithfully",
	"faithfully yours", "yours truly", "very truly yours", "yours",
	"respectfully", "respectfully yours", "cordially", "cheers", "love",
	"lots of love", "take care", "warmly", "ttyl", "xoxo", "xx", "xxx",
	"with gratitude", "looking forward", "bye", "bye for now",
	"regards from", "greetings", "greetings from", "your friend",
	"kindly", "yours in", "talk soon", "best always", "hugs",
	"hälsningar", "vänliga hälsningar", "vänlig hälsning",
	"med vänlig hälsning", "med vänliga hälsningar", "bästa hälsningar",
	"med bästa hälsningar", "varma hälsningar", "många hälsningar",
	"hjärtliga hälsningar", "soliga hälsningar", "glada hälsningar",
	"hälsar", "hälsn", "hälsn.", "hälsning", "mvh", "m.v.h", "m.v.h.",
	"m v h", "mvh.", "m vh", "vh", "v.h.", "med hälsning", "allt gott",
	"allt väl", "ha det bra", "ha det", "ha det gott", "ha det så bra",
	"kram", "kramar", "kramis", "puss", "puss och kram", "högaktningsfullt",
	"med högaktning", "bästa", "din tillgivne", "hej då", "hejdå",
	"vi hörs", "vi ses", "på återseende", "trevlig helg",
	"ha en trevlig helg", "ha en fin dag", "ha en bra dag",
	"önskar", "vänligen", "vänligast", "med vänliga",
	"mit freundlichen grüssen", "mit freundlichem gruss",
	"mit freundl. grüssen", "freundliche grüsse", "freundlichen gruss",
	"freundlichst", "beste grüsse", "besten gruss", "mit besten grüssen",
	"viele grüsse", "vielen gruss", "liebe grüsse", "lieben gruss",
	"ganz liebe grüsse", "herzliche grüsse", "herzlichen gruss",
	"herzlichst", "herzliche", "schöne grüsse", "schönen gruss", "gruss",
	"grüsse", "grüssle", "grüsschen", "mit herzlichen grüssen",
	"mit lieben grüssen", "mit den besten grüssen", "mit vielen grüssen",
	"mit sonnigen grüssen", "sonnige grüsse", "mfg", "mfg.", "m.f.g.",
	"mit freundlichen", "lg", "vg", "vlg", "glg", "bg", "hg", "fg", "sg",
	"m.f.g", "hochachtungsvoll", "mit vorzüglicher hochachtung",
	"alles gute", "alles liebe", "bis bald", "bis dann", "tschüss",
	"herzlich", "bis dahin", "bis gleich", "bis morgen", "bis später",
	"bis nachher", "bis montag", "bis dienstag", "bis mittwoch",
	"bis donnerstag", "bis freitag", "bis nächste woche", "servus",
	"schönes wochenende", "ein schönes wochenende", "schönen tag",
	"einen schönen tag", "in alter frische", "dank und gruss",
	"ciao", "ihr", "ihre", "dein", "deine", "ihr team", "euer", "eure",
	"mit kollegialen grüssen", "mit freundlicher empfehlung",
	"gruss aus", "grüsse aus",
	"hilsen", "vennlig hilsen", "med vennlig hilsen",
	"med vennlige hilsner", "vennlige hilsener", "vennlige hilsner",
	"beste hilsen", "beste hilsener", "beste hilsner",
	"med beste hilsen", "mange hilsener", "mange hilsner",
	"varme hilsener", "hjertelig hilsen", "kjærlig hilsen",
	"med hilsen", "hils", "hilsener", "hilsner", "m.v.h.", "mvh", "mh",
	"ha det bra", "ha en fin dag", "ha en god dag", "ha en fin helg",
	"ha en god helg", "god helg", "klem", "klemmer", "alt godt",
	"med vennlig", "venleg helsing", "med venleg helsing", "helsing",
	"beste helsing", "venlig hilsen", "med venlig hilsen",
	"med venlige hilsner", "venlige hilsner", "bedste hilsner",
	"bedste hilsen", "de bedste hilsner", "kærlig hilsen", "kh",
	"mange hilsner", "hav det godt", "knus", "snakkes", "vi snakkes",
	"vi sees", "vi høres", "vennligst hilsen", "på gjensyn", "ærbødigst",
	"cordialement", "bien cordialement", "bien à vous", "saludos",
	"un saludo", "saludos cordiales", "groeten", "met vriendelijke groet",
	"met vriendelijke groeten", "mvg", "groetjes", NULL
};
static const char *const thanks_phrases[] = {
	"thanks", "thank you", "many thanks", "thanks a lot", "thx", "tnx",
	"thanks again", "thank you again", "thanks in advance",
	"thank you in advance", "many thanks in advance", "ta", "tia",
	"with thanks", "thanks and regards", "thanks & regards",
	"thanks and best regards", "thanks and kind regards", "thank you and",
	"thanks so much", "thank you so much", "thank you very much",
	"tack", "tack på förhand", "tack så mycket", "tusen tack",
	"stort tack", "tack och hej", "tack igen", "med tack på förhand",
	"tackar", "många tack", "tack!",
	"danke", "vielen dank", "danke im voraus", "vielen dank im voraus",
	"besten dank", "herzlichen dank", "danke schön", "dankeschön",
	"danke und gruss", "danke und viele grüsse", "danke & gruss",
	"danke und liebe grüsse", "mit bestem dank", "danke und beste grüsse",
	"vielen dank und", "1000 dank", "lieben dank", "danke vorab",
	"vielen dank vorab", "vielen lieben dank",
	"takk", "tusen takk", "mange takk", "takk på forhånd",
	"på forhånd takk", "takk igjen", "hjertelig takk", "tak",
	"mange tak", "på forhånd tak", "tusind tak", "tusen takk på forhånd",
	NULL
};
/* clang-format on */

static size_t
skip_blanks(const char *folded, size_t at, size_t length)
{
	while (at < length && folded[at] == ' ')
		at++;
	return at;
}

static size_t
word_end(const char *folded, size_t at, size_t length)
{
	while (at < length && folded[at] != ' ' &&
	    strchr(",!?;:", folded[at]) == NULL)
		at++;
	return at;
}

static bool
is_listed(const char *word, size_t length, const char *const *list)
{
	for (; *list != NULL; list++)
		if (**list == *word && strlen(*list) == length &&
		    memcmp(word, *list, length) == 0)
			return true;
	return false;
}

/* The longest of the phrases that folded begins with, at a word's end. */
static size_t
longest_prefix(const char *folded, size_t length, const char *const *phrases)
{
	size_t best = 0;

	for (; *phrases != NULL; phrases++) {
		if (**phrases != *folded)
			continue;
		const size_t size = strlen(*phrases);
		if (size > length || size <= best ||
		    memcmp(folded, *phrases, size) != 0)
			continue;
		const unsigned char next =
		    size < length ? (unsigned char)folded[size] : ' ';
		if (!g_ascii_isalnum(next) && next < 0x80 && next != '\'')
			best = size;
	}
	return best;
}

/*
 * Walks over the names behind a greeting word. Returns the offset behind
 * them, or 0 if one of the words is no name.
 */
static size_t
skip_names(const char *folded, size_t at, size_t length, unsigned *names_out)
{
	unsigned names = 0;

	for (;;) {
		const size_t begin = skip_blanks(folded, at, length);
		const size_t end = word_end(folded, begin, length);
		if (end == begin || folded[begin] == '-')
			break;
		if (is_listed(folded + begin, end - begin, not_names) ||
		    memchr(folded + begin, '\'', end - begin) != NULL ||
		    ++names > NAMES_MOST)
			return 0;	/* "it's" is no name either */
		at = end;
		/* a full stop ends it, but for titles: "dr.", "prof." */
		if (folded[end - 1] == '.' && end - begin > 5)
			break;
	}
	*names_out = names;
	return at;
}

size_t
greeting_prefix(const char *folded, size_t length)
{
	unsigned names = 0;
	const size_t word = longest_prefix(folded, length, greeting_words);

	if (word == 0)
		return 0;
	size_t at = skip_names(folded, word, length, &names);
	if (at == 0)
		return 0;
	at = skip_blanks(folded, at, length);
	if (at >= length)
		return 0;	/* all of it: is_greeting() knows better */
	/* "hello, per, ..." and "dear mr lund and ms ek, ..." */
	if (folded[at] == ',' && names == 0) {
		const size_t name = skip_blanks(folded, at + 1, length);
		const size_t end = word_end(folded, name, length);
		if (end < length && end > name &&
		    (folded[end] == ',' || folded[end] == '!') &&
		    !is_listed(folded + name, end - name, not_names))
			return end + 1;
	}
	if (strchr(",!:;", folded[at]) != NULL) {
		at++;
		while (at < length && strchr("!.,:)", folded[at]) != NULL)
			at++;
		return at;
	}
	return folded[at] == '-' && names > 0 ? at + 1 : 0;
}

bool
is_greeting(const char *folded, size_t length)
{
	unsigned names = 0;

	while (length > 0 && strchr(" .,!:;-)", folded[length - 1]) != NULL)
		length--;
	const bool has_mark = folded[length] != '\0' && folded[length] != ' ';
	const size_t word = longest_prefix(folded, length, greeting_words);
	if (word == 0)
		return false;
	size_t at = skip_names(folded, word, length, &names);
	if (at == 0 || (!has_mark && names > NAMES_BARE))
		return false;
	/* "hello, per" and "dear per, dear anna" */
	for (int i = 0; i < 3 && at < length && folded[at] == ','; i++) {
		unsigned more = 0;
		at = skip_names(folded, at + 1, length, &more);
		if (at == 0 || more == 0 || more > NAMES_BARE)
			return false;
	}
	return at >= length;
}

/* One of the phrases, and at most a few names behind it. */
static bool
is_closing(const char *folded, const char *const *phrases, unsigned names)
{
	folded += strspn(folded, "*_-/ ~");
	const size_t length = strlen(folded);
	if (length > 100)
		return false;
	size_t at = longest_prefix(folded, length, phrases);
	if (at == 0)
		return false;
	unsigned words = 0;
	while (at < length) {
		while (at < length && strchr(" ,.!-/&:)*_~", folded[at]) != NULL)
			at++;
		size_t end = at;
		while (end < length && strchr(" ,!?", folded[end]) == NULL)
			end++;
		if (end == at)
			break;
		if (folded[at] >= '0' && folded[at] <= '9')
			return false;
		if (is_listed(folded + at, end - at, not_names))
			return false;
		at = end;
		words++;
	}
	return words <= names && at >= length;
}

bool
is_signoff(const char *folded)
{
	return is_closing(folded, signoff_phrases, SIGNOFF_NAMES);
}

bool
is_thanks_signoff(const char *folded)
{
	return is_closing(folded, thanks_phrases, 3);
}
