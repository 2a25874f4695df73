/*
 * learn - what a sent or a received mail teaches
 */
#include "base/arena.h"
#include "judge/facts.h"
#include "judge/judge.h"
#include "people/people.h"
#include "rules/ruleset.h"

bool
judge_learn_sent(const struct judge *judge, const struct verdict *verdict,
    const struct message *message, bool is_held, time_t now, struct err *err)
{
	for (size_t i = 0; i < verdict->recipient_count; i++) {
		const struct recipient_verdict *r = &verdict->recipients[i];
		const struct pair_name pair = { verdict->sender, r->address };

		if (!people_learn_sent(judge->people, &pair, message,
			r->marks, is_held ? SENT_HELD : SENT_ACCEPTED, now,
			err))
			return err_prefix(err, "recording a sent mail");
	}
	return true;
}

/* What a received mail is: a stop request, a refusal, an invitation ... */
static bool
received_marks(const struct judge *judge, const struct pair_name *pair,
    const struct message *message, const struct phrase_scan *scan,
    time_t now, struct arena *arena, uint32_t *marks_out, struct err *err)
{
	struct relations relations;
	struct facts facts;

	if (!people_relations(judge->people, pair, message, now, arena,
		&relations, err))
		return false;
	facts_fill(&facts, &relations, message);
	const struct rule_input input = {
		.words = &message->words,
		.scan = scan,
		.facts = &facts,
		.now = now,
		.contact = pair->contact,
	};
	*marks_out = ruleset_marks(judge->rules, &input, arena);
	return true;
}

/* What could not be delivered was never sent. */
static bool
learn_bounce(const struct judge *judge, const char *sender,
    const struct bounce *bounce, time_t now, struct err *err)
{
	for (size_t i = 0; i < bounce->recipient_count; i++) {
		const struct pair_name pair = { sender,
			bounce->recipients[i] };
		if (!people_settle(judge->people, &pair, bounce->message_id,
			SETTLE_BOUNCED, now, err))
			return err_prefix(err, "recording a bounce");
	}
	return true;
}

bool
judge_learn_received(const struct judge *judge,
    const struct envelope *envelope, const struct message *message,
    bool is_proven, time_t now, struct err *err)
{
	bool ok = false;
	struct arena *arena = arena_new();
	const struct phrase_scan *scan =
	    ruleset_scan(judge->rules, &message->words, arena);

	for (size_t i = 0; i < envelope->recipient_count; i++) {
		const struct pair_name pair = { envelope->recipients[i],
			envelope->sender };
		uint32_t marks = 0;

		if (!judge_is_local(judge, pair.sender))
			continue;
		if (message->bounce != NULL &&
		    !learn_bounce(judge, pair.sender, message->bounce, now,
			err))
			goto out;
		if (!received_marks(judge, &pair, message, scan, now, arena,
			&marks, err) ||
		    !people_learn_received(judge->people, &pair, message,
			marks, is_proven, now, err)) {
			(void)err_prefix(err, "recording a received mail");
			goto out;
		}
	}
	ok = true;
out:
	arena_free(&arena);
	return ok;
}
