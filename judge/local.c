/*
 * local - whose addresses are ours
 */
#include <glib.h>

#include "judge/judge.h"

/* ".x.y" and "*.x.y" match subdomains of x.y, not x.y itself. */
static bool
domain_matches(const char *pattern, const char *domain)
{
	if (pattern[0] == '*')
		pattern++;
	if (pattern[0] != '.')
		return g_ascii_strcasecmp(pattern, domain) == 0;
	const size_t tail = strlen(pattern);
	const size_t length = strlen(domain);
	return length > tail &&
	    g_ascii_strcasecmp(domain + length - tail, pattern) == 0;
}

bool
judge_is_local(const struct judge *judge, const char *address)
{
	const char *at = strrchr(address, '@');

	if (at == NULL)		/* bare names belong to this host */
		return address[0] != '\0';
	for (const char *const *d = judge->local_domains;
	    d != NULL && *d != NULL; d++)
		if (domain_matches(*d, at + 1))
			return true;
	return false;
}
