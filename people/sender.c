/*
 * sender - what is remembered of a local sender, whoever they write to
 */
#include "people/sender.h"

#include "base/arena.h"

enum { SENDER_VERSION = 1, SENDER_BYTES = 1 + 8 + 8 + 4 };

static void
put(uint8_t *at, uint64_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t
take(const uint8_t *at, unsigned bytes)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < bytes; i++)
		number |= (uint64_t)at[i] << (8 * i);
	return number;
}

bool
sender_decode(struct bytes bytes, struct sender *out, struct err *err)
{
	const uint8_t *data = bytes.data;

	*out = (struct sender){ 0 };
	if (data == NULL)
		return true;
	if (bytes.length != SENDER_BYTES || data[0] != SENDER_VERSION)
		return err_set(err, ERR_TEMP,
		    "a sender's record in the history is damaged or of a "
		    "newer Takt (%zu bytes): remove it with \"takt history "
		    "forget\" for the address",
		    bytes.length);
	*out = (struct sender){
		.inbound_seen = (time_t)take(data + 1, 8),
		.window = (time_t)take(data + 9, 8),
		.provisional = (uint32_t)take(data + 17, 4),
	};
	return true;
}

struct bytes
sender_encode(const struct sender *sender, struct arena *arena)
{
	uint8_t *data = arena_alloc(arena, SENDER_BYTES);

	data[0] = SENDER_VERSION;
	put(data + 1, (uint64_t)sender->inbound_seen, 8);
	put(data + 9, (uint64_t)sender->window, 8);
	put(data + 17, sender->provisional, 4);
	return (struct bytes){ data, SENDER_BYTES };
}

bool
sender_allow(struct sender *sender, unsigned cap, int64_t window, time_t now)
{
	if (now - sender->window >= window || now < sender->window) {
		sender->window = now;
		sender->provisional = 0;
	}
	if (sender->provisional >= cap)
		return false;
	sender->provisional++;
	return true;
}
