/*
 * ruleset - rule files, checked and compiled, and what they say of a mail
 *
 * A ruleset is immutable after loading and may be used by any number of
 * threads. No I/O after loading, no clock: time comes with the facts.
 *
 * Files are read from one or more directories, later ones overriding earlier
 * ones: DIR/NAME.conf holds rules, definitions and marks, DIR/LANG/NAME.conf
 * phrases and word classes of a language. The format is in doc/rules.md.
 */
#ifndef TAKT_RULES_RULESET_H
#define TAKT_RULES_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "message/words.h"
#include "rules/fact.h"
#include "rules/verdict.h"

struct arena;
struct ruleset;

/*
 * directories: NULL at the end, in order of rising priority. The error names
 * file, line and what to do; inside expressions and patterns also the column.
 */
struct ruleset *ruleset_load(const char *const *directories, struct err *err)
    MUST_CHECK;
void ruleset_free(struct ruleset **ruleset);	/* NULL is fine */

/*
 * Which phrases occur where in a mail: the dear part of judging. It depends on
 * the words alone, so it is made once and shared by all recipients.
 */
struct phrase_scan;
const struct phrase_scan *ruleset_scan(const struct ruleset *ruleset,
    const struct own_words *words, struct arena *arena) MUST_CHECK;

/* What is judged: borrowed for the time of the call. */
struct rule_input {
	const struct own_words *words;
	const struct phrase_scan *scan;	/* of these words */
	const struct facts *facts;
	time_t now;
	const char *contact;	/* for {contact} in texts */
	int zone_minutes;	/* the sender's, east positive: dates in texts
				   are in it (message.zone_minutes) */
	bool any_contact;	/* rules for known contacts run for others, too */
};

struct findings {
	const struct finding *items;
	size_t count;
};

/*
 * The findings for one recipient, in the order of the rule files; rules that
 * observe are left out but passed to observed (may be NULL). Never fails: a
 * pattern that runs into a limit is no match and is counted.
 */
void ruleset_evaluate(const struct ruleset *ruleset,
    const struct rule_input *input, struct arena *arena,
    struct findings *findings_out, struct findings *observed_out);

/* The marks (enum mark) that are true of a mail. */
uint32_t ruleset_marks(const struct ruleset *ruleset,
    const struct rule_input *input, struct arena *arena);

/*
 * One rule as it stands after all directories: for people to read
 * (`takt rules list|show`). Texts are templates, NULL where there is none.
 */
struct rule_info {
	const char *id;
	enum action action;	/* ACTION_OFF too */
	enum level level;
	bool is_timing;
	const char *when, *until;	/* as written; until NULL if none */
	const char *why[LANGUAGE_COUNT], *advice[LANGUAGE_COUNT];
	const char *source;	/* "seeds 002, rule 2" */
	const struct rule_setting {
		const char *name, *value;	/* "first", "7d" */
		const char *file;	/* where this value was given */
		unsigned line;
	} *settings;
	size_t setting_count;
	const char *file;	/* of the rule itself */
	unsigned line;
	const char *action_text;	/* as written; may be an expression:
				   then action is the gravest it can be */
	const char *action_file;	/* where the action was given */
	unsigned action_line;
	const char *doc;	/* NULL if none */
};

size_t ruleset_rule_count(const struct ruleset *ruleset);
/* In the order of the rule files; borrowed. index < ruleset_rule_count(). */
const struct rule_info *ruleset_rule(const struct ruleset *ruleset,
    size_t index);

/*
 * Proves the examples of the phrases (hits, misses): calls failed for each
 * that is wrong, with "FILE:LINE", and returns how many are. file: only the
 * phrases whose file has this path or path's end; NULL for all.
 */
size_t ruleset_test(const struct ruleset *ruleset, const char *file,
    void (*failed)(void *context, const char *where, const char *what),
    void *context, size_t *tried_out);

/* What is odd but no error: "FILE:LINE: ...", phrases nobody uses, texts or
   phrases that a language lacks. */
const char *const *ruleset_warnings(const struct ruleset *ruleset,
    size_t *count_out);

/* Matches that ran into PCRE2's limits since loading: for logs and stats. */
uint64_t ruleset_limit_hits(const struct ruleset *ruleset);

#endif
