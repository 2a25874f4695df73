/*
 * socket - where the mail server connects
 *
 * libmilter opens the socket but says little when it cannot, and it removes
 * the socket of a daemon that runs. So the place is tried first.
 */
#ifndef TAKT_MILTER_SOCKET_H
#define TAKT_MILTER_SOCKET_H

#include "base/err.h"
#include "conf/settings.h"

/* Opens settings->socket, with mode, group and (for root) owner. */
bool socket_open(const struct settings *settings, struct err *err) MUST_CHECK;
/* Connects once and closes: libmilter then looks whether it has to stop. */
void socket_wake(const struct settings *settings);
/* Removes a unix socket. */
void socket_remove(const struct settings *settings);

#endif
