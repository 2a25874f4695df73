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
#include <stdatomic.h>

#include "base/arena.h"

enum {
	MATCH_LIMIT_STEPS = 50000,
	MATCH_LIMIT_STEPS_STRICT = 10000,
	MATCH_LIMIT_DEPTH = 1000,
	MATCH_LIMIT_HEAP_KIB = 1024
};

/*
 * Immutable but for code, which is compiled once, by whoever comes first;
 * that is why it is atomic.
 */
struct pattern {
	_Atomic(pcre2_code *) code;
	const char *later;	/* what to compile when needed */
	size_t length;
};

struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

static void
release_pattern(void *object)
{
	struct pattern *pattern = object;

	pcre2_code_free(atomic_load(&pattern->code));
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

static pcre2_code *
compile(const char *text, size_t length, int *code_out, size_t *offset_out)
{
	return pcre2_compile((PCRE2_SPTR)text, length,
	    PCRE2_UTF | PCRE2_UCP | PCRE2_NO_AUTO_CAPTURE |
		PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK,
	    code_out, offset_out, NULL);
}

/* Prints it again, with offsets, to say where the error is. */
static void
compile_error(const struct regex *tree, const struct spelling *spelling,
    const struct source_text *text, int code, size_t offset, struct err *err)
{
	GString *printed = g_string_new(NULL);
	GArray *offsets = g_array_new(FALSE, FALSE, sizeof(unsigned));
	PCRE2_UCHAR message[200];

	regex_print(tree, spelling, printed, offsets);
	if (pcre2_get_error_message(code, message, sizeof(message)) < 0)
		message[0] = '\0';
	const unsigned at = offsets->len == 0
	    ? 0
	    : g_array_index(offsets, unsigned,
		  MIN(offset, (size_t)offsets->len - 1));
	(void)pattern_error(err, text, at, "%s", (const char *)message);
	g_array_unref(offsets);
	(void)g_string_free(printed, TRUE);
}

static struct pattern *
new_pattern(struct arena *arena)
{
	struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));

	arena_on_free(arena, release_pattern, pattern);
	return pattern;
}

struct pattern *
pattern_compile(const struct regex *tree, const struct spelling *spelling,
    const struct source_text *text, struct arena *arena, struct err *err)
{
	GString *printed = g_string_new(NULL);
	int code = 0;
	size_t offset = 0;

	regex_print(tree, spelling, printed, NULL);
	pcre2_code *compiled =
	    compile(printed->str, printed->len, &code, &offset);
	(void)g_string_free(printed, TRUE);
	if (compiled == NULL) {
		compile_error(tree, spelling, text, code, offset, err);
		return NULL;
	}
	struct pattern *pattern = new_pattern(arena);
	atomic_init(&pattern->code, compiled);
	return pattern;
}

struct pattern *
pattern_compile_later(const struct regex *tree,
    const struct spelling *spelling, struct arena *arena)
{
	GString *printed = g_string_new(NULL);
	struct pattern *pattern = new_pattern(arena);

	regex_print(tree, spelling, printed, NULL);
	pattern->later = arena_strndup(arena, printed->str, printed->len);
	pattern->length = printed->len;
	(void)g_string_free(printed, TRUE);
	return pattern;
}

/* NULL if what was put off does not compile after all. */
static pcre2_code *
code_of(struct pattern *pattern)
{
	pcre2_code *code = atomic_load(&pattern->code);
	int ignored;
	size_t offset;

	if (code != NULL || pattern->later == NULL)
		return code;
	pcre2_code *fresh =
	    compile(pattern->later, pattern->length, &ignored, &offset);
	if (atomic_compare_exchange_strong(&pattern->code, &code, fresh))
		return fresh;
	pcre2_code_free(fresh);	/* another thread was faster */
	return code;
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
pattern_match(struct pattern *pattern, const struct matcher *matcher,
    const char *text, size_t length, size_t from, struct span *span_out)
{
	const pcre2_code *code = code_of(pattern);

	if (code == NULL)
		return MATCH_LIMIT;
	const int found = pcre2_match(code, (PCRE2_SPTR)text, length, from,
	    PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, matcher->data,
	    matcher->context);
	if (found < 0)
		return found == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_LIMIT;
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->data);
	*span_out = (struct span){ span[0], span[1] };
	return MATCH_FOUND;
}
