/*
 * user - stop being root
 */
#ifndef TAKT_MILTER_USER_H
#define TAKT_MILTER_USER_H

#include "base/err.h"

/* Becomes user with the user's groups, for good. Does nothing if we are not
   root or name is "". */
bool user_become(const char *name, struct err *err) MUST_CHECK;

#endif
