/*
 * log - one line for one event, the queue id first
 *
 * The target is set once before threads start and only read afterwards:
 * the one mutable static outside main.c.
 */
#include "base/log.h"

#include <glib.h>
#include <stdarg.h>
#include <syslog.h>

static struct {
	enum log_target target;
	enum log_level level;
	const char *ident;
} log_state = { LOG_TO_STDERR, LOG_LEVEL_INFO, "takt" };

void
log_open(enum log_target target, enum log_level level, const char *ident)
{
	log_state.target = target;
	log_state.level = level;
	log_state.ident = ident;
	if (target == LOG_TO_SYSLOG)
		openlog(ident, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

static void PRINTF_LIKE(3, 0)
log_line(enum log_level level, const char *queue_id, const char *fmt,
    va_list args)
{
	static const struct {
		int priority;
		const char *name;
	} levels[] = {
		[LOG_LEVEL_ERROR] = { LOG_ERR, "error: " },
		[LOG_LEVEL_WARNING] = { LOG_WARNING, "warning: " },
		[LOG_LEVEL_INFO] = { LOG_INFO, "" },
		[LOG_LEVEL_DEBUG] = { LOG_DEBUG, "debug: " },
	};

	if (level > log_state.level)
		return;
	char *text = g_strdup_vprintf(fmt, args);
	for (char *c = text; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	const char *id = queue_id != NULL ? queue_id : "-";
	if (log_state.target == LOG_TO_SYSLOG)
		syslog(levels[level].priority, "%s: %s%s", id,
		    levels[level].name, text);
	else
		(void)fprintf(stderr, "%s: %s: %s%s\n", log_state.ident, id,
		    levels[level].name, text);
	g_free(text);
}

#define LOG_FUNCTION(name, level)                                  \
	void name(const char *queue_id, const char *fmt, ...)      \
	{                                                          \
		va_list args;                                      \
		va_start(args, fmt);                               \
		log_line(level, queue_id, fmt, args);              \
		va_end(args);                                      \
	}

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warning, LOG_LEVEL_WARNING)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
