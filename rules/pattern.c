/*
 * pattern - the only user of PCRE2
 *
 * A pattern is compiled when it is first needed, and to machine code when it
 * was needed JIT_AFTER times: doing either for thousands of patterns at every
 * start would cost far more than it gains. Where machine code is forbidden
 * (systemd's MemoryDenyWriteExecute) everything works, only slower.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern.h"

#include <pcre2.h>
#include <stdatomic.h>

#include "base/arena.h"

enum {
	JIT_AFTER = 20,	/* matches */
	MATCH_LIMIT_STEPS = 50000,
	MATCH_LIMIT_STEPS_STRICT = 10000,
	MATCH_LIMIT_DEPTH = 1000,
	MATCH_LIMIT_HEAP_KIB = 1024
};

/*
 * Immutable but for what is compiled late, once, by whoever comes first; that
 * is why it is atomic. Code in use is never changed nor freed.
 */
struct pattern {
	_Atomic(pcre2_code *) code, fast;	/* NULL: not compiled yet */
	_Atomic unsigned uses;
	const char *printed;	/* what to compile */
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
	pcre2_code_free(atomic_load(&pattern->fast));
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

struct pattern *
pattern_compile_later(const struct regex *tree,
    const struct spelling *spelling, struct arena *arena)
{
	GString *printed = g_string_new(NULL);
	struct pattern *pattern = arena_alloc(arena, sizeof(*pattern));

	arena_on_free(arena, release_pattern, pattern);
	regex_print(tree, spelling, printed, NULL);
	pattern->printed = arena_strndup(arena, printed->str, printed->len);
	pattern->length = printed->len;
	(void)g_string_free(printed, TRUE);
	return pattern;
}

struct pattern *
pattern_compile(const struct regex *tree, const struct spelling *spelling,
    const struct source_text *text, struct arena *arena, struct err *err)
{
	struct pattern *pattern =
	    pattern_compile_later(tree, spelling, arena);
	int code = 0;
	size_t offset = 0;
	pcre2_code *compiled =
	    compile(pattern->printed, pattern->length, &code, &offset);

	if (compiled == NULL) {
		compile_error(tree, spelling, text, code, offset, err);
		return NULL;
	}
	atomic_store(&pattern->code, compiled);
	return pattern;
}

/* Puts fresh in its place unless another thread was faster; returns what is
   there then. */
static pcre2_code *
publish(_Atomic(pcre2_code *) *place, pcre2_code *fresh)
{
	pcre2_code *old = NULL;

	if (atomic_compare_exchange_strong(place, &old, fresh))
		return fresh;
	pcre2_code_free(fresh);
	return old;
}

/* A second copy: the first may be in use by other threads right now. */
static void
compile_fast(struct pattern *pattern)
{
	int ignored;
	size_t offset;
	pcre2_code *fresh =
	    compile(pattern->printed, pattern->length, &ignored, &offset);

	if (fresh != NULL && pcre2_jit_compile(fresh, PCRE2_JIT_COMPLETE) == 0)
		(void)publish(&pattern->fast, fresh);
	else
		pcre2_code_free(fresh);
}

/* NULL if what was put off does not compile after all. */
static const pcre2_code *
code_of(struct pattern *pattern)
{
	const pcre2_code *fast = atomic_load(&pattern->fast);
	pcre2_code *code = atomic_load(&pattern->code);
	int ignored;
	size_t offset;

	if (fast != NULL)
		return fast;
	if (atomic_fetch_add(&pattern->uses, 1) == JIT_AFTER)
		compile_fast(pattern);
	if (code != NULL)
		return code;
	code = compile(pattern->printed, pattern->length, &ignored, &offset);
	return code == NULL ? NULL : publish(&pattern->code, code);
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
	int found = pcre2_match(code, (PCRE2_SPTR)text, length, from,
	    PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, matcher->data,
	    matcher->context);
	if (found == PCRE2_ERROR_JIT_STACKLIMIT)
		found = pcre2_match(code, (PCRE2_SPTR)text, length, from,
		    PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY | PCRE2_NO_JIT,
		    matcher->data, matcher->context);
	if (found < 0)
		return found == PCRE2_ERROR_NOMATCH ? MATCH_NONE : MATCH_LIMIT;
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(matcher->data);
	*span_out = (struct span){ span[0], span[1] };
	return MATCH_FOUND;
}
