/*
 * fuzz - what the fuzzers share: the promises of message/words.h, checked
 */
#ifndef TAKT_TESTS_FUZZ_FUZZ_H
#define TAKT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "message/words.h"

/* One run of a fuzzer; libFuzzer's name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Abort if a promise is broken. */
void check_text(const struct text *text);
void check_words(const struct own_words *words);

#endif
