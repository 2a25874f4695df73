/*
 * user - stop being root
 */
#include "milter/user.h"

#include <errno.h>
#include <glib.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

bool
user_become(const char *name, struct err *err)
{
	if (name[0] == '\0' || geteuid() != 0)
		return true;
	errno = 0;
	const struct passwd *user = getpwnam(name);
	if (user == NULL)
		return err_set(err, ERR_CONFIG,
		    "user: there is no user \"%s\". Make it, or name another",
		    name);
	if (initgroups(name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0)
		return err_set(err, ERR_CONFIG, "user: cannot become \"%s\": %s",
		    name, g_strerror(errno));
	if (user->pw_uid != 0 && setuid(0) == 0)
		return err_set(err, ERR_BUG,
		    "user: still root after becoming \"%s\"", name);
	return true;
}
