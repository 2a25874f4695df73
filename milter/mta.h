/*
 * mta - what we may ask of the mail server at the end of a message
 *
 * send.c fills it in with libmilter's functions; tests with their own.
 */
#ifndef TAKT_MILTER_MTA_H
#define TAKT_MILTER_MTA_H

#include <stdbool.h>

struct mta {
	void *handle;
	bool (*add_header)(void *handle, const char *name, const char *value);
	/* The index-th field of that name, from 1. */
	bool (*remove_header)(void *handle, const char *name, int index);
	bool (*hold)(void *handle, const char *reason);
};

#endif
