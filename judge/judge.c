/*
 * judge - one mail, one verdict
 *
 * Each outside recipient is judged alone; then the whole: rules of timing
 * hold a mail only if all of its recipients would be written to too soon.
 */
#include "judge/judge.h"

#include <glib.h>

#include "base/arena.h"
#include "judge/facts.h"
#include "people/people.h"
#include "rules/ruleset.h"

/* What the recipients of one mail share. */
struct sitting {
	const struct judge *judge;
	const struct envelope *envelope;
	const struct message *message;
	const struct phrase_scan *scan;
	time_t now;
	struct arena *arena;
};

static bool
is_among(const struct mail_addresses *list, const char *address)
{
	for (size_t i = 0; i < list->count; i++)
		if (g_ascii_strcasecmp(list->items[i].address, address) == 0)
			return true;
	return false;
}

/* The name people know the contact by: for texts. */
static const char *
contact_name(const struct message *message, const char *address)
{
	const struct mail_addresses *const lists[] = { &message->to,
		&message->cc };

	for (size_t l = 0; l < ARRAY_SIZE(lists); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct mail_address *item = &lists[l]->items[i];
			if (item->name[0] != '\0' &&
			    g_ascii_strcasecmp(item->address, address) == 0)
				return item->name;
		}
	return address;
}

static bool
judge_recipient(const struct sitting *sitting, const char *address,
    struct recipient_verdict *out, struct err *err)
{
	const struct message *message = sitting->message;
	const struct pair_name pair = { sitting->envelope->sender, address };
	struct relations relations;
	struct facts facts;
	struct findings findings;

	if (!people_relations(sitting->judge->people, &pair, message,
		sitting->now, sitting->arena, &relations, err))
		return err_prefix(err, "looking up the recipient");
	facts_fill(&facts, &relations, message);
	const struct rule_input input = {
		.words = &message->words,
		.scan = sitting->scan,
		.facts = &facts,
		.now = sitting->now,
		.zone_minutes = message->zone_minutes,
		.contact = contact_name(message, address),
		.any_contact = sitting->judge->judge_strangers,
	};
	ruleset_evaluate(sitting->judge->rules, &input, sitting->arena,
	    &findings, NULL);
	*out = (struct recipient_verdict){
		.address = address,
		.name = input.contact,
		.stage = stage_name(
		    (enum stage)facts.values[FACT_ID_stage].number),
		.is_hidden = !is_among(&message->to, address) &&
		    !is_among(&message->cc, address),
		.action = ACTION_PASS,
		.marks = ruleset_marks(
		    sitting->judge->rules, &input, sitting->arena),
		.findings = findings.items,
		.finding_count = findings.count,
	};
	return true;
}

static bool
is_held_by_timing(const struct recipient_verdict *recipient)
{
	for (size_t i = 0; i < recipient->finding_count; i++)
		if (recipient->findings[i].is_timing &&
		    recipient->findings[i].action >= ACTION_CONFIRM)
			return true;
	return false;
}

/* Copies the findings with those of timing lowered to annotations. */
static void
spare_timing(struct recipient_verdict *recipient, struct arena *arena)
{
	struct finding *copy = arena_array(
	    arena, recipient->finding_count, sizeof(*copy));

	for (size_t i = 0; i < recipient->finding_count; i++) {
		copy[i] = recipient->findings[i];
		if (copy[i].is_timing && copy[i].action > ACTION_ANNOTATE) {
			copy[i].action = ACTION_ANNOTATE;
			copy[i].until = 0;
		}
	}
	recipient->findings = copy;
}

static enum action
strongest(const struct recipient_verdict *recipient)
{
	enum action action = ACTION_PASS;

	for (size_t i = 0; i < recipient->finding_count; i++)
		action = MAX(action, recipient->findings[i].action);
	return action;
}

/* From the recipients to the whole mail. */
static void
weigh(struct recipient_verdict *recipients, size_t count,
    struct arena *arena, struct verdict *verdict)
{
	size_t too_soon = 0;

	for (size_t i = 0; i < count; i++)
		too_soon += is_held_by_timing(&recipients[i]);
	for (size_t i = 0; i < count; i++) {
		if (too_soon < count)
			spare_timing(&recipients[i], arena);
		recipients[i].action = strongest(&recipients[i]);
		verdict->action =
		    MAX(verdict->action, recipients[i].action);
	}
	verdict->recipients = recipients;
	verdict->recipient_count = count;
}

static bool
is_repeated(const struct envelope *envelope, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (g_ascii_strcasecmp(envelope->recipients[i],
			envelope->recipients[index]) == 0)
			return true;
	return false;
}

static bool
is_judged(const struct judge *judge, const struct envelope *envelope,
    size_t index)
{
	const char *address = envelope->recipients[index];

	return !judge_is_local(judge, address) && !judge_is_robot(address) &&
	    !is_repeated(envelope, index);
}

bool
judge_mail(const struct judge *judge, const struct envelope *envelope,
    const struct message *message, time_t now, struct arena *arena,
    struct verdict *verdict_out, struct err *err)
{
	*verdict_out = (struct verdict){
		.action = ACTION_PASS,
		.exempt = judge_exempt(envelope, message),
		.sender = envelope->sender,
		.language = message->words.language,
	};
	if (verdict_out->exempt != NULL)
		return true;

	const struct sitting sitting = {
		.judge = judge,
		.envelope = envelope,
		.message = message,
		.scan = ruleset_scan(judge->rules, &message->words, arena),
		.now = now,
		.arena = arena,
	};
	struct recipient_verdict *recipients = arena_array(
	    arena, envelope->recipient_count + 1, sizeof(*recipients));
	size_t count = 0;
	for (size_t i = 0; i < envelope->recipient_count; i++) {
		if (!is_judged(judge, envelope, i))
			continue;
		if (!judge_recipient(&sitting, envelope->recipients[i],
			&recipients[count], err))
			return false;
		count++;
	}
	weigh(recipients, count, arena, verdict_out);
	return true;
}
