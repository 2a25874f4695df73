/*
 * callbacks - libmilter calls us
 *
 * Glue only: each callback finds its session and hands on. The one place that
 * turns enum reply into libmilter's codes.
 */
#ifndef TAKT_MILTER_CALLBACKS_H
#define TAKT_MILTER_CALLBACKS_H

#include <stdbool.h>

struct service;

/* Tells libmilter which callbacks there are. */
bool callbacks_register(void);

/* libmilter hands no pointer of ours to callbacks, so main.c has this. */
struct service *main_service(void);

#endif
