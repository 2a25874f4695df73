/*
 * bench_store - what the memory of people costs, with a million pairs
 *
 * usage: bench_store URL [PAIRS [SECONDS]]
 *
 * Fills an empty store with records as they are after three mails each, then
 * lets 1, 4 and 16 sessions judge and learn mails for random pairs: the time
 * of people_relations() (the read), of people_learn_sent() as ordinary
 * history (the write, with its wait for the group), and as held mail (full
 * sync). Prints the median and the 99th percentile in microseconds, and
 * mails per second. Asserts nothing: figures differ from machine to machine.
 */
#include <glib.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "people/people.h"
#include "store/store.h"

enum { FILL_BATCH = 1000, SAMPLES_MAX = 1 << 20, SESSIONS_MAX = 16 };

static const uint8_t bench_key[32] = "a key for tests, of 32 bytes ..";
static const time_t start_time = 1772618520;

struct bench {
	struct store *store;
	struct people *people;
	unsigned pairs;
	double seconds;
	volatile gint is_over;
};

enum step { READ, WRITE, WRITE_FULL, STEP_COUNT };

struct session {
	struct bench *bench;
	unsigned number;
	bool is_full;
	unsigned count;
	float *samples[STEP_COUNT];	/* microseconds */
};

static double
now_in_microseconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static struct pair_name
pair_of(struct arena *arena, unsigned number)
{
	return (struct pair_name){
		arena_printf(arena, "user%u@firma.example", number % 5000),
		arena_printf(arena, "contact%u@kund.example", number),
	};
}

static struct message
mail_of(struct arena *arena, const char *id, unsigned number)
{
	const char *subject = arena_printf(arena, "Offer %u", number);
	const char *body = arena_printf(arena,
	    "Here is the offer for the roof of barn number %u, as we "
	    "discussed last week on the telephone. It holds until the end "
	    "of the month; the price of timber may change after that. Would "
	    "you let me know whether the second week of May suits you?",
	    number);
	struct message mail = {
		.message_id = id,
		.subject = subject,
		.subject_key = subject,
		.from = { "Karin Lund", "karin.lund@firma.example" },
		.date = start_time,
		.words = { .language = LANGUAGE_EN, .has_text = true },
	};

	text_from_string(
	    subject, strlen(subject), arena, &mail.words.subject);
	text_from_string(body, strlen(body), arena, &mail.words.body);
	return mail;
}

static void
must(bool ok, const struct err *err)
{
	if (!ok)
		g_error("%s", err->text);
}

/* One record made by learning, then copied under all keys. */
struct copying {
	struct bytes record;
};

static bool
put_copy(void *context, struct bytes old UNUSED, struct arena *arena UNUSED,
    struct bytes *new_out, time_t *expires_out)
{
	const struct copying *copying = context;

	*new_out = copying->record;
	*expires_out = start_time + 315360000;
	return true;
}

static bool
keep_record(void *context, struct bytes key UNUSED, struct bytes value)
{
	struct bytes *out = context;

	*out = (struct bytes){ g_memdup2(value.data, value.length),
		value.length };
	return false;
}

static struct bytes
make_record(void)
{
	struct err err;
	struct arena *arena = arena_new();
	struct store *store = store_open("memory:", &err);
	struct people *people = people_new(
	    store, bench_key, &people_settings_default, &err);
	struct bytes record = { NULL, 0 };

	must(people != NULL, &err);
	const struct pair_name pair = pair_of(arena, 0);
	for (unsigned i = 0; i < 3; i++) {
		const char *id = arena_printf(arena, "m%u@here", i);
		const struct message mail = mail_of(arena, id, i);
		must(i == 1 ? people_learn_received(people, &pair, &mail, 0,
				  true, start_time + i, &err)
			    : people_learn_sent(people, &pair, &mail, 0,
				  SENT_ACCEPTED, start_time + i, &err),
		    &err);
	}
	must(store_each(store, STORE_PAIR, keep_record, &record, &err),
	    &err);
	people_free(&people);
	store_close(&store);
	arena_free(&arena);
	return record;
}

/* The keys are those of people.c: seen by learning each pair would be slow,
   so the records go in under keys of the same form. */
static void
fill(struct bench *bench)
{
	struct copying copying = { make_record() };
	struct store_change *changes =
	    g_new(struct store_change, FILL_BATCH);
	const double begin = now_in_microseconds();

	for (unsigned done = 0; done < bench->pairs; done += FILL_BATCH) {
		struct arena *arena = arena_new();
		struct err err;
		for (unsigned i = 0; i < FILL_BATCH; i++) {
			const struct pair_name pair =
			    pair_of(arena, done + i);
			changes[i] = (struct store_change){ STORE_PAIR,
				people_pair_key(bench->people, &pair, arena),
				put_copy, &copying };
		}
		must(store_apply(bench->store, changes, FILL_BATCH,
			 STORE_LAZY, &err),
		    &err);
		arena_free(&arena);
	}
	(void)printf("filled with %u pairs of %zu bytes in %.0f s\n",
	    bench->pairs, copying.record.length,
	    (now_in_microseconds() - begin) / 1e6);
	g_free(changes);
}

static void
one_mail(struct session *session, GRand *random)
{
	struct bench *bench = session->bench;
	struct arena *arena = arena_new();
	struct relations relations;
	struct err err;
	const unsigned number = (unsigned)g_rand_int_range(
	    random, 0, (gint32)bench->pairs);
	const struct pair_name pair = pair_of(arena, number);
	const char *id = arena_printf(arena, "%u.%u@here", session->number,
	    g_rand_int(random));
	const struct message mail = mail_of(arena, id, number);
	const time_t now = start_time + 86400;

	const double begin = now_in_microseconds();
	must(people_relations(bench->people, &pair, &mail, now, arena,
		 &relations, &err),
	    &err);
	const double read = now_in_microseconds();
	must(people_learn_sent(bench->people, &pair, &mail, 0,
		 session->is_full ? SENT_HELD : SENT_ACCEPTED, now, &err),
	    &err);
	const double written = now_in_microseconds();
	arena_free(&arena);
	if (session->count == SAMPLES_MAX)
		return;
	session->samples[READ][session->count] = (float)(read - begin);
	session->samples[WRITE][session->count++] = (float)(written - read);
}

static gpointer
run_session(gpointer data)
{
	struct session *session = data;
	GRand *random = g_rand_new_with_seed(session->number);

	while (!g_atomic_int_get(&session->bench->is_over))
		one_mail(session, random);
	g_rand_free(random);
	return NULL;
}

static int
compare(const void *a, const void *b)
{
	const float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static void
print_step(struct session *sessions, unsigned count, enum step step,
    const char *name)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(float));

	for (unsigned i = 0; i < count; i++)
		g_array_append_vals(
		    all, sessions[i].samples[step], sessions[i].count);
	qsort(all->data, all->len, sizeof(float), compare);
	if (all->len > 0)
		(void)printf("  %-6s p50 %7.0f us  p99 %7.0f us", name,
		    (double)g_array_index(all, float, all->len / 2),
		    (double)g_array_index(all, float, all->len / 100 * 99));
	g_array_free(all, TRUE);
}

static void
run_sessions(struct bench *bench, unsigned count, bool is_full)
{
	struct session sessions[SESSIONS_MAX] = { 0 };
	GThread *threads[SESSIONS_MAX];
	unsigned mails = 0;

	bench->is_over = 0;
	for (unsigned i = 0; i < count; i++) {
		sessions[i] = (struct session){ bench, i + 1, is_full, 0,
			{ NULL } };
		sessions[i].samples[READ] = g_new(float, SAMPLES_MAX);
		sessions[i].samples[WRITE] = g_new(float, SAMPLES_MAX);
		threads[i] = g_thread_new("s", run_session, &sessions[i]);
	}
	g_usleep((gulong)(bench->seconds * 1e6));
	g_atomic_int_set(&bench->is_over, 1);
	for (unsigned i = 0; i < count; i++) {
		(void)g_thread_join(threads[i]);
		mails += sessions[i].count;
	}
	(void)printf("%2u sessions, %-8s", count,
	    is_full ? "held" : "ordinary");
	print_step(sessions, count, READ, "read");
	print_step(sessions, count, WRITE, "write");
	(void)printf("  %7.0f mails/s\n", mails / bench->seconds);
	for (unsigned i = 0; i < count; i++) {
		g_free(sessions[i].samples[READ]);
		g_free(sessions[i].samples[WRITE]);
	}
}

static bool
count_one(void *context, struct bytes key UNUSED, struct bytes value UNUSED)
{
	++*(unsigned *)context;
	return *(unsigned *)context < 1000;
}

int
main(int argc, char *argv[])
{
	static const unsigned counts[] = { 1, 4, 16 };
	struct bench bench = { .pairs = 1000000, .seconds = 5 };
	struct err err;
	unsigned filled = 0;

	if (argc < 2)
		g_error("usage: bench_store URL [PAIRS [SECONDS]]");
	if (argc > 2)
		bench.pairs = (unsigned)strtoul(argv[2], NULL, 10);
	if (argc > 3)
		bench.seconds = g_ascii_strtod(argv[3], NULL);
	bench.store = store_open(argv[1], &err);
	must(bench.store != NULL, &err);
	bench.people = people_new(
	    bench.store, bench_key, &people_settings_default, &err);
	must(bench.people != NULL, &err);
	must(store_each(bench.store, STORE_PAIR, count_one, &filled, &err),
	    &err);
	if (filled == 0)
		fill(&bench);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		run_sessions(&bench, counts[i], false);
		run_sessions(&bench, counts[i], true);
	}
	people_free(&bench.people);
	store_close(&bench.store);
	return 0;
}
