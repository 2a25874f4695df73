/*
 * send - what we ask of the mail server, said with libmilter
 */
#ifndef TAKT_MILTER_SEND_H
#define TAKT_MILTER_SEND_H

#include "milter/mta.h"

/* context: libmilter's SMFICTX of a message at its end. */
struct mta send_mta(void *context);

#endif
