/*
 * proof - does a trusted Authentication-Results say who wrote this?
 *
 * Reads the few forms that matter: comments are dropped, then the field is
 * "server version; method=result property=value ...; ...".
 */
#include "milter/proof.h"

#include <glib.h>

static const struct {
	const char *method;
	const char *property;	/* names the identity that passed */
} proofs[] = {
	{ "dmarc", "header.from" },
	{ "dkim", "header.d" },
	{ "dkim", "header.i" },
	{ "spf", "smtp.mailfrom" },
};

/* The field without its (nested) comments and without quotation marks. */
static char *
strip_comments(const char *field)
{
	GString *out = g_string_new(NULL);
	unsigned depth = 0;

	for (const char *c = field; *c != '\0'; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		else if (*c == '(')
			depth++;
		if (depth == 0 && *c != '"')
			g_string_append_c(out,
			    g_ascii_isspace(*c) ? ' ' : *c);
		if (*c == ')' && depth > 0)
			depth--;
	}
	return g_string_free(out, FALSE);
}

/* "user@mail.a.example", "@a.example" and "a.example" end in a domain. */
static const char *
domain_of(const char *identity)
{
	const char *at = strrchr(identity, '@');

	return at != NULL ? at + 1 : identity;
}

static bool
is_same_or_below(const char *domain, const char *parent)
{
	const size_t length = strlen(domain);
	const size_t tail = strlen(parent);

	if (tail == 0 || strchr(parent, '.') == NULL || length < tail)
		return false;
	return g_ascii_strcasecmp(domain + length - tail, parent) == 0 &&
	    (length == tail || domain[length - tail - 1] == '.');
}

/* One "method=result property=value ..." */
static bool
result_passes(const char *result, const char *domain)
{
	char **words = g_strsplit(result, " ", -1);
	const char *method = "";
	bool passes = false;

	for (char **w = words; *w != NULL && !passes; w++) {
		char *equals = strchr(*w, '=');
		if (equals == NULL)
			continue;
		*equals = '\0';
		const char *value = equals + 1;
		if (strchr(*w, '.') == NULL) {	/* not a property */
			if (method[0] != '\0')
				continue;	/* "reason=..." */
			if (g_ascii_strcasecmp(value, "pass") != 0)
				break;
			method = *w;
			continue;
		}
		for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++)
			passes = passes ||
			    (g_ascii_strcasecmp(method, proofs[i].method) ==
				    0 &&
				g_ascii_strcasecmp(*w, proofs[i].property) ==
				    0 &&
				is_same_or_below(domain, domain_of(value)));
	}
	g_strfreev(words);
	return passes;
}

static bool
field_passes(const char *field, const char *authserv_id, const char *domain)
{
	char *plain = strip_comments(field);
	char **results = g_strsplit(plain, ";", -1);
	bool passes = false;

	if (results[0] != NULL) {
		char *server = g_strstrip(results[0]);
		server[strcspn(server, " ")] = '\0';	/* its version */
		if (g_ascii_strcasecmp(server, authserv_id) == 0)
			for (char **r = results + 1; *r != NULL; r++)
				passes =
				    passes || result_passes(*r, domain);
	}
	g_strfreev(results);
	g_free(plain);
	return passes;
}

bool
proof_passes(const char *const *fields, size_t count,
    const char *authserv_id, const char *address)
{
	const char *at = strrchr(address, '@');

	if (authserv_id[0] == '\0' || at == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (field_passes(fields[i], authserv_id, at + 1))
			return true;
	return false;
}
