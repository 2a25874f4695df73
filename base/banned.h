/*
 * banned - functions that are easy to use wrongly do not compile
 *
 * Included by force from the command line (-include), before anything else,
 * so the system's own headers are read first here.
 */
#ifndef TAKT_BASE_BANNED_H
#define TAKT_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok
#pragma GCC poison localtime gmtime ctime asctime atoi atol

#endif
