/*
 * giveback - the mail that tells a sender that theirs did not go out
 *
 * Why and advice are those of the verdict on record, hence in the mail's
 * language already; the sentences around them are here.
 */
#include "review/giveback.h"

#include <glib.h>

#include "base/arena.h"
#include "message/compose.h"

static const struct {
	const char *subject;	/* in front of theirs */
	const char *why[2];	/* by enum giveback_reason */
	const char *noticed;
	const char *attached;
} texts[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] = {
		"Not sent: ",
		{ "Your mail below has not been sent; somebody who looks "
		  "after held mail gives it back to you.",
		    "Your mail below has not been sent, because the contact "
		    "has written to you in the meantime." },
		"This was noticed when you wrote it:",
		"Your mail is attached as it was. You can change it and send "
		"it again.",
	},
	[LANGUAGE_SV] = {
		"Inte skickat: ",
		{ "Ditt mejl nedan har inte skickats; den som ser över "
		  "kvarhållna mejl ger tillbaka det till dig.",
		    "Ditt mejl nedan har inte skickats, eftersom mottagaren "
		    "har skrivit till dig under tiden." },
		"Det här märktes när du skrev det:",
		"Mejlet är bifogat som det var. Du kan ändra det och skicka "
		"det igen.",
	},
	[LANGUAGE_DE] = {
		"Nicht gesendet: ",
		{ "Ihre Mail wurde nicht gesendet; wer die angehaltenen Mails "
		  "durchsieht, gibt sie Ihnen zurück.",
		    "Ihre Mail wurde nicht gesendet, weil Ihnen der Empfänger "
		    "inzwischen geschrieben hat." },
		"Das fiel beim Schreiben auf:",
		"Die Mail hängt unverändert an. Sie können sie ändern und "
		"noch einmal senden.",
	},
	[LANGUAGE_NB] = {
		"Ikke sendt: ",
		{ "E-posten din er ikke sendt; den som ser gjennom "
		  "tilbakeholdt e-post, gir den tilbake til deg.",
		    "E-posten din er ikke sendt, fordi mottakeren har skrevet "
		    "til deg i mellomtiden." },
		"Dette ble lagt merke til da du skrev den:",
		"E-posten er vedlagt slik den var. Du kan endre den og sende "
		"den på nytt.",
	},
};

/* English where the mail is in none of the four. */
static enum language
text_language(enum language language)
{
	return texts[language].subject != NULL ? language : LANGUAGE_EN;
}

/* What held it, each text once: several recipients share most of them. */
static void
append_findings(GString *text, const struct verdict *verdict)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	const struct finding *finding;

	for (size_t i = 0; (finding = verdict_finding(verdict, i)) != NULL;
	     i++)
		if (finding->action >= ACTION_CONFIRM &&
		    g_hash_table_add(seen, (char *)(uintptr_t)finding->why))
			g_string_append_printf(text, "\n  %s\n  %s\n",
			    finding->why, finding->advice);
	g_hash_table_destroy(seen);
}

static const char *
sender_domain(const char *sender)
{
	const char *at = strrchr(sender, '@');

	return at != NULL ? at + 1 : sender;
}

const char *
giveback_compose(
    const struct giveback *giveback, struct arena *arena, size_t *length_out)
{
	const struct held *held = giveback->held;
	const struct verdict *verdict = &held->verdict;
	const enum language language = text_language(verdict->language);
	const char **recipients = arena_array(
	    arena, verdict->recipient_count, sizeof(*recipients));
	GString *text =
	    g_string_new(texts[language].why[giveback->reason]);

	for (size_t i = 0; i < verdict->recipient_count; i++)
		recipients[i] = verdict->recipients[i].address;
	g_string_append_printf(text, "\n\n%s\n", texts[language].noticed);
	append_findings(text, verdict);
	g_string_append_printf(text, "\n%s\n", texts[language].attached);
	const struct report_mail report = {
		.from = arena_printf(
		    arena, "postmaster@%s", sender_domain(held->sender)),
		.from_name = "Takt",
		.to = held->sender,
		.subject = arena_printf(arena, "%s%s",
		    texts[language].subject, giveback->subject),
		.text = text->str,
		.message_id = arena_printf(arena, "takt.%s.%lld@%s", held->id,
		    (long long)giveback->now, held->host),
		.host = held->host,
		.now = giveback->now,
		.original = giveback->original,
		.original_length = giveback->original_length,
		.recipients = recipients,
		.recipient_count = verdict->recipient_count,
	};
	const char *mail = compose_report(&report, arena, length_out);
	g_string_free(text, TRUE);
	return mail;
}
