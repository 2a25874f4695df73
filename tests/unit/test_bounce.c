/*
 * test_bounce - which notifications say that a mail did not arrive
 */
#include <glib.h>

#include "base/arena.h"
#include "message/message.h"

#define HEAD \
	"From: MAILER-DAEMON@kund.example\nTo: karin@firma.example\n" \
	"Subject: Undelivered Mail Returned to Sender\n" \
	"Auto-Submitted: auto-replied\nMIME-Version: 1.0\n" \
	"Content-Type: multipart/report; report-type=delivery-status;\n" \
	" boundary=\"b\"\n\nA MIME message.\n\n" \
	"--b\nContent-Type: text/plain\n\nI'm sorry to have to inform you.\n"
#define STATUS \
	"--b\nContent-Type: message/delivery-status\n\n" \
	"Reporting-MTA: dns; mx.kund.example\nArrival-Date: today\n\n"
#define PER \
	"Final-Recipient: rfc822; per@kund.example\n" \
	"Action: failed\nStatus: 5.1.1\n\n"
#define WHOLE \
	"--b\nContent-Type: message/rfc822\n\n" \
	"Received: from here\nMessage-ID: <a1@firma.example>\n" \
	"Subject: Offer\n\nHi Per\n\nMessage-ID: <not@this.one>\n"
#define HEADERS \
	"--b\nContent-Type: text/rfc822-headers\n\n" \
	"Message-Id:\n <a1@firma.example>\nSubject: Offer\n\n"
#define END "--b--\n"

static const struct bounce_case {
	const char *name, *mail;
	const char *found;	/* id and recipients; "" if it is no bounce */
} cases[] = {
	{ "with the whole mail", HEAD STATUS PER WHOLE END,
	    "a1@firma.example per@kund.example" },
	{ "with its header only", HEAD STATUS PER HEADERS END,
	    "a1@firma.example per@kund.example" },
	{ "with the address we wrote to",
	    HEAD STATUS "Original-Recipient: rfc822;info@kund.example\n" PER
		HEADERS END,
	    "a1@firma.example info@kund.example per@kund.example" },
	{ "one of two failed",
	    HEAD STATUS "Final-Recipient: rfc822; ann@kund.example\n"
			"Action: delivered\n\n" PER HEADERS END,
	    "a1@firma.example per@kund.example" },
	{ "only delayed",
	    HEAD STATUS "Final-Recipient: rfc822; per@kund.example\n"
			"Action: delayed\n\n" HEADERS END,
	    "" },
	{ "without the mail", HEAD STATUS PER END, "" },
	{ "without a recipient", HEAD STATUS HEADERS END, "" },
	{ "a recipient that is no address",
	    HEAD STATUS "Final-Recipient: x400; somebody\nAction: failed\n\n"
		HEADERS END,
	    "" },
	{ "a read receipt",
	    HEAD "--b\nContent-Type: message/disposition-notification\n\n"
		 "Final-Recipient: rfc822; per@kund.example\n"
		 "Original-Message-ID: <a1@firma.example>\n"
		 "Disposition: manual-action/MDN-sent-manually; displayed\n\n"
		HEADERS END,
	    "" },
	{ "a person who quotes one",
	    "Subject: Re: x\n\nFinal-Recipient: rfc822; per@kund.example\n"
	    "Action: failed\n\nMessage-ID: <a1@firma.example>\n",
	    "" },
	{ "an attached one", "Subject: x\nContent-Type: multipart/mixed; "
			     "boundary=b\n\n" STATUS PER HEADERS END,
	    "" },
	{ "cut off", HEAD STATUS PER "--b\nContent-Type: text/rfc822-h", "" },
};

static void
test_bounce(gconstpointer data)
{
	const struct bounce_case *c = data;
	struct arena *arena = arena_new();
	GString *found = g_string_new(NULL);
	struct message message;
	struct err err;

	g_assert_true(message_parse(&message_limits_default, c->mail,
	    strlen(c->mail), LANGUAGE_UNKNOWN, arena, &message, &err));
	if (message.bounce != NULL) {
		g_string_append(found, message.bounce->message_id);
		for (size_t i = 0; i < message.bounce->recipient_count; i++)
			g_string_append_printf(found, " %s",
			    message.bounce->recipients[i]);
	}
	g_assert_cmpstr(found->str, ==, c->found);
	(void)g_string_free(found, TRUE);
	arena_free(&arena);
}

/* A thousand recipients, and a status part of empty lines. */
static void
test_bounces_are_bounded(void)
{
	struct arena *arena = arena_new();
	GString *mail = g_string_new(HEAD STATUS);
	struct message message;
	struct err err;

	for (int i = 0; i < 1000; i++)
		g_string_append(mail, PER "\n\n\n\n\n");
	g_string_append(mail, HEADERS END);
	g_assert_true(message_parse(&message_limits_default, mail->str,
	    mail->len, LANGUAGE_UNKNOWN, arena, &message, &err));
	g_assert_nonnull(message.bounce);
	g_assert_cmpuint(message.bounce->recipient_count, ==, 50);
	(void)g_string_free(mail, TRUE);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *path = g_strdup_printf("/bounce/%s", cases[i].name);
		g_test_add_data_func(path, &cases[i], test_bounce);
		g_free(path);
	}
	g_test_add_func("/bounce/bounded", test_bounces_are_bounded);
	return g_test_run();
}
