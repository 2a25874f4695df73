/*
 * send - what we ask of the mail server, said with libmilter
 *
 * libmilter takes strings it does not change as char *: hence the casts.
 */
#include "milter/send.h"

#include <libmilter/mfapi.h>

static bool
add_header(void *context, const char *name, const char *value)
{
	return smfi_addheader(context, (char *)name, (char *)value) ==
	    MI_SUCCESS;
}

static bool
remove_header(void *context, const char *name, int index)
{
	return smfi_chgheader(context, (char *)name, index, NULL) ==
	    MI_SUCCESS;
}

static bool
hold(void *context, const char *reason)
{
	return smfi_quarantine(context, (char *)reason) == MI_SUCCESS;
}

struct mta
send_mta(void *context)
{
	return (struct mta){ context, add_header, remove_header, hold };
}
