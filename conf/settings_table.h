/*
 * settings_table - the rows that all of conf/ reads
 *
 * Private to conf/. A row is checked when it is compiled: a member of the
 * wrong type does not build.
 */
#ifndef TAKT_CONF_SETTINGS_TABLE_H
#define TAKT_CONF_SETTINGS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "conf/settings.h"

enum setting_type {
	SETTING_TEXT,	/* any string */
	SETTING_PATH,	/* a file; relative to the settings' folder */
	SETTING_PLACE,	/* "kind:PATH": relative where the kind is a file */
	SETTING_WORD,	/* one of names, kept as a string */
	SETTING_ENUM,	/* one of names, kept as its index */
	SETTING_BOOL,
	SETTING_OCTAL,	/* "0660" */
	SETTING_INT,	/* from min to max */
	SETTING_SIZE,	/* the same, wide */
	SETTING_LIST,	/* strings */
	SETTING_PATHS,	/* files or folders */
};

struct setting_def {
	const char *section;	/* heading above this row, or NULL */
	const char *name;
	enum setting_type type;
	size_t offset;		/* in struct settings */
	const char *const *names;	/* NULL at the end */
	int64_t min, max;
	const char *fallback;	/* the default, as it stands in a file */
	const char *doc;
};

/* Ends with a row whose name is NULL. */
extern const struct setting_def setting_defs[];

#endif
