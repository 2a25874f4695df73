/*
 * own - what the files of people/ share and nobody else sees
 */
#ifndef TAKT_PEOPLE_OWN_H
#define TAKT_PEOPLE_OWN_H

#include "people/hash.h"
#include "people/people.h"

struct people {
	struct store *store;
	struct hasher hasher;
	struct hasher *former;	/* of the key before this one; NULL if none */
	struct people_settings settings;
};

/* A pair's key in the store: all pairs of one contact lie together. */
struct pair_key {
	struct hash contact, sender;
};

struct hash people_address_hash(const struct people *people,
    const char *address, struct arena *arena);
struct hash people_address_hash_under(const struct hasher *hasher,
    const char *address, struct arena *arena);
struct pair_key pair_key(const struct people *people,
    const struct pair_name *pair, struct arena *arena);
struct pair_key pair_key_under(const struct hasher *hasher,
    const struct pair_name *pair, struct arena *arena);

#endif
