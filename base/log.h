/*
 * log - one line for one event, the queue id first
 *
 * info: one "key=value" line per message. warning: someone should look.
 * error: mail was affected. No text of a mail is ever logged, and control
 * characters are replaced, so that no mail can forge a line.
 * Safe to call from any thread.
 */
#ifndef TAKT_BASE_LOG_H
#define TAKT_BASE_LOG_H

#include "base/attr.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG };
enum log_target { LOG_TO_STDERR, LOG_TO_SYSLOG };

/* Before the first thread starts. ident must outlive the process. */
void log_open(enum log_target target, enum log_level level,
    const char *ident);
/* queue_id: NULL where there is none (yet). */
void log_error(const char *queue_id, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_warning(const char *queue_id, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
void log_info(const char *queue_id, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_debug(const char *queue_id, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
