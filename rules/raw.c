/*
 * raw - what stands in the rule files, before it means anything
 */
#include "rules/raw.h"

#include <errno.h>

#include "base/arena.h"
#include "rules/names.h"
#include "rules/raw_file.h"

static void
release_array(void *array)
{
	g_array_unref(array);
}

static void
release_pointers(void *array)
{
	g_ptr_array_unref(array);
}

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

static GArray *
new_array(size_t size, struct arena *arena)
{
	GArray *array = g_array_new(FALSE, TRUE, (guint)size);

	arena_on_free(arena, release_array, array);
	return array;
}

static GPtrArray *
new_pointers(struct arena *arena)
{
	GPtrArray *array = g_ptr_array_new();

	arena_on_free(arena, release_pointers, array);
	return array;
}

struct raw *
raw_new(struct arena *arena)
{
	struct raw *raw = arena_alloc(arena, sizeof(*raw));

	raw->arena = arena;
	raw->rules = new_pointers(arena);
	raw->phrase_names = new_pointers(arena);
	raw->defines = new_array(sizeof(struct raw_named), arena);
	raw->marks = new_array(sizeof(struct raw_named), arena);
	raw->settings = new_array(sizeof(struct raw_named), arena);
	raw->phrase_ids = g_hash_table_new(g_str_hash, g_str_equal);
	arena_on_free(arena, release_table, raw->phrase_ids);
	return raw;
}

struct raw_rule *
raw_find_rule(const struct raw *raw, const char *id)
{
	for (guint i = 0; i < raw->rules->len; i++) {
		struct raw_rule *rule = g_ptr_array_index(raw->rules, i);
		if (strcmp(rule->id, id) == 0)
			return rule;
	}
	return NULL;
}

struct source
raw_source(const struct raw_file *file, const config_setting_t *setting)
{
	const char *path = config_setting_source_file(setting);

	return (struct source){
		arena_strdup(file->raw->arena, path != NULL ? path : "?"),
		config_setting_source_line(setting),
	};
}

bool
raw_read_scalar(const struct raw_file *file, const config_setting_t *setting,
    struct source_text *text_out, struct err *err)
{
	struct arena *arena = file->raw->arena;

	text_out->where = raw_source(file, setting);
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_STRING:
		text_out->text =
		    arena_strdup(arena, config_setting_get_string(setting));
		return true;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		text_out->text = arena_printf(arena, "%lld",
		    config_setting_get_int64(setting));
		return true;
	case CONFIG_TYPE_BOOL:
		text_out->text =
		    config_setting_get_bool(setting) ? "true" : "false";
		return true;
	default:
		return conf_error(err, setting,
		    "%s should be a string, a whole number or true or false",
		    config_setting_name(setting) != NULL
			? config_setting_name(setting)
			: "an element");
	}
}

static bool
read_string(const struct raw_file *file, const config_setting_t *setting,
    GArray *list, struct err *err)
{
	struct source_text text = { NULL, { NULL, 0 } };

	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return conf_error(err, setting,
		    "only strings may stand in this list");
	if (!raw_read_scalar(file, setting, &text, err))
		return false;
	g_array_append_val(list, text);
	return true;
}

bool
raw_read_list(const struct raw_file *file, const config_setting_t *setting,
    GArray *list, struct err *err)
{
	const int type = config_setting_type(setting);

	if (type == CONFIG_TYPE_STRING)
		return read_string(file, setting, list, err);
	if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY)
		return conf_error(err, setting,
		    "%s should be a list of strings: ( \"...\", \"...\" )",
		    config_setting_name(setting));
	const int count = config_setting_length(setting);
	for (int i = 0; i < count; i++)
		if (!read_string(file,
			config_setting_get_elem(setting, (unsigned)i), list,
			err))
			return false;
	return true;
}

static bool
unknown_key(const config_setting_t *setting, const struct raw_key *keys,
    const char *what, struct err *err)
{
	const char *name = config_setting_name(setting);
	unsigned distance;

	for (const struct raw_key *key = keys; key->name != NULL; key++)
		if (name_is_near(name, key->name, &distance))
			return conf_error(err, setting,
			    "%s has no key \"%s\". Did you mean \"%s\"?", what,
			    name, key->name);
	GString *known = g_string_new(NULL);
	for (const struct raw_key *key = keys; key->name != NULL; key++)
		g_string_append_printf(known, "%s%s",
		    known->len > 0 ? ", " : "", key->name);
	(void)conf_error(err, setting,
	    "%s has no key \"%s\". There are %s", what, name, known->str);
	(void)g_string_free(known, TRUE);
	return false;
}

static bool
read_key(const struct raw_file *file, const config_setting_t *setting,
    const struct raw_key *keys, const char *what, void *target,
    struct err *err)
{
	const char *name = config_setting_name(setting);

	for (const struct raw_key *key = keys; key->name != NULL; key++)
		if (strcmp(key->name, name) == 0)
			return key->read(file, setting, target, err);
	return unknown_key(setting, keys, what, err);
}

bool
raw_read_group(const struct raw_file *file, const config_setting_t *group,
    const struct raw_key *keys, const char *what, void *target,
    struct err *err)
{
	if (config_setting_type(group) != CONFIG_TYPE_GROUP)
		return conf_error(err, group,
		    "%s should be a group: { ... }", what);
	const int count = config_setting_length(group);
	for (int i = 0; i < count; i++)
		if (!read_key(file,
			config_setting_get_elem(group, (unsigned)i), keys,
			what, target, err))
			return false;
	return true;
}

/* Values that have a name each: define, settings, let, marks. */
static bool
read_named(const struct raw_file *file, const config_setting_t *setting,
    GArray *list, struct err *err)
{
	struct raw_named fresh = { .directory = file->directory };

	fresh.name =
	    arena_strdup(file->raw->arena, config_setting_name(setting));
	if (!raw_read_scalar(file, setting, &fresh.text, err))
		return false;
	fresh.first = fresh.text;
	for (guint i = 0; i < list->len; i++) {
		struct raw_named *old =
		    &g_array_index(list, struct raw_named, i);
		if (strcmp(old->name, fresh.name) != 0)
			continue;
		if (old->directory == file->directory)
			return conf_error(err, setting,
			    "\"%s\" is given twice (%s:%u). Keep one",
			    fresh.name, old->text.where.file,
			    old->text.where.line);
		old->text = fresh.text;
		old->directory = fresh.directory;
		return true;
	}
	g_array_append_val(list, fresh);
	return true;
}

static bool
read_named_group(const struct raw_file *file, const config_setting_t *group,
    GArray *list, struct err *err)
{
	if (config_setting_type(group) != CONFIG_TYPE_GROUP)
		return conf_error(err, group,
		    "%s should be a group: { name = \"...\"; }",
		    config_setting_name(group));
	const int count = config_setting_length(group);
	for (int i = 0; i < count; i++)
		if (!read_named(file,
			config_setting_get_elem(group, (unsigned)i), list,
			err))
			return false;
	return true;
}

/* The keys of a rule. */

static bool
read_rule_value(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	static const char *const names[RULE_KEY_COUNT] = {
		[RULE_ID] = "id",
		[RULE_WHEN] = "when",
		[RULE_UNTIL] = "until",
		[RULE_ACTION] = "action",
		[RULE_LEVEL] = "level",
		[RULE_SOURCE] = "source",
		[RULE_DOC] = "doc",
		[RULE_TIMING] = "timing",
		[RULE_CONTACTS] = "contacts",
	};
	struct raw_rule *rule = target;
	size_t key = 0;

	while (strcmp(names[key], config_setting_name(setting)) != 0)
		key++;
	return raw_read_scalar(file, setting, &rule->keys[key], err);
}

static bool
read_rule_texts(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct raw_rule *rule = target;
	struct source_text *texts =
	    strcmp(config_setting_name(setting), "why") == 0 ? rule->why
							      : rule->advice;
	if (config_setting_type(setting) != CONFIG_TYPE_GROUP)
		return conf_error(err, setting,
		    "%s should be a group: { en = \"...\"; sv = \"...\"; }",
		    config_setting_name(setting));
	const int count = config_setting_length(setting);
	for (int i = 0; i < count; i++) {
		const config_setting_t *text =
		    config_setting_get_elem(setting, (unsigned)i);
		const enum language language =
		    language_from_code(config_setting_name(text));
		if (language == LANGUAGE_UNKNOWN)
			return conf_error(err, text,
			    "\"%s\" is none of the languages en, sv, de, nb",
			    config_setting_name(text));
		if (!raw_read_scalar(file, text, &texts[language], err))
			return false;
	}
	return true;
}

static bool
read_rule_settings(const struct raw_file *file,
    const config_setting_t *setting, void *target, struct err *err)
{
	const struct raw_rule *rule = target;

	return read_named_group(file, setting, rule->settings, err);
}

static bool
read_rule_lets(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	const struct raw_rule *rule = target;

	return read_named_group(file, setting, rule->lets, err);
}

static bool
read_rule_evidence(const struct raw_file *file,
    const config_setting_t *setting, void *target, struct err *err)
{
	struct raw_rule *rule = target;

	rule->evidence =
	    new_array(sizeof(struct source_text), file->raw->arena);
	return raw_read_list(file, setting, rule->evidence, err);
}

/* clang-format off */
static const struct raw_key rule_keys[] = {
	{ "id", read_rule_value },
	{ "when", read_rule_value },
	{ "settings", read_rule_settings },
	{ "let", read_rule_lets },
	{ "until", read_rule_value },
	{ "action", read_rule_value },
	{ "level", read_rule_value },
	{ "why", read_rule_texts },
	{ "advice", read_rule_texts },
	{ "source", read_rule_value },
	{ "timing", read_rule_value },
	{ "contacts", read_rule_value },
	{ "evidence", read_rule_evidence },
	{ "doc", read_rule_value },
	{ NULL, NULL }
};
/* clang-format on */

/* The rule of this id, a new one if there is none. NULL: given twice. */
static struct raw_rule *
find_or_add_rule(const struct raw_file *file, const config_setting_t *setting,
    const char *id, struct err *err)
{
	struct raw *raw = file->raw;
	struct raw_rule *rule = raw_find_rule(raw, id);

	if (rule != NULL && rule->directory == file->directory) {
		(void)conf_error(err, setting,
		    "the rule \"%s\" is given twice (%s:%u). Keep one", id,
		    rule->where.file, rule->where.line);
		return NULL;
	}
	if (rule == NULL) {
		rule = arena_alloc(raw->arena, sizeof(*rule));
		rule->id = arena_strdup(raw->arena, id);
		rule->where = raw_source(file, setting);
		rule->settings =
		    new_array(sizeof(struct raw_named), raw->arena);
		rule->lets = new_array(sizeof(struct raw_named), raw->arena);
		g_ptr_array_add(raw->rules, rule);
	}
	rule->directory = file->directory;
	return rule;
}

static bool
read_rule(const struct raw_file *file, const config_setting_t *setting,
    struct err *err)
{
	const char *id = NULL;

	if (config_setting_type(setting) != CONFIG_TYPE_GROUP)
		return conf_error(err, setting,
		    "a rule should be a group: { id = \"...\"; ... }");
	if (config_setting_lookup_string(setting, "id", &id) != CONFIG_TRUE)
		return conf_error(err, setting, "this rule has no id");
	if (id[0] == '\0' ||
	    id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-")] != '\0')
		return conf_error(err, setting,
		    "\"%s\" is no id: use small letters, digits, dots and "
		    "hyphens",
		    id);
	struct raw_rule *rule = find_or_add_rule(file, setting, id, err);
	return rule != NULL &&
	    raw_read_group(file, setting, rule_keys, "a rule", rule, err);
}

/* The groups of a file of rules. */

static bool
read_rules(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	const int count = config_setting_length(setting);

	(void)target;
	if (config_setting_type(setting) != CONFIG_TYPE_LIST)
		return conf_error(err, setting,
		    "rules should be a list: ( { ... }, { ... } )");
	for (int i = 0; i < count; i++)
		if (!read_rule(file,
			config_setting_get_elem(setting, (unsigned)i), err))
			return false;
	return true;
}

static bool
read_into(const struct raw_file *file, const config_setting_t *setting,
    void *target, struct err *err)
{
	struct raw *raw = target;
	const char *name = config_setting_name(setting);

	return read_named_group(file, setting,
	    strcmp(name, "define") == 0	     ? raw->defines
		: strcmp(name, "marks") == 0 ? raw->marks
					     : raw->settings,
	    err);
}

/* clang-format off */
static const struct raw_key file_keys[] = {
	{ "rules", read_rules },
	{ "define", read_into },
	{ "marks", read_into },
	{ "settings", read_into },
	{ NULL, NULL }
};
/* clang-format on */

static bool
read_file(struct raw *raw, const char *path, unsigned directory,
    enum language language, struct err *err)
{
	config_t config;
	struct raw_file file = { raw, &config, directory, language };

	if (!conf_file_read(path, &config, err))
		return false;
	const bool ok = language != LANGUAGE_UNKNOWN
	    ? raw_read_phrases(&file, err)
	    : raw_read_group(&file, config_root_setting(&config), file_keys,
		  "a file of rules", raw, err);
	config_destroy(&config);
	return ok;
}

static int
compare_paths(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The *.conf files of a folder, sorted; NULL if it cannot be read (errno). */
static GPtrArray *
list_files(const char *folder)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	errno = 0;
	GDir *dir = g_dir_open(folder, 0, NULL);
	if (dir == NULL) {
		const int why = errno;
		g_ptr_array_unref(files);
		errno = why;
		return NULL;
	}
	while ((name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.' && g_str_has_suffix(name, ".conf"))
			g_ptr_array_add(files,
			    g_build_filename(folder, name, NULL));
	g_dir_close(dir);
	g_ptr_array_sort(files, compare_paths);
	return files;
}

static bool
read_folder(struct raw *raw, const char *folder, unsigned directory,
    enum language language, struct err *err)
{
	GPtrArray *files = list_files(folder);
	bool ok = true;

	if (files == NULL && errno == ENOENT &&
	    (directory > 0 || language != LANGUAGE_UNKNOWN))
		return true;
	if (files == NULL)
		return err_set(err, ERR_CONFIG,
		    "%s: cannot be read: %s. Rules are read from there", folder,
		    g_strerror(errno));
	for (guint i = 0; ok && i < files->len; i++)
		ok = read_file(raw, g_ptr_array_index(files, i), directory,
		    language, err);
	g_ptr_array_unref(files);
	return ok;
}

bool
raw_read_directory(struct raw *raw, const char *directory, unsigned number,
    struct err *err)
{
	if (!read_folder(raw, directory, number, LANGUAGE_UNKNOWN, err))
		return false;
	for (int i = LANGUAGE_EN; i <= LANGUAGE_NB; i++) {
		const enum language language = (enum language)i;
		char *folder = g_build_filename(directory,
		    language_code(language), NULL);
		const bool ok =
		    read_folder(raw, folder, number, language, err);
		g_free(folder);
		if (!ok)
			return false;
	}
	return true;
}
