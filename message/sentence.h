/*
 * sentence - where sentences begin and end
 *
 * Works on the original, because capitals and line ends help to decide.
 */
#ifndef TAKT_MESSAGE_SENTENCE_H
#define TAKT_MESSAGE_SENTENCE_H

#include <stddef.h>

/*
 * One past the sentence that begins at begin, at most end: white space behind
 * it is not included. text[begin, end) is prose of one paragraph; line ends
 * are white space.
 */
size_t sentence_end(const char *text, size_t begin, size_t end);

#endif
