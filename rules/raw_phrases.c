/*
 * raw_phrases - files of a language: word classes and phrases
 *
 * A phrase may be given in several files of a language, and again by a site:
 * its lists are appended, unless it says replace = true.
 */
#include "base/arena.h"
#include "rules/raw_file.h"
#include "rules/regex.h"

static bool
read_patterns(const struct raw_file *file, const config_setting_t *setting,
    GArray *entries, struct err *err)
{
	GArray *texts = g_array_new(FALSE, FALSE, sizeof(struct source_text));
	const bool ok = raw_read_list(file, setting, texts, err);

	for (guint i = 0; ok && i < texts->len; i++) {
		const struct pattern_entry entry = {
			.text = g_array_index(texts, struct source_text, i),
		};
		g_array_append_val(entries, entry);
	}
	g_array_unref(texts);
	return ok;
}

static bool
read_match(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	return read_patterns(file, setting, phrase->patterns[USE_MATCH], err);
}

static bool
read_unless(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	return read_patterns(file, setting, phrase->patterns[USE_UNLESS], err);
}

static bool
read_unless_mail(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	return read_patterns(file, setting, phrase->patterns[USE_UNLESS_MAIL],
	    err);
}

static bool
read_hits(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	return raw_read_list(file, setting, phrase->hits, err);
}

static bool
read_misses(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	return raw_read_list(file, setting, phrase->misses, err);
}

static bool
read_flag(const config_setting_t *setting, bool *flag_out, struct err *err)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return conf_error(err, setting, "%s should be true or false",
		    config_setting_name(setting));
	*flag_out = config_setting_get_bool(setting);
	return true;
}

static bool
read_speech(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct phrase *phrase = target;

	(void)file;
	return read_flag(setting, &phrase->matches_speech, err);
}

/* Already done when the phrase was found: it must come before its lists. */
static bool
read_replace(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	bool ignored;

	(void)file;
	(void)target;
	return read_flag(setting, &ignored, err);
}

static bool
read_doc(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct source_text ignored = { NULL, { NULL, 0 } };

	(void)target;
	return raw_read_scalar(file, setting, &ignored, err);
}

/* clang-format off */
static const struct raw_key phrase_keys[] = {
	{ "match", read_match },
	{ "unless", read_unless },
	{ "unless_mail", read_unless_mail },
	{ "hits", read_hits },
	{ "misses", read_misses },
	{ "speech", read_speech },
	{ "replace", read_replace },
	{ "doc", read_doc },
	{ NULL, NULL }
};
/* clang-format on */

uint32_t
raw_phrase_id(struct raw *raw, const char *name, const struct source *where)
{
	gpointer id;

	if (g_hash_table_lookup_extended(raw->phrase_ids, name, NULL, &id))
		return GPOINTER_TO_UINT(id);
	struct raw_phrase_name *fresh =
	    arena_alloc(raw->arena, sizeof(*fresh));
	fresh->name = arena_strdup(raw->arena, name);
	fresh->where = *where;
	(void)g_hash_table_insert(raw->phrase_ids,
	    (gpointer)(uintptr_t)fresh->name,
	    GUINT_TO_POINTER(raw->phrase_names->len));
	g_ptr_array_add(raw->phrase_names, fresh);
	return raw->phrase_names->len - 1;
}

static struct phrase *
find_or_add_phrase(const struct raw_file *file,
    const config_setting_t *setting)
{
	struct book *book = file->raw->books[file->language];
	const struct source where = raw_source(file, setting);
	const uint32_t id =
	    raw_phrase_id(file->raw, config_setting_name(setting), &where);

	for (guint i = 0; i < book->phrases->len; i++) {
		struct phrase *phrase = g_ptr_array_index(book->phrases, i);
		if (phrase->id == id)
			return phrase;
	}
	const struct raw_phrase_name *name =
	    g_ptr_array_index(file->raw->phrase_names, id);
	struct phrase *fresh = phrase_new(
	    name->name, id, file->language, &where, file->raw->arena);
	g_ptr_array_add(book->phrases, fresh);
	return fresh;
}

static void
empty_phrase(struct phrase *phrase)
{
	for (int use = 0; use < USE_COUNT; use++)
		g_array_set_size(phrase->patterns[use], 0);
	g_array_set_size(phrase->hits, 0);
	g_array_set_size(phrase->misses, 0);
}

static bool
read_phrases(const struct raw_file *file, const config_setting_t *group,
    void *target, struct err *err)
{
	(void)target;
	if (config_setting_type(group) != CONFIG_TYPE_GROUP)
		return conf_error(err, group,
		    "phrases should be a group: { name = { ... }; }");
	const int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		const config_setting_t *setting =
		    config_setting_get_elem(group, (unsigned)i);
		struct phrase *phrase = find_or_add_phrase(file, setting);
		int replaces = 0;
		if (config_setting_type(setting) == CONFIG_TYPE_GROUP)
			(void)config_setting_lookup_bool(
			    setting, "replace", &replaces);
		if (replaces)
			empty_phrase(phrase);
		if (!raw_read_group(file, setting, phrase_keys, "a phrase",
			phrase, err))
			return false;
	}
	return true;
}

/* A long class may be a list: its strings are alternatives. */
static bool
read_class(const struct raw_file *file, const config_setting_t *setting,
    struct book *book, struct err *err)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(struct source_text));
	GString *joined = g_string_new(NULL);
	struct source_text text = { NULL, { NULL, 0 } };
	bool ok = raw_read_list(file, setting, parts, err);

	for (guint i = 0; i < parts->len; i++)
		g_string_append_printf(joined, "%s%s", i > 0 ? "|" : "",
		    g_array_index(parts, struct source_text, i).text);
	if (ok) {
		text.text = arena_strndup(
		    file->raw->arena, joined->str, joined->len);
		text.where = raw_source(file, setting);
		ok = word_classes_add(book->classes,
		    config_setting_name(setting), &text, file->directory, err);
	}
	g_array_unref(parts);
	(void)g_string_free(joined, TRUE);
	return ok;
}

static bool
read_classes(const struct raw_file *file, const config_setting_t *group,
    void *target, struct err *err)
{
	struct book *book = target;

	if (config_setting_type(group) != CONFIG_TYPE_GROUP)
		return conf_error(err, group,
		    "classes should be a group: { name = \"a|b\"; }");
	const int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		if (!read_class(file,
			config_setting_get_elem(group, (unsigned)i), book,
			err))
			return false;
	}
	return true;
}

/* clang-format off */
static const struct raw_key file_keys[] = {
	{ "classes", read_classes },
	{ "phrases", read_phrases },
	{ NULL, NULL }
};
/* clang-format on */

bool
raw_read_phrases(const struct raw_file *file, struct err *err)
{
	struct book **book = &file->raw->books[file->language];

	if (*book == NULL)
		*book = book_new(file->language, file->raw->arena);
	return raw_read_group(file, config_root_setting(file->config),
	    file_keys, "a file of phrases", *book, err);
}
