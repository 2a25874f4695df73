/*
 * network - addresses and networks in CIDR form, IPv4 and IPv6
 */
#include "milter/network.h"

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>

#include "base/arena.h"

static const uint8_t mapped_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

static void
unmap(struct network *network)
{
	if (network->family != AF_INET6 || network->prefix < 96 ||
	    memcmp(network->address, mapped_prefix, 12) != 0)
		return;
	memmove(network->address, network->address + 12, 4);
	memset(network->address + 4, 0, 12);
	network->family = AF_INET;
	network->prefix -= 96;
}

static bool
read_prefix(const char *text, unsigned most, unsigned *prefix_out)
{
	char *end = NULL;
	const guint64 prefix = g_ascii_strtoull(text, &end, 10);

	if (!g_ascii_isdigit(text[0]) || *end != '\0' || prefix > most)
		return false;
	*prefix_out = (unsigned)prefix;
	return true;
}

static bool
read_network(const char *address, const char *prefix, struct network *out)
{
	*out = (struct network){ 0 };
	if (inet_pton(AF_INET, address, out->address) == 1) {
		out->family = AF_INET;
		out->prefix = 32;
	} else if (inet_pton(AF_INET6, address, out->address) == 1) {
		out->family = AF_INET6;
		out->prefix = 128;
	} else {
		return false;
	}
	if (prefix != NULL && !read_prefix(prefix, out->prefix, &out->prefix))
		return false;
	unmap(out);
	return true;
}

bool
network_parse(const char *text, struct network *network_out, struct err *err)
{
	char **parts = g_strsplit(text, "/", 2);
	const bool ok =
	    parts[0] != NULL && read_network(parts[0], parts[1], network_out);

	g_strfreev(parts);
	return ok ||
	    err_set(err, ERR_CONFIG,
		"\"%s\" is no network. Write an address or CIDR, as in "
		"\"192.0.2.0/24\" or \"2001:db8::/32\"",
		text);
}

bool
networks_parse(const char *const *texts, struct arena *arena,
    struct networks *networks_out, struct err *err)
{
	size_t count = 0;

	while (texts[count] != NULL)
		count++;
	struct network *items = arena_array(arena, count + 1, sizeof(*items));
	for (size_t i = 0; i < count; i++)
		if (!network_parse(texts[i], &items[i], err))
			return err_prefix(err, "local_networks");
	*networks_out = (struct networks){ items, count };
	return true;
}

struct network
network_of(const struct sockaddr *address)
{
	struct network host = { 0 };

	if (address == NULL)
		return host;
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof(in));
		memcpy(host.address, &in.sin_addr, 4);
		host.family = AF_INET;
		host.prefix = 32;
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof(in6));
		memcpy(host.address, &in6.sin6_addr, 16);
		host.family = AF_INET6;
		host.prefix = 128;
		unmap(&host);
	}
	return host;
}

static bool
contains(const struct network *network, const struct network *host)
{
	const unsigned bytes = network->prefix / 8;
	const unsigned bits = network->prefix % 8;

	if (network->family != host->family ||
	    memcmp(network->address, host->address, bytes) != 0)
		return false;
	if (bits == 0)
		return true;
	const unsigned mask = 0xffu << (8 - bits) & 0xffu;
	return ((network->address[bytes] ^ host->address[bytes]) & mask) == 0;
}

bool
networks_contain(const struct networks *networks, const struct network *host)
{
	if (host->family == 0)
		return false;
	for (size_t i = 0; i < networks->count; i++)
		if (contains(&networks->items[i], host))
			return true;
	return false;
}

bool
network_is_loopback(const struct network *host)
{
	static const struct network loopbacks[] = {
		{ AF_INET, { 127 }, 8 },
		{ AF_INET6, { [15] = 1 }, 128 },
	};
	const struct networks all = { loopbacks, ARRAY_SIZE(loopbacks) };

	return networks_contain(&all, host);
}
