/*
 * contact - what only signatures say: how to reach somebody, and what they are
 */
#ifndef TAKT_MESSAGE_CONTACT_H
#define TAKT_MESSAGE_CONTACT_H

#include <stdbool.h>

/* Folded lines. "+47 22 33 44 55", an address, a link, "Tel.: ...". */
bool has_contact(const char *folded);
/* "Firma GmbH", "sales manager", "Brannvernleder". */
bool has_organisation(const char *folded);

#endif
