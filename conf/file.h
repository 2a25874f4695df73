/*
 * file - libconfig files, with the errors people need
 *
 * The only user of libconfig's parser. Finds what libconfig lets pass: a byte
 * order mark, and a forgotten comma between two strings, which libconfig
 * joins silently. Errors say "FILE:LINE: what. What to do."
 */
#ifndef TAKT_CONF_FILE_H
#define TAKT_CONF_FILE_H

#include <libconfig.h>

#include "base/err.h"

/* config is initialised here and must be destroyed by the caller only if
   this returns true. */
bool conf_file_read(const char *path, config_t *config, struct err *err)
    MUST_CHECK;

/* err_set(ERR_CONFIG) with "FILE:LINE: " of the setting in front. */
bool conf_error(struct err *err, const config_setting_t *setting,
    const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
