/*
 * speech - what stands between quotation marks
 */
#ifndef TAKT_MESSAGE_SPEECH_H
#define TAKT_MESSAGE_SPEECH_H

#include "message/words.h"

struct arena;

/* Fills in text->speeches from the normalised text and its sentences. */
void speech_find(struct text *text, struct arena *arena);

#endif
