/*
 * writer - the one thread that writes, and its group commit
 *
 * A transaction that fails is rolled back and its jobs are tried one by one,
 * so that only the one at fault gets the error. A transaction that lost its
 * connection is tried once more on a new one: whether a lost COMMIT arrived
 * cannot be known, so work has to bear being done twice.
 */
#include "store/writer.h"

#include <glib.h>

enum { BATCH_MAX = 256 };

struct job {
	const struct work *work;
	struct err err;
	bool ok, is_done;
	GCond done;
};

struct writer {
	const struct store_driver *driver;
	struct pool *pool;
	GThread *thread;
	GThread *carer;		/* NULL if the driver needs none */
	GMutex lock;
	GCond wanted;
	GQueue jobs;
	GCond care_wanted;
	bool needs_care;
	bool is_closing;
};

static void
ask_for_care(struct writer *writer, void *connection)
{
	if (writer->carer == NULL || !writer->driver->needs_care(connection))
		return;
	g_mutex_lock(&writer->lock);
	writer->needs_care = true;
	g_cond_signal(&writer->care_wanted);
	g_mutex_unlock(&writer->lock);
}

static bool
run_jobs(struct writer *writer, void *connection, struct job **jobs,
    size_t count, struct err *err)
{
	const struct store_driver *driver = writer->driver;
	enum store_durability durability = STORE_LAZY;

	for (size_t i = 0; i < count; i++)
		durability = MAX(durability, jobs[i]->work->durability);
	if (!driver->begin(connection, durability, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct work *work = jobs[i]->work;
		if (!work->run(driver, connection, work->context, err))
			goto rollback;
	}
	if (driver->commit(connection, err)) {
		ask_for_care(writer, connection);
		return true;
	}
rollback:
	driver->rollback(connection);
	return false;
}

/* One transaction on a borrowed connection. */
static bool
transaction(struct writer *writer, struct job **jobs, size_t count,
    bool *is_lost_out, struct err *err)
{
	*is_lost_out = false;
	void *connection = pool_take(writer->pool, err);
	if (connection == NULL)
		return false;
	const bool ok = run_jobs(writer, connection, jobs, count, err);
	*is_lost_out = !ok && writer->driver->is_lost(connection);
	pool_give(writer->pool, connection, *is_lost_out);
	return ok;
}

static void
finish(struct writer *writer, struct job *job, bool ok,
    const struct err *err)
{
	g_mutex_lock(&writer->lock);
	job->ok = ok;
	if (!ok)
		job->err = *err;
	job->is_done = true;
	g_cond_signal(&job->done);
	g_mutex_unlock(&writer->lock);
}

static void
run_batch(struct writer *writer, struct job **jobs, size_t count)
{
	struct err err;
	bool is_lost = false;
	bool ok = transaction(writer, jobs, count, &is_lost, &err);

	if (!ok && is_lost)
		ok = transaction(writer, jobs, count, &is_lost, &err);
	if (!ok && !is_lost && count > 1) {
		for (size_t i = 0; i < count; i++)
			run_batch(writer, &jobs[i], 1);
		return;
	}
	for (size_t i = 0; i < count; i++)
		finish(writer, jobs[i], ok, &err);
}

/* 0: there is nothing left to do, ever. */
static size_t
next_batch(struct writer *writer, struct job **jobs)
{
	size_t count = 0;

	g_mutex_lock(&writer->lock);
	while (writer->jobs.length == 0 && !writer->is_closing)
		g_cond_wait(&writer->wanted, &writer->lock);
	while (count < BATCH_MAX && writer->jobs.length > 0)
		jobs[count++] = g_queue_pop_head(&writer->jobs);
	g_mutex_unlock(&writer->lock);
	return count;
}

static gpointer
writer_main(gpointer data)
{
	struct writer *writer = data;
	struct job *jobs[BATCH_MAX];
	size_t count;

	while ((count = next_batch(writer, jobs)) > 0)
		run_batch(writer, jobs, count);
	return NULL;
}

/* What the database wants done now and then, beside the writing. */
static gpointer
carer_main(gpointer data)
{
	struct writer *writer = data;
	struct err err;

	g_mutex_lock(&writer->lock);
	while (!writer->is_closing) {
		if (!writer->needs_care) {
			g_cond_wait(&writer->care_wanted, &writer->lock);
			continue;
		}
		writer->needs_care = false;
		g_mutex_unlock(&writer->lock);
		void *connection = pool_take(writer->pool, &err);
		if (connection != NULL) {
			writer->driver->care(connection);
			pool_give(writer->pool, connection, false);
		}
		g_mutex_lock(&writer->lock);
	}
	g_mutex_unlock(&writer->lock);
	return NULL;
}

struct writer *
writer_new(const struct store_driver *driver, struct pool *pool)
{
	struct writer *writer = g_new0(struct writer, 1);

	writer->driver = driver;
	writer->pool = pool;
	g_mutex_init(&writer->lock);
	g_cond_init(&writer->wanted);
	g_cond_init(&writer->care_wanted);
	g_queue_init(&writer->jobs);
	if (driver->care != NULL)
		writer->carer =
		    g_thread_new("store-carer", carer_main, writer);
	writer->thread = g_thread_new("store-writer", writer_main, writer);
	return writer;
}

void
writer_free(struct writer **writer)
{
	if (*writer == NULL)
		return;
	g_mutex_lock(&(*writer)->lock);
	(*writer)->is_closing = true;
	g_cond_signal(&(*writer)->wanted);
	g_cond_signal(&(*writer)->care_wanted);
	g_mutex_unlock(&(*writer)->lock);
	(void)g_thread_join((*writer)->thread);
	if ((*writer)->carer != NULL)
		(void)g_thread_join((*writer)->carer);
	g_mutex_clear(&(*writer)->lock);
	g_cond_clear(&(*writer)->wanted);
	g_cond_clear(&(*writer)->care_wanted);
	g_free(*writer);
	*writer = NULL;
}

bool
writer_do(struct writer *writer, const struct work *work, struct err *err)
{
	struct job job = { .work = work };

	g_cond_init(&job.done);
	g_mutex_lock(&writer->lock);
	g_queue_push_tail(&writer->jobs, &job);
	g_cond_signal(&writer->wanted);
	while (!job.is_done)
		g_cond_wait(&job.done, &writer->lock);
	g_mutex_unlock(&writer->lock);
	g_cond_clear(&job.done);
	if (!job.ok)
		*err = job.err;
	return job.ok;
}
