/*
 * callbacks - libmilter calls us
 *
 * Callbacks of one connection come one at a time but from any thread; close
 * may be the only one. Steps negotiated as "no reply" must return
 * SMFIS_NOREPLY always: libmilter answers for us where the MTA wants one.
 */
#include "milter/callbacks.h"

#include <libmilter/mfapi.h>

#include "milter/send.h"
#include "milter/service.h"
#include "milter/session.h"

#define ACTIONS (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE)
#define UNSEEN_STEPS (SMFIP_NOHELO | SMFIP_NOUNKNOWN)
#define UNANSWERED_STEPS                                                  \
	(SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR |   \
	    SMFIP_NR_EOH)

#define MACRO_LOGIN    "{auth_authen}"
#define MACRO_QUEUE_ID "i"

/* The session of ctx, made if there is none yet; NULL while stopping. Each
   success is followed by service_leave(). */
static struct session *
enter(SMFICTX *ctx)
{
	if (!service_enter(main_service()))
		return NULL;
	struct session *session = smfi_getpriv(ctx);
	if (session == NULL) {
		session = session_new(main_service());
		(void)smfi_setpriv(ctx, session);
	}
	return session;
}

static sfsistat
leave(enum reply reply)
{
	static const sfsistat codes[] = {
		[REPLY_NONE] = SMFIS_CONTINUE,
		[REPLY_SKIP] = SMFIS_SKIP,
		[REPLY_ACCEPT] = SMFIS_ACCEPT,
		[REPLY_TEMPFAIL] = SMFIS_TEMPFAIL,
	};

	service_leave(main_service());
	return codes[reply];
}

static sfsistat
leave_silently(void)
{
	service_leave(main_service());
	return SMFIS_NOREPLY;
}

static const char *
macro(SMFICTX *ctx, const char *name)
{
	return smfi_getsymval(ctx, (char *)name);
}

static void
ask_for_macro(SMFICTX *ctx, int step, const char *name)
{
	(void)smfi_setsymlist(ctx, step, (char *)name);
}

/* What the MTA can do and what we want of it, as flags of SMFIF and SMFIP. */
static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long can_do, unsigned long steps,
    unsigned long can2 UNUSED, unsigned long can3 UNUSED,
    unsigned long *do_out, unsigned long *steps_out,
    unsigned long *out2, unsigned long *out3)
{
	struct session *session = enter(ctx);

	*do_out = can_do & (ACTIONS | SMFIF_SETSYMLIST);
	*steps_out = (steps & (UNSEEN_STEPS | SMFIP_SKIP)) | UNANSWERED_STEPS;
	*out2 = *out3 = 0;
	if (session == NULL)
		return SMFIS_REJECT;
	session->can_skip = (steps & SMFIP_SKIP) != 0;
	if ((can_do & SMFIF_SETSYMLIST) != 0) {
		ask_for_macro(ctx, SMFIM_ENVFROM, MACRO_LOGIN);
		ask_for_macro(ctx, SMFIM_EOM, MACRO_QUEUE_ID);
	}
	return leave(REPLY_NONE);
}

static sfsistat
on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_NOREPLY;
	session_connect(session, host, address);
	return leave_silently();
}

static sfsistat
on_mail(SMFICTX *ctx, char **arguments)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_NOREPLY;
	session_mail(session, arguments[0], macro(ctx, MACRO_LOGIN));
	return leave_silently();
}

static sfsistat
on_rcpt(SMFICTX *ctx, char **arguments)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_NOREPLY;
	session_rcpt(session, arguments[0]);
	return leave_silently();
}

static sfsistat
on_data(SMFICTX *ctx)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_TEMPFAIL;
	return leave(session_data(session));
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_NOREPLY;
	session_header(session, name, value);
	return leave_silently();
}

/* Tells us nothing, but without it libmilter's table of states would ignore
   the end of a message that has no headers: the MTA would wait for ever. */
static sfsistat
on_end_of_headers(SMFICTX *ctx UNUSED)
{
	return SMFIS_NOREPLY;
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *data, size_t length)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_TEMPFAIL;
	return leave(session_body(session, data, length));
}

static sfsistat
on_end(SMFICTX *ctx)
{
	struct session *session = enter(ctx);
	const struct mta mta = send_mta(ctx);

	if (session == NULL)
		return SMFIS_TEMPFAIL;
	return leave(session_end(session, &mta, macro(ctx, MACRO_QUEUE_ID)));
}

static sfsistat
on_abort(SMFICTX *ctx)
{
	struct session *session = enter(ctx);

	if (session == NULL)
		return SMFIS_CONTINUE;
	session_message_done(session);
	return leave(REPLY_NONE);
}

static sfsistat
on_close(SMFICTX *ctx)
{
	struct session *session;

	if (!service_enter(main_service()))
		return SMFIS_CONTINUE;
	session = smfi_getpriv(ctx);
	(void)smfi_setpriv(ctx, NULL);
	session_free(&session);
	return leave(REPLY_NONE);
}

bool
callbacks_register(void)
{
	return smfi_register((struct smfiDesc){
		   .xxfi_name = (char *)"taktd",
		   .xxfi_version = SMFI_VERSION,
		   .xxfi_flags = ACTIONS,
		   .xxfi_connect = on_connect,
		   .xxfi_envfrom = on_mail,
		   .xxfi_envrcpt = on_rcpt,
		   .xxfi_header = on_header,
		   .xxfi_eoh = on_end_of_headers,
		   .xxfi_body = on_body,
		   .xxfi_eom = on_end,
		   .xxfi_abort = on_abort,
		   .xxfi_close = on_close,
		   .xxfi_data = on_data,
		   .xxfi_negotiate = on_negotiate,
	       }) == MI_SUCCESS;
}
