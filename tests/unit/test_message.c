/*
 * test_message - whole mails: headers, parts, charsets, HTML, invitations
 */
#include <glib.h>

#include "base/arena.h"
#include "message/message.h"

/* The fields every case needs; a case adds its own and a body. */
#define HEAD "From: Per Lund <per@Firma.Example>\nTo: anna@kund.example\n" \
	"Subject: Offer\nDate: Tue, 4 Mar 2025 10:02:00 +0100\n" \
	"Message-ID: <1@firma.example>\nMIME-Version: 1.0\n"
#define PLAIN HEAD "Content-Type: text/plain; charset=utf-8\n"

static void
parse_bytes(const char *mail, size_t length, struct arena *arena,
    struct message *message_out)
{
	struct err err;

	g_assert_true(message_parse(&message_limits_default, mail, length,
	    LANGUAGE_UNKNOWN, arena, message_out, &err));
}

static void
parse(const char *mail, struct arena *arena, struct message *message_out)
{
	parse_bytes(mail, strlen(mail), arena, message_out);
}

struct body_case {
	const char *name, *mail, *normal;
};

/* clang-format off */
static const struct body_case bodies[] = {
	{ "plain UTF-8", PLAIN "\nJag hör av mig.\n", "jag hör av mig." },
	{ "CRLF", "Subject: x\r\nContent-Type: text/plain\r\n\r\nOne.\r\nTwo.\r\n", "one. two." },
	{ "quoted-printable", PLAIN "Content-Transfer-Encoding: quoted-printable\n\nJag h=C3=B6r av =\nmig.\n", "jag hör av mig." },
	{ "base64", PLAIN "Content-Transfer-Encoding: base64\n\nSmFnIGjDtnIgYXYgbWlnLgo=\n", "jag hör av mig." },
	{ "latin-1", HEAD "Content-Type: text/plain; charset=iso-8859-1\n\nJag h\xF6r.\n", "jag hör." },
	{ "windows-1252 that says latin-1", HEAD "Content-Type: text/plain; charset=iso-8859-1\n\nDon\x92t go.\n", "don't go." },
	{ "UTF-8 that says latin-1", HEAD "Content-Type: text/plain; charset=iso-8859-1\n\nJag hör.\n", "jag hör." },
	{ "latin-1 that says UTF-8", PLAIN "\nJag h\xF6r av mig.\n", "jag hör av mig." },
	{ "latin-1 without a label", "Subject: x\n\nJag h\xF6r.\n", "jag hör." },
	{ "a charset nobody knows", HEAD "Content-Type: text/plain; charset=x-klingon\n\nJag h\xF6r.\n", "jag hör." },
	{ "iso-8859-15 by its label", HEAD "Content-Type: text/plain; charset=iso-8859-15\n\n5 \xA4 h\xF6r.\n", "5 \u20AC hör." },
	{ "koi8-r by its label", HEAD "Content-Type: text/plain; charset=koi8-r\n\n\xC4\xC1 \xCE\xC5\xD4.\n", "да нет." },
	{ "UTF-16", HEAD "Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nSABpACAAdABoAGUAcgBlAC4A\n", "hi there." },
	{ "one broken character in UTF-8", PLAIN "\nhör \xC3 på åäö.\n", "hör \uFFFD på åäö." },
	{ "no header at all", "\nJust text.\n", "just text." },
	{ "no body", HEAD, "" },
	{ "nothing", "", "" },
	{ "flowed lines are joined", HEAD "Content-Type: text/plain; format=flowed\n\nThis is \nOne sentence.\n", "this is one sentence." },
	{ "of alternatives the plain text",
	    HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlain words here.\n--b\nContent-Type: text/html\n\n<p>Rich words here.</p>\n--b--\n",
	    "plain words here." },
	{ "HTML where the plain text is empty",
	    HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Rich words here.</p>\n--b--\n",
	    "rich words here." },
	{ "HTML where the plain text is a stub",
	    HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlease view this in an HTML reader.\n--b\nContent-Type: text/html\n\n<p>I have thought about your offer for a week now, and I am sorry to say that we cannot take it up before the summer holidays have come and gone.</p>\n--b--\n",
	    "i have thought about your offer for a week now, and i am sorry to say that we cannot take it up before the summer holidays have come and gone." },
	{ "text, attachment, text",
	    HEAD "Content-Type: multipart/mixed; boundary=\"b\"\n\npreamble\n--b\n\nAbove it.\n--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nnot mine\n--b\n\nBelow it.\n--b--\nepilogue\n",
	    "above it. below it." },
	{ "related inside alternative inside mixed",
	    HEAD "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nWords.\n--a\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<b>Bold</b>\n--r--\n--a--\n--m--\n",
	    "words." },
	{ "a forwarded message is not the sender's",
	    HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nYou idiot.\n--b--\n",
	    "see below." },
	{ "an end that never comes",
	    HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nCut off in the mid", "cut off in the mid" },
	{ "a boundary that is not there",
	    HEAD "Content-Type: multipart/mixed; boundary=zzz\n\nStill readable.\n", "still readable." },
	{ "a boundary that begins like another",
	    HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne.\n--bb\nTwo.\n--b--\n", "one. --bb two." },
	{ "HTML alone",
	    HEAD "Content-Type: text/html; charset=utf-8\n\n<html><head><title>No</title><style>p{color:red}</style></head><body><p>Hej <b>Anna</b>,</p><p>det g&aring;r\nbra.<br>Vi ses!</p><script>alert('x')</script></body></html>\n",
	    "hej anna, det går bra. vi ses!" },
	{ "a blockquote in HTML",
	    HEAD "Content-Type: text/html\n\n<div>Yes.</div><blockquote type=cite>You idiot.</blockquote><div>Bye now.</div>\n", "yes. bye now." },
	{ "indented words of one's own in HTML",
	    HEAD "Content-Type: text/html\n\n<div>I mean this:</div><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">Come soon.</blockquote>\n",
	    "i mean this: come soon." },
	{ "Gmail's quote",
	    HEAD "Content-Type: text/html\n\n<div dir=ltr>Yes.</div><br><div class=\"gmail_quote\"><div dir=ltr class=\"gmail_attr\">On Mon, 3 Mar 2025 Per wrote:<br></div><blockquote class=\"gmail_quote\" style=\"border-left:1px solid\">You idiot.</blockquote></div>\n",
	    "yes." },
	{ "answers inside Gmail's quote",
	    HEAD "Content-Type: text/html\n\n<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon Per wrote:</div><blockquote class=\"gmail_quote\">When?</blockquote><div>At ten.</div><blockquote class=\"gmail_quote\">Where?</blockquote></div>\n",
	    "at ten." },
	{ "Outlook's quote by its id",
	    HEAD "Content-Type: text/html\n\n<div>Yes.</div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Per<br><b>Sent:</b> Monday<br><b>Subject:</b> x</div><div>You idiot.</div>\n",
	    "yes." },
	{ "Outlook's quote by its line",
	    HEAD "Content-Type: text/html\n\n<p>Ja.</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><p><b>Von:</b> Per &lt;per@x.example&gt;<br><b>Gesendet:</b> Montag<br><b>An:</b> Anna<br><b>Betreff:</b> x</p></div><p>Du Idiot.</p>\n",
	    "ja." },
	{ "Thunderbird's prefix",
	    HEAD "Content-Type: text/html\n\n<p>Yes.</p><div class=\"moz-cite-prefix\">Am 03.03.25 um 10:22 schrieb Per:<br></div><blockquote type=\"cite\">No.</blockquote><div class=\"moz-signature\">-- <br>Anna</div>\n",
	    "yes." },
	{ "Yahoo, Proton",
	    HEAD "Content-Type: text/html\n\n<div>Yes.</div><div id=\"yahoo_quoted_12\" class=\"yahoo_quoted\">On Monday Per wrote: no</div><div class=\"protonmail_quote\">no</div>\n",
	    "yes." },
	{ "hidden text in HTML", HEAD "Content-Type: text/html\n\n<div style=\"display:none\">preview</div><p>Seen.</p>\n", "seen." },
	{ "lists in HTML", HEAD "Content-Type: text/html\n\n<ul><li>one thing</li><li>another</li></ul>\n", "- one thing - another" },
};

static const struct {
	const char *name, *fields;
	enum automatic automatic;
} automatics[] = {
	{ "an ordinary mail", "", AUTOMATIC_NO },
	{ "Auto-Submitted: no", "Auto-Submitted: no\n", AUTOMATIC_NO },
	{ "Exchange's suppress field alone", "X-Auto-Response-Suppress: All\n", AUTOMATIC_NO },
	{ "Precedence: first-class", "Precedence: first-class\n", AUTOMATIC_NO },
	{ "Auto-Submitted", "Auto-Submitted: auto-replied\n", AUTOMATIC_REPLY },
	{ "auto-generated", "auto-submitted: Auto-Generated; x=y\n", AUTOMATIC_REPLY },
	{ "X-Autoreply", "X-Autoreply: yes\n", AUTOMATIC_REPLY },
	{ "X-Autorespond", "X-Autorespond: Urlaub\n", AUTOMATIC_REPLY },
	{ "bulk", "Precedence: bulk\n", AUTOMATIC_BULK },
	{ "junk", "Precedence: junk\n", AUTOMATIC_BULK },
	{ "a list", "List-Id: <x.lists.example>\nPrecedence: bulk\n", AUTOMATIC_LIST },
	{ "something to unsubscribe from", "List-Unsubscribe: <mailto:x@y.example>\n", AUTOMATIC_LIST },
	{ "our own notice", "X-Takt-Notice: held\nAuto-Submitted: auto-generated\n", AUTOMATIC_TAKT },
	{ "a delivery report", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", AUTOMATIC_REPLY },
	{ "a vacation subject", "Subject: Automatisk svar: Ferie\n", AUTOMATIC_REPLY },
	{ "in Swedish", "Subject: =?utf-8?q?Fr=C3=A5nvaro=3A?= semester\n", AUTOMATIC_REPLY },
	{ "a person who writes of a vacation", "Subject: Vacation plans\n", AUTOMATIC_NO },
	{ "a person who is out of office", "Subject: Out of office next week?\n", AUTOMATIC_NO },
};

static const struct {
	const char *subject, *key;
	bool is_reply;
} subjects[] = {
	{ "Offer 2231", "offer 2231", false },
	{ "Re: Offer 2231", "offer 2231", true },
	{ "RE: SV: Aw: VS: Offer  2231", "offer 2231", true },
	{ "Re[2]: Offer 2231", "offer 2231", true },
	{ "[list] Re: [list] Offer 2231", "offer 2231", true },
	{ "Antw: Antwort: Offer 2231", "offer 2231", true },
	{ "Fwd: Offer 2231", "offer 2231", false },
	{ "WG: VB: Offer 2231", "offer 2231", false },
	{ "=?iso-8859-1?Q?Re=3A_Gr=FC=DFe?=", "grüsse", true },
	{ "=?utf-8?q?Re:_gr=C3?= =?utf-8?q?=BC=C3=9Fe?=", "grüsse", true },
	{ "Regarding: the offer", "regarding: the offer", false },
	{ "Svar", "svar", false },
	{ "[only a tag]", "[only a tag]", false },
	{ "=?iso-8859-1?Q?Gr\xFC\xDF""e?=", "grüsse", false },
	{ "Re:", "", true },
	{ "", "", false },
};
/* clang-format on */

static void
run_body(gconstpointer data)
{
	const struct body_case *one = data;
	struct arena *arena = arena_new();
	struct message message;

	parse(one->mail, arena, &message);
	g_assert_cmpstr(message.words.body.normal, ==, one->normal);
	arena_free(&arena);
}

static void
test_automatic(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(automatics); i++) {
		struct arena *arena = arena_new();
		struct message message;
		char *mail = g_strdup_printf(
		    "%sFrom: a@b.example\n\nHello.\n", automatics[i].fields);
		parse(mail, arena, &message);
		g_test_message("%s", automatics[i].name);
		g_assert_cmpint(
		    message.automatic, ==, automatics[i].automatic);
		g_free(mail);
		arena_free(&arena);
	}
	g_assert_null(automatic_name(AUTOMATIC_NO));
	g_assert_nonnull(automatic_name(AUTOMATIC_TAKT));
}

static void
test_subjects(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++) {
		struct arena *arena = arena_new();
		struct message message;
		char *mail = g_strdup_printf(
		    "Subject: %s\n\nHello.\n", subjects[i].subject);
		parse(mail, arena, &message);
		g_test_message("%s", subjects[i].subject);
		g_assert_cmpstr(message.subject_key, ==, subjects[i].key);
		g_assert_cmpstr(
		    message.words.subject.normal, ==, subjects[i].key);
		g_assert_cmpint(message.is_reply, ==, subjects[i].is_reply);
		g_free(mail);
		arena_free(&arena);
	}
}

static void
test_headers(void)
{
	struct arena *arena = arena_new();
	struct message message;

	parse("From: =?utf-8?q?Per_=C3=96berg?= <Per.Oberg@Firma.EXAMPLE>\n"
	      "To: Anna <anna@kund.example>,\n\t\"Lund, K\" <k@x.example>\n"
	      "Cc: Team: a@x.example, b@x.example;\n"
	      "Date: Tue, 4 Mar 2025 10:02:00 +0100\n"
	      "Message-ID: <1@firma.example>\n"
	      "In-Reply-To: <3@kund.example>\n"
	      "References: <1@kund.example>\n <2@kund.example> <3@kund.example>\n"
	      "Authentication-Results: mx.example; spf=pass\n"
	      "\nHi.\n", arena, &message);
	g_assert_cmpstr(message.from.address, ==, "Per.Oberg@firma.example");
	g_assert_cmpstr(message.from.name, ==, "Per \u00D6berg");
	g_assert_cmpuint(message.to.count, ==, 2);
	g_assert_cmpstr(message.to.items[1].address, ==, "k@x.example");
	g_assert_cmpstr(message.to.items[1].name, ==, "Lund, K");
	g_assert_cmpuint(message.cc.count, ==, 2);
	g_assert_cmpint(message.date, ==, 1741078920);
	g_assert_cmpint(message.zone_minutes, ==, 60);
	g_assert_cmpstr(message.message_id, ==, "1@firma.example");
	g_assert_cmpuint(message.reference_count, ==, 3);
	g_assert_cmpstr(message.references[0], ==, "3@kund.example");
	g_assert_cmpstr(message.references[1], ==, "2@kund.example");
	g_assert_true(message.is_reply);
	g_assert_cmpuint(message.authentication_result_count, ==, 1);
	arena_free(&arena);
}

static void
test_missing_headers_are_empty(void)
{
	struct arena *arena = arena_new();
	struct message message;

	parse("X: y\nDate: whenever\nMessage-ID:\nFrom:\nTo: ,,<>\n\nHi.\n",
	    arena, &message);
	g_assert_null(message.message_id);
	g_assert_cmpstr(message.subject, ==, "");
	g_assert_cmpstr(message.from.address, ==, "");
	g_assert_cmpuint(message.to.count, ==, 0);
	g_assert_cmpint(message.date, ==, 0);
	g_assert_false(message.is_reply);
	g_assert_null(message.meeting);
	g_assert_false(message.has_attachment);
	arena_free(&arena);
}

#define CALENDAR(method, status) HEAD "Content-Type: text/calendar; " \
	"charset=utf-8; method=" method "\n\nBEGIN:VCALENDAR\n" \
	"VERSION:2.0\nMETHOD:" method "\nBEGIN:VEVENT\nUID:u1@x\n" \
	"DTSTART:20250310T090000Z\nDTEND:20250310T100000Z\n" status \
	"END:VEVENT\nEND:VCALENDAR\n"

static void
test_calendar(void)
{
	struct arena *arena = arena_new();
	struct message message;

	parse(CALENDAR("REQUEST", ""), arena, &message);
	g_assert_nonnull(message.meeting);
	g_assert_cmpstr(message.meeting->uid, ==, "u1@x");
	g_assert_cmpint(message.meeting->start, ==, 1741597200);
	g_assert_cmpint(message.meeting->end, ==, 1741600800);
	g_assert_false(message.meeting->is_cancelled);
	g_assert_cmpint(message.automatic, ==, AUTOMATIC_NO);
	parse(CALENDAR("CANCEL", "STATUS:CANCELLED\n"), arena, &message);
	g_assert_true(message.meeting->is_cancelled);
	parse(CALENDAR("REPLY", ""), arena, &message);
	g_assert_null(message.meeting);
	g_assert_cmpint(message.automatic, ==, AUTOMATIC_CALENDAR);
	parse(HEAD "Content-Type: text/calendar\n\nBEGIN:NONSENSE\n", arena,
	    &message);
	g_assert_null(message.meeting);
	arena_free(&arena);
}

static void
test_encrypted(void)
{
	static const char *const mails[] = {
		HEAD "Content-Type: multipart/encrypted; boundary=b; "
		     "protocol=\"application/pgp-encrypted\"\n\n--b\n\nx\n--b--\n",
		HEAD "Content-Type: application/pkcs7-mime; "
		     "smime-type=enveloped-data; name=smime.p7m\n\nMIIB\n",
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(mails); i++) {
		struct message message;
		parse(mails[i], arena, &message);
		g_assert_true(message.words.is_encrypted);
		g_assert_false(message.words.has_text);
	}
	arena_free(&arena);
}

/* Mails made to be slow: what matters is that they end, and say so. */
static void
test_hostile(void)
{
	struct arena *arena = arena_new();
	struct message message;
	GString *mail = g_string_new(HEAD);

	for (int i = 0; i < 5000; i++)	/* parts in parts in parts */
		g_string_append_printf(mail,
		    "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
		    i, i);
	parse_bytes(mail->str, mail->len, arena, &message);
	g_assert_true(message.words.is_truncated);

	g_string_assign(mail, HEAD
	    "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 5000; i++)	/* parts without end */
		g_string_append(mail, "--b\n\nx\n");
	parse_bytes(mail->str, mail->len, arena, &message);
	g_assert_true(message.words.is_truncated);

	g_string_assign(mail, HEAD "Content-Type: text/html\n\n");
	for (int i = 0; i < 50000; i++)	/* elements in elements */
		g_string_append(mail, "<b>");
	for (int i = 0; i < 50000; i++)
		g_string_append(mail, "</i>");
	parse_bytes(mail->str, mail->len, arena, &message);
	g_assert_true(message.words.is_truncated);

	g_string_assign(mail, PLAIN "\n");
	for (int i = 0; i < 100000; i++)	/* lines without end */
		g_string_append(mail, "> \n\n");
	parse_bytes(mail->str, mail->len, arena, &message);
	g_assert_true(message.words.is_truncated);

	g_string_assign(mail, "");
	for (int i = 0; i < 50000; i++)	/* fields without end */
		g_string_append(mail, "To: a@x.example,b@x.example\n");
	parse_bytes(mail->str, mail->len, arena, &message);
	g_assert_cmpuint(message.to.count, <=, 2000);
	g_string_free(mail, TRUE);
	arena_free(&arena);
}

static void
test_scan_limit(void)
{
	struct message_limits limits = message_limits_default;
	struct arena *arena = arena_new();
	struct message message;
	struct err err;
	const char *mail = PLAIN "\nFirst. Second. Third.\n";

	limits.scan_bytes = strlen(mail) - 8;
	g_assert_true(message_parse(&limits, mail, strlen(mail),
	    LANGUAGE_UNKNOWN, arena, &message, &err));
	g_assert_true(message.words.is_truncated);
	g_assert_cmpstr(message.words.body.normal, ==, "first. second.");
	arena_free(&arena);
}

static void
test_attachments(void)
{
	struct arena *arena = arena_new();
	struct message message;

	parse(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi.\n"
	    "--b\nContent-Type: application/pdf; name*=utf-8''a%20b.pdf\n"
	    "Content-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n",
	    arena, &message);
	g_assert_true(message.has_attachment);
	g_assert_cmpstr(message.words.body.normal, ==, "hi.");
	parse(PLAIN "\nHi.\n", arena, &message);
	g_assert_false(message.has_attachment);
	arena_free(&arena);
}

static void
test_language_with_subject_and_hint(void)
{
	struct arena *arena = arena_new();
	struct message message;

	parse("Subject: Angående ert erbjudande\n\nOk.\n", arena, &message);
	g_assert_cmpint(message.words.language, ==, LANGUAGE_SV);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		char *path =
		    g_strdup_printf("/message/body/%s", bodies[i].name);
		g_test_add_data_func(path, &bodies[i], run_body);
		g_free(path);
	}
	g_test_add_func("/message/automatic", test_automatic);
	g_test_add_func("/message/subjects", test_subjects);
	g_test_add_func("/message/headers", test_headers);
	g_test_add_func("/message/missing headers are empty",
	    test_missing_headers_are_empty);
	g_test_add_func("/message/calendar", test_calendar);
	g_test_add_func("/message/encrypted", test_encrypted);
	g_test_add_func("/message/hostile", test_hostile);
	g_test_add_func("/message/scan limit", test_scan_limit);
	g_test_add_func("/message/attachments", test_attachments);
	g_test_add_func("/message/language with subject and hint",
	    test_language_with_subject_and_hint);
	return g_test_run();
}
