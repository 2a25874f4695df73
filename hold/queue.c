/*
 * queue - the MTA's queue, through the MTA's own commands only
 */
#include "hold/queue.h"

#include "hold/postfix.h"

static const struct queue_driver *const drivers[] = {
	&queue_postfix,
};

const struct queue_driver *
queue_driver_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	return NULL;
}
