/*
 * milter_load - sends mails over the milter protocol, as fast as they go
 *
 *	milter_load PATH CONNECTIONS MAILS PAIRS FIRST BODY-FILE
 *
 * Each connection is a thread. As in an MTA, packets that nobody answers are
 * written together with the next one that somebody does. Mail number n goes
 * from one of PAIRS pairs to the other side, on a subject of its own. Prints
 * the seconds it took and how many mails were held.
 */
#include <arpa/inet.h>
#include <glib.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/attr.h"

enum { ALL_ACTIONS = 0x1ff, ALL_STEPS = 0x1fffff };

static struct {
	const char *path;
	int pairs, mails, next;
	int held;
	char *body;
	gsize body_length;
} load;

static void
give_up(const char *what)
{
	(void)fprintf(stderr, "milter_load: %s\n", what);
	exit(3);
}

static void
put(GByteArray *out, char command, const void *data, size_t length)
{
	const guint32 size = htonl((guint32)length + 1);

	g_byte_array_append(out, (const guint8 *)&size, 4);
	g_byte_array_append(out, (const guint8 *)&command, 1);
	g_byte_array_append(out, data, (guint)length);
}

/* text: strings separated by '|', which become NULs. */
static void
put_text(GByteArray *out, char command, const char *text)
{
	char *copy = g_strconcat(text, "|", NULL);
	const size_t length = strlen(copy);

	g_strdelimit(copy, "|", '\0');
	put(out, command, copy, length);
	g_free(copy);
}

static void
flush(int s, GByteArray *out)
{
	for (size_t sent = 0; sent < out->len;) {
		const ssize_t n =
		    send(s, out->data + sent, out->len - sent, MSG_NOSIGNAL);
		if (n <= 0)
			give_up("the milter closed the connection");
		sent += (size_t)n;
	}
	g_byte_array_set_size(out, 0);
}

static void
receive(int s, void *data, size_t length)
{
	for (size_t got = 0; got < length;) {
		const ssize_t n =
		    recv(s, (char *)data + got, length - got, 0);
		if (n <= 0)
			give_up("no answer");
		got += (size_t)n;
	}
}

/* Reads up to a reply that ends a command. */
static char
answer(int s)
{
	for (;;) {
		guint32 size;
		char data[65536];
		receive(s, &size, sizeof(size));
		size = ntohl(size);
		if (size == 0 || size > sizeof(data))
			give_up("an odd reply");
		receive(s, data, size);
		if (data[0] == 'q')
			g_atomic_int_inc(&load.held);
		if (strchr("acdrtysO", data[0]) != NULL)
			return data[0];
	}
}

static int
connect_milter(GByteArray *out)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const guint32 offer[] = { htonl(6), htonl(ALL_ACTIONS),
		htonl(ALL_STEPS) };
	const int s = socket(AF_UNIX, SOCK_STREAM, 0);

	g_strlcpy(address.sun_path, load.path, sizeof(address.sun_path));
	if (connect(s, (const struct sockaddr *)&address, sizeof(address)) != 0)
		give_up("cannot connect");
	put(out, 'O', offer, sizeof(offer));
	flush(s, out);
	if (answer(s) != 'O')
		give_up("no negotiation");
	static const char client[] = "client.example\0"
				     "4\x12\x34"
				     "192.0.2.1";
	put(out, 'C', client, sizeof(client));
	return s;
}

static void put_format(GByteArray *out, char command, const char *format, ...)
    PRINTF_LIKE(3, 4);

static void
put_format(GByteArray *out, char command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = g_strdup_vprintf(format, args);
	va_end(args);
	put_text(out, command, text);
	g_free(text);
}

static void
send_mail(int s, GByteArray *out, int number)
{
	const int pair = number % load.pairs;

	put_text(out, 'D', "M{auth_authen}|karin");
	put_format(out, 'M', "<karin%d@firma.example>|SIZE=4000", pair);
	put_format(out, 'R', "<per%d@kund%d.example>", pair, pair);
	put(out, 'T', "", 0);
	flush(s, out);
	if (answer(s) != 'c')
		give_up("accepted too early");
	put_text(out, 'L', "Received|from [192.0.2.1] by mail.firma.example "
			   "(Postfix) with ESMTPSA; Wed, 4 Mar 2026 10:02");
	put_format(out, 'L', "From|Karin Lund <karin%d@firma.example>", pair);
	put_format(out, 'L', "To|Per Berg <per%d@kund%d.example>", pair, pair);
	put_format(out, 'L', "Subject|Order number %d-%d for the spring",
	    number, pair);
	put_format(out, 'L', "Message-ID|<%d.%d@firma.example>", number,
	    (int)getpid());
	put_text(out, 'L', "Date|Wed, 4 Mar 2026 10:02:00 +0000");
	put_text(out, 'L', "MIME-Version|1.0");
	put_text(out, 'L', "Content-Type|text/plain; charset=utf-8");
	put(out, 'N', "", 0);
	put(out, 'B', load.body, load.body_length);
	flush(s, out);
	if (answer(s) != 'c')
		give_up("the body was not taken");
	put_text(out, 'D', "Ei|3fBENCH");
	put(out, 'E', "", 0);
	flush(s, out);
	if (answer(s) != 'a')
		give_up("the mail was not accepted");
}

static gpointer
work(gpointer unused UNUSED)
{
	GByteArray *out = g_byte_array_new();
	const int s = connect_milter(out);

	for (;;) {
		const int number = g_atomic_int_add(&load.next, 1);
		if (number >= load.mails)
			break;
		send_mail(s, out, number);
	}
	put(out, 'Q', "", 0);
	flush(s, out);
	(void)close(s);
	g_byte_array_free(out, TRUE);
	return NULL;
}

static int
number_of(const char *text)
{
	return (int)g_ascii_strtoll(text, NULL, 10);
}

int
main(int argc, char *argv[])
{
	if (argc != 7 ||
	    !g_file_get_contents(argv[6], &load.body, &load.body_length,
		NULL)) {
		(void)fputs("usage: milter_load PATH CONNECTIONS MAILS PAIRS "
			    "FIRST BODY-FILE\n",
		    stderr);
		return 2;
	}
	const int connections = number_of(argv[2]);
	load.path = argv[1];
	load.pairs = number_of(argv[4]);
	load.next = number_of(argv[5]);
	load.mails = load.next + number_of(argv[3]);
	GThread **threads = g_new(GThread *, (gsize)connections);
	const gint64 begin = g_get_monotonic_time();
	for (int i = 0; i < connections; i++)
		threads[i] = g_thread_new("client", work, NULL);
	for (int i = 0; i < connections; i++)
		(void)g_thread_join(threads[i]);
	(void)printf("%.6f %d\n",
	    (double)(g_get_monotonic_time() - begin) / 1e6, load.held);
	g_free(threads);
	g_free(load.body);
	return 0;
}
