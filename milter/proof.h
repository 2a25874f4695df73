/*
 * proof - does a trusted Authentication-Results say who wrote this?
 *
 * RFC 8601. Only the fields of one server are believed, the one the
 * administrator names; that server removes what others forged in its name.
 */
#ifndef TAKT_MILTER_PROOF_H
#define TAKT_MILTER_PROOF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * fields: bodies of Authentication-Results fields. address: the contact whose
 * domain must be the one that passed (DMARC, DKIM or SPF), or below it.
 */
bool proof_passes(const char *const *fields, size_t count,
    const char *authserv_id, const char *address);

#endif
