/*
 * mailfile - the one mail that check and words look at
 */
#ifndef TAKT_REVIEW_MAILFILE_H
#define TAKT_REVIEW_MAILFILE_H

#include <stdbool.h>

#include "base/err.h"
#include "message/message.h"

struct arena;

/* Reads path ("-" is standard input), at most what the limits let be judged,
   and takes it apart. An empty file is ERR_INPUT. */
bool mailfile_parse(const char *path, const struct message_limits *limits,
    struct arena *arena, struct message *message_out, struct err *err)
    MUST_CHECK;

#endif
