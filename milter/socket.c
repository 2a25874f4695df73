/*
 * socket - where the mail server connects
 */
#include "milter/socket.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <libmilter/mfapi.h>
#include <netdb.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128 };

struct place {
	struct sockaddr_storage address;
	socklen_t length;
	const char *path;	/* of a unix socket; points into settings */
};

static const char *
unix_path(const char *text)
{
	static const char *const kinds[] = { "unix:", "local:" };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (g_str_has_prefix(text, kinds[i]))
			return text + strlen(kinds[i]);
	return text[0] == '/' ? text : NULL;
}

static bool
read_unix(const char *path, struct place *out, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(err, ERR_CONFIG,
		    "%s: longer than the %zu bytes of a socket's name. Choose "
		    "a shorter path",
		    path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path));
	memcpy(&out->address, &address, sizeof(address));
	out->length = sizeof(address);
	out->path = path;
	return true;
}

static bool
read_inet(const char *text, int family, struct place *out, struct err *err)
{
	const struct addrinfo hints = { .ai_family = family,
		.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	char **parts = g_strsplit(text, "@", 2);

	char *host = parts[0] != NULL && parts[1] != NULL ? parts[1] : NULL;
	if (host != NULL && host[0] == '[' && g_str_has_suffix(host, "]")) {
		host[strlen(host) - 1] = '\0';
		host++;
	}
	const int trouble = getaddrinfo(host,
	    parts[0] != NULL && parts[0][0] != '\0' ? parts[0] : "?", &hints,
	    &found);
	if (trouble != 0) {
		(void)err_set(err, ERR_CONFIG, "%s: %s. Write PORT@HOST", text,
		    gai_strerror(trouble));
	} else {
		memcpy(&out->address, found->ai_addr, found->ai_addrlen);
		out->length = found->ai_addrlen;
		freeaddrinfo(found);
	}
	g_strfreev(parts);
	return trouble == 0;
}

static bool
read_place(const char *text, struct place *out, struct err *err)
{
	const char *path = unix_path(text);

	*out = (struct place){ .length = 0 };
	if (path != NULL)
		return read_unix(path, out, err);
	if (g_str_has_prefix(text, "inet:"))
		return read_inet(text + strlen("inet:"), AF_INET, out, err);
	if (g_str_has_prefix(text, "inet6:"))
		return read_inet(text + strlen("inet6:"), AF_INET6, out, err);
	return err_set(err, ERR_CONFIG,
	    "\"%s\" is no socket. Write \"unix:PATH\", \"inet:PORT@HOST\" or "
	    "\"inet6:PORT@HOST\"",
	    text);
}

static bool
somebody_listens(const struct place *place)
{
	const int s = socket(
	    place->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const bool is_open = s >= 0 &&
	    connect(s, (const struct sockaddr *)&place->address,
		place->length) == 0;

	if (s >= 0)
		(void)close(s);
	return is_open;
}

static bool
is_no_socket(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode);
}

/* Binds and lets go again, for the error that libmilter keeps to itself. */
static bool
try_bind(const struct place *place, const char *name, struct err *err)
{
	const int on = 1;
	const int s = socket(
	    place->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = s >= 0;

	if (ok && place->path != NULL)
		(void)unlink(place->path);	/* of a dead daemon */
	ok = ok && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0;
	ok = ok &&
	    bind(s, (const struct sockaddr *)&place->address, place->length) ==
		0;
	const int why = errno;
	if (ok && place->path != NULL)
		(void)unlink(place->path);
	if (s >= 0)
		(void)close(s);
	return ok ||
	    err_set(err, ERR_CONFIG,
		"%s: cannot listen here: %s. %s", name, g_strerror(why),
		place->path != NULL ?
		    "Make the folder, owned by who runs taktd, or set socket" :
		    "Choose another address or port with socket");
}

static bool
check(const struct place *place, const char *name, struct err *err)
{
	if (place->path != NULL && is_no_socket(place->path))
		return err_set(err, ERR_CONFIG,
		    "%s: is there already and no socket. Remove it, or set "
		    "socket",
		    name);
	if (somebody_listens(place))
		return err_set(err, ERR_CONFIG,
		    "%s: somebody listens there already. Stop the other "
		    "taktd, or set socket",
		    name);
	return try_bind(place, name, err);
}

static bool
find_group(const char *name, gid_t *gid_out, struct err *err)
{
	if (name[0] == '\0')
		return true;
	const struct group *group = getgrnam(name);
	if (group == NULL)
		return err_set(err, ERR_CONFIG,
		    "socket_group: there is no group \"%s\". Make it, or name "
		    "another",
		    name);
	*gid_out = group->gr_gid;
	return true;
}

/* Mode, group, and the user we are about to become, who will remove it. */
static bool
give_rights(const struct settings *settings, const char *path,
    struct err *err)
{
	uid_t uid = (uid_t)-1;
	gid_t gid = (gid_t)-1;

	if (!find_group(settings->socket_group, &gid, err))
		return false;
	if (geteuid() == 0 && settings->user[0] != '\0') {
		const struct passwd *user = getpwnam(settings->user);
		if (user != NULL)
			uid = user->pw_uid;
	}
	if ((uid != (uid_t)-1 || gid != (gid_t)-1) &&
	    chown(path, uid, gid) != 0)
		return err_set(err, ERR_CONFIG,
		    "%s: cannot give it to group \"%s\": %s", path,
		    settings->socket_group, g_strerror(errno));
	if (chmod(path, (mode_t)settings->socket_mode) != 0)
		return err_set(err, ERR_CONFIG, "%s: cannot set its mode: %s",
		    path, g_strerror(errno));
	return true;
}

static void
remember(const char *path, struct listener *out)
{
	struct stat st;

	*out = (struct listener){ .path = NULL };
	if (path != NULL && lstat(path, &st) == 0)
		*out = (struct listener){ path, st.st_dev, st.st_ino };
}

bool
socket_open(const struct settings *settings, struct listener *listener_out,
    struct err *err)
{
	struct place place;

	if (!read_place(settings->socket, &place, err))
		return err_prefix(err, "socket");
	if (!check(&place, settings->socket, err))
		return false;
	const mode_t before = umask(0177);	/* until give_rights() */
	const bool ok = smfi_setconn((char *)settings->socket) == MI_SUCCESS &&
	    smfi_setbacklog(BACKLOG) == MI_SUCCESS &&
	    smfi_opensocket(true) == MI_SUCCESS;
	(void)umask(before);
	if (!ok)
		return err_set(err, ERR_CONFIG,
		    "%s: libmilter cannot listen here; the system's log says "
		    "why",
		    settings->socket);
	remember(place.path, listener_out);
	if (place.path == NULL || give_rights(settings, place.path, err))
		return true;
	socket_remove(listener_out);
	return false;
}

void
socket_wake(const struct settings *settings)
{
	struct place place;
	struct err err;

	if (read_place(settings->socket, &place, &err))
		(void)somebody_listens(&place);
}

void
socket_remove(const struct listener *listener)
{
	struct stat st;

	if (listener->path != NULL && lstat(listener->path, &st) == 0 &&
	    st.st_dev == listener->device && st.st_ino == listener->inode)
		(void)unlink(listener->path);
}
