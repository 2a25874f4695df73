/*
 * calendar - invitations, and answers to them
 *
 * libical keeps the last error and its buffers per thread and may abort on
 * errors unless told otherwise, which message_library_init() does. Times
 * without a zone are taken as UTC; that is at most half a day wrong and only
 * days matter.
 */
#include "message/calendar.h"

#include <glib.h>
#include <libical/ical.h>

#include "base/arena.h"

enum { CALENDAR_LONGEST = 64 << 10 };

static bool
is_answer_method(const char *method)
{
	static const char *const answers[] = { "REPLY", "COUNTER", "REFRESH",
		"DECLINECOUNTER", NULL };

	for (size_t i = 0; method != NULL && answers[i] != NULL; i++)
		if (g_ascii_strcasecmp(method, answers[i]) == 0)
			return true;
	return false;
}

static const char *
method_of(icalcomponent *calendar)
{
	icalproperty *property = icalcomponent_get_first_property(
	    calendar, ICAL_METHOD_PROPERTY);

	return property == NULL ? NULL
	    : icalproperty_method_to_string(icalproperty_get_method(property));
}

static time_t
unix_time(struct icaltimetype when)
{
	if (icaltime_is_null_time(when) || !icaltime_is_valid_time(when))
		return 0;
	return icaltime_as_timet_with_zone(when, when.zone != NULL
	    ? when.zone : icaltimezone_get_utc_timezone());
}

static void
read_event(icalcomponent *event, bool is_cancel, struct arena *arena,
    struct invitation *invitation_out)
{
	struct meeting *meeting = &invitation_out->meeting;
	const char *uid = icalcomponent_get_uid(event);

	meeting->uid = arena_strdup(arena, uid != NULL ? uid : "");
	meeting->start = unix_time(icalcomponent_get_dtstart(event));
	meeting->end = unix_time(icalcomponent_get_dtend(event));
	if (meeting->end < meeting->start)
		meeting->end = 0;
	meeting->is_cancelled = is_cancel ||
	    icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
	invitation_out->has_meeting = meeting->start > 0 ||
	    meeting->is_cancelled;
}

void
calendar_read(const char *text, size_t length, const char *method,
    struct arena *arena, struct invitation *invitation_out)
{
	*invitation_out = (struct invitation){
		.is_answer = is_answer_method(method)
	};
	if (length == 0 || length > CALENDAR_LONGEST)
		return;
	icalcomponent *calendar = icalparser_parse_string(text);
	if (calendar == NULL)
		return;
	const char *inner = method_of(calendar);
	if (inner != NULL)
		method = inner;
	invitation_out->is_answer = is_answer_method(method);
	icalcomponent *event =
	    icalcomponent_isa(calendar) == ICAL_VEVENT_COMPONENT ? calendar
	    : icalcomponent_get_first_component(
		calendar, ICAL_VEVENT_COMPONENT);
	if (event != NULL && !invitation_out->is_answer)
		read_event(event, method != NULL &&
			g_ascii_strcasecmp(method, "CANCEL") == 0,
		    arena, invitation_out);
	icalcomponent_free(calendar);
	icalmemory_free_ring();
}
