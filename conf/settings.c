/*
 * settings - what an administrator may say in takt.conf
 *
 * Defaults are read like a file, from the same rows, so there is one way in.
 * Not done here: printing (settings_print.c) and finding the shipped rules
 * (where.c). An empty list of rules stands for those.
 */
#include "conf/settings.h"

#include <glib.h>
#include <inttypes.h>

#include "base/arena.h"
#include "conf/file.h"
#include "conf/settings_table.h"
#include "conf/where.h"

static const char *const mode_names[] = { "observe", "annotate", "enforce",
	NULL };
static const char *const header_names[] = { "none", "id", "full", NULL };
static const char *const on_error_names[] = { "pass", "tempfail", NULL };
static const char *const silence_names[] = { "auto", "trust", NULL };
static const char *const log_names[] = { "syslog", "stderr", NULL };
static const char *const level_names[] = { "error", "warning", "info",
	"debug", NULL };
static const char *const mta_names[] = { "postfix", "sendmail", NULL };

#define MEMBER(member, type)                                                  \
	(offsetof(struct settings, member) +                                  \
	    0 * sizeof(char[_Generic(&((struct settings *)0)->member,         \
		    type *: 1)]))
#define TEXT(member)   SETTING_TEXT, MEMBER(member, const char *), NULL, 0, 0
#define PATH(member)   SETTING_PATH, MEMBER(member, const char *), NULL, 0, 0
#define PLACE(member)  SETTING_PLACE, MEMBER(member, const char *), NULL, 0, 0
#define WORD(member, names) \
	SETTING_WORD, MEMBER(member, const char *), names, 0, 0
#define ENUM(member, names) SETTING_ENUM, MEMBER(member, int), names, 0, 0
#define BOOL(member)   SETTING_BOOL, MEMBER(member, bool), NULL, 0, 0
#define OCTAL(member)  SETTING_OCTAL, MEMBER(member, int), NULL, 0, 0777
#define INT(member, min, max) SETTING_INT, MEMBER(member, int), NULL, min, max
#define SIZE(member, min, max) \
	SETTING_SIZE, MEMBER(member, int64_t), NULL, min, max
#define LIST(member) \
	SETTING_LIST, MEMBER(member, const char *const *), NULL, 0, 0
#define PATHS(member) \
	SETTING_PATHS, MEMBER(member, const char *const *), NULL, 0, 0

/* clang-format off */
const struct setting_def setting_defs[] = {
	{ "Whose mail",
	  "local_domains", LIST(local_domains), "()",
	  "Domains whose senders are judged, as in ( \"firma.example\", "
	  "\"*.firma.example\" ). Without any, no mail is judged." },
	{ NULL, "local_networks", LIST(local_networks),
	  "( \"127.0.0.0/8\", \"::1\" )",
	  "Addresses and networks (CIDR) from which mail counts as submitted "
	  "here although nobody logged in." },
	{ NULL, "authserv_id", TEXT(authserv_id), "\"\"",
	  "Whose Authentication-Results to believe: the name your own verifier "
	  "writes first in that header. Empty: nobody's." },
	{ NULL, "trust_all_inbound", BOOL(trust_all_inbound), "false",
	  "Take every inbound mail as proven to come from its sender." },
	{ NULL, "silence", ENUM(silence, silence_names), "\"auto\"",
	  "When no answer means that nobody answered: \"auto\" for senders who "
	  "were seen to get mail from outside through this filter, \"trust\" "
	  "always (all inbound mail comes through it)." },
	{ NULL, "judge_strangers", BOOL(judge_strangers), "false",
	  "Judge mail to people the sender has not written with before, too." },

	{ "What to do",
	  "mode", ENUM(mode, mode_names), "\"observe\"",
	  "\"observe\": judge and log, touch nothing. \"annotate\": add headers, "
	  "hold nothing. \"enforce\": hold what the rules say." },
	{ NULL, "headers", ENUM(headers, header_names), "\"id\"",
	  "\"id\": one opaque X-Takt-Id, the same on good and bad mail. "
	  "\"full\": verdict, findings and advice too; only where X-Takt headers "
	  "are stripped from mail that leaves the house. \"none\": nothing." },
	{ NULL, "on_error", ENUM(on_error, on_error_names), "\"pass\"",
	  "What happens to mail when Takt itself fails: \"pass\" accepts it "
	  "unjudged, \"tempfail\" asks the client to try again later." },

	{ "Data",
	  "rules", PATHS(rules), "()",
	  "Folders with rule files; what comes later overrides. Empty: the "
	  "rules that came with Takt, then the site's rules.d (/etc/takt/rules.d)." },
	{ NULL, "store", PLACE(store), "\"sqlite:/var/lib/takt/takt.db\"",
	  "Where the history is kept: \"sqlite:PATH\", \"postgresql:CONNINFO\" "
	  "or \"memory:\" (forgotten at the end)." },
	{ NULL, "key_file", PATH(key_file), "\"/var/lib/takt/key\"",
	  "The secret key under which addresses are hashed. Made at the first "
	  "start; all hosts that share a store need the same." },

	{ "Mail server",
	  "mta", WORD(mta, mta_names), "\"postfix\"",
	  "Which one it is: \"postfix\" or \"sendmail\"." },
	{ NULL, "mta_config", PATH(mta_config), "\"\"",
	  "Postfix's configuration folder. Empty: its own default." },

	{ "Daemon",
	  "socket", PLACE(socket), "\"unix:/run/takt/taktd.sock\"",
	  "Where the mail server connects: \"unix:PATH\", \"inet:PORT@HOST\" or "
	  "\"inet6:PORT@HOST\"." },
	{ NULL, "socket_mode", OCTAL(socket_mode), "\"0660\"",
	  "Permissions of a unix socket, octal, as a string." },
	{ NULL, "socket_group", TEXT(socket_group), "\"\"",
	  "Group of a unix socket, so that the mail server may connect. Empty: "
	  "as it comes." },
	{ NULL, "user", TEXT(user), "\"takt\"",
	  "Who taktd becomes when root starts it. Empty: stays root." },
	{ NULL, "log", WORD(log, log_names), "\"syslog\"",
	  "Where the log goes: \"syslog\" or \"stderr\"." },
	{ NULL, "log_level", WORD(log_level, level_names), "\"info\"",
	  "The least that is logged: \"error\", \"warning\", \"info\" or "
	  "\"debug\"." },

	{ "Limits",
	  "scan_bytes", SIZE(scan_bytes, 4096, 64 << 20), "1048576",
	  "Bytes of a mail that are looked at, headers included." },
	{ NULL, "text_bytes", SIZE(text_bytes, 1024, 16 << 20), "262144",
	  "Bytes of decoded text that are judged." },
	{ NULL, "parts", INT(parts, 1, 10000), "200",
	  "MIME parts that are looked at." },
	{ NULL, "depth", INT(depth, 1, 100), "20",
	  "Nesting of MIME parts that is followed." },
	{ .name = NULL }
};
/* clang-format on */

/* What one file is read with. */
struct reading {
	struct settings *settings;
	struct arena *arena;
	const char *folder;	/* of the file, for relative paths */
};

static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[64];
	const size_t width = strlen(b);

	if (width >= ARRAY_SIZE(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			const size_t above = row[j];
			const size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
			row[j] = MIN(MIN(above, row[j - 1]) + 1,
			    diagonal + same);
			diagonal = above;
		}
	}
	return row[width];
}

/* The setting somebody may have meant, or NULL. */
static const char *
nearest_name(const char *name)
{
	const char *best = NULL;
	size_t least = 4;	/* farther is no typing error */

	for (const struct setting_def *d = setting_defs; d->name != NULL; d++) {
		const size_t distance = edit_distance(name, d->name);
		if (distance < least) {
			least = distance;
			best = d->name;
		}
	}
	return best;
}

static bool
unknown_name(const config_setting_t *setting, struct err *err)
{
	const char *name = config_setting_name(setting);
	const char *near = nearest_name(name);

	if (near != NULL)
		return conf_error(err, setting,
		    "there is no setting \"%s\". Did you mean \"%s\"?", name,
		    near);
	return conf_error(err, setting,
	    "there is no setting \"%s\". `taktd -d` lists them all", name);
}

static bool
wrong_type(const config_setting_t *setting, const char *wanted,
    struct err *err)
{
	return conf_error(err, setting, "%s must be %s",
	    config_setting_name(setting), wanted);
}

static const char *
absolute(const struct reading *reading, const char *path)
{
	if (path[0] == '\0' || path[0] == '/' || reading->folder == NULL)
		return path;
	return arena_printf(reading->arena, "%s/%s", reading->folder, path);
}

/* "unix:taktd.sock", "sqlite:takt.db"; other kinds are left alone. */
static const char *
absolute_place(const struct reading *reading, const char *place)
{
	static const char *const kinds[] = { "unix:", "local:", "sqlite:" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (g_str_has_prefix(place, kinds[i]))
			return arena_printf(reading->arena, "%s%s", kinds[i],
			    absolute(reading, place + strlen(kinds[i])));
	return place;
}

static bool
read_names(const struct setting_def *def, const char *value,
    const config_setting_t *setting, int *index_out, struct err *err)
{
	for (int i = 0; def->names[i] != NULL; i++)
		if (strcmp(def->names[i], value) == 0) {
			*index_out = i;
			return true;
		}
	char *all = g_strjoinv("\", \"", (char **)def->names);
	(void)conf_error(err, setting,
	    "%s cannot be \"%s\". It must be one of \"%s\"", def->name, value,
	    all);
	g_free(all);
	return false;
}

static bool
read_octal(const struct setting_def *def, const char *value,
    const config_setting_t *setting, int *mode_out, struct err *err)
{
	char *end = NULL;
	const guint64 mode = g_ascii_strtoull(value, &end, 8);

	if (end == value || *end != '\0' || mode > (guint64)def->max)
		return wrong_type(setting,
		    "permissions in octal, as a string, as in \"0660\"", err);
	*mode_out = (int)mode;
	return true;
}

static bool
read_string(const struct reading *reading, const struct setting_def *def,
    const config_setting_t *setting, struct err *err)
{
	char *field = (char *)reading->settings + def->offset;
	int index = 0;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING)
		return wrong_type(setting, "a string in quotation marks", err);
	const char *value = arena_strdup(reading->arena,
	    config_setting_get_string(setting));
	if (def->names != NULL &&
	    !read_names(def, value, setting, &index, err))
		return false;
	switch (def->type) {
	case SETTING_ENUM:
		*(int *)(void *)field = index;
		return true;
	case SETTING_OCTAL:
		return read_octal(def, value, setting,
		    (int *)(void *)field, err);
	case SETTING_PATH:
		value = absolute(reading, value);
		break;
	case SETTING_PLACE:
		value = absolute_place(reading, value);
		break;
	default:
		break;
	}
	*(const char **)(void *)field = value;
	return true;
}

static bool
read_number(const struct reading *reading, const struct setting_def *def,
    const config_setting_t *setting, struct err *err)
{
	char *field = (char *)reading->settings + def->offset;
	const int type = config_setting_type(setting);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return wrong_type(setting, "a whole number", err);
	const int64_t value = config_setting_get_int64(setting);
	if (value < def->min || value > def->max)
		return conf_error(err, setting,
		    "%s is %" PRId64 ". It must be from %" PRId64 " to %" PRId64,
		    def->name, value, def->min, def->max);
	if (def->type == SETTING_INT)
		*(int *)(void *)field = (int)value;
	else
		*(int64_t *)(void *)field = value;
	return true;
}

static bool
read_list(const struct reading *reading, const struct setting_def *def,
    const config_setting_t *setting, struct err *err)
{
	char *field = (char *)reading->settings + def->offset;

	if (!config_setting_is_list(setting) &&
	    !config_setting_is_array(setting))
		return wrong_type(setting,
		    "a list of strings, as in ( \"one\", \"two\" )", err);
	const int count = config_setting_length(setting);
	const char **items = arena_array(reading->arena, (size_t)count + 1,
	    sizeof(*items));
	for (int i = 0; i < count; i++) {
		const char *item = config_setting_get_string_elem(setting, i);
		if (item == NULL)
			return wrong_type(setting, "a list of strings only",
			    err);
		items[i] = arena_strdup(reading->arena, item);
		if (def->type == SETTING_PATHS)
			items[i] = absolute(reading, items[i]);
	}
	*(const char *const **)(void *)field = items;
	return true;
}

static bool
read_setting(const struct reading *reading, const struct setting_def *def,
    const config_setting_t *setting, struct err *err)
{
	char *field = (char *)reading->settings + def->offset;

	switch (def->type) {
	case SETTING_BOOL:
		if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
			return wrong_type(setting, "true or false", err);
		*(bool *)(void *)field = config_setting_get_bool(setting) != 0;
		return true;
	case SETTING_INT:
	case SETTING_SIZE:
		return read_number(reading, def, setting, err);
	case SETTING_LIST:
	case SETTING_PATHS:
		return read_list(reading, def, setting, err);
	default:
		return read_string(reading, def, setting, err);
	}
}

static const struct setting_def *
find_def(const char *name)
{
	for (const struct setting_def *d = setting_defs; d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}

static bool
read_all(const struct reading *reading, const config_t *config,
    struct err *err)
{
	const config_setting_t *root = config_root_setting(config);
	const int count = config_setting_length(root);

	for (int i = 0; i < count; i++) {
		const config_setting_t *setting =
		    config_setting_get_elem(root, (unsigned)i);
		const struct setting_def *def =
		    find_def(config_setting_name(setting));
		if (def == NULL)
			return unknown_name(setting, err);
		if (!read_setting(reading, def, setting, err))
			return false;
	}
	return true;
}

static bool
read_defaults(const struct reading *reading, struct err *err)
{
	GString *text = g_string_new(NULL);
	config_t config;

	for (const struct setting_def *d = setting_defs; d->name != NULL; d++)
		g_string_append_printf(text, "%s = %s;\n", d->name,
		    d->fallback);
	config_init(&config);
	bool ok = config_read_string(&config, text->str) == CONFIG_TRUE ||
	    err_set(err, ERR_BUG, "defaults of the settings, line %d: %s",
		config_error_line(&config), config_error_text(&config));
	ok = ok && read_all(reading, &config, err);
	config_destroy(&config);
	g_string_free(text, TRUE);
	return ok;
}

static bool
read_file(struct reading *reading, const char *path, struct err *err)
{
	config_t config;

	if (!conf_file_read(path, &config, err))
		return false;
	char *real = g_canonicalize_filename(path, NULL);
	char *folder = g_path_get_dirname(real);
	reading->folder = arena_strdup(reading->arena, folder);
	g_free(folder);
	g_free(real);
	const bool ok = read_all(reading, &config, err);
	config_destroy(&config);
	return ok;
}

bool
settings_load(const char *path, struct arena *arena,
    struct settings *settings_out, struct err *err)
{
	struct reading reading = { settings_out, arena, NULL };

	*settings_out = (struct settings){ 0 };
	if (!read_defaults(&reading, err))
		return false;
	if (path != NULL && !read_file(&reading, path, err))
		return false;
	if (settings_out->rules[0] == NULL)
		settings_out->rules = where_rules(arena);
	return true;
}
