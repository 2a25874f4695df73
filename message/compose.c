/*
 * compose - a mail of ours: one that gives a mail back to its sender
 *
 * The original goes in as it is, byte for byte: parsing and writing it again
 * could change it.
 */
#include "message/compose.h"

#include <gmime/gmime.h>

#include "base/arena.h"

static GMimeObject *
text_part(const char *text)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");

	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_text_part_set_text(part, text);
	g_mime_part_set_content_encoding(
	    GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	return GMIME_OBJECT(part);
}

static GMimeObject *
raw_part(const char *type, const char *subtype, const char *data,
    size_t length, GMimeContentEncoding encoding)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(
	    stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
	g_object_unref(content);
	g_object_unref(stream);
	return GMIME_OBJECT(part);
}

static GMimeObject *
status_part(const struct report_mail *report)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(
	    text, "Reporting-MTA: dns; %s\n", report->host);
	for (size_t i = 0; i < report->recipient_count; i++)
		g_string_append_printf(text,
		    "\nFinal-Recipient: rfc822; %s\nAction: failed\n"
		    "Status: 5.7.1\n",
		    report->recipients[i]);
	GMimeObject *part = raw_part("message", "delivery-status", text->str,
	    text->len, GMIME_CONTENT_ENCODING_DEFAULT);
	g_string_free(text, TRUE);
	return part;
}

static GMimeObject *
original_part(const struct report_mail *report)
{
	for (size_t i = 0; i < report->original_length; i++)
		if ((unsigned char)report->original[i] > 127)
			return raw_part("message", "rfc822",
			    report->original, report->original_length,
			    GMIME_CONTENT_ENCODING_8BIT);
	return raw_part("message", "rfc822", report->original,
	    report->original_length, GMIME_CONTENT_ENCODING_7BIT);
}

/* Takes the part. */
static void
add_part(GMimeMultipart *multipart, GMimeObject *part)
{
	g_mime_multipart_add(multipart, part);
	g_object_unref(part);
}

static void
set_headers(GMimeMessage *message, const struct report_mail *report)
{
	GDateTime *date = g_date_time_new_from_unix_utc(report->now);

	g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM,
	    report->from_name, report->from);
	g_mime_message_add_mailbox(
	    message, GMIME_ADDRESS_TYPE_TO, NULL, report->to);
	g_mime_message_set_subject(message, report->subject, "utf-8");
	g_mime_message_set_date(message, date);
	g_mime_message_set_message_id(message, report->message_id);
	g_mime_object_append_header(GMIME_OBJECT(message), "Auto-Submitted",
	    "auto-replied", NULL);
	g_date_time_unref(date);
}

const char *
compose_report(const struct report_mail *report, struct arena *arena,
    size_t *length_out)
{
	g_mime_init();
	GMimeMessage *message = g_mime_message_new(FALSE);
	GMimeMultipart *multipart =
	    g_mime_multipart_new_with_subtype("report");

	g_mime_object_set_content_type_parameter(
	    GMIME_OBJECT(multipart), "report-type", "delivery-status");
	add_part(multipart, text_part(report->text));
	add_part(multipart, status_part(report));
	add_part(multipart, original_part(report));
	set_headers(message, report);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(multipart));

	GMimeStream *stream = g_mime_stream_mem_new();
	(void)g_mime_object_write_to_stream(
	    GMIME_OBJECT(message), NULL, stream);
	const GByteArray *bytes =
	    g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	*length_out = bytes->len;
	const char *copy =
	    arena_strndup(arena, (const char *)bytes->data, bytes->len);
	g_object_unref(stream);
	g_object_unref(multipart);
	g_object_unref(message);
	return copy;
}
