/*
 * message - one mail, from bytes to what the other folders need
 *
 * The only way in. GMime, libxml2 and libical stay inside this folder. A
 * malformed mail is not an error: what can be understood is judged. All
 * results live in the arena. Safe from several threads at once.
 */
#ifndef TAKT_MESSAGE_MESSAGE_H
#define TAKT_MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "message/words.h"

struct arena;

struct message_limits {
	size_t scan_bytes;	/* of raw message, headers included */
	size_t text_bytes;	/* of decoded text */
	unsigned parts;		/* MIME parts looked at */
	unsigned depth;		/* nesting of multiparts */
};

/* Bounds that no ordinary mail meets: 1 MiB, 256 KiB, 200, 20. */
extern const struct message_limits message_limits_default;

struct mail_address {
	const char *name;	/* decoded display name, "" if none */
	const char *address;	/* local@domain, domain in lower case */
};

struct mail_addresses {
	const struct mail_address *items;
	size_t count;
};

/* Why a mail is not from person to person (RFC 3834, RFC 2919 ...). */
enum automatic {
	AUTOMATIC_NO,
	AUTOMATIC_REPLY,	/* Auto-Submitted, vacation notices, DSN */
	AUTOMATIC_BULK,		/* Precedence: bulk, newsletters */
	AUTOMATIC_LIST,		/* List-Id, List-Post, List-Unsubscribe */
	AUTOMATIC_CALENDAR,	/* METHOD:REPLY, COUNTER ... */
	AUTOMATIC_TAKT,		/* our own notices */
};

/* An invitation carried by the mail (text/calendar, METHOD:REQUEST,
   or CANCEL). */
struct meeting {
	const char *uid;
	time_t start, end;	/* end 0: not known */
	bool is_cancelled;
};

/* A notification that a mail could not be delivered. */
struct bounce {
	const char *message_id;	/* of what was sent, without <> */
	const char *const *recipients;	/* who did not get it */
	size_t recipient_count;
};

struct message {
	const char *message_id;	/* without <>; NULL if none */
	const char *const *references;	/* In-Reply-To, then References
					   newest first; without <> */
	size_t reference_count;
	const char *subject;	/* decoded, as written; "" if none */
	const char *subject_key;	/* folded, without Re: and the like:
					   equal for mails of one thread */
	bool is_reply;		/* has references, or the subject says so */
	struct mail_address from;	/* address "" if there is none */
	struct mail_addresses to, cc;
	time_t date;		/* from Date:, 0 if none is readable */
	int zone_minutes;	/* its zone, east positive */
	enum automatic automatic;
	const char *const *authentication_results;	/* field bodies */
	size_t authentication_result_count;
	const struct meeting *meeting;	/* NULL if none */
	const struct bounce *bounce;	/* NULL unless this is one */
	bool has_attachment;
	struct own_words words;
};

/*
 * data is the raw message (CRLF or LF), length bytes, not kept. hint as in
 * language_guess(). Returns false only for ERR_BUG.
 */
bool message_parse(const struct message_limits *limits, const char *data,
    size_t length, enum language hint, struct arena *arena,
    struct message *message_out, struct err *err) MUST_CHECK;

/* "auto-reply", "bulk" ...; NULL for AUTOMATIC_NO. */
const char *automatic_name(enum automatic automatic);

#endif
