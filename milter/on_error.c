/*
 * on_error - what an error of ours does to the mail
 *
 * The one table; nobody else chooses between accepting and deferring.
 */
#include "milter/on_error.h"

static const enum reply replies[][ERR_BUG + 1] = {
	[ON_ERROR_PASS] = {
		[ERR_TEMP]   = REPLY_ACCEPT,
		[ERR_INPUT]  = REPLY_ACCEPT,
		[ERR_CONFIG] = REPLY_ACCEPT,
		[ERR_BUG]    = REPLY_ACCEPT,
	},
	[ON_ERROR_TEMPFAIL] = {
		[ERR_TEMP]   = REPLY_TEMPFAIL,
		[ERR_INPUT]  = REPLY_ACCEPT,	/* again would not help */
		[ERR_CONFIG] = REPLY_TEMPFAIL,
		[ERR_BUG]    = REPLY_TEMPFAIL,
	},
};

enum reply
on_error_reply(enum on_error setting, enum err_kind kind)
{
	return replies[setting][kind];
}
