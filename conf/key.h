/*
 * key - the secret under which addresses are hashed
 *
 * A file of 64 hexadecimal digits that only its owner may read.
 */
#ifndef TAKT_CONF_KEY_H
#define TAKT_CONF_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Reads the key from path. Where there is no such file, a fresh key is
 * written there first, mode 0600. A file that others may read is refused.
 */
bool key_load(const char *path, uint8_t key_out[32], struct err *err)
    MUST_CHECK;

/* The present key, and the one before it for as long as its file is there:
   what was written with it is rewritten when it is seen. */
struct keys {
	uint8_t present[32], former[32];
	bool has_former;
};

/* From PATH and PATH.former. */
bool keys_load(const char *path, struct keys *keys_out, struct err *err)
    MUST_CHECK;

/*
 * A change of key in steps that can be repeated after a crash: the next key
 * is made in PATH.next (or found there); when the store knows it,
 * keys_change() renames PATH to PATH.former and PATH.next to PATH.
 */
bool keys_make_next(const char *path, uint8_t next_out[32], struct err *err)
    MUST_CHECK;
bool keys_change(const char *path, struct err *err) MUST_CHECK;

#endif
