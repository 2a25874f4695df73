/*
 * names - people, as hashed words of their names and addresses
 *
 * "Lars Berg <lars.berg@kund.example>" is lars and berg. Words that stand
 * for sender and contact themselves are left out.
 */
#ifndef TAKT_PEOPLE_NAMES_H
#define TAKT_PEOPLE_NAMES_H

#include "people/print.h"

/* The others on a mail: From, To and Cc without sender and contact. */
void names_of_others(const struct hasher *hasher,
    const struct pair_name *pair, const struct message *mail,
    struct arena *arena, struct name_list *out);

/* Words the sender wrote with a capital letter, those of sender and contact
   left out. In German these are all nouns: compare, do not trust. */
void names_in_words(const struct hasher *hasher,
    const struct pair_name *pair, const struct message *mail,
    struct arena *arena, struct name_list *out);

#endif
