/*
 * finish - what happens at the end of a message
 *
 * The order matters: a hold is on record (as pending, on disk) before the MTA
 * is asked for it, and a mail counts as sent only if it was not held. The
 * MTA's consent shows in its queue later; nothing here waits for it.
 */
#include "milter/finish.h"

#include "base/arena.h"
#include "base/log.h"
#include "hold/hold.h"
#include "milter/action.h"
#include "milter/on_error.h"
#include "milter/proof.h"
#include "milter/record.h"
#include "milter/reload.h"
#include "milter/service.h"
#include "milter/session.h"

/* The work on one message. */
struct finish {
	struct service *service;
	const struct snapshot *snapshot;
	struct mail *mail;
	const struct mta *mta;
	const char *queue_id;
	struct arena *arena;
	time_t now;
	struct envelope envelope;
	struct message message;
	struct verdict verdict;
	const char *id;
	struct plan plan;
};

static bool
parse(struct finish *f, struct err *err)
{
	const struct mail *mail = f->mail;

	if (mail->is_excessive)
		return err_set(err, ERR_INPUT,
		    "more recipients or X-Takt headers than Takt keeps");
	f->envelope = (struct envelope){
		.sender = mail->sender,
		.recipients =
		    (const char *const *)(void *)mail->recipients->pdata,
		.recipient_count = mail->recipients->len,
	};
	const char *raw =
	    mail->raw->len > 0 ? (const char *)mail->raw->data : "";
	return message_parse(&f->snapshot->limits, raw, mail->raw->len,
	    LANGUAGE_UNKNOWN, f->arena, &f->message, err);
}

static void
make_plan(struct finish *f, bool is_judged)
{
	const struct plan_input input = {
		.mode = (enum mode)f->snapshot->settings.mode,
		.headers = (enum header_policy)f->snapshot->settings.headers,
		.verdict = is_judged ? &f->verdict : NULL,
		.id = f->id,
		.forged = (const struct forged *)(void *)f->mail->forged->data,
		.forged_count = f->mail->forged->len,
	};

	action_plan(&input, f->arena, &f->plan);
}

static bool
send_edits(const struct finish *f)
{
	const struct mta *mta = f->mta;
	bool ok = true;

	for (size_t i = 0; i < f->plan.count; i++) {
		const struct edit *e = &f->plan.edits[i];
		ok = (e->kind == EDIT_ADD_HEADER ?
			     mta->add_header(mta->handle, e->name, e->value) :
			     mta->remove_header(
				 mta->handle, e->name, e->index)) &&
		    ok;
	}
	if (!ok)
		log_error(f->queue_id,
		    "the mail server did not take our changes of headers");
	return ok;
}

/* Mail we could not do our work on: our forged headers still go. */
static enum reply
give_up(struct finish *f, const struct err *err)
{
	const enum on_error setting =
	    (enum on_error)f->snapshot->settings.on_error;
	const enum reply reply = on_error_reply(setting, err->kind);

	log_error(f->queue_id, "%s: %s",
	    reply == REPLY_TEMPFAIL ? "deferred" : "accepted unjudged",
	    err->text);
	if (reply == REPLY_ACCEPT) {
		make_plan(f, false);
		(void)send_edits(f);
	}
	return reply;
}

static bool
record_hold(const struct finish *f, struct err *err)
{
	const struct held held = {
		.id = f->id,
		.queue_id = f->queue_id != NULL ? f->queue_id : "",
		.host = f->service->host,
		.message_id =
		    f->message.message_id != NULL ? f->message.message_id : "",
		.state = HOLD_PENDING,
		.held_at = f->now,
		.changed_at = f->now,
		.verdict = f->verdict,
		.sender = f->mail->sender,
	};

	return hold_record(f->service->store, &held, err) ||
	    err_prefix(err, "recording the hold");
}

/* The MTA refused to hold: the mail goes out, and our books say so. */
static void
cancel_hold(struct finish *f)
{
	struct err err = { 0 };

	log_error(f->queue_id,
	    "the mail server put nothing on hold; the mail goes out");
	f->plan.done = ACTION_ANNOTATE;
	if (!hold_move(f->service->store, f->id, HOLD_VANISHED, f->now, &err))
		log_error(f->queue_id, "%s", err.text);
}

static bool
learn(const struct finish *f, bool is_held, struct err *err)
{
	return judge_learn_sent(&f->snapshot->judge, &f->verdict, &f->message,
	    is_held, f->now, err);
}

static void
hold(struct finish *f)
{
	struct err err = { 0 };

	(void)send_edits(f);
	const bool is_held = f->mta->hold(f->mta->handle, f->plan.reason);
	if (!is_held)
		cancel_hold(f);
	if (!learn(f, is_held, &err))
		log_error(f->queue_id, "%s", err.text);
}

static void
keep_record(const struct finish *f)
{
	struct err err = { 0 };
	const struct record record = {
		.id = f->id,
		.queue_id = f->queue_id != NULL ? f->queue_id : "",
		.done = f->plan.done,
		.verdict = &f->verdict,
		.at = f->now,
	};

	if (!record_put(f->service->store, &record, &err))
		log_warning(f->queue_id, "%s", err.text);
}

/* Every rule that has found something, once. */
static const char *
rules_of(const struct verdict *verdict, struct arena *arena)
{
	GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
	GString *rules = g_string_new(NULL);

	for (size_t i = 0; i < verdict->recipient_count; i++)
		for (size_t j = 0; j < verdict->recipients[i].finding_count;
		    j++) {
			const char *rule =
			    verdict->recipients[i].findings[j].rule;
			if (!g_hash_table_add(seen, (char *)rule))
				continue;
			g_string_append_printf(rules, "%s%s",
			    rules->len > 0 ? "," : "", rule);
		}
	const char *text = arena_strdup(arena, rules->str);
	g_string_free(rules, TRUE);
	g_hash_table_destroy(seen);
	return text;
}

static void
log_outgoing(const struct finish *f)
{
	const struct verdict *v = &f->verdict;

	if (v->exempt != NULL) {
		log_info(f->queue_id, "direction=outgoing exempt=\"%s\"",
		    v->exempt);
		return;
	}
	const char *rules = rules_of(v, f->arena);
	log_info(f->queue_id,
	    "direction=outgoing verdict=%s done=%s%s%s id=%s language=%s "
	    "recipients=%zu bytes=%u%s",
	    action_name(v->action), action_name(f->plan.done),
	    rules[0] != '\0' ? " rules=" : "", rules, f->id,
	    language_code(v->language), v->recipient_count, f->mail->raw->len,
	    f->mail->is_full ? " cut=yes" : "");
}

static enum reply
finish_outgoing(struct finish *f)
{
	struct err err = { 0 };

	if (!parse(f, &err) ||
	    !judge_mail(&f->snapshot->judge, &f->envelope, &f->message,
		f->now, f->arena, &f->verdict, &err))
		return give_up(f, &err);
	f->id = hold_new_id(f->arena);
	make_plan(f, true);
	if (f->plan.done == ACTION_HOLD) {
		if (!record_hold(f, &err))
			return give_up(f, &err);
		hold(f);
	} else {
		if (!learn(f, false, &err))
			return give_up(f, &err);
		(void)send_edits(f);
	}
	keep_record(f);
	log_outgoing(f);
	return REPLY_ACCEPT;
}

static enum reply
finish_inbound(struct finish *f)
{
	const struct settings *settings = &f->snapshot->settings;
	struct err err = { 0 };

	if (!parse(f, &err))
		return give_up(f, &err);
	const bool is_proven = settings->trust_all_inbound ||
	    proof_passes(f->message.authentication_results,
		f->message.authentication_result_count,
		settings->authserv_id, f->mail->sender);
	if (!judge_learn_received(&f->snapshot->judge, &f->envelope,
		&f->message, is_proven, f->now, &err))
		return give_up(f, &err);
	make_plan(f, false);
	(void)send_edits(f);
	log_info(f->queue_id, "direction=inbound proven=%s bytes=%u%s",
	    is_proven ? "yes" : "no", f->mail->raw->len,
	    f->mail->is_full ? " cut=yes" : "");
	return REPLY_ACCEPT;
}

/* Not judged and nothing to learn from, but we see its end. */
static enum reply
finish_other(struct finish *f)
{
	make_plan(f, false);
	(void)send_edits(f);
	log_info(f->queue_id, "direction=%s",
	    direction_name(f->mail->direction));
	return REPLY_ACCEPT;
}

enum reply
finish_mail(struct service *service, struct mail *mail, const struct mta *mta,
    const char *queue_id)
{
	struct finish f = {
		.service = service,
		.snapshot = mail->snapshot,
		.mail = mail,
		.mta = mta,
		.queue_id = queue_id,
		.arena = mail->arena,
		.now = service_now(service),
	};

	switch (mail->direction) {
	case DIRECTION_OUTGOING:
		return finish_outgoing(&f);
	case DIRECTION_INBOUND:
		return finish_inbound(&f);
	default:
		return finish_other(&f);
	}
}
