/*
 * disclaimer - what the company, the phone or the list adds to a mail
 */
#ifndef TAKT_MESSAGE_DISCLAIMER_H
#define TAKT_MESSAGE_DISCLAIMER_H

#include "message/lines.h"

/*
 * Drops legal disclaimers, "Sent from my iPhone", footers of mailing lists
 * and antivirus programs, inline PGP armour and uuencoded files. Returns true
 * if it met an encrypted PGP block.
 */
bool disclaimer_drop(struct lines *lines);

#endif
