/*
 * attr - the few compiler attributes the project uses
 */
#ifndef TAKT_BASE_ATTR_H
#define TAKT_BASE_ATTR_H

#define PRINTF_LIKE(text, first) \
	__attribute__((format(printf, text, first)))
/* The caller must look at the result. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define UNUSED	   __attribute__((unused))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif
