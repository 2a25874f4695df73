/*
 * facts - fills in the table of rules/fact.h from people and words
 */
#ifndef TAKT_JUDGE_FACTS_H
#define TAKT_JUDGE_FACTS_H

#include "message/message.h"
#include "people/relations.h"
#include "rules/fact.h"

/* What cannot be seen (answers, encrypted words, absent events) stays
   unknown. */
void facts_fill(struct facts *facts_out, const struct relations *relations,
    const struct message *message);

#endif
