/*
 * phrase - which phrases occur where in a mail
 *
 * A mail is a row of units: unit 0 is the subject, unit i + 1 the body's
 * sentence i. Of each phrase the first match in each unit counts.
 *
 * A scan sieves the whole mail at once, and tries the patterns of a phrase
 * only when somebody asks for it: most phrases are never asked for. So a scan
 * changes behind its const, and belongs to one thread.
 */
#ifndef TAKT_RULES_PHRASE_H
#define TAKT_RULES_PHRASE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct book;
struct own_words;
struct scan_work;

enum { UNIT_SUBJECT = 0, UNIT_BODY = 1 };

struct phrase_match {
	uint32_t unit;
	uint32_t begin, end;	/* of the subject's or body's normal text */
};

struct phrase_matches {
	const struct phrase_match *items;	/* by unit */
	size_t count;
};

struct phrase_scan {
	const struct own_words *words;
	const struct book *book;	/* NULL: no phrases for the language */
	bool is_whole;		/* no part of the text is out of sight */
	uint32_t unit_count;
	uint32_t *plain;	/* units of plain sentences */
	size_t plain_count;
	uint32_t letter_first, letter_end;	/* the body between greeting
						   and sign-off */
	struct scan_work *work;
};

/*
 * book NULL: nothing is known of any phrase. limit_hits (may be NULL) counts
 * matches that run into a limit. Everything lives in the arena, which is
 * needed for as long as the scan is used.
 */
const struct phrase_scan *phrase_scan_new(const struct book *book,
    const struct own_words *words, _Atomic uint64_t *limit_hits,
    struct arena *arena);

/* True if the phrase can be told to be absent from what was seen. */
bool phrase_is_known(const struct phrase_scan *scan, uint32_t phrase);

/* The matches in units [first, end). */
struct phrase_matches phrase_matches_in(const struct phrase_scan *scan,
    uint32_t phrase, uint32_t first, uint32_t end);

#endif
