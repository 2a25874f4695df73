/*
 * tally - how many mails of which outcome, by a name
 */
#include "review/tally.h"

#include <glib.h>

struct tally {
	GHashTable *rows;	/* name -> struct tally_row */
};

static void
row_free(void *row)
{
	g_free((char *)(uintptr_t)((struct tally_row *)row)->name);
	g_free(row);
}

struct tally *
tally_new(void)
{
	struct tally *tally = g_new0(struct tally, 1);

	tally->rows = g_hash_table_new_full(
	    g_str_hash, g_str_equal, NULL, row_free);
	return tally;
}

void
tally_free(struct tally **tally)
{
	if (*tally == NULL)
		return;
	g_hash_table_destroy((*tally)->rows);
	g_free(*tally);
	*tally = NULL;
}

void
tally_add(struct tally *tally, const char *name, enum action action)
{
	struct tally_row *row = g_hash_table_lookup(tally->rows, name);

	if (row == NULL) {
		row = g_new0(struct tally_row, 1);
		row->name = g_strdup(name);
		g_hash_table_insert(
		    tally->rows, (char *)(uintptr_t)row->name, row);
	}
	row->mails++;
	row->by_action[action]++;
}

static int
by_harm(const void *left, const void *right)
{
	const struct tally_row *a = *(const struct tally_row *const *)left;
	const struct tally_row *b = *(const struct tally_row *const *)right;

	for (int i = ACTION_HOLD; i >= ACTION_ANNOTATE; i--)
		if (a->by_action[i] != b->by_action[i])
			return a->by_action[i] > b->by_action[i] ? -1 : 1;
	if (a->mails != b->mails)
		return a->mails > b->mails ? -1 : 1;
	return strcmp(a->name, b->name);
}

const struct tally_row **
tally_rows(const struct tally *tally, size_t *count_out)
{
	const size_t count = g_hash_table_size(tally->rows);
	const struct tally_row **rows =
	    g_new0(const struct tally_row *, count + 1);
	GHashTableIter iter;
	void *row;
	size_t i = 0;

	g_hash_table_iter_init(&iter, tally->rows);
	while (g_hash_table_iter_next(&iter, NULL, &row))
		rows[i++] = row;
	qsort(rows, count, sizeof(*rows), by_harm);
	*count_out = count;
	return rows;
}
