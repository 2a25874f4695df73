/*
 * key - the secret under which addresses are hashed
 *
 * A fresh key is written under another name and then linked into place, so
 * that two programs that start together end with one key.
 */
#include "conf/key.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_BYTES = 32, KEY_DIGITS = 2 * KEY_BYTES };

static bool
write_all(int file, const char *text)
{
	const size_t length = strlen(text);

	return write(file, text, length) == (ssize_t)length &&
	    fsync(file) == 0;
}

static bool
make_key(const char *path, struct err *err)
{
	uint8_t key[KEY_BYTES];
	char text[KEY_DIGITS + 2];
	bool ok = false;

	char *draft = g_strdup_printf("%s.%d", path, (int)getpid());
	const int file =
	    open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0) {
		(void)err_set(err, ERR_CONFIG,
		    "%s: cannot make the key file: %s. Make the folder, owned "
		    "by the user taktd runs as, or set key_file",
		    path, g_strerror(errno));
		goto out;
	}
	randombytes_buf(key, sizeof(key));
	(void)sodium_bin2hex(text, KEY_DIGITS + 1, key, sizeof(key));
	(void)memcpy(text + KEY_DIGITS, "\n", 2);
	ok = write_all(file, text);
	if (ok && link(draft, path) != 0)
		ok = errno == EEXIST;
	if (!ok)
		(void)err_set(err, ERR_CONFIG,
		    "%s: cannot write the key file: %s", path,
		    g_strerror(errno));
	(void)close(file);
	(void)unlink(draft);
out:
	sodium_memzero(key, sizeof(key));
	sodium_memzero(text, sizeof(text));
	g_free(draft);
	return ok;
}

static bool
read_key(int file, const char *path, uint8_t key_out[32], struct err *err)
{
	char text[KEY_DIGITS + 2];
	size_t length = 0;
	struct stat st;

	if (fstat(file, &st) == 0 && (st.st_mode & 077) != 0)
		return err_set(err, ERR_CONFIG,
		    "%s: others may read the key. Say: chmod 600 %s", path,
		    path);
	const ssize_t got = read(file, text, sizeof(text) - 1);
	text[got < 0 ? 0 : got] = '\0';
	g_strchomp(text);
	const bool ok = strlen(text) == KEY_DIGITS &&
	    sodium_hex2bin(key_out, KEY_BYTES, text, KEY_DIGITS, NULL,
		&length, NULL) == 0 &&
	    length == KEY_BYTES;
	sodium_memzero(text, sizeof(text));
	return ok ||
	    err_set(err, ERR_CONFIG,
		"%s: not a key of %d hexadecimal digits. Restore the file: "
		"with another key the history cannot be read",
		path, KEY_DIGITS);
}

bool
key_load(const char *path, uint8_t key_out[32], struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, ERR_BUG, "libsodium does not start");
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 && errno == ENOENT) {
		if (!make_key(path, err))
			return false;
		file = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (file < 0)
		return err_set(err, ERR_CONFIG,
		    "%s: cannot read the key: %s", path, g_strerror(errno));
	const bool ok = read_key(file, path, key_out, err);
	(void)close(file);
	return ok;
}

bool
keys_load(const char *path, struct keys *keys_out, struct err *err)
{
	char *former = g_strconcat(path, ".former", NULL);
	bool ok = key_load(path, keys_out->present, err);

	keys_out->has_former =
	    ok && g_file_test(former, G_FILE_TEST_EXISTS);
	if (keys_out->has_former)
		ok = key_load(former, keys_out->former, err);
	g_free(former);
	return ok;
}

bool
keys_make_next(const char *path, uint8_t next_out[32], struct err *err)
{
	char *next = g_strconcat(path, ".next", NULL);
	const bool ok = key_load(next, next_out, err);

	g_free(next);
	return ok;
}

static bool
move(const char *from, const char *to, struct err *err)
{
	return rename(from, to) == 0 ||
	    err_set(err, ERR_CONFIG, "cannot rename %s to %s: %s", from, to,
		g_strerror(errno));
}

bool
keys_change(const char *path, struct err *err)
{
	char *next = g_strconcat(path, ".next", NULL);
	char *former = g_strconcat(path, ".former", NULL);

	/* A second name first: a program that starts between the two steps
	   must find a key file, or it would make one. */
	(void)unlink(former);
	const bool ok = link(path, former) == 0
	    ? move(next, path, err)
	    : err_set(err, ERR_CONFIG, "cannot link %s to %s: %s", path,
		  former, g_strerror(errno));

	g_free(next);
	g_free(former);
	return ok;
}
