/*
 * pattern - the only user of PCRE2
 *
 * No JIT: a mail's candidates are few, so compiling thousands of patterns
 * to machine code would cost more at every start than it ever gains, and it
 * does not work under MemoryDenyWriteExecute.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern.h"

#include <pcre2.h>

#include "base/arena.h"

enum {
	MATCH_LIMIT_STEPS = 50000,
	MATCH_LIMIT_STEPS_STRICT = 2000,
	MATCH_LIMIT_DEPTH = 1000,
	MATCH_LIMIT_HEAP_KIB = 1024
};

/* Opaque outside: what is inside is PCRE2's. */
struct pattern {
	pcre2_code *code;
};

struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

static void
release_code(void *code)
{
	pcre2_code_free(code);
}

static void
release_data(void *data)
{
	pcre2_match_data_free(data);
}

static void
release_context(void *context)
{
	pcre2_match_context_free(context);
}

/* Prints it again, with columns, to say where the error is. */
static void
compile_error(const struct regex *tree, const struct spelling *spelling,
    const struct source *where, int code, size_t offset, struct err *err)
{
	GString *text = g_string_new(NULL);
	GArray *columns = g_array_new(FALSE, FALSE, sizeof(unsigned));
	PCRE2_UCHAR message[200];

	regex_print(tree, spelling, text, columns);
	if (pcre2_get_error_message(code, message, sizeof(message)) < 0)
		message[0] = '\0';
	const unsigned column = columns->len == 0
	    ? 1
	    : g_array_index(columns, unsigned,
		  MIN(offset, (size_t)columns->len - 1));
	(void)pattern_error(err, where, column, "%s", (const char *)message);
	g_array_unref(columns);
	(void)g_string_free(text, TRUE);
}

struct pattern *
pattern_compile(const struct regex *tree, const struct spelling *spelling,
    const struct source *where, struct arena *arena, struct err *err)
{
	GString *text = g_string_new(NULL);
	int code = 0;
	PCRE2_SIZE offset = 0;

	regex_print(tree, spelling, text, NULL);
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)text->str, text->len,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_NO_AUTO_CAPTURE |
		PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK,
	    &code, &offset, NULL);
	(void)g_string_free(text, TRUE);
	if (compiled == NULL) {
		compile_error(tree, spelling, where, code, offset, err);
		return NULL;
	}
	struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));
	pattern->code = compiled;
	arena_on_free(arena, release_code, compiled);
	return pattern;
}

static struct matcher *
new_matcher(struct arena *arena, uint32_t steps)
{
	struct matcher *matcher = arena_alloc(arena, sizeof(*matcher));

	matcher->data = pcre2_match_data_create(1, NULL);
	matcher->context = pcre2_match_context_create(NULL);
	if (matcher->data == NULL || matcher->context == NULL)
		g_error("out of memory");
	arena_on_free(arena, release_data, matcher->data);
	arena_on_free(arena, release_context, matcher->context);
	(void)pcre2_set_match_limit(matcher->context, steps);
	(void)pcre2_set_depth_limit(matcher->context, MATCH_LIMIT_DEPTH);
	(void)pcre2_set_heap_limit(matcher->context, MATCH_LIMIT_HEAP_KIB);
	return matcher;
}

struct matcher *
matcher_new(struct arena *arena)
{
	return new_matcher(arena, MATCH_LIMIT_STEPS);
}

struct matcher *
matcher_new_strict(struct arena *arena)
{
	return new_matcher(arena, MATCH_LIMIT_STEPS_STRICT);
}

enum match_result
pattern_match(const struct pattern *pattern, const struct matcher *matcher,
    const char *text, size_t length, size_t from, struct span *span_out)
{
	const int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, length,
	    from, PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, matcher->data,
	    matcher->context);

	if (found < 0)
		return found == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_LIMIT;
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->data);
	*span_out = (struct span){ span[0], span[1] };
	return MATCH_FOUND;
}
