/*
 * test_record - the stored form of a pair survives damage, and says nothing
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/timespan.h"
#include "people/account.h"
#include "people/history.h"
#include "people/people.h"
#include "people/record.h"
#include "rules/mark.h"
#include "store/store.h"

static const uint8_t test_key[32] = "a key for tests, of 32 bytes ..";

/* Everything full, every field different. */
static void
fill_record(struct record *r)
{
	*r = (struct record){
		.exists = true,
		.is_confirmed = true,
		.provisional_until = 11,
		.first = 12,
		.last_sent = 13,
		.last_received = 14,
		.sent = 15,
		.received = 16,
		.exchanges = 17,
		.asked_to_stop = 18,
		.invited = 19,
		.named_time = 20,
		.next_matter = 21,
		.favour_count = RECORD_FAVOURS,
		.meeting_count = RECORD_MEETINGS,
		.date_count = RECORD_DATES,
		.seen_count = RECORD_SEEN,
		.mail_count = RECORD_MAILS,
	};
	for (unsigned i = 0; i < LANGUAGE_COUNT; i++)
		r->languages[i] = (uint8_t)(30 + i);
	for (unsigned i = 0; i < RECORD_FAVOURS; i++)
		r->favours[i] = (struct record_favour){ 40 + i, 50 + i,
			60 + i, 70 + i, i % 2, i % 3 == 0, i % 5 == 0 };
	for (unsigned i = 0; i < RECORD_MEETINGS; i++)
		r->meetings[i] =
		    (struct record_meeting){ 80 + i, 90 + i, 100 + i };
	for (unsigned i = 0; i < RECORD_DATES; i++)
		r->dates[i] = (struct record_date){ 110 + i, 120 + i };
	for (unsigned i = 0; i < RECORD_SEEN; i++)
		r->seen[i] = 130 + i;
	for (unsigned i = 0; i < RECORD_MAILS; i++) {
		struct record_mail *m = &r->mails[i];
		*m = (struct record_mail){
			.time = 1772618520 + i,
			.zone = (int16_t)(-60 * (int)i),
			.state = (enum mail_state)(i % 3),
			.is_correction = i % 2,
			.has_id = i % 4 != 0,
			.subject = 200 + i,
			.series = 300 + i,
			.matter = 400 + i,
			.marks = 500 + i,
			.text = { .words = (uint16_t)(i * 7) },
		};
		if (m->has_id)
			memset(m->message_id.bytes, (int)i, HASH_BYTES);
		if (m->text.words > 0)
			memset(m->text.bytes, (int)i, FINGERPRINT_BYTES);
	}
}

static void
test_a_full_record_comes_back(void)
{
	struct arena *arena = arena_new();
	struct record record, back;
	struct err err;

	fill_record(&record);
	const struct bytes bytes = record_encode(&record, arena);
	g_assert_true(record_decode(bytes, &back, &err));
	/* Written again it is the same, byte for byte ... */
	const struct bytes again = record_encode(&back, arena);
	g_assert_cmpuint(again.length, ==, bytes.length);
	g_assert_cmpint(memcmp(again.data, bytes.data, bytes.length), ==, 0);
	/* ... and so is what people look at. */
	g_assert_cmpint(back.asked_to_stop, ==, 18);
	g_assert_cmpint(back.mails[5].zone, ==, -300);
	g_assert_cmpuint(back.mails[5].state, ==, MAIL_RECEIVED);
	g_assert_cmpuint(back.favours[7].matter, ==, 77);
	g_assert_true(back.favours[5].is_offered);
	g_assert_cmpuint(back.meetings[7].held_with, ==, 107);
	g_assert_cmpuint(back.seen[63], ==, 193);
	g_assert_cmpuint(back.languages[LANGUAGE_SV], ==, 32);
	arena_free(&arena);
}

static void
test_no_bytes_are_no_record(void)
{
	struct record record;
	struct err err;

	g_assert_true(
	    record_decode((struct bytes){ NULL, 0 }, &record, &err));
	g_assert_false(record.exists);
	g_assert_false(
	    record_decode((struct bytes){ "", 0 }, &record, &err));
}

static void
test_every_shorter_or_longer_record_is_damaged(void)
{
	struct arena *arena = arena_new();
	struct record record;
	struct err err;

	fill_record(&record);
	const struct bytes whole = record_encode(&record, arena);
	for (size_t length = 0; length < whole.length; length++) {
		uint8_t *part = g_memdup2(whole.data, length);
		const struct bytes bytes = { length > 0 ? part
							: (uint8_t *)"",
			length };
		g_assert_false(record_decode(bytes, &record, &err));
		g_assert_cmpint(err.kind, ==, ERR_TEMP);
		g_free(part);
	}
	uint8_t *longer = g_malloc0(whole.length + 1);
	memcpy(longer, whole.data, whole.length);
	g_assert_false(record_decode(
	    (struct bytes){ longer, whole.length + 1 }, &record, &err));
	g_assert_nonnull(strstr(err.text, "damaged"));
	g_free(longer);
	arena_free(&arena);
}

/* Whatever comes out of damaged bytes can be worked with and stored. */
static void
test_random_damage_never_crashes(void)
{
	struct arena *arena = arena_new();
	GRand *random = g_rand_new_with_seed(7);
	struct record record;
	struct err err;
	unsigned accepted = 0;

	fill_record(&record);
	const struct bytes whole = record_encode(&record, arena);
	for (int round = 0; round < 20000; round++) {
		uint8_t *bytes = g_memdup2(whole.data, whole.length);
		for (int i = g_rand_int_range(random, 1, 8); i > 0; i--)
			bytes[g_rand_int_range(
			    random, 0, (gint32)whole.length)] =
			    (uint8_t)g_rand_int(random);
		const bool ok = record_decode(
		    (struct bytes){ bytes, whole.length }, &record, &err);
		g_free(bytes);
		if (!ok)
			continue;
		accepted++;
		struct arena *scratch = arena_new();
		history_trim(&record, 1772618520);
		history_rewind(&record, &record.mails[0].message_id);
		(void)record_encode(&record, scratch);
		arena_free(&scratch);
	}
	g_assert_cmpuint(accepted, >, 100);
	g_rand_free(random);
	arena_free(&arena);
}

static void
test_a_newer_version_is_left_alone(void)
{
	static const uint8_t newer[] = { 9, 1, 2, 3 };
	struct record record;
	struct err err;

	g_assert_false(record_decode(
	    (struct bytes){ newer, sizeof(newer) }, &record, &err));
	g_assert_cmpint(err.kind, ==, ERR_TEMP);
	g_assert_nonnull(strstr(err.text, "version 9"));
}

/* A store in a file, and mails made by hand. */
struct place {
	char *folder, *url;
	struct store *store;
	struct people *people;
};

static void
open_place(struct place *place)
{
	struct err err;

	place->store = store_open(place->url, &err);
	if (place->store == NULL)
		g_error("%s", err.text);
	place->people = people_new(
	    place->store, test_key, &people_settings_default, &err);
	if (place->people == NULL)
		g_error("%s", err.text);
}

static void
close_place(struct place *place)
{
	people_free(&place->people);
	store_close(&place->store);
}

static void
place_set_up(struct place *place, gconstpointer data UNUSED)
{
	place->folder = g_dir_make_tmp("takt-record-XXXXXX", NULL);
	place->url = g_strdup_printf("sqlite:%s/takt.db", place->folder);
	open_place(place);
}

static void
place_tear_down(struct place *place, gconstpointer data UNUSED)
{
	GDir *dir = g_dir_open(place->folder, 0, NULL);
	const char *name;

	close_place(place);
	while ((name = g_dir_read_name(dir)) != NULL) {
		char *file = g_build_filename(place->folder, name, NULL);
		(void)g_remove(file);
		g_free(file);
	}
	g_dir_close(dir);
	(void)g_rmdir(place->folder);
	g_free(place->folder);
	g_free(place->url);
}

static const struct pair_name pair = { "Karin.Lund@firma.example",
	"per.oberg@kund.example" };
static const struct mail_address karin = { "Karin Lund",
	"karin.lund@firma.example" };
static const struct mail_address others[] = {
	{ "Per Oberg", "per.oberg@kund.example" },
	{ "Lars Bergstrand", "lars.bergstrand@annan.example" },
};
static const char subject[] = "Confidential terms for the Vasa project";
static const char body[] =
    "Shall Bergstrand inherit the lighthouse, or the orchard by the sea?";

static struct message
make_mail(struct arena *arena, const char *id)
{
	struct message mail = {
		.message_id = id,
		.subject = subject,
		.from = karin,
		.to = { others, 1 },
		.cc = { others + 1, 1 },
		.date = 1772618520,
	};

	mail.subject_key = g_intern_string("confidential terms for the vasa "
					   "project");
	text_from_string(
	    subject, strlen(subject), arena, &mail.words.subject);
	text_from_string(body, strlen(body), arena, &mail.words.body);
	return mail;
}

static void
learn_day(struct place *place)
{
	struct arena *arena = arena_new();
	struct err err;

	for (int i = 0; i < 20; i++) {
		const char *sent = arena_printf(
		    arena, "sent%d@unusual-host.firma.example", i);
		const char *got = arena_printf(
		    arena, "got%d@unusual-host.kund.example", i);
		struct message mail = make_mail(arena, sent);
		if (!people_learn_sent(place->people, &pair, &mail,
			MARK_asks_favour, i % 3 ? SENT_ACCEPTED : SENT_HELD,
			1772618520 + i * HOUR, &err))
			g_error("%s", err.text);
		mail = make_mail(arena, got);
		mail.references = &sent;
		mail.reference_count = 1;
		if (!people_learn_received(place->people, &pair, &mail, 0,
			true, 1772618520 + i * HOUR + MINUTE, &err))
			g_error("%s", err.text);
	}
	arena_free(&arena);
}

static bool
holds(const char *contents, gsize length, const char *word)
{
	const size_t size = strlen(word);

	for (gsize i = 0; i + size <= length; i++)
		if (g_ascii_strncasecmp(contents + i, word, size) == 0)
			return true;
	return false;
}

static void
test_the_files_hold_nothing_in_clear(struct place *place,
    gconstpointer data UNUSED)
{
	static const char *const words[] = { "karin", "lund", "oberg",
		"kund.example", "firma.example", "unusual", "confidential",
		"vasa", "lighthouse", "orchard", "bergstrand", "example" };
	GDir *dir = g_dir_open(place->folder, 0, NULL);
	unsigned files = 0;
	const char *name;

	learn_day(place);	/* the WAL is still there, too */
	while ((name = g_dir_read_name(dir)) != NULL) {
		char *path = g_build_filename(place->folder, name, NULL);
		char *contents = NULL;
		gsize length = 0;
		g_assert_true(
		    g_file_get_contents(path, &contents, &length, NULL));
		files += length > 0;
		for (size_t i = 0; i < ARRAY_SIZE(words); i++)
			if (holds(contents, length, words[i]))
				g_error("%s holds \"%s\"", name, words[i]);
		g_free(contents);
		g_free(path);
	}
	g_assert_cmpuint(files, >=, 2);
	g_dir_close(dir);
}

/* Learns mails for ever, telling the parent after each; the pair's counters
   say afterwards how many were learnt. */
static void
learn_for_ever(struct place *place, int report)
{
	open_place(place);
	for (unsigned i = 0;; i++) {
		struct arena *arena = arena_new();
		struct err err;
		const char *id = arena_printf(arena, "mail%u@here", i);
		const struct message mail = make_mail(arena, id);
		if (!people_learn_sent(place->people, &pair, &mail,
			MARK_asks_favour, SENT_HELD,
			1772618520 + i * (time_t)HOUR, &err) ||
		    !people_settle(place->people, &pair, id, SETTLE_SENT,
			1772618520 + i * (time_t)HOUR, &err) ||
		    write(report, ".", 1) != 1)
			_exit(1);
		arena_free(&arena);
	}
}

static uint32_t
count_sent(struct place *place)
{
	struct arena *arena = arena_new();
	const struct message mail = make_mail(arena, "judged@here");
	struct relations relations;
	struct err err;

	g_assert_true(people_relations(place->people, &pair, &mail,
	    1772618520 + YEAR, arena, &relations, &err));
	arena_free(&arena);
	return relations.unanswered;
}

static void
test_a_killed_learner_counts_nothing_twice(struct place *place,
    gconstpointer data UNUSED)
{
	close_place(place);
	for (unsigned round = 1; round <= 6; round++) {
		int ends[2];
		char dot;
		g_assert_cmpint(pipe(ends), ==, 0);
		const pid_t child = fork();
		if (child == 0)
			learn_for_ever(place, ends[1]);
		(void)close(ends[1]);
		/* Each child learns the same mails from the start. */
		for (unsigned seen = 0; seen < round * 2; seen++)
			g_assert_cmpint(read(ends[0], &dot, 1), ==, 1);
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		(void)waitpid(child, NULL, 0);
		unsigned reported = round * 2;
		while (read(ends[0], &dot, 1) == 1)
			reported++;
		(void)close(ends[0]);

		open_place(place);
		const uint32_t sent = count_sent(place);
		close_place(place);
		g_assert_cmpuint(
		    sent, >=, MIN(reported, (unsigned)RECORD_MAILS));
		g_assert_cmpuint(sent, <=, RECORD_MAILS);
		if (round == 1)
			g_assert_cmpuint(sent, <=, MAX(reported + 1, 2));
	}
	open_place(place);
}

static size_t
mails_on_record(struct place *place, unsigned *sent_out)
{
	struct arena *arena = arena_new();
	struct account account;
	struct err err;
	bool exists = false;

	g_assert_true(account_of_pair(
	    place->people, &pair, arena, &account, &exists, &err));
	g_assert_true(exists);
	*sent_out = account.sent;
	const size_t count = account.mail_count;
	arena_free(&arena);
	return count;
}

static void
test_old_details_leave_the_store(struct place *place,
    gconstpointer data UNUSED)
{
	const time_t start = 1772618520;
	struct err err;
	unsigned sent = 0;

	learn_day(place);
	g_assert_true(people_expire(place->people, start + YEAR, &err));
	g_assert_cmpuint(mails_on_record(place, &sent), ==, RECORD_MAILS);
	g_assert_true(
	    people_expire(place->people, start + 3 * YEAR - DAY, &err));
	g_assert_cmpuint(mails_on_record(place, &sent), ==, RECORD_MAILS);
	/* Looked at a day ago: not yet again. */
	g_assert_true(
	    people_expire(place->people, start + 3 * YEAR + 2 * DAY, &err));
	g_assert_cmpuint(mails_on_record(place, &sent), ==, RECORD_MAILS);
	g_assert_true(
	    people_expire(place->people, start + 3 * YEAR + 9 * DAY, &err));
	g_assert_cmpuint(mails_on_record(place, &sent), ==, 0);
	g_assert_cmpuint(sent, ==, 13);
}

static void
add_place(const char *name,
    void (*test)(struct place *, gconstpointer))
{
	g_test_add(
	    name, struct place, NULL, place_set_up, test, place_tear_down);
}

int
main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record/a full record comes back",
	    test_a_full_record_comes_back);
	g_test_add_func("/record/no bytes are no record",
	    test_no_bytes_are_no_record);
	g_test_add_func("/record/every shorter or longer record is damaged",
	    test_every_shorter_or_longer_record_is_damaged);
	g_test_add_func("/record/random damage never crashes",
	    test_random_damage_never_crashes);
	g_test_add_func("/record/a newer version is left alone",
	    test_a_newer_version_is_left_alone);
	add_place("/people/the files hold nothing in clear",
	    test_the_files_hold_nothing_in_clear);
	add_place("/people/old details leave the store",
	    test_old_details_leave_the_store);
	add_place("/people/a killed learner counts nothing twice",
	    test_a_killed_learner_counts_nothing_twice);
	return g_test_run();
}
