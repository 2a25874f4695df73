/*
 * settings - what an administrator may say in takt.conf
 *
 * One row per setting in conf/settings.c: name, type, default, one line of
 * documentation. Reading the file, the dump (`taktd -d`), the commented
 * sample and the man page come from the same rows.
 */
#ifndef TAKT_CONF_SETTINGS_H
#define TAKT_CONF_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

enum mode { MODE_OBSERVE, MODE_ANNOTATE, MODE_ENFORCE };
enum header_policy { HEADERS_NONE, HEADERS_ID, HEADERS_FULL };
enum on_error { ON_ERROR_PASS, ON_ERROR_TEMPFAIL };
enum silence_setting { SILENCE_SETTING_AUTO, SILENCE_SETTING_TRUST };

struct settings {
	/* daemon */
	const char *socket;		/* "unix:/run/takt/taktd.sock",
					   "inet:8894@127.0.0.1" */
	int socket_mode;		/* octal in the file: "0660" */
	const char *socket_group;	/* "" leaves it alone */
	const char *user;		/* "" stays who we are */
	const char *log;		/* "syslog" or "stderr" */
	const char *log_level;		/* "error" ... "debug" */
	/* whose mail */
	const char *const *local_domains;	/* NULL at the end */
	const char *const *local_networks;	/* CIDR; submission from there */
	const char *authserv_id;	/* trusted Authentication-Results */
	bool trust_all_inbound;
	int silence;			/* enum silence_setting */
	bool judge_strangers;
	/* what to do */
	int mode;			/* enum mode */
	int headers;			/* enum header_policy */
	int on_error;			/* enum on_error */
	/* data */
	const char *const *rules;	/* directories, rising priority */
	const char *store;		/* url, see store/store.h */
	const char *key_file;
	/* MTA */
	const char *mta;		/* "postfix" or "sendmail" */
	const char *mta_config;		/* Postfix's configuration directory,
					   "" for its default */
	/* limits */
	int64_t scan_bytes, text_bytes;
	int parts, depth;
};

/*
 * path NULL: the defaults alone. Unknown names, wrong types and values are
 * errors with file and line. All strings live in the arena. A relative path
 * in the file is relative to the file's folder.
 */
bool settings_load(const char *path, struct arena *arena,
    struct settings *settings_out, struct err *err) MUST_CHECK;

/* The settings in force, as a file that could be read again. */
const char *settings_dump(const struct settings *settings,
    struct arena *arena) MUST_CHECK;

/* The commented sample file. */
const char *settings_sample(struct arena *arena) MUST_CHECK;

/* The manual page takt.conf(5), for troff. */
const char *settings_man(struct arena *arena) MUST_CHECK;

#endif
