/*
 * contact - what only signatures say: how to reach somebody, and what they are
 */
#include "message/contact.h"

#include <glib.h>

#include "message/lines.h"

enum { CONTACT_WORDS = 12, PHONE_DIGITS = 7 };

/* clang-format off */
static const char *const contact_words[] = {
	"phone", "tel", "tel.", "telephone", "mobile", "mob", "mob.", "fax",
	"cell", "direct", "office", "www", "http", "https", "e-mail", "email",
	"mail", "skype", "linkedin", "twitter", "facebook", "instagram",
	"telefon", "mobil", "mobiltelefon", "vx", "växel", "tfn", "tlf",
	"tlf.", "tel", "mobilnr", "telefax", "handy", "durchwahl", "fon",
	"telefonnummer", "webb", "web", "website", "webbplats", "hemsida",
	"sentralbord", "adresse", "adress", "address", "besöksadress",
	"postadress", "besøksadresse", "postadresse", "org.nr", "orgnr",
	"org.nummer", "vat", "ust-id", "hrb", "amtsgericht", "geschäftsführer",
	"geschäftsführung", "sitz", "registergericht", "p.o.", "pob", "postboks",
	"postfach", "box", "m", "t", "p", "f", "e", "w", "d", "o", NULL
};
static const char *const organisation_words[] = {
	"ab", "as", "asa", "aps", "a/s", "gmbh", "ag", "kg", "e.v.", "ltd",
	"ltd.", "inc", "inc.", "llc", "plc", "corp", "corp.", "co.", "oy",
	"bv", "b.v.", "sa", "s.a.", "company", "university", "institute",
	"department", "dept.", "college", "school", "hospital", "group",
	"universitet", "universitetet", "högskola", "högskolan", "skola",
	"skolan", "institutionen", "kommun", "region", "avdelning",
	"avdelningen", "sjukhus", "förening", "föreningen", "myndigheten",
	"universität", "hochschule", "institut", "abteilung", "verein",
	"verlag", "schule", "klinik", "amt", "stadt", "stiftung",
	"høgskolen", "høgskole", "skole", "instituttet", "institutt",
	"kommune", "avdeling", "sykehus", "forening", "stiftelsen",
	"foundation", "consulting", "solutions", "services", "team",
	"bank", "museum", "studio", "agency", "labs", "ministry", NULL
};
static const char *const function_words[] = {
	"manager", "director", "engineer", "developer", "consultant",
	"president", "ceo", "cto", "cfo", "coo", "vp", "head of", "lead",
	"professor", "researcher", "student", "assistant", "coordinator",
	"officer", "analyst", "architect", "designer", "editor", "founder",
	"co-founder", "owner", "partner", "lawyer", "attorney", "teacher",
	"secretary", "specialist", "accountant", "sales", "chairman",
	"chief", "executive", "phd", "ph.d.", "m.sc.", "dr.", "prof.",
	"chef", "ordförande", "vd", "ingenjör", "utvecklare", "konsult",
	"lärare", "forskare", "handläggare", "projektledare", "säljare",
	"försäljning", "samordnare", "rektor", "docent", "jurist",
	"sekreterare", "redaktör", "grundare", "ansvarig", "doktorand",
	"leiter", "leiterin", "geschäftsführer", "geschäftsführerin",
	"referent", "referentin", "berater", "beraterin", "entwickler",
	"entwicklerin", "vertrieb", "einkauf", "assistentin", "inhaber",
	"inhaberin", "vorstand", "vorsitzender", "vorsitzende", "lehrer",
	"mitarbeiter", "mitarbeiterin", "rechtsanwalt", "rechtsanwältin",
	"projektleiter", "projektleiterin", "sachbearbeiter",
	"sachbearbeiterin", "dipl.-ing.", "dr", "prof", "i.a.", "i.v.",
	"leder", "daglig leder", "styreleder", "ingeniør", "utvikler",
	"konsulent", "rådgiver", "seniorrådgiver", "lærer", "forsker",
	"saksbehandler", "prosjektleder", "selger", "salgssjef", "sjef",
	"gründer", "advokat", "redaktør", "stipendiat", "direktør",
	"avdelingsleder", "koordinator", "kundeansvarlig", NULL
};
static const char *const function_endings[] = {
	"ansvarig", "ansvarlig", "leder", "sjef", "chef", "chefin", "leiter",
	"leiterin", "ledare", "ingenjör", "ingeniør", "ingenieur",
	"ingenieurin", "konsult", "konsulent", "rådgiver", "rådgivare",
	"berater", "beraterin", "mester", "mästare", "meister", "meisterin",
	"samordnare", "koordinator", "tekniker", "techniker", "forvalter",
	"förvaltare", "verwalter", "verwaltung", "handläggare", "behandler",
	"utvecklare", "utvikler", "entwickler", "abteilung", "avdeling",
	"avdelning", "kontoret", "kontor", "büro", "arkitekt", "architekt",
	"verkstad", "verksted", "werkstatt", "tjänst", "tjeneste", "dienst",
	"museum", "skolan", "skolen", "schule", "verein", "forening",
	"förening", "förvaltning", "forvaltning", "tischlerei", "lærer",
	"lärare", "lehrer", "lehrerin", "sekretær", "sekreterare",
	"sekretär", "sekretärin", "assistent", "assistentin", NULL
};
/* clang-format on */

static bool
has_word_of(const char *folded, const char *const *words)
{
	for (const char *at = folded; *at != '\0';) {
		const size_t skip = strspn(at, " ,|/;()[]*-:");
		at += skip;
		if (*at == '\0')
			break;
		if (word_prefix(at, words) > 0)
			return true;
		at += strcspn(at, " ,|/;()[]*:");
	}
	return false;
}

static unsigned
count_digits(const char *folded)
{
	unsigned digits = 0;

	for (; *folded != '\0'; folded++)
		digits += g_ascii_isdigit(*folded);
	return digits;
}

bool
has_contact(const char *folded)
{
	const char *at = strchr(folded, '@');

	if (count_words(folded) > CONTACT_WORDS)
		return false;
	if (at != NULL && at != folded && at[1] != '\0' && at[1] != ' ')
		return true;
	if (strstr(folded, "www.") != NULL || strstr(folded, "http") != NULL)
		return true;
	const unsigned digits = count_digits(folded);
	if (digits >= PHONE_DIGITS && count_words(folded) <= 10)
		return true;
	return digits >= 4 && has_word_of(folded, contact_words);
}

/* "Brannvernleder", "Kontrollansvarig": what somebody does, in one word. */
static bool
ends_in_function(const char *folded)
{
	const size_t length = strcspn(folded, " ,(");

	for (size_t i = 0; function_endings[i] != NULL; i++) {
		const size_t size = strlen(function_endings[i]);
		if (length > size + 2 && memcmp(folded + length - size,
			function_endings[i], size) == 0)
			return true;
	}
	return false;
}

bool
has_organisation(const char *folded)
{
	return has_word_of(folded, organisation_words) ||
	    has_word_of(folded, function_words) || ends_in_function(folded);
}
