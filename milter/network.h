/*
 * network - addresses and networks in CIDR form, IPv4 and IPv6
 *
 * An IPv4 address that comes mapped into IPv6 (::ffff:192.0.2.1) is taken for
 * what it is.
 */
#ifndef TAKT_MILTER_NETWORK_H
#define TAKT_MILTER_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;
struct sockaddr;

struct network {
	int family;		/* AF_INET or AF_INET6; 0: no address */
	uint8_t address[16];
	unsigned prefix;	/* bits that count */
};

struct networks {
	const struct network *items;
	size_t count;
};

/* "10.0.0.0/8", "192.0.2.1", "2001:db8::/32". ERR_CONFIG quotes the text. */
bool network_parse(const char *text, struct network *network_out,
    struct err *err) MUST_CHECK;
/* A whole list, NULL at the end. */
bool networks_parse(const char *const *texts, struct arena *arena,
    struct networks *networks_out, struct err *err) MUST_CHECK;

/* address may be NULL or of another family: then no network has it. */
struct network network_of(const struct sockaddr *address);
bool networks_contain(const struct networks *networks,
    const struct network *host);
bool network_is_loopback(const struct network *host);

#endif
