/*
 * address - the form of an address that is hashed
 *
 * Everything is folded: no real mail system tells Per@ from per@, and the
 * part behind + is the owner's own. An internationalised domain is taken in
 * its ASCII form, because both forms are in use.
 */
#include <glib.h>

#include "base/arena.h"
#include "people/people.h"

/* The domain in lower-case ASCII, without a final dot. */
static char *
fold_domain(const char *domain, size_t length)
{
	while (length > 0 && domain[length - 1] == '.')
		length--;
	char *copy = g_strndup(domain, length);
	char *folded = g_hostname_to_ascii(copy);
	if (folded == NULL)	/* no host name: leave it as it is */
		folded = g_ascii_strdown(copy, -1);
	g_free(copy);
	return folded;
}

static char *
fold_local(const char *local, size_t length)
{
	const char *plus = length > 0
	    ? memchr(local + 1, '+', length - 1)
	    : NULL;

	if (plus != NULL)
		length = (size_t)(plus - local);
	char *valid = g_utf8_make_valid(local, (gssize)length);
	char *folded = g_utf8_casefold(valid, -1);
	g_free(valid);
	return folded;
}

const char *
people_fold_address(const char *address, struct arena *arena)
{
	size_t length = strlen(address);

	while (length > 0 && g_ascii_isspace(address[length - 1]))
		length--;
	while (length > 0 && g_ascii_isspace(*address)) {
		address++;
		length--;
	}
	if (length >= 2 && address[0] == '<' && address[length - 1] == '>') {
		address++;
		length -= 2;
	}
	const char *at = g_strrstr_len(address, (gssize)length, "@");
	const size_t local_length =
	    at != NULL ? (size_t)(at - address) : length;
	char *local = fold_local(address, local_length);
	char *domain = at != NULL
	    ? fold_domain(at + 1, length - local_length - 1)
	    : g_strdup("");
	const char *folded = arena_printf(
	    arena, "%s%s%s", local, at != NULL ? "@" : "", domain);
	g_free(local);
	g_free(domain);
	return folded;
}
