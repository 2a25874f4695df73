/*
 * test_people - correspondences told in tests/people/NAME.case, step by step
 *
 * The format is explained in year.case. Each file is one test, on a store in
 * memory; messages are made by hand, without message/.
 */
#include <glib.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/people.h"
#include "rules/mark.h"
#include "store/store.h"

static const char *const case_names[] = { "year", "held", "rewritten",
	"answers", "stop", "provisional", "matters", "series", "yearly",
	"meetings", "favours", "third", "dates",
	"colleague", "retention", "rekey" };

static const uint8_t test_key[32] = "a key for tests, of 32 bytes ..";

#define SENDER	"karin.lund@firma.example"
#define CONTACT "per.oberg@kund.example"

struct story {
	const char *name;
	unsigned line;
	struct arena *arena;
	struct store *store;
	struct people *people;
	struct people_settings settings;
	/* the line being told */
	time_t now;
	const char *what, *id;
	struct message mail;
	struct pair_name pair;
	uint32_t marks;
	struct relations facts;
};

/* Facts by name, as they stand in struct relations. */
enum kind { YES_NO, NUMBER, SPAN };

static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
} fields[] = {
#define FIELD(name, kind, member) \
	{ name, kind, offsetof(struct relations, member) }
	FIELD("known", YES_NO, is_known),
	FIELD("silence_counts", YES_NO, silence_counts),
	FIELD("dormant", YES_NO, is_dormant),
	FIELD("exchanges", NUMBER, exchanges),
	FIELD("gap", SPAN, gap),
	FIELD("since_sent", SPAN, since_sent),
	FIELD("since_received", SPAN, since_received),
	FIELD("ever_received", YES_NO, ever_received),
	FIELD("unanswered", NUMBER, unanswered),
	FIELD("yearly", YES_NO, is_yearly),
	FIELD("matter_known", YES_NO, matter_known),
	FIELD("matter_since", SPAN, matter_since),
	FIELD("matter_unanswered", NUMBER, matter_unanswered),
	FIELD("matter_chasers", NUMBER, matter_chasers),
	FIELD("matter_since_previous", SPAN, matter_since_previous),
	FIELD("matter_answered", YES_NO, matter_answered),
	FIELD("correction", YES_NO, is_correction),
	FIELD("recurring", YES_NO, is_recurring),
	FIELD("similarity", NUMBER, similarity),
	FIELD("slot_row", NUMBER, slot_row),
	FIELD("contact_named_date", YES_NO, contact_named_date),
	FIELD("asked_to_stop", YES_NO, asked_to_stop),
	FIELD("favours_recent", NUMBER, favours_recent),
	FIELD("favour_answered", YES_NO, favour_answered),
	FIELD("favour_declined", YES_NO, favour_declined),
	FIELD("favour_thanked", YES_NO, favour_thanked),
	FIELD("favour_offered", YES_NO, favour_offered),
	FIELD("favour_chased", YES_NO, favour_chased),
	FIELD("asks_in_a_row", NUMBER, asks_in_a_row),
	FIELD("contact_invited", YES_NO, contact_invited),
	FIELD("contact_named_time", YES_NO, contact_named_time),
	FIELD("meeting_since", SPAN, meeting_since),
	FIELD("meeting_first_mail", YES_NO, meeting_first_mail),
	FIELD("third_known", YES_NO, third_known),
	FIELD("reply_to_contact", YES_NO, is_reply_to_contact),
#undef FIELD
};

#define fail_here(story, ...)                                          \
	do {                                                           \
		char *fail_text = g_strdup_printf(__VA_ARGS__);        \
		g_error("%s.case:%u: %s", (story)->name, (story)->line, \
		    fail_text);                                        \
	} while (0)

static void
check_fact(struct story *story, const char *name, const char *expected)
{
	size_t i = 0;
	struct err err;

	while (i < ARRAY_SIZE(fields) && strcmp(fields[i].name, name) != 0)
		i++;
	if (i == ARRAY_SIZE(fields))
		fail_here(story, "there is no fact %s", name);
	const void *at = (const char *)&story->facts + fields[i].offset;
	int64_t wanted = -1, got = 0;
	if (fields[i].kind == YES_NO) {
		wanted = strcmp(expected, "yes") == 0;
		got = *(const bool *)at;
	} else if (fields[i].kind == NUMBER) {
		wanted = (int64_t)g_ascii_strtoll(expected, NULL, 10);
		got = *(const unsigned *)at;
	} else {
		if (strcmp(expected, "none") != 0 &&
		    !duration_parse(expected, &wanted, &err))
			fail_here(story, "%s", err.text);
		got = *(const int64_t *)at;
	}
	if (got != wanted)
		fail_here(story, "%s is %lld, not %s (%lld)", name,
		    (long long)got, expected, (long long)wanted);
}

static void
check_facts(struct story *story, const char *text)
{
	char **words = g_strsplit(text, " ", -1);

	for (char **word = words; *word != NULL; word++) {
		char *equals = strchr(*word, '=');
		if (equals == NULL)
			continue;
		*equals = '\0';
		check_fact(story, *word, equals + 1);
	}
	g_strfreev(words);
}

/* One plain sentence, in ASCII, so that the map is the identity. */
static struct text
text_of(struct story *story, const char *original)
{
	const size_t length = strlen(original);
	char *normal = g_ascii_strdown(original, -1);
	uint32_t *map = arena_array(
	    story->arena, length + 1, sizeof(*map));
	struct sentence *sentence =
	    arena_alloc(story->arena, sizeof(*sentence));

	for (size_t i = 0; i <= length; i++)
		map[i] = (uint32_t)i;
	*sentence = (struct sentence){ 0, (uint32_t)length,
		SENTENCE_PLAIN };
	const struct text text = {
		.original = arena_strdup(story->arena, original),
		.original_length = length,
		.normal = arena_strdup(story->arena, normal),
		.normal_length = length,
		.map = map,
		.sentences = sentence,
		.sentence_count = length > 0,
	};
	g_free(normal);
	return text;
}

/* Without the prefixes that the cases use. */
static const char *
subject_key(struct story *story, const char *subject)
{
	if (g_str_has_prefix(subject, "Re: ") ||
	    g_str_has_prefix(subject, "Sv: "))
		subject += 4;
	char *folded = g_ascii_strdown(subject, -1);
	const char *key = arena_strdup(story->arena, folded);
	g_free(folded);
	return key;
}

static const char *
message_id(struct story *story, const char *id)
{
	/* "x@other" is given as it is. */
	if (strchr(id, '@') != NULL)
		return arena_strdup(story->arena, id);
	return arena_printf(story->arena, "%s@firma.example", id);
}

static struct mail_address
person_of(struct story *story, const char *text)
{
	const char *open = strchr(text, '<');

	if (open == NULL)
		return (struct mail_address){ "",
			arena_strdup(story->arena, text) };
	return (struct mail_address){
		arena_strndup(story->arena, text, (size_t)(open - text)),
		arena_strndup(story->arena, open + 1, strlen(open) - 2),
	};
}

static void
set_references(struct story *story, const char *value)
{
	char **ids = g_strsplit(value, ",", -1);
	const size_t count = g_strv_length(ids);
	const char **references =
	    arena_array(story->arena, count, sizeof(*references));

	for (size_t i = 0; i < count; i++)
		references[i] = message_id(story, ids[i]);
	story->mail.references = references;
	story->mail.reference_count = count;
	story->mail.is_reply = true;
	g_strfreev(ids);
}

static void
set_marks(struct story *story, const char *value)
{
	char **names = g_strsplit(value, ",", -1);

	for (char **name = names; *name != NULL; name++) {
		const uint32_t mark = mark_from_name(*name);
		if (mark == 0)
			fail_here(story, "there is no mark %s", *name);
		story->marks |= mark;
	}
	g_strfreev(names);
}

static time_t
time_of(struct story *story, const char *text)
{
	struct err err;
	time_t time = 0;

	if (!time_parse(text, &time, &err))
		fail_here(story, "%s", err.text);
	return time;
}

/* UID@START/END */
static void
set_meeting(struct story *story, const char *value)
{
	char **parts = g_strsplit_set(value, "@/", 3);
	struct meeting *meeting =
	    arena_alloc(story->arena, sizeof(*meeting));

	*meeting = (struct meeting){
		.uid = arena_strdup(story->arena, parts[0]),
		.start = time_of(story, parts[1]),
		.end = time_of(story, parts[2]),
	};
	story->mail.meeting = meeting;
	g_strfreev(parts);
}

static void
set_option(struct story *story, const char *name, const char *value)
{
	if (strcmp(name, "ref") == 0) {
		set_references(story, value);
	} else if (strcmp(name, "marks") == 0) {
		set_marks(story, value);
	} else if (strcmp(name, "meeting") == 0) {
		set_meeting(story, value);
	} else if (strcmp(name, "cancel") == 0) {
		struct meeting *meeting =
		    arena_alloc(story->arena, sizeof(*meeting));
		*meeting = *story->mail.meeting;
		meeting->is_cancelled = true;
		story->mail.meeting = meeting;
	} else if (strcmp(name, "cc") == 0) {
		struct mail_address *person =
		    arena_alloc(story->arena, sizeof(*person));
		*person = person_of(story, value);
		story->mail.cc = (struct mail_addresses){ person, 1 };
	} else if (strcmp(name, "language") == 0) {
		story->mail.words.language = language_from_code(value);
	} else if (strcmp(name, "from") == 0) {
		story->mail.from = person_of(story, value);
		story->pair.contact = story->mail.from.address;
	} else {
		fail_here(story, "there is no option %s", name);
	}
}

/* "ref=a marks=x cc=Lars Berg <l@x>": a value goes on to the next name=. */
static void
set_options(struct story *story, const char *text)
{
	GRegex *regex = g_regex_new(
	    "(\\w+)=(.*?)(?= \\w+=|$)", 0, 0, NULL);
	GMatchInfo *match = NULL;

	(void)g_regex_match(regex, text, 0, &match);
	for (; g_match_info_matches(match);
	     (void)g_match_info_next(match, NULL)) {
		char *name = g_match_info_fetch(match, 1);
		char *value = g_match_info_fetch(match, 2);
		set_option(story, name, g_strstrip(value));
		g_free(name);
		g_free(value);
	}
	g_match_info_free(match);
	g_regex_unref(regex);
}

static bool
is_inbound(const char *what)
{
	return strcmp(what, "received") == 0 ||
	    strcmp(what, "unproven") == 0 ||
	    strcmp(what, "automatic") == 0 || strcmp(what, "other") == 0;
}

static void
set_mail(struct story *story, const char *subject, const char *body)
{
	static const struct mail_address karin = { "Karin Lund", SENDER };
	static const struct mail_address per = { "Per Oberg", CONTACT };
	const bool in = is_inbound(story->what);

	story->pair = (struct pair_name){ SENDER, CONTACT };
	story->marks = 0;
	story->mail = (struct message){
		.message_id = message_id(story, story->id),
		.subject = subject,
		.subject_key = subject_key(story, subject),
		.from = in ? per : karin,
		.to = { in ? &karin : &per, 1 },
		.date = story->now,
		.automatic = strcmp(story->what, "automatic") == 0
		    ? AUTOMATIC_REPLY
		    : AUTOMATIC_NO,
		.words = {
			.subject = text_of(story, subject),
			.body = text_of(story, body),
			.language = LANGUAGE_EN,
			.has_text = true,
		},
	};
}

static bool
learn(struct story *story, struct err *err)
{
	struct people *people = story->people;
	const struct pair_name *pair = &story->pair;
	const char *what = story->what;
	const char *id = story->mail.message_id;

	if (strcmp(what, "sent") == 0)
		return people_learn_sent(people, pair, &story->mail,
		    story->marks, SENT_ACCEPTED, story->now, err);
	if (strcmp(what, "held") == 0)
		return people_learn_sent(people, pair, &story->mail,
		    story->marks, SENT_HELD, story->now, err);
	if (is_inbound(what))
		return people_learn_received(people, pair, &story->mail,
		    story->marks,
		    strcmp(what, "received") == 0 ||
			strcmp(what, "other") == 0,
		    story->now, err);
	if (strcmp(what, "release") == 0)
		return people_settle(
		    people, pair, id, SETTLE_SENT, story->now, err);
	if (strcmp(what, "withdraw") == 0)
		return people_settle(
		    people, pair, id, SETTLE_WITHDRAWN, story->now, err);
	if (strcmp(what, "bounce") == 0)
		return people_settle(
		    people, pair, id, SETTLE_BOUNCED, story->now, err);
	if (strcmp(what, "contact") == 0)
		return people_learn_contact(people, pair, story->now, err);
	if (strcmp(what, "forget") == 0)
		return people_forget(people, pair, err);
	if (strcmp(what, "expire") == 0)
		return people_expire(people, story->now, err);
	return strcmp(what, "ask") == 0 ||
	    err_set(err, ERR_INPUT, "what is \"%s\"?", what);
}

static char *
column(char **columns, unsigned index)
{
	return index < g_strv_length(columns) ? g_strstrip(columns[index])
					      : (char *)(uintptr_t)"";
}

/* Facts are as they were before the mail was learnt. */
static void
tell_mail(struct story *story, const char *line)
{
	char **columns = g_strsplit(line, "|", 4);
	char **head = g_strsplit(column(columns, 0), " ", 3);
	struct err err;

	if (g_strv_length(head) < 2)
		fail_here(story, "TIME WHAT [ID] expected");
	story->now = time_of(story, head[0]);
	story->what = arena_strdup(story->arena, head[1]);
	story->id = head[2] != NULL
	    ? arena_strdup(story->arena, head[2])
	    : "-";
	set_mail(story, arena_strdup(story->arena, column(columns, 1)),
	    column(columns, 2));
	set_options(story, column(columns, 3));
	if (!people_relations(story->people, &story->pair, &story->mail,
		story->now, story->arena, &story->facts, &err) ||
	    !learn(story, &err))
		fail_here(story, "%s", err.text);
	g_strfreev(head);
	g_strfreev(columns);
}

static void
open_story(struct story *story)
{
	struct err err;

	people_free(&story->people);
	story->people =
	    people_new(story->store, test_key, &story->settings, &err);
	if (story->people == NULL)
		g_error("%s", err.text);
}

static const uint8_t second_key[32] = "another key, of 32 bytes .......";

/* takt store rekey, and a restart with both keys at hand. */
static void
change_key(struct story *story)
{
	struct err err;

	people_free(&story->people);
	for (int twice = 0; twice < 2; twice++)
		if (!people_change_key(story->store, test_key, second_key,
			story->now, &err))
			fail_here(story, "%s", err.text);
	g_assert_null(
	    people_new(story->store, test_key, &story->settings, &err));
	story->people =
	    people_new(story->store, second_key, &story->settings, &err);
	g_assert_nonnull(story->people);
	g_assert_false(people_accept_former_key(
	    story->people, second_key, &err));
	if (!people_accept_former_key(story->people, test_key, &err))
		fail_here(story, "%s", err.text);
}

static void
tell_line(struct story *story, const char *line)
{
	if (line[0] == '\0' || line[0] == '#')
		return;
	if (strcmp(line, "setting silence=auto") == 0) {
		story->settings.silence = SILENCE_AUTO;
		open_story(story);
	} else if (strcmp(line, "rekey") == 0) {
		change_key(story);
	} else if (line[0] == '?') {
		check_facts(story, line + 1);
	} else {
		tell_mail(story, line);
	}
}

static void
test_case(gconstpointer name)
{
	struct err err;
	struct story story = {
		.name = name,
		.arena = arena_new(),
		.store = store_open("memory:", &err),
		.settings = people_settings_default,
	};
	char *path = g_strdup_printf(
	    "%s/tests/people/%s.case", TAKT_SOURCE_DIR, story.name);
	char *text = NULL;

	story.settings.silence = SILENCE_TRUST;
	open_story(&story);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	char **lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		story.line++;
		tell_line(&story, g_strstrip(*line));
	}
	g_strfreev(lines);
	g_free(text);
	g_free(path);
	people_free(&story.people);
	store_close(&story.store);
	arena_free(&story.arena);
}

static void
test_another_key_is_refused(void)
{
	struct err err;
	struct store *store = store_open("memory:", &err);
	uint8_t other[32] = { 1 };
	struct people *people =
	    people_new(store, test_key, &people_settings_default, &err);

	g_assert_nonnull(people);
	people_free(&people);
	people = people_new(store, other, &people_settings_default, &err);
	g_assert_null(people);
	g_assert_cmpint(err.kind, ==, ERR_CONFIG);
	g_assert_nonnull(strstr(err.text, "key_file"));
	people =
	    people_new(store, test_key, &people_settings_default, &err);
	g_assert_nonnull(people);
	people_free(&people);
	store_close(&store);
}

static void
test_keys_do_not_change_in_quick_succession(void)
{
	static const uint8_t third_key[32] = { 3 };
	struct err err;
	struct store *store = store_open("memory:", &err);
	struct people *people =
	    people_new(store, test_key, &people_settings_default, &err);

	people_free(&people);
	/* Not from a key that is not the present one. */
	g_assert_false(people_change_key(
	    store, second_key, third_key, 1000000000, &err));
	g_assert_true(people_change_key(
	    store, test_key, second_key, 1000000000, &err));
	g_assert_false(people_change_key(
	    store, second_key, third_key, 1000000000 + YEAR, &err));
	g_assert_nonnull(strstr(err.text, "less than 3 years"));
	g_assert_true(people_change_key(
	    store, second_key, third_key, 1000000000 + 3 * YEAR, &err));
	people = people_new(
	    store, third_key, &people_settings_default, &err);
	g_assert_nonnull(people);
	people_free(&people);
	store_close(&store);
}

static const struct {
	const char *given, *folded;
} addresses[] = {
	{ "per@kund.example", "per@kund.example" },
	{ "Per.Oberg@Kund.EXAMPLE", "per.oberg@kund.example" },
	{ "<per@kund.example>", "per@kund.example" },
	{ " per@kund.example ", "per@kund.example" },
	{ "per+news@kund.example", "per@kund.example" },
	{ "+per@kund.example", "+per@kund.example" },
	{ "per@kund.example.", "per@kund.example" },
	{ "per@b\xc3\xbc" "cher.example", "per@xn--bcher-kva.example" },
	{ "\"a@b\"@kund.example", "\"a@b\"@kund.example" },
	{ "P\xc3\x85L@kund.example", "p\xc3\xa5l@kund.example" },
	{ "\xff@kund.example", "\xef\xbf\xbd@kund.example" },
	{ "per", "per" },
	{ "", "" },
	{ "@", "@" },
};

static void
test_addresses_are_folded(void)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++)
		g_assert_cmpstr(
		    people_fold_address(addresses[i].given, arena), ==,
		    addresses[i].folded);
	arena_free(&arena);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(case_names); i++) {
		char *path =
		    g_strdup_printf("/people/case/%s", case_names[i]);
		g_test_add_data_func(path, case_names[i], test_case);
		g_free(path);
	}
	g_test_add_func("/people/another key is refused",
	    test_another_key_is_refused);
	g_test_add_func("/people/keys do not change in quick succession",
	    test_keys_do_not_change_in_quick_succession);
	g_test_add_func("/people/addresses are folded",
	    test_addresses_are_folded);
	return g_test_run();
}
