/*
 * finish - what happens at the end of a message
 *
 * outgoing: parse, judge, plan, hold or learn, edit. inbound: parse, learn.
 * Reads like a table of contents; deciding is judge/'s and action.c's.
 */
#ifndef TAKT_MILTER_FINISH_H
#define TAKT_MILTER_FINISH_H

#include "milter/reply.h"

struct mail;
struct mta;
struct service;

/* Never REPLY_NONE. queue_id may be NULL. */
enum reply finish_mail(struct service *service, struct mail *mail,
    const struct mta *mta, const char *queue_id);

#endif
