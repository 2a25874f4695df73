/*
 * session - one connection of the mail server, and the message on it
 *
 * Everything hangs from the session: callbacks of one connection move between
 * threads. A message begins with session_mail() and ends with
 * session_message_done(), which every way out calls. No libmilter here.
 */
#ifndef TAKT_MILTER_SESSION_H
#define TAKT_MILTER_SESSION_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "judge/judge.h"
#include "milter/action.h"
#include "milter/direction.h"
#include "milter/mta.h"
#include "milter/network.h"
#include "milter/reply.h"

struct service;
struct snapshot;
struct sockaddr;

/* One message, from MAIL to its end. */
struct mail {
	struct arena *arena;
	struct snapshot *snapshot;
	bool is_authenticated;
	const char *sender;	/* "" is the null sender */
	GPtrArray *recipients;	/* in the arena */
	enum direction direction;
	GByteArray *raw;	/* headers and body, up to the scan limit */
	bool in_body;
	bool is_full;		/* the limit is reached */
	GArray *forged;		/* struct forged */
	bool is_excessive;	/* more recipients or forged headers than
				   anybody needs: not judged */
};

struct session {
	struct service *service;
	struct network client;
	bool is_sendmail_program;
	bool can_skip;		/* the MTA understands REPLY_SKIP */
	struct mail *mail;	/* NULL between messages */
};

struct session *session_new(struct service *service) MUST_CHECK;
void session_free(struct session **session);	/* NULL is fine */

/* host, address: as libmilter has them; address may be NULL. */
void session_connect(struct session *session, const char *host,
    const struct sockaddr *address);
/* authenticated: the name of who logged in, or NULL. A message that was
   under way is dropped. */
void session_mail(struct session *session, const char *sender,
    const char *authenticated);
void session_rcpt(struct session *session, const char *recipient);
/* Decides the direction. REPLY_ACCEPT: none of our business, and the message
   is done. */
enum reply session_data(struct session *session) MUST_CHECK;
void session_header(struct session *session, const char *name,
    const char *value);
enum reply session_body(struct session *session, const void *data,
    size_t length) MUST_CHECK;
/* Judges, edits, learns; the message is done. queue_id may be NULL. */
enum reply session_end(struct session *session, const struct mta *mta,
    const char *queue_id) MUST_CHECK;
void session_message_done(struct session *session);

/* "<a@b>", "a@b", "<@x,@y:a@b>" as "a@b". */
const char *session_bare_address(struct arena *arena, const char *argument)
    MUST_CHECK;

#endif
