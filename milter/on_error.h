/*
 * on_error - what an error of ours does to the mail
 */
#ifndef TAKT_MILTER_ON_ERROR_H
#define TAKT_MILTER_ON_ERROR_H

#include "base/err.h"
#include "conf/settings.h"
#include "milter/reply.h"

enum reply on_error_reply(enum on_error setting, enum err_kind kind);

#endif
