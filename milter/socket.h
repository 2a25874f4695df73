/*
 * socket - where the mail server connects
 *
 * libmilter opens the socket but says little when it cannot, and it removes
 * the socket of a daemon that runs. So the place is tried first.
 */
#ifndef TAKT_MILTER_SOCKET_H
#define TAKT_MILTER_SOCKET_H

#include <sys/types.h>

#include "base/err.h"
#include "conf/settings.h"

struct listener {
	const char *path;	/* of a unix socket; NULL for another */
	dev_t device;
	ino_t inode;		/* so that nobody else's is removed */
};

/* Opens settings->socket, with mode, group and (for root) owner. The path
   points into settings. */
bool socket_open(const struct settings *settings,
    struct listener *listener_out, struct err *err) MUST_CHECK;
/* Connects once and closes: libmilter then looks whether it has to stop. */
void socket_wake(const struct settings *settings);
/* Removes a unix socket, unless a new daemon has put its own there. */
void socket_remove(const struct listener *listener);

#endif
