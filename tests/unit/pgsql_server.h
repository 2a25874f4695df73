/*
 * pgsql_server - a private PostgreSQL for one test program
 *
 * In a temporary folder, on a Unix socket only, as an unprivileged user (the
 * server refuses to run as root). It dies with the test.
 */
#ifndef TAKT_TESTS_PGSQL_SERVER_H
#define TAKT_TESTS_PGSQL_SERVER_H

#include <stdbool.h>

struct pgsql_server;

/* NULL if there is no server on this machine; *why_out says what lacks. */
struct pgsql_server *pgsql_server_new(const char **why_out);
void pgsql_server_free(struct pgsql_server **server);	/* NULL is fine */

/* Drops and makes the database again. Nothing may be connected. */
void pgsql_server_clear(struct pgsql_server *server);
/* Stops it at once, and starts it again on the same files. */
void pgsql_server_stop(struct pgsql_server *server);
void pgsql_server_start(struct pgsql_server *server);

const char *pgsql_server_url(const struct pgsql_server *server);

#endif
