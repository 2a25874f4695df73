/*
 * user - stop being root
 */
#include "milter/user.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

static const struct passwd *
find_user(const char *name, struct err *err)
{
	const struct passwd *user = getpwnam(name);

	if (user == NULL)
		(void)err_set(err, ERR_CONFIG,
		    "user: there is no user \"%s\". Make it, or name another",
		    name);
	return user;
}

static bool
cannot_become(const char *name, struct err *err)
{
	return err_set(err, ERR_CONFIG, "user: cannot become \"%s\": %s",
	    name, g_strerror(errno));
}

bool
user_borrow(const char *name, struct err *err)
{
	if (name[0] == '\0' || getuid() != 0)
		return true;
	const struct passwd *user = find_user(name, err);
	if (user == NULL)
		return false;
	if (initgroups(name, user->pw_gid) != 0 ||
	    setegid(user->pw_gid) != 0 || seteuid(user->pw_uid) != 0)
		return cannot_become(name, err);
	return true;
}

void
user_return(const char *name)
{
	if (name[0] == '\0' || getuid() != 0)
		return;
	if (seteuid(0) != 0 || setegid(0) != 0)
		g_error("cannot return to root: %s", g_strerror(errno));
}

bool
user_become(const char *name, struct err *err)
{
	if (name[0] == '\0' || getuid() != 0)
		return true;
	const struct passwd *user = find_user(name, err);
	if (user == NULL)
		return false;
	if (initgroups(name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0)
		return cannot_become(name, err);
	if (user->pw_uid != 0 && setuid(0) == 0)
		return err_set(err, ERR_BUG,
		    "user: still root after becoming \"%s\"", name);
	return true;
}
