/*
 * test_hold - records of held mail, the queue's listing, running commands
 */
#include <glib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "conf/settings.h"
#include "hold/hold.h"
#include "hold/postfix.h"
#include "hold/run.h"
#include "store/store.h"

enum { NOON = 1772618520 };

static const struct evidence evidence[] = {
	{ .where = PLACE_BODY, .text = "secret words", .line = 3, .begin = 10,
	    .end = 22 },
};

static const struct finding findings[] = {
	{ .rule = "followup.too-soon", .action = ACTION_HOLD,
	    .level = LEVEL_WARNING,
	    .why = "Your last mail to Per Öberg is young.",
	    .advice = "Wait for per.oberg@kund.example.",
	    .until = NOON + 5 * DAY, .is_timing = true, .evidence = evidence,
	    .evidence_count = 1 },
};

static const struct recipient_verdict recipients[] = {
	{ .address = "per.oberg@kund.example", .name = "Per Öberg",
	    .stage = "new", .is_hidden = true, .action = ACTION_HOLD,
	    .findings = findings, .finding_count = 1 },
	{ .address = "anna@kund.example", .name = "anna@kund.example",
	    .stage = "active", .action = ACTION_PASS },
};

static struct held
sample(const char *id, time_t when)
{
	return (struct held){
		.id = id,
		.queue_id = "4AF1C27E1B",
		.host = "mx1",
		.message_id = "one@firma.example",
		.held_at = when,
		.sender = "karin@firma.example",
		.verdict = {
			.action = ACTION_HOLD,
			.language = LANGUAGE_SV,
			.sender = "karin@firma.example",
			.recipients = recipients,
			.recipient_count = ARRAY_SIZE(recipients),
		},
	};
}

struct fixture {
	struct store *store;
	struct arena *arena;
};

static void
set_up(struct fixture *f, const void *data UNUSED)
{
	struct err err;

	f->arena = arena_new();
	f->store = store_open("memory:", &err);
	g_assert_nonnull(f->store);
}

static void
tear_down(struct fixture *f, const void *data UNUSED)
{
	store_close(&f->store);
	arena_free(&f->arena);
}

static void
put(struct fixture *f, const char *id, time_t when)
{
	const struct held held = sample(id, when);
	struct err err;

	g_assert_true(hold_record(f->store, &held, &err));
}

static struct held
get(struct fixture *f, const char *id)
{
	struct held held;
	struct err err;

	g_assert_true(hold_find(f->store, id, f->arena, &held, &err));
	return held;
}

static void
test_record_comes_back(struct fixture *f, const void *data UNUSED)
{
	put(f, "abcdefghijkl", NOON);
	const struct held held = get(f, "abcdefghijkl");
	const struct recipient_verdict *r = &held.verdict.recipients[0];

	g_assert_cmpint(held.state, ==, HOLD_PENDING);
	g_assert_cmpint(held.held_at, ==, NOON);
	g_assert_cmpstr(held.queue_id, ==, "4AF1C27E1B");
	g_assert_cmpstr(held.message_id, ==, "one@firma.example");
	g_assert_cmpstr(held.sender, ==, "karin@firma.example");
	g_assert_cmpint(held.verdict.language, ==, LANGUAGE_SV);
	g_assert_cmpuint(held.verdict.recipient_count, ==, 2);
	g_assert_cmpstr(r->address, ==, "per.oberg@kund.example");
	g_assert_true(r->is_hidden);
	g_assert_cmpuint(r->finding_count, ==, 1);
	g_assert_cmpstr(r->findings[0].rule, ==, "followup.too-soon");
	g_assert_true(r->findings[0].is_timing);
	g_assert_cmpint(verdict_until(&held.verdict), ==, NOON + 5 * DAY);
	g_assert_cmpuint(r->findings[0].evidence[0].begin, ==, 10);
	g_assert_cmpuint(r->findings[0].evidence[0].end, ==, 22);
}

static void
test_first_record_of_an_id_stays(struct fixture *f, const void *data UNUSED)
{
	struct err err;

	put(f, "abcdefghijkl", NOON);
	g_assert_true(
	    hold_move(f->store, "abcdefghijkl", HOLD_HELD, NOON + 1, &err));
	put(f, "abcdefghijkl", NOON + 100);
	g_assert_cmpint(get(f, "abcdefghijkl").state, ==, HOLD_HELD);
	g_assert_cmpint(get(f, "abcdefghijkl").held_at, ==, NOON);
}

/* Every pair of states: what is not in this table is refused. */
static void
test_only_legal_moves(struct fixture *f, const void *data UNUSED)
{
	static const char legal[HOLD_STATE_COUNT][HOLD_STATE_COUNT + 1] = {
		[HOLD_PENDING] = "01" "1111",
		[HOLD_HELD] = "00" "1111",
		[HOLD_RELEASED] = "000000",
		[HOLD_RETURNED] = "000000",
		[HOLD_DELETED] = "000000",
		[HOLD_VANISHED] = "000000",
	};

	for (int from = 0; from < HOLD_STATE_COUNT; from++)
		for (int to = 0; to < HOLD_STATE_COUNT; to++) {
			const char *id = hold_new_id(f->arena);
			struct err err = { 0 };
			put(f, id, NOON);
			if (from != HOLD_PENDING)
				g_assert_true(hold_move(f->store, id,
				    (enum hold_state)from, NOON, &err));
			const bool moved = hold_move(f->store, id,
			    (enum hold_state)to, NOON, &err);
			g_assert_cmpint(moved, ==, legal[from][to] == '1');
			g_assert_cmpint(
			    get(f, id).state, ==, moved ? to : from);
			if (moved)
				continue;
			g_assert_cmpint(err.kind, ==, ERR_INPUT);
			g_assert_nonnull(strstr(err.text,
			    hold_state_name((enum hold_state)from)));
			g_assert_nonnull(strstr(err.text,
			    hold_state_name((enum hold_state)to)));
		}
}

struct grep {
	const char *needle;
	bool found;
};

static bool
grep_visit(void *context, struct bytes key UNUSED, struct bytes value)
{
	struct grep *grep = context;

	if (memmem(value.data, value.length, grep->needle,
		strlen(grep->needle)) != NULL)
		grep->found = true;
	return true;
}

static bool
store_holds(struct fixture *f, const char *needle)
{
	struct grep grep = { needle, false };
	struct err err;

	g_assert_true(
	    store_each(f->store, STORE_HELD, grep_visit, &grep, &err));
	return grep.found;
}

static void
test_no_text_and_later_no_name(struct fixture *f, const void *data UNUSED)
{
	static const char *const names[] = { "karin", "per.oberg", "Öberg",
		"anna", "one@firma.example" };
	struct err err;

	put(f, "abcdefghijkl", NOON);
	g_assert_false(store_holds(f, "secret words"));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		g_assert_true(store_holds(f, names[i]));
	g_assert_true(hold_move(
	    f->store, "abcdefghijkl", HOLD_RELEASED, NOON + 1, &err));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		g_assert_false(store_holds(f, names[i]));
	g_assert_true(store_holds(f, "followup.too-soon"));
}

static void
test_finished_records_expire(struct fixture *f, const void *data UNUSED)
{
	struct err err;

	put(f, "abcdefghijkl", NOON);
	put(f, "bbbbbbbbbbbb", NOON);
	g_assert_true(hold_move(
	    f->store, "abcdefghijkl", HOLD_DELETED, NOON + 1, &err));
	g_assert_true(store_expire(f->store, NOON + 29 * DAY, &err));
	g_assert_nonnull(get(f, "abcdefghijkl").id);
	g_assert_true(store_expire(f->store, NOON + 31 * DAY, &err));
	g_assert_null(get(f, "abcdefghijkl").id);
	g_assert_nonnull(get(f, "bbbbbbbbbbbb").id);
}

static void
test_found_by_beginning_or_queue_id(
    struct fixture *f, const void *data UNUSED)
{
	struct held held;
	struct err err;

	put(f, "abcdefghijkl", NOON);
	put(f, "abczzzzzzzzz", NOON);
	g_assert_cmpstr(get(f, "abcd").id, ==, "abcdefghijkl");
	g_assert_null(get(f, "x").id);
	g_assert_false(hold_find(f->store, "abc", f->arena, &held, &err));
	g_assert_cmpint(err.kind, ==, ERR_INPUT);
	g_assert_true(
	    hold_move(f->store, "abczzzzzzzzz", HOLD_RELEASED, NOON, &err));
	g_assert_cmpstr(get(f, "4AF1C27E1B").id, ==, "abcdefghijkl");
}

static void
test_list_is_what_waits_oldest_first(
    struct fixture *f, const void *data UNUSED)
{
	struct held *held;
	struct err err;
	size_t count;

	put(f, "aaaaaaaaaaaa", NOON + 30);
	put(f, "bbbbbbbbbbbb", NOON + 10);
	put(f, "cccccccccccc", NOON + 20);
	g_assert_true(
	    hold_move(f->store, "cccccccccccc", HOLD_VANISHED, NOON, &err));
	g_assert_true(hold_list(f->store, f->arena, &held, &count, &err));
	g_assert_cmpuint(count, ==, 2);
	g_assert_cmpstr(held[0].id, ==, "bbbbbbbbbbbb");
	g_assert_cmpstr(held[1].id, ==, "aaaaaaaaaaaa");
}

static void
test_judging_again_moves_until(struct fixture *f, const void *data UNUSED)
{
	struct finding later = findings[0];
	struct recipient_verdict one = recipients[0];
	struct held held = sample("abcdefghijkl", NOON);
	struct err err;

	put(f, "abcdefghijkl", NOON);
	later.until = NOON + 9 * DAY;
	one.findings = &later;
	held.verdict.recipients = &one;
	held.verdict.recipient_count = 1;
	g_assert_true(hold_rejudge(
	    f->store, "abcdefghijkl", &held.verdict, NOON + 1, &err));
	held = get(f, "abcdefghijkl");
	g_assert_cmpint(verdict_until(&held.verdict), ==, NOON + 9 * DAY);
	g_assert_cmpint(held.state, ==, HOLD_PENDING);
	g_assert_cmpstr(held.sender, ==, "karin@firma.example");
	g_assert_true(
	    hold_move(f->store, "abcdefghijkl", HOLD_DELETED, NOON, &err));
	g_assert_false(hold_rejudge(
	    f->store, "abcdefghijkl", &held.verdict, NOON + 2, &err));
}

static void
test_ids_are_lower_case_and_differ(void)
{
	struct arena *arena = arena_new();
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (int i = 0; i < 1000; i++) {
		const char *id = hold_new_id(arena);
		g_assert_cmpuint(strlen(id), ==, 12);
		g_assert_cmpuint(
		    strspn(id, "abcdefghijklmnopqrstuvwxyz234567"), ==, 12);
		g_assert_true(
		    g_hash_table_add(seen, (char *)(uintptr_t)id));
	}
	g_hash_table_destroy(seen);
	arena_free(&arena);
}

/* --- Postfix --- */

static const struct {
	const char *text;
	bool is_id;
} queue_ids[] = {
	{ "4AF1C27E1B", true },
	{ "C37A5B", true },
	{ "4Zq7bT2hVVz1pZ", true },
	{ "3Pt2mN2VXxznjll", true },
	{ "", false },
	{ "ALL", false },
	{ "-", false },
	{ "4AF1C", false },
	{ "4af1c27e1b", false },
	{ "4AF1C27E1B ", false },
	{ "4AF1C27E1B;reboot", false },
	{ "../hold/4AF1C27E1B", false },
	{ "-d4AF1C27E1B", false },
	{ "4Zq7bT2hVVz", false },
	{ "4Zq7z1pZ", false },
	{ "4ZqAbT2hVVz1pZ", false },	/* a vowel */
	{ "4AF1C27E1B4AF1C27E1B4AF1C27E1B4AF1C27E1B1", false },
};

static void
test_queue_id_syntax(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(queue_ids); i++)
		if (postfix_is_queue_id(queue_ids[i].text) !=
		    queue_ids[i].is_id)
			g_error("\"%s\" is taken for the wrong thing",
			    queue_ids[i].text);
}

static void
test_strange_ids_reach_no_command(void)
{
	const struct settings settings = { .mta_config = "", .scan_bytes = 1 };
	struct arena *arena = arena_new();
	struct err err;
	const char *data;
	size_t length;

	for (size_t i = 0; i < ARRAY_SIZE(queue_ids); i++) {
		const char *id = queue_ids[i].text;
		if (queue_ids[i].is_id)
			continue;
		g_assert_false(queue_postfix.release(&settings, id, &err));
		g_assert_cmpint(err.kind, ==, ERR_INPUT);
		g_assert_false(queue_postfix.remove(&settings, id, &err));
		g_assert_cmpint(err.kind, ==, ERR_INPUT);
		g_assert_false(queue_postfix.read(
		    &settings, id, arena, &data, &length, &err));
		g_assert_cmpint(err.kind, ==, ERR_INPUT);
	}
	arena_free(&arena);
}

static void
test_listing_shows_what_is_on_hold(void)
{
	static const char listing[] =
	    "{\"queue_name\": \"hold\", \"queue_id\": \"4AF1C27E1B\", "
	    "\"arrival_time\": 1772618520, \"message_size\": 512, "
	    "\"forced_expire\": false, \"sender\": \"karin@firma.example\", "
	    "\"recipients\": [{\"address\": \"per@kund.example\"}, "
	    "{\"address\": \"\xff@kund.example\", \"delay_reason\": \"x\"}]}\n"
	    "{\"queue_name\": \"deferred\", \"queue_id\": \"4AF1C27E1C\", "
	    "\"arrival_time\": 1, \"message_size\": 1, \"sender\": \"\", "
	    "\"recipients\": []}\n"
	    "{\"queue_name\": \"hold\", \"queue_id\": \"rm -rf\", "
	    "\"arrival_time\": 1, \"message_size\": 1, \"sender\": \"\", "
	    "\"recipients\": []}\n";
	struct arena *arena = arena_new();
	struct queue_entry *entries;
	struct err err;
	size_t count;

	g_assert_true(postfix_parse_listing(
	    listing, strlen(listing), arena, &entries, &count, &err));
	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpstr(entries[0].queue_id, ==, "4AF1C27E1B");
	g_assert_cmpstr(entries[0].sender, ==, "karin@firma.example");
	g_assert_cmpint(entries[0].arrived, ==, 1772618520);
	g_assert_cmpuint(entries[0].size, ==, 512);
	g_assert_cmpuint(entries[0].recipient_count, ==, 2);
	g_assert_cmpstr(
	    entries[0].recipients[1], ==, "\xef\xbf\xbd@kund.example");

	g_assert_true(
	    postfix_parse_listing("", 0, arena, &entries, &count, &err));
	g_assert_cmpuint(count, ==, 0);
	g_assert_false(postfix_parse_listing(
	    "mail system is down\n", 20, arena, &entries, &count, &err));
	arena_free(&arena);
}

/* --- running commands --- */

static void
test_output_is_bounded(void)
{
	const char *const argv[] = { "sh", "-c",
		"while :; do echo 0123456789; done", NULL };
	struct arena *arena = arena_new();
	struct run_result result;
	struct err err;

	g_assert_true(run_command(argv, NULL, 1000, arena, &result, &err));
	g_assert_true(result.is_cut);
	g_assert_cmpuint(result.length, ==, 1000);
	arena_free(&arena);
}

static void
test_failure_names_command_and_complaint(void)
{
	const char *const failing[] = { "sh", "-c",
		"echo no such queue >&2; exit 3", NULL };
	const char *const missing[] = { "takt-no-such-program", NULL };
	struct arena *arena = arena_new();
	struct run_result result;
	struct err err;

	g_assert_false(run_command(failing, NULL, 1000, arena, &result, &err));
	g_assert_nonnull(strstr(err.text, "sh -c"));
	g_assert_nonnull(strstr(err.text, "no such queue"));
	g_assert_nonnull(strstr(err.text, "exit code 3"));
	g_assert_false(run_command(missing, NULL, 1000, arena, &result, &err));
	g_assert_nonnull(strstr(err.text, "takt-no-such-program"));
	arena_free(&arena);
}

/* More than a pipe holds, both ways at once; and one that reads nothing. */
static void
test_input_is_written(void)
{
	const size_t length = 1 << 20;
	const char *const echo[] = { "cat", NULL };
	const char *const deaf[] = { "true", NULL };
	char *data = g_strnfill(length, 'x');
	const struct run_input input = { data, length };
	struct arena *arena = arena_new();
	struct run_result result;
	struct err err;

	g_assert_true(
	    run_command(echo, &input, 2 * length, arena, &result, &err));
	g_assert_cmpuint(result.length, ==, length);
	g_assert_cmpint(memcmp(result.output, data, length), ==, 0);
	g_assert_true(
	    run_command(deaf, &input, 2 * length, arena, &result, &err));
	g_assert_cmpuint(result.length, ==, 0);
	g_free(data);
	arena_free(&arena);
}

static void
test_arguments_meet_no_shell(void)
{
	const char *const argv[] = { "printf", "%s|", "$(id)", "a b", "*",
		NULL };
	struct arena *arena = arena_new();
	struct run_result result;
	struct err err;

	g_assert_true(run_command(argv, NULL, 1000, arena, &result, &err));
	g_assert_cmpstr(result.output, ==, "$(id)|a b|*|");
	g_assert_false(result.is_cut);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
#define WITH_STORE(name, function) \
	g_test_add("/hold/" name, struct fixture, NULL, set_up, function, \
	    tear_down)
	WITH_STORE("a record comes back as it was", test_record_comes_back);
	WITH_STORE("the first record of an id stays",
	    test_first_record_of_an_id_stays);
	WITH_STORE("only legal moves are made", test_only_legal_moves);
	WITH_STORE("no text is kept and later no name",
	    test_no_text_and_later_no_name);
	WITH_STORE("finished records expire, waiting ones do not",
	    test_finished_records_expire);
	WITH_STORE("found by the beginning of an id or by queue id",
	    test_found_by_beginning_or_queue_id);
	WITH_STORE("the list is what waits, oldest first",
	    test_list_is_what_waits_oldest_first);
	WITH_STORE("judging again moves until",
	    test_judging_again_moves_until);
	g_test_add_func("/hold/ids are lower case and differ",
	    test_ids_are_lower_case_and_differ);
	g_test_add_func("/postfix/queue id syntax", test_queue_id_syntax);
	g_test_add_func("/postfix/strange ids reach no command",
	    test_strange_ids_reach_no_command);
	g_test_add_func("/postfix/the listing shows what is on hold",
	    test_listing_shows_what_is_on_hold);
	g_test_add_func("/run/output is bounded", test_output_is_bounded);
	g_test_add_func("/run/a failure names command and complaint",
	    test_failure_names_command_and_complaint);
	g_test_add_func("/run/input is written", test_input_is_written);
	g_test_add_func("/run/arguments meet no shell",
	    test_arguments_meet_no_shell);
	return g_test_run();
}
