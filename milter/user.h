/*
 * user - stop being root
 */
#ifndef TAKT_MILTER_USER_H
#define TAKT_MILTER_USER_H

#include "base/err.h"

/* Both do nothing if we are not root or name is "". */

/* Becomes user with the user's groups; user_return() undoes it. */
bool user_borrow(const char *name, struct err *err) MUST_CHECK;
void user_return(const char *name);
/* Becomes user for good. */
bool user_become(const char *name, struct err *err) MUST_CHECK;

#endif
