/*
 * takt words - what Takt sees of a mail
 *
 * The first thing to look at when a verdict surprises: what counts as the
 * sender's own words, and what was left out and why.
 */
#include <glib.h>

#include "base/arena.h"
#include "review/commands.h"
#include "review/mail_json.h"
#include "review/mailfile.h"
#include "review/print.h"

static const char *
sentence_kind_name(enum sentence_kind kind)
{
	static const char *const names[] = {
		[SENTENCE_PLAIN] = "sentence",
		[SENTENCE_GREETING] = "greeting",
		[SENTENCE_SIGNOFF] = "sign-off",
		[SENTENCE_HEADING] = "heading",
	};

	return names[kind];
}

/* Bytes of the original, whatever they are. */
static json_t *
slice_json(const struct text *text, size_t begin, size_t end)
{
	char *slice = g_strndup(text->original + begin, end - begin);
	json_t *string = json_text(g_strstrip(slice));

	g_free(slice);
	return string;
}

static json_t *
sentences_json(const struct text *text)
{
	json_t *list = json_array();

	for (size_t i = 0; i < text->sentence_count; i++) {
		const struct sentence *s = &text->sentences[i];
		const size_t begin = text->map[s->begin];
		json_t *item = json_object();
		json_object_set_new(
		    item, "kind", json_string(sentence_kind_name(s->kind)));
		json_object_set_new(item, "line",
		    json_integer(text_line(text, begin)));
		json_object_set_new(item, "text",
		    slice_json(text, begin, text->map[s->end]));
		json_array_append_new(list, item);
	}
	return list;
}

static json_t *
dropped_json(const struct own_words *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->dropped_count; i++) {
		const struct dropped *d = &words->dropped[i];
		json_t *item = json_object();
		json_object_set_new(item, "why",
		    json_string(drop_reason_name(d->reason)));
		json_object_set_new(item, "line",
		    json_integer(text_line(&words->body, d->begin)));
		json_object_set_new(item, "text",
		    slice_json(&words->body, d->begin, d->end));
		json_array_append_new(list, item);
	}
	return list;
}

/* What holds of the whole, by name: only what is true. */
static json_t *
signs_json(const struct message *message)
{
	const struct own_words *words = &message->words;
	const struct {
		bool holds;
		const char *name;
	} signs[] = {
		{ message->is_reply, "reply" },
		{ words->quotes_below, "quotes earlier mail" },
		{ words->has_forward, "forwards mail" },
		{ words->names_sender, "says who the sender is" },
		{ message->has_attachment, "has an attachment" },
		{ message->meeting != NULL, "carries an invitation" },
		{ words->is_encrypted, "encrypted" },
		{ words->is_truncated, "cut at the scan limit" },
		{ !words->has_text, "no words of its own" },
	};
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
		if (signs[i].holds)
			json_array_append_new(
			    list, json_string(signs[i].name));
	if (message->automatic != AUTOMATIC_NO)
		json_array_append_new(list,
		    json_text(automatic_name(message->automatic)));
	return list;
}

static json_t *
words_json(const struct message *message)
{
	const struct own_words *words = &message->words;
	json_t *object = json_object();

	json_object_set_new(object, "subject",
	    slice_json(&words->subject, 0, words->subject.original_length));
	json_object_set_new(object, "language",
	    json_string(language_code(words->language)));
	json_object_set_new(
	    object, "words", json_integer(words->word_count));
	json_object_set_new(object, "signs", signs_json(message));
	json_object_set_new(
	    object, "sentences", sentences_json(&words->body));
	json_object_set_new(object, "left_out", dropped_json(words));
	return object;
}

static void
rows_view(const struct printer *printer, const json_t *list,
    const char *label)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *row = json_array_get(list, i);
		(void)fprintf(printer->out, "%4d  ",
		    (int)json_integer_value(json_object_get(row, "line")));
		print_styled(printer, STYLE_DIM, "%-11s ",
		    print_get(row, label));
		print_clean(printer, print_get(row, "text"));
		(void)fputc('\n', printer->out);
	}
}

static void
words_view(const struct printer *printer, const json_t *object)
{
	const json_t *signs = json_object_get(object, "signs");
	const json_t *dropped = json_object_get(object, "left_out");

	(void)fputs("subject   ", printer->out);
	print_clean(printer, print_get(object, "subject"));
	(void)fprintf(printer->out, "\nlanguage  %s\nwords     %d\n",
	    print_get(object, "language"),
	    (int)json_integer_value(json_object_get(object, "words")));
	for (size_t i = 0; i < json_array_size(signs); i++)
		(void)fprintf(printer->out, "%s%s",
		    i == 0 ? "signs     " : ", ",
		    json_string_value(json_array_get(signs, i)));
	if (json_array_size(signs) > 0)
		(void)fputc('\n', printer->out);
	print_styled(printer, STYLE_BOLD, "own words");
	(void)fputc('\n', printer->out);
	rows_view(printer, json_object_get(object, "sentences"), "kind");
	if (json_array_size(dropped) == 0)
		return;
	print_styled(printer, STYLE_BOLD, "left out");
	(void)fputc('\n', printer->out);
	rows_view(printer, dropped, "why");
}

int
cmd_words(const struct command *self, int argc, char *argv[])
{
	struct common_options common = { 0 };
	const GOptionEntry entries[] = {
		OPTION_JSON(&common),
		OPTION_CONFIG(&common),
		OPTION_END,
	};
	struct app app = { 0 };
	struct message message;
	struct err err;
	int code = EXIT_USAGE;

	if (!options_read(self, entries, &argc, &argv, 1, 1))
		goto out;
	code = EXIT_FAILED;
	if (!app_init(&app, &common, &err) ||
	    !mailfile_parse(
		argv[1], &app.limits, app.arena, &message, &err)) {
		app_complain(&err);
		goto out;
	}
	const struct printer printer = printer_for(common.is_json);
	print_object(&printer, words_json(&message), words_view);
	code = EXIT_FINE;
out:
	app_release(&app);
	common_options_release(&common);
	return code;
}
