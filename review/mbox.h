/*
 * mbox - where the mails of an mbox file are
 *
 * Knows the From_ lines; reads any size of file with one small buffer. Does
 * not keep or parse mails.
 */
#ifndef TAKT_REVIEW_MBOX_H
#define TAKT_REVIEW_MBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The separator that opens a file: "From " and more. */
bool mbox_starts(const char *data, size_t length);

/* Calls found for each mail: its bytes after the From_ line, without the
   blank line before the next. Returns false on a read error (errno). */
bool mbox_scan(FILE *file,
    void (*found)(void *context, uint64_t offset, uint64_t length),
    void *context) __attribute__((warn_unused_result));

/* Takes one ">" from lines of ">From ", ">>From " ..., in place. Returns the
   new length. */
size_t mbox_unquote(char *data, size_t length);

#endif
