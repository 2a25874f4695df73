/*
 * raw_file - what reading one rule file needs
 *
 * Private to rules/raw*.c.
 */
#ifndef TAKT_RULES_RAW_FILE_H
#define TAKT_RULES_RAW_FILE_H

#include "conf/file.h"
#include "rules/raw.h"

struct raw_file {
	struct raw *raw;
	const config_t *config;
	unsigned directory;
	enum language language;	/* LANGUAGE_UNKNOWN: rules */
};

/* A key of a group, and what reads its value into target. */
struct raw_key {
	const char *name;
	bool (*read)(const struct raw_file *file,
	    const config_setting_t *setting, void *target, struct err *err);
};

/* Reads a group with these keys (a NULL name at the end) into target; what
   says what the group is, in errors. */
bool raw_read_group(const struct raw_file *file,
    const config_setting_t *group, const struct raw_key *keys,
    const char *what, void *target, struct err *err) MUST_CHECK;

struct source raw_source(const struct raw_file *file,
    const config_setting_t *setting);
/* A string, number or truth value as text. */
bool raw_read_scalar(const struct raw_file *file,
    const config_setting_t *setting, struct source_text *text_out,
    struct err *err) MUST_CHECK;
/* A list of strings, or one string. Appends to list. */
bool raw_read_list(const struct raw_file *file,
    const config_setting_t *setting, GArray *list, struct err *err)
    MUST_CHECK;

#endif
