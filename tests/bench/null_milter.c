/*
 * null_milter - a milter that does nothing, to measure taktd against
 *
 * Negotiates the same steps and actions as milter/callbacks.c, takes the same
 * callbacks and copies nothing. What taktd costs beyond it is taktd's own.
 *
 *	null_milter unix:PATH
 */
#include <libmilter/mfapi.h>
#include <unistd.h>

#include "base/attr.h"

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long can_do, unsigned long steps,
    unsigned long can2 UNUSED, unsigned long can3 UNUSED,
    unsigned long *do_out, unsigned long *steps_out,
    unsigned long *out2, unsigned long *out3)
{
	*do_out = can_do &
	    (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE |
		SMFIF_SETSYMLIST);
	*steps_out =
	    (steps & (SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_SKIP)) |
	    SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR |
	    SMFIP_NR_EOH;
	*out2 = *out3 = 0;
	(void)smfi_setsymlist(ctx, SMFIM_ENVFROM, (char *)"{auth_authen}");
	(void)smfi_setsymlist(ctx, SMFIM_EOM, (char *)"i");
	return SMFIS_CONTINUE;
}

static sfsistat
on_connect(SMFICTX *ctx UNUSED, char *host UNUSED, _SOCK_ADDR *address UNUSED)
{
	return SMFIS_NOREPLY;
}

static sfsistat
on_arguments(SMFICTX *ctx UNUSED, char **arguments UNUSED)
{
	return SMFIS_NOREPLY;
}

static sfsistat
on_data(SMFICTX *ctx UNUSED)
{
	return SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *ctx UNUSED, char *name UNUSED, char *value UNUSED)
{
	return SMFIS_NOREPLY;
}

static sfsistat
on_end_of_headers(SMFICTX *ctx UNUSED)
{
	return SMFIS_NOREPLY;
}

static sfsistat
on_body(SMFICTX *ctx UNUSED, unsigned char *data UNUSED, size_t length UNUSED)
{
	return SMFIS_CONTINUE;
}

static sfsistat
on_end(SMFICTX *ctx UNUSED)
{
	return SMFIS_ACCEPT;
}

static sfsistat
on_close(SMFICTX *ctx UNUSED)
{
	return SMFIS_CONTINUE;
}

int
main(int argc, char *argv[])
{
	const struct smfiDesc description = {
		.xxfi_name = (char *)"null_milter",
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags =
		    SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE,
		.xxfi_connect = on_connect,
		.xxfi_envfrom = on_arguments,
		.xxfi_envrcpt = on_arguments,
		.xxfi_header = on_header,
		.xxfi_eoh = on_end_of_headers,
		.xxfi_body = on_body,
		.xxfi_eom = on_end,
		.xxfi_abort = on_close,
		.xxfi_close = on_close,
		.xxfi_data = on_data,
		.xxfi_negotiate = on_negotiate,
	};

	if (argc != 2) {
		(void)fputs("usage: null_milter unix:PATH\n", stderr);
		return 2;
	}
	if (smfi_setconn(argv[1]) != MI_SUCCESS ||
	    smfi_register(description) != MI_SUCCESS ||
	    smfi_opensocket(true) != MI_SUCCESS ||
	    smfi_main() != MI_SUCCESS) {
		(void)fputs("null_milter: cannot listen\n", stderr);
		return 3;
	}
	return 0;
}
