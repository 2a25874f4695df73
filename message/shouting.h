/*
 * shouting - capital letters and rows of marks, counted before folding
 */
#ifndef TAKT_MESSAGE_SHOUTING_H
#define TAKT_MESSAGE_SHOUTING_H

#include "message/words.h"

/* Fills in capital_sentences and mark_runs from words->body. */
void shouting_count(struct own_words *words);

#endif
