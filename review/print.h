/*
 * print - one printer for text and JSON
 *
 * A command makes a JSON object and hands it over with a view: with --json
 * the object is printed on a line, otherwise the view writes it for people.
 * So both always say the same. Text out of mails reaches a terminal only
 * through print_clean(): no mail can send it control sequences.
 */
#ifndef TAKT_REVIEW_PRINT_H
#define TAKT_REVIEW_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/attr.h"

struct printer {
	FILE *out;
	bool is_json;
	bool is_terminal;	/* text may be cut to fit */
	bool is_colour;	/* a terminal that shows colours */
	int width;	/* columns to fill */
};

typedef void (*print_view)(const struct printer *printer,
    const json_t *object);

/* Standard output. Colour only on a terminal, never with NO_COLOR. */
struct printer printer_for(bool is_json);

/* Takes the object. */
void print_object(
    const struct printer *printer, json_t *object, print_view view);

/* Of the object, or "" where there is no such string. */
const char *print_get(const json_t *object, const char *key);

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GOOD, STYLE_WARN,
	STYLE_BAD, STYLE_MARK };
/* An escape sequence, "" without colour. */
const char *print_style(const struct printer *printer, enum style style);
/* The style an action is shown in. */
enum style print_action_style(const char *action);

/* Control characters are replaced, newlines by a blank. */
void print_clean(const struct printer *printer, const char *text);
/* As print_clean, filled to width with each line indented. */
void print_filled(
    const struct printer *printer, const char *text, int indent);
/* As print_clean, padded to columns; cut with an ellipsis if it is longer
   and this is a terminal. */
void print_column(const struct printer *printer, const char *text,
    int columns);
/* Like printf, in a style. */
void print_styled(const struct printer *printer, enum style style,
    const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Columns of a terminal that a text takes. */
int print_width(const char *text);

#endif
