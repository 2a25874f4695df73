/*
 * key_check - the store knows which key its hashes were made with
 *
 * Its fingerprint only. Another key would find nobody and make everybody a
 * stranger, so it is refused.
 */
#ifndef TAKT_PEOPLE_KEY_CHECK_H
#define TAKT_PEOPLE_KEY_CHECK_H

#include "people/hash.h"
#include "store/store.h"

/* Written by whoever comes first, compared by all others. */
bool key_check(struct store *store, const struct hasher *hasher,
    struct err *err) MUST_CHECK;
bool key_check_former(struct store *store, const struct hasher *former,
    struct err *err) MUST_CHECK;

#endif
