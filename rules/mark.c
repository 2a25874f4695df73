/*
 * mark - names of what a mail was
 */
#include "rules/mark.h"

#include <string.h>

#include "base/attr.h"

uint32_t
mark_from_name(const char *name)
{
	static const struct {
		const char *name;
		uint32_t mark;
	} marks[] = {
#define X(mark_name, bit, doc) { #mark_name, MARK_##mark_name },
		MARK_TABLE(X)
#undef X
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (strcmp(marks[i].name, name) == 0)
			return marks[i].mark;
	return 0;
}
