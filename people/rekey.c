/*
 * rekey - a record written with the former key, seen with both keys at hand
 */
#include "people/rekey.h"

#include <glib.h>

#include "people/matter.h"

static bool
replace_id(struct hash *id, const struct hash *from, const struct hash *to)
{
	if (memcmp(id, from, sizeof(*id)) != 0)
		return false;
	*id = *to;
	return true;
}

static void
replace_half(uint64_t *half, uint64_t from, uint64_t to)
{
	if (from != 0 && *half == from)
		*half = to;
}

static void
rekey_mail(struct record_mail *mail, const struct print *from,
    const struct print *to)
{
	bool is_done =
	    replace_id(&mail->message_id, &from->message_id, &to->message_id);

	for (unsigned i = 0; i < from->reference_count && !is_done; i++)
		is_done = replace_id(&mail->message_id, &from->references[i],
		    &to->references[i]);
	replace_half(&mail->subject, from->subject, to->subject);
	replace_half(&mail->series, from->series, to->series);
	if (fingerprint_similarity(&mail->text, &from->text) >= SAME_TEXT)
		mail->text = to->text;
}

static void
rekey_names(struct record *record, const struct name_list *from,
    const struct name_list *to)
{
	for (unsigned i = 0; i < MIN(from->count, to->count); i++)
		for (unsigned s = 0; s < record->seen_count; s++)
			if (record->seen[s] == from->items[i])
				record->seen[s] = to->items[i];
}

void
rekey_record(struct record *record, const struct print *from,
    const struct print *to)
{
	for (unsigned i = 0; i < record->mail_count; i++)
		rekey_mail(&record->mails[i], from, to);
	for (unsigned i = 0; i < record->meeting_count; i++) {
		replace_half(&record->meetings[i].uid, from->meeting_uid,
		    to->meeting_uid);
		replace_half(&record->meetings[i].held_with,
		    hash_short(&from->message_id),
		    hash_short(&to->message_id));
	}
	rekey_names(record, &from->people, &to->people);
	rekey_names(record, &from->named, &to->named);
}
