/*
 * reply - what we tell the MTA to do, in our own words
 *
 * callbacks.c alone turns these into libmilter's codes.
 */
#ifndef TAKT_MILTER_REPLY_H
#define TAKT_MILTER_REPLY_H

enum reply {
	REPLY_NONE,	/* go on */
	REPLY_SKIP,	/* go on, but send no more of the body */
	REPLY_ACCEPT,	/* we are done with this message */
	REPLY_TEMPFAIL,	/* the client shall try again later */
};

#endif
