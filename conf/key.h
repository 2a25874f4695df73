/*
 * key - the secret under which addresses are hashed
 *
 * A file of 64 hexadecimal digits that only its owner may read.
 */
#ifndef TAKT_CONF_KEY_H
#define TAKT_CONF_KEY_H

#include <stdint.h>

#include "base/err.h"

/*
 * Reads the key from path. Where there is no such file, a fresh key is
 * written there first, mode 0600. A file that others may read is refused.
 */
bool key_load(const char *path, uint8_t key_out[32], struct err *err)
    MUST_CHECK;

#endif
