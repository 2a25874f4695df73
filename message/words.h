/*
 * words - what the sender wrote now, in a form that rules can read
 *
 * A text keeps two strings: the original, as decoded to UTF-8, and the
 * normalised form that phrases match (NFKC, case folded, apostrophes, dashes
 * and dots unified, invisible characters dropped, white space collapsed to
 * one blank). The map leads from each normalised byte back to the original,
 * so that evidence can be shown and marked. The original of the body is the
 * whole text part, quotes and all; only the sender's own words are
 * normalised. Sentences do not overlap, are in order, and the text between
 * them is a single blank.
 */
#ifndef TAKT_MESSAGE_WORDS_H
#define TAKT_MESSAGE_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "message/language.h"

struct arena;

enum sentence_kind {
	SENTENCE_PLAIN,
	SENTENCE_GREETING,	/* "Hi Per," */
	SENTENCE_SIGNOFF,	/* "Kind regards" and the name below it */
	SENTENCE_HEADING,	/* a line of its own without a full stop:
				   title, list item that is no sentence */
};

struct sentence {
	uint32_t begin, end;	/* bytes of the normalised text */
	enum sentence_kind kind;
};

/* Something between quotation marks, at least three words long: reported
   speech, which is not the sender's own voice. Bytes of normalised text. */
struct speech {
	uint32_t begin, end;
};

struct text {
	const char *original;	/* UTF-8, NUL at the end; never NULL */
	size_t original_length;
	const char *normal;	/* never NULL */
	size_t normal_length;
	const uint32_t *map;	/* normal_length + 1 offsets into original */
	const struct sentence *sentences;
	size_t sentence_count;
	const struct speech *speeches;
	size_t speech_count;
};

enum drop_reason {
	DROP_QUOTE,		/* "> ..." or a client's quote block */
	DROP_ATTRIBUTION,	/* "On Monday Per wrote:" */
	DROP_FORWARD,		/* forwarded message */
	DROP_SIGNATURE,		/* below "-- ", or unmarked */
	DROP_DISCLAIMER,
	DROP_FOOTER,		/* mailing list, antivirus, "Sent from my" */
	DROP_ATTACHMENT,	/* uuencoded file, PGP armour */
	DROP_COUNT
};

struct dropped {
	size_t begin, end;	/* bytes of the body's original */
	enum drop_reason reason;
};

struct own_words {
	struct text subject;	/* without Re:, Sv:, Aw:, VS: ... */
	struct text body;
	enum language language;

	/* Counted in the body, greeting and sign-off left out. */
	unsigned sentence_count, word_count;

	/* Shouting, measured on the original before folding. */
	unsigned capital_sentences;	/* three or more words, all capitals,
					   that are no heading or acronyms */
	unsigned mark_runs;		/* "!!", "?!?" and longer */

	bool has_text;		/* there is at least one own word */
	bool is_truncated;	/* the scan limit cut it */
	bool is_encrypted;	/* S/MIME or PGP: no words to see */
	bool quotes_below;	/* quoted earlier mail is in the message */
	bool has_forward;
	bool names_sender;	/* signature (even a dropped one) or own words
				   give name with organisation or function */

	const struct dropped *dropped;	/* in order, for `takt words` */
	size_t dropped_count;
};

/* "quote", "attribution", ... */
const char *drop_reason_name(enum drop_reason reason);

/* Line of the original (from 1) in which the byte at offset stands. */
unsigned text_line(const struct text *text, size_t original_offset);

/*
 * Normalises bytes [0, length) of original as one piece: for phrase examples,
 * tests and tools. Sentences are split as in a mail's body. Never fails.
 */
void text_from_string(const char *original, size_t length,
    struct arena *arena, struct text *text_out);

#endif
