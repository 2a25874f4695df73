/*
 * session - one connection of the mail server, and the message on it
 *
 * All that comes from outside is bounded here: recipients, forged headers,
 * and the bytes that are kept of a message. One byte past the scan limit is
 * kept, so that the parser can tell a cut message from one that just fits.
 */
#include "milter/session.h"

#include <netinet/in.h>

#include "base/arena.h"
#include "milter/finish.h"
#include "milter/header.h"
#include "milter/reload.h"
#include "milter/service.h"

enum { RECIPIENTS_MAX = 10000, FORGED_MAX = 1000 };

struct session *
session_new(struct service *service)
{
	struct session *session = g_new0(struct session, 1);

	session->service = service;
	service_add_session(service, session);
	return session;
}

void
session_free(struct session **session)
{
	if (*session == NULL)
		return;
	session_message_done(*session);
	service_remove_session((*session)->service, *session);
	g_free(*session);
	*session = NULL;
}

void
session_message_done(struct session *session)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return;
	g_ptr_array_free(mail->recipients, TRUE);
	g_array_free(mail->forged, TRUE);
	g_byte_array_free(mail->raw, TRUE);
	snapshot_unref(&mail->snapshot);
	arena_free(&mail->arena);
	g_free(mail);
	session->mail = NULL;
}

static unsigned
port_of(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof(in));
		return in.sin_port;
	}
	memcpy(&in6, address, sizeof(in6));
	return in6.sin6_port;
}

/*
 * Postfix shows mail from sendmail(1) as a connection from the loopback
 * address with port 0, Sendmail as one from "localhost" without an address.
 */
static bool
looks_like_sendmail_program(const char *host, const struct sockaddr *address,
    const struct network *client)
{
	if (address == NULL)
		return strcmp(host, "localhost") == 0;
	return client->family != 0 && network_is_loopback(client) &&
	    port_of(address) == 0;
}

void
session_connect(struct session *session, const char *host,
    const struct sockaddr *address)
{
	session->client = network_of(address);
	session->is_sendmail_program =
	    looks_like_sendmail_program(host, address, &session->client);
}

const char *
session_bare_address(struct arena *arena, const char *argument)
{
	size_t length = strlen(argument);

	if (length >= 2 && argument[0] == '<' && argument[length - 1] == '>') {
		argument++;
		length -= 2;
	}
	if (length > 0 && argument[0] == '@') {	/* a source route */
		const char *colon = memchr(argument, ':', length);
		if (colon != NULL) {
			length -= (size_t)(colon + 1 - argument);
			argument = colon + 1;
		}
	}
	return arena_strndup(arena, argument, length);
}

void
session_mail(struct session *session, const char *sender,
    const char *authenticated)
{
	session_message_done(session);
	struct mail *mail = g_new0(struct mail, 1);
	mail->arena = arena_new();
	mail->snapshot = service_snapshot(session->service);
	mail->sender = session_bare_address(mail->arena, sender);
	mail->is_authenticated =
	    authenticated != NULL && authenticated[0] != '\0';
	mail->recipients = g_ptr_array_new();
	mail->raw = g_byte_array_new();
	mail->forged = g_array_new(FALSE, FALSE, sizeof(struct forged));
	session->mail = mail;
}

void
session_rcpt(struct session *session, const char *recipient)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return;
	if (mail->recipients->len == RECIPIENTS_MAX) {
		mail->is_excessive = true;
		return;
	}
	g_ptr_array_add(mail->recipients,
	    (char *)session_bare_address(mail->arena, recipient));
}

static enum direction
find_direction(const struct session *session)
{
	const struct mail *mail = session->mail;
	const struct judge *judge = &mail->snapshot->judge;
	struct direction_facts facts = {
		.is_authenticated = mail->is_authenticated,
		.is_sendmail_program = session->is_sendmail_program,
		.is_listed_network = networks_contain(
		    &mail->snapshot->networks, &session->client),
		.has_sender = mail->sender[0] != '\0',
		.is_sender_local = judge_is_local(judge, mail->sender),
	};

	for (guint i = 0; i < mail->recipients->len; i++) {
		if (judge_is_local(judge, mail->recipients->pdata[i]))
			facts.local_recipients++;
		else
			facts.outside_recipients++;
	}
	return direction_of(&facts);
}

enum reply
session_data(struct session *session)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return REPLY_ACCEPT;
	mail->direction = find_direction(session);
	if (direction_is_ours(mail->direction))
		return REPLY_NONE;
	session_message_done(session);
	return REPLY_ACCEPT;
}

static void
keep(struct mail *mail, const void *data, size_t length)
{
	const size_t most = mail->snapshot->limits.scan_bytes + 1;
	const size_t room = most - mail->raw->len;

	g_byte_array_append(mail->raw, data, (guint)MIN(length, room));
	mail->is_full = mail->raw->len == most;
}

static void
keep_text(struct mail *mail, const char *text)
{
	keep(mail, text, strlen(text));
}

static void
note_forged(struct mail *mail, const char *name)
{
	struct forged forged = { arena_strdup(mail->arena, name), 1 };

	if (mail->forged->len == FORGED_MAX) {
		mail->is_excessive = true;
		return;
	}
	for (guint i = 0; i < mail->forged->len; i++)
		if (g_ascii_strcasecmp(name,
			g_array_index(mail->forged, struct forged, i).name) ==
		    0)
			forged.index++;
	g_array_append_val(mail->forged, forged);
}

/* Forged headers are kept away from the judgement, too: one of them could
   say that the mail is a notice of ours. */
void
session_header(struct session *session, const char *name, const char *value)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return;
	if (g_ascii_strncasecmp(name, HEADER_PREFIX, strlen(HEADER_PREFIX)) ==
	    0) {
		note_forged(mail, name);
		return;
	}
	keep_text(mail, name);
	keep_text(mail, value[0] == ' ' || value[0] == '\t' ? ":" : ": ");
	keep_text(mail, value);
	keep_text(mail, "\r\n");
}

enum reply
session_body(struct session *session, const void *data, size_t length)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return REPLY_NONE;
	if (!mail->in_body)
		keep_text(mail, "\r\n");
	mail->in_body = true;
	keep(mail, data, length);
	return mail->is_full && session->can_skip ? REPLY_SKIP : REPLY_NONE;
}

enum reply
session_end(struct session *session, const struct mta *mta,
    const char *queue_id)
{
	struct mail *mail = session->mail;

	if (mail == NULL)
		return REPLY_ACCEPT;
	if (mail->direction == DIRECTION_UNKNOWN)	/* there was no DATA */
		mail->direction = find_direction(session);
	const enum reply reply =
	    finish_mail(session->service, mail, mta, queue_id);
	session_message_done(session);
	return reply;
}
