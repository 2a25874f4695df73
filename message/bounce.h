/*
 * bounce - what a delivery status notification says did not arrive (RFC 3464)
 */
#ifndef TAKT_MESSAGE_BOUNCE_H
#define TAKT_MESSAGE_BOUNCE_H

#include "message/message.h"
#include "message/parts.h"

struct arena;

/* NULL unless a multipart/report names a recipient that failed for good and
   carries the Message-ID of what was sent. */
const struct bounce *bounce_read(const struct parts *parts,
    struct arena *arena);

#endif
