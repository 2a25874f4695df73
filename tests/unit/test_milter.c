/*
 * test_milter - what taktd decides, without a mail server
 *
 * direction, networks, proof, what an error does, plans and header values:
 * all of it is data in, data out.
 */
#include <glib.h>
#include <netinet/in.h>
#include <arpa/inet.h>

#include "base/arena.h"
#include "milter/action.h"
#include "milter/direction.h"
#include "milter/header.h"
#include "milter/network.h"
#include "milter/on_error.h"
#include "milter/proof.h"

/* direction */

enum { LOGIN = 1, PROGRAM = 2, NETWORK = 4 };
enum sender { NULL_SENDER, LOCAL, OUTSIDE };

static const struct {
	const char *name;
	int submitted;
	enum sender sender;
	size_t local, outside;
	enum direction direction;
} directions[] = {
	{ "a login makes it outgoing", LOGIN, LOCAL, 0, 1,
	  DIRECTION_OUTGOING },
	{ "sendmail(1) makes it outgoing", PROGRAM, LOCAL, 0, 1,
	  DIRECTION_OUTGOING },
	{ "a listed network makes it outgoing", NETWORK, LOCAL, 0, 1,
	  DIRECTION_OUTGOING },
	{ "one outside recipient among local ones is enough", LOGIN, LOCAL, 5,
	  1, DIRECTION_OUTGOING },
	{ "local to local is internal", LOGIN, LOCAL, 2, 0,
	  DIRECTION_INTERNAL },
	{ "an outside sender to somebody here is inbound", 0, OUTSIDE, 1, 0,
	  DIRECTION_INBOUND },
	{ "also when a listed relay brings it", NETWORK, OUTSIDE, 1, 1,
	  DIRECTION_INBOUND },
	{ "also when somebody who logged in forwards it", LOGIN, OUTSIDE, 1,
	  0, DIRECTION_INBOUND },
	{ "a local sender from outside is forged", 0, LOCAL, 1, 0,
	  DIRECTION_FORGED },
	{ "also with an outside recipient", 0, LOCAL, 1, 1,
	  DIRECTION_FORGED },
	{ "a local sender from outside to outside is not ours", 0, LOCAL, 0,
	  1, DIRECTION_OTHER },
	{ "outside to outside is not ours", 0, OUTSIDE, 0, 1,
	  DIRECTION_OTHER },
	{ "a login with an outside sender is not ours", LOGIN, OUTSIDE, 0, 1,
	  DIRECTION_OTHER },
	{ "a bounce for somebody here is inbound", 0, NULL_SENDER, 1, 0,
	  DIRECTION_INBOUND },
	{ "a bounce that passes through is not ours", 0, NULL_SENDER, 0, 1,
	  DIRECTION_OTHER },
	{ "a bounce of ours to outside is exempt", PROGRAM, NULL_SENDER, 0, 1,
	  DIRECTION_EXEMPT },
	{ "a notice of ours to somebody here is internal", PROGRAM,
	  NULL_SENDER, 1, 0, DIRECTION_INTERNAL },
	{ "nobody at all is not ours", 0, OUTSIDE, 0, 0, DIRECTION_OTHER },
};

static void
test_direction(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++) {
		const struct direction_facts facts = {
			.is_authenticated =
			    (directions[i].submitted & LOGIN) != 0,
			.is_sendmail_program =
			    (directions[i].submitted & PROGRAM) != 0,
			.is_listed_network =
			    (directions[i].submitted & NETWORK) != 0,
			.has_sender = directions[i].sender != NULL_SENDER,
			.is_sender_local = directions[i].sender == LOCAL,
			.local_recipients = directions[i].local,
			.outside_recipients = directions[i].outside,
		};
		g_test_message("%s", directions[i].name);
		g_assert_cmpstr(direction_name(direction_of(&facts)), ==,
		    direction_name(directions[i].direction));
	}
}

static void
test_what_is_ours(void)
{
	g_assert_true(direction_is_ours(DIRECTION_OUTGOING));
	g_assert_true(direction_is_ours(DIRECTION_INBOUND));
	g_assert_true(direction_is_ours(DIRECTION_FORGED));
	g_assert_false(direction_is_ours(DIRECTION_INTERNAL));
	g_assert_false(direction_is_ours(DIRECTION_EXEMPT));
	g_assert_false(direction_is_ours(DIRECTION_OTHER));
	g_assert_false(direction_is_ours(DIRECTION_UNKNOWN));
}

/* networks */

static const struct {
	const char *network, *host;
	bool is_in;
} memberships[] = {
	{ "10.0.0.0/8", "10.255.0.1", true },
	{ "10.0.0.0/8", "11.0.0.1", false },
	{ "192.0.2.128/25", "192.0.2.200", true },
	{ "192.0.2.128/25", "192.0.2.127", false },
	{ "192.0.2.7", "192.0.2.7", true },
	{ "192.0.2.7", "192.0.2.6", false },
	{ "0.0.0.0/0", "203.0.113.9", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "2001:db8::/32", "2001:db8:ffff::1", true },
	{ "2001:db8::/32", "2001:db9::1", false },
	{ "2001:db8::/33", "2001:db8:8000::1", false },
	{ "::1", "::1", true },
	{ "::/0", "192.0.2.1", false },
	{ "192.0.2.0/24", "::ffff:192.0.2.9", true },
	{ "::ffff:192.0.2.0/120", "192.0.2.9", true },
};

static struct network
host_of(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return network_of((const struct sockaddr *)&in);
	g_assert_cmpint(inet_pton(AF_INET6, text, &in6.sin6_addr), ==, 1);
	return network_of((const struct sockaddr *)&in6);
}

static void
test_networks(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(memberships); i++) {
		struct network network;
		struct err err;
		const struct network host = host_of(memberships[i].host);
		g_assert_true(
		    network_parse(memberships[i].network, &network, &err));
		const struct networks all = { &network, 1 };
		g_test_message("%s in %s", memberships[i].host,
		    memberships[i].network);
		g_assert_cmpint(networks_contain(&all, &host), ==,
		    memberships[i].is_in);
	}
	const struct network nobody = network_of(NULL);
	struct network everybody;
	struct err err;
	g_assert_true(network_parse("0.0.0.0/0", &everybody, &err));
	const struct networks all = { &everybody, 1 };
	g_assert_false(networks_contain(&all, &nobody));
}

static void
test_bad_networks(void)
{
	static const char *const bad[] = { "", "/", "10", "10.0.0.0/",
		"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "::/129",
		"host.example", "10.0.0.0/8/8" };

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct network network;
		struct err err = { 0 };
		g_test_message("%s", bad[i]);
		g_assert_false(network_parse(bad[i], &network, &err));
		g_assert_cmpint(err.kind, ==, ERR_CONFIG);
		g_assert_nonnull(strstr(err.text, bad[i]));
	}
}

static void
test_loopback(void)
{
	const struct network yes = host_of("127.0.0.1"), yes6 = host_of("::1"),
			     no = host_of("192.0.2.1"), no6 = host_of("::2");

	g_assert_true(network_is_loopback(&yes));
	g_assert_true(network_is_loopback(&yes6));
	g_assert_false(network_is_loopback(&no));
	g_assert_false(network_is_loopback(&no6));
}

/* proof */

#define OURS "mx.firma.example"
static const struct {
	const char *name, *field, *address;
	bool passes;
} proof_cases[] = {
	{ "DMARC", OURS "; dmarc=pass header.from=kund.example",
	  "per@kund.example", true },
	{ "DKIM by domain",
	  OURS "; dkim=pass (1024-bit key) header.d=kund.example header.s=x",
	  "per@kund.example", true },
	{ "DKIM by identity", OURS "; dkim=pass header.i=@kund.example",
	  "per@kund.example", true },
	{ "SPF", OURS "; spf=pass smtp.mailfrom=per@kund.example",
	  "per@kund.example", true },
	{ "the second result", OURS "; dkim=fail header.d=kund.example;\r\n"
	  "\tspf=pass smtp.mailfrom=kund.example", "per@kund.example", true },
	{ "a version after the server", OURS " 1; dmarc=pass "
	  "header.from=kund.example", "per@kund.example", true },
	{ "case does not matter", "MX.Firma.Example; DKIM=Pass "
	  "Header.D=KUND.example", "Per@Kund.Example", true },
	{ "a parent domain", OURS "; dkim=pass header.d=kund.example",
	  "per@mail.kund.example", true },
	{ "quotation marks", OURS "; dkim=pass header.d=\"kund.example\"",
	  "per@kund.example", true },
	{ "a reason before the property", OURS "; dkim=pass reason=good "
	  "header.d=kund.example", "per@kund.example", true },

	{ "another server", "mx.evil.example; dmarc=pass "
	  "header.from=kund.example", "per@kund.example", false },
	{ "a server that begins like ours", OURS ".evil.example; dmarc=pass "
	  "header.from=kund.example", "per@kund.example", false },
	{ "another domain", OURS "; dkim=pass header.d=evil.example",
	  "per@kund.example", false },
	{ "a domain that ends alike", OURS "; dkim=pass header.d=und.example",
	  "per@kund.example", false },
	{ "a child domain", OURS "; dkim=pass header.d=x.kund.example",
	  "per@kund.example", false },
	{ "a top-level domain", OURS "; dkim=pass header.d=example",
	  "per@kund.example", false },
	{ "fail", OURS "; dmarc=fail header.from=kund.example",
	  "per@kund.example", false },
	{ "none", OURS "; none", "per@kund.example", false },
	{ "a pass of something else", OURS "; auth=pass "
	  "smtp.mailfrom=kund.example", "per@kund.example", false },
	{ "the property of another method", OURS "; spf=pass "
	  "header.d=kund.example", "per@kund.example", false },
	{ "a pass in a comment", OURS "; dkim=fail (dkim=pass "
	  "header.d=kund.example)", "per@kund.example", false },
	{ "a nested comment", OURS "; dkim=none (a (b) ; dkim=pass "
	  "header.d=kund.example) x", "per@kund.example", false },
	{ "a fail that says pass later", OURS "; dkim=fail dkim=pass "
	  "header.d=kund.example", "per@kund.example", false },
	{ "an address without a domain", OURS "; dmarc=pass header.from=per",
	  "per", false },
	{ "the null sender", OURS "; spf=pass smtp.mailfrom=kund.example", "",
	  false },
	{ "an empty field", "", "per@kund.example", false },
};

static void
test_proof(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(proof_cases); i++) {
		g_test_message("%s", proof_cases[i].name);
		g_assert_cmpint(proof_passes(&proof_cases[i].field, 1, OURS,
				    proof_cases[i].address), ==,
		    proof_cases[i].passes);
		g_assert_false(proof_passes(&proof_cases[i].field, 1, "",
		    proof_cases[i].address));
		g_assert_false(proof_passes(NULL, 0, OURS,
		    proof_cases[i].address));
	}
}

/* on_error */

static void
test_on_error(void)
{
	for (enum err_kind k = ERR_TEMP; k <= ERR_BUG; k++) {
		g_assert_cmpint(on_error_reply(ON_ERROR_PASS, k), ==,
		    REPLY_ACCEPT);
		g_assert_cmpint(on_error_reply(ON_ERROR_TEMPFAIL, k), ==,
		    k == ERR_INPUT ? REPLY_ACCEPT : REPLY_TEMPFAIL);
	}
}

/* header values */

static const struct {
	const char *name, *text, *value;
} header_cases[] = {
	{ "ASCII stays", "Long time no see", "Long time no see" },
	{ "other words are encoded, with the blanks between them",
	  "Sag: länge här ja", "Sag: =?UTF-8?Q?l=C3=A4nge_h=C3=A4r?= ja" },
	{ "what looks encoded is encoded", "a =?x?= b",
	  "a =?UTF-8?Q?=3D=3Fx=3F=3D?= b" },
	{ "lines become one", "one\r\nBcc: x@y\n\tz", "one Bcc: x@y z" },
	{ "broken UTF-8 becomes a replacement", "a\xff",
	  "=?UTF-8?Q?a=EF=BF=BD?=" },
	{ "nothing stays nothing", "  ", "" },
};

static void
test_header_text(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(header_cases); i++) {
		g_test_message("%s", header_cases[i].name);
		g_assert_cmpstr(header_text(arena, HEADER_ADVICE,
				    header_cases[i].text), ==,
		    header_cases[i].value);
	}
	arena_free(&arena);
}

static void
assert_folded(const char *name, const char *value)
{
	char **lines = g_strsplit(value, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++) {
		const size_t name_length = i == 0 ? strlen(name) + 2 : 0;
		g_assert_cmpuint(name_length + strlen(lines[i]), <=, 78);
		g_assert_cmpuint(strlen(lines[i]), >, 0);
		if (i > 0) {
			g_assert_cmpint(lines[i][0], ==, ' ');
			g_assert_cmpuint(strspn(lines[i], " "), <,
			    strlen(lines[i]));
		}
		for (const char *c = lines[i]; *c != '\0'; c++)
			g_assert_true(*c >= ' ' && *c <= '~');
	}
	g_strfreev(lines);
}

static void
test_header_folding(void)
{
	struct arena *arena = arena_new();
	static const char *const pieces[] = { "word ", "nochmal",
		"æøåæøåæøåæøåæøå ", "=?", "\xf0\x9f\x98\x80", "\xc3", " ",
		"x@y.example ", "\t" };
	GRand *dice = g_rand_new_with_seed(7);

	for (int i = 0; i < 2000; i++) {
		GString *text = g_string_new(NULL);
		for (int n = g_rand_int_range(dice, 0, 60); n > 0; n--)
			g_string_append(text, pieces[g_rand_int_range(dice, 0,
				    (gint)ARRAY_SIZE(pieces))]);
		const char *value =
		    header_text(arena, HEADER_FINDING, text->str);
		if (value[0] != '\0')
			assert_folded(HEADER_FINDING, value);
		g_string_free(text, TRUE);
	}
	g_rand_free(dice);
	arena_free(&arena);
}

/* plans */

static const struct evidence words = { PLACE_BODY, "Du har inte svarat", 3,
	10, 28 };
static const struct finding finding_hold = {
	.rule = "followup.accusing", .action = ACTION_HOLD,
	.level = LEVEL_WARNING, .why = "why", .advice = "Vänta en vecka.",
	.until = 1772618520, .evidence = &words, .evidence_count = 1 };
static const struct finding finding_note = {
	.rule = "ask.no-offer", .action = ACTION_ANNOTATE,
	.level = LEVEL_INFO, .why = "why", .advice = "Offer something." };

static const struct recipient_verdict open_hold = {
	.address = "per@kund.example", .action = ACTION_HOLD,
	.findings = &finding_hold, .finding_count = 1 };
static const struct recipient_verdict open_note = {
	.address = "per@kund.example", .action = ACTION_ANNOTATE,
	.findings = &finding_note, .finding_count = 1 };
static const struct recipient_verdict open_pass = {
	.address = "per@kund.example", .action = ACTION_PASS };
static const struct recipient_verdict hidden_hold = {
	.address = "boss@secret.example", .is_hidden = true,
	.action = ACTION_HOLD, .findings = &finding_hold,
	.finding_count = 1 };

static const struct verdict verdict_pass = { .action = ACTION_PASS,
	.recipients = &open_pass, .recipient_count = 1 };
static const struct verdict verdict_note = { .action = ACTION_ANNOTATE,
	.recipients = &open_note, .recipient_count = 1 };
static const struct verdict verdict_hold = { .action = ACTION_HOLD,
	.recipients = &open_hold, .recipient_count = 1 };
static const struct verdict verdict_confirm = { .action = ACTION_CONFIRM,
	.recipients = &open_pass, .recipient_count = 1 };
static const struct verdict verdict_exempt = { .action = ACTION_PASS,
	.exempt = "auto-reply" };
static const struct recipient_verdict note_and_hidden[] = {
	{ .address = "per@kund.example", .action = ACTION_ANNOTATE,
	  .findings = &finding_note, .finding_count = 1 },
	{ .address = "boss@secret.example", .is_hidden = true,
	  .action = ACTION_HOLD, .findings = &finding_hold,
	  .finding_count = 1 } };
static const struct verdict verdict_hidden = { .action = ACTION_HOLD,
	.recipients = note_and_hidden, .recipient_count = 2 };
static const struct verdict verdict_only_hidden = { .action = ACTION_HOLD,
	.recipients = &hidden_hold, .recipient_count = 1 };
static const struct recipient_verdict two_alike[] = {
	{ .address = "a@kund.example", .action = ACTION_HOLD,
	  .findings = &finding_hold, .finding_count = 1 },
	{ .address = "b@kund.example", .action = ACTION_HOLD,
	  .findings = &finding_hold, .finding_count = 1 } };
static const struct verdict verdict_twice = { .action = ACTION_HOLD,
	.recipients = two_alike, .recipient_count = 2 };

#define ADVICE_SV "+X-Takt-Advice: =?UTF-8?Q?V=C3=A4nta?= en vecka.|"
#define FINDING_SV                                                        \
	"+X-Takt-Finding: followup.accusing; action=hold; level=warning;\n" \
	" until=2026-03-04T10:02:00Z; words: Du har inte svarat|"
#define FINDING_EN "+X-Takt-Finding: ask.no-offer; action=annotate; " \
		   "level=info|"
#define ID "+X-Takt-Id: abc|"

static const struct {
	const char *name;
	enum mode mode;
	enum header_policy headers;
	const struct verdict *verdict;
	enum action done;
	const char *edits;	/* "+name: value|" and "-name #index|" */
} plans[] = {
	{ "a good mail gets its id", MODE_ENFORCE, HEADERS_ID, &verdict_pass,
	  ACTION_PASS, ID },
	{ "a held mail shows no more than a good one", MODE_ENFORCE,
	  HEADERS_ID, &verdict_hold, ACTION_HOLD, ID },
	{ "observing touches nothing", MODE_OBSERVE, HEADERS_FULL,
	  &verdict_hold, ACTION_PASS, "" },
	{ "annotating holds nothing", MODE_ANNOTATE, HEADERS_FULL,
	  &verdict_hold, ACTION_ANNOTATE,
	  "+X-Takt-Verdict: annotate|" FINDING_SV ADVICE_SV ID },
	{ "in full a good mail says so", MODE_ENFORCE, HEADERS_FULL,
	  &verdict_pass, ACTION_PASS, "+X-Takt-Verdict: pass|" ID },
	{ "in full a held mail says why", MODE_ENFORCE, HEADERS_FULL,
	  &verdict_hold, ACTION_HOLD,
	  "+X-Takt-Verdict: hold|" FINDING_SV ADVICE_SV ID },
	{ "what two recipients share is said once", MODE_ENFORCE,
	  HEADERS_FULL, &verdict_twice, ACTION_HOLD,
	  "+X-Takt-Verdict: hold|" FINDING_SV ADVICE_SV ID },
	{ "no headers at all", MODE_ENFORCE, HEADERS_NONE, &verdict_hold,
	  ACTION_HOLD, "" },
	{ "what only a hidden recipient earned is not said", MODE_ENFORCE,
	  HEADERS_FULL, &verdict_hidden, ACTION_HOLD,
	  "+X-Takt-Verdict: annotate|" FINDING_EN
	  "+X-Takt-Advice: Offer something.|" ID },
	{ "nor that there was anything", MODE_ENFORCE, HEADERS_FULL,
	  &verdict_only_hidden, ACTION_HOLD, "+X-Takt-Verdict: pass|" ID },
	{ "to confirm is to annotate", MODE_ENFORCE, HEADERS_ID,
	  &verdict_confirm, ACTION_ANNOTATE, ID },
	{ "exempt mail gets no id", MODE_ENFORCE, HEADERS_FULL,
	  &verdict_exempt, ACTION_PASS, "" },
	{ "mail that was not judged gets none", MODE_ENFORCE, HEADERS_FULL,
	  NULL, ACTION_PASS, "" },
	{ "an annotation is one", MODE_ENFORCE, HEADERS_ID, &verdict_note,
	  ACTION_ANNOTATE, ID },
};

static const struct forged forged[] = { { "X-Takt-Id", 1 },
	{ "x-takt-verdict", 1 }, { "X-TAKT-ID", 2 } };
#define REMOVED "-X-TAKT-ID #2|-x-takt-verdict #1|-X-Takt-Id #1|"

static char *
edits_text(const struct plan *plan)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < plan->count; i++) {
		const struct edit *e = &plan->edits[i];
		if (e->kind == EDIT_ADD_HEADER)
			g_string_append_printf(text, "+%s: %s|", e->name,
			    e->value);
		else
			g_string_append_printf(text, "-%s #%d|", e->name,
			    e->index);
	}
	return g_string_free(text, FALSE);
}

static void
check_plan(size_t i, size_t forged_count)
{
	struct arena *arena = arena_new();
	struct plan plan;
	const struct plan_input input = { plans[i].mode, plans[i].headers,
		plans[i].verdict, "abc", forged, forged_count };

	g_test_message("%s", plans[i].name);
	action_plan(&input, arena, &plan);
	g_assert_cmpstr(action_name(plan.done), ==,
	    action_name(plans[i].done));
	g_assert_cmpint(plan.reason != NULL, ==, plan.done == ACTION_HOLD);
	char *text = edits_text(&plan);
	char *wanted = g_strconcat(forged_count > 0 ? REMOVED : "",
	    plans[i].edits, NULL);
	g_assert_cmpstr(text, ==, wanted);
	g_assert_null(strstr(text, "secret.example"));
	g_free(wanted);
	g_free(text);
	arena_free(&arena);
}

static void
test_plans(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		check_plan(i, 0);
}

static void
test_plans_remove_forged_headers(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(plans); i++)
		check_plan(i, ARRAY_SIZE(forged));
}

static void
test_hold_reason_is_short(void)
{
	struct arena *arena = arena_new();
	struct finding many[30];
	struct recipient_verdict recipient = open_hold;
	struct verdict verdict = verdict_hold;
	struct plan plan;

	for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
		many[i] = finding_hold;
		many[i].rule = arena_printf(arena, "some.rule-%zu", i);
	}
	recipient.findings = many;
	recipient.finding_count = ARRAY_SIZE(many);
	verdict.recipients = &recipient;
	const struct plan_input input = { MODE_ENFORCE, HEADERS_FULL, &verdict,
		"abc", NULL, 0 };
	action_plan(&input, arena, &plan);
	g_assert_true(g_str_has_prefix(plan.reason, "takt abc some.rule-0 "));
	g_assert_cmpuint(strlen(plan.reason), <=, 100);
	g_assert_cmpuint(plan.count, <, 30);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/direction/which way a mail goes", test_direction);
	g_test_add_func("/direction/what is our business", test_what_is_ours);
	g_test_add_func("/network/who is in which", test_networks);
	g_test_add_func("/network/what is none", test_bad_networks);
	g_test_add_func("/network/loopback", test_loopback);
	g_test_add_func("/proof/what a trusted server says", test_proof);
	g_test_add_func("/on_error/what an error does", test_on_error);
	g_test_add_func("/header/values", test_header_text);
	g_test_add_func("/header/lines are short and ASCII",
	    test_header_folding);
	g_test_add_func("/action/plans", test_plans);
	g_test_add_func("/action/plans remove forged headers",
	    test_plans_remove_forged_headers);
	g_test_add_func("/action/the reason of a hold is short",
	    test_hold_reason_is_short);
	return g_test_run();
}
