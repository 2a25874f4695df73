/*
 * commands - what `takt` can do: one file each, one row each in main.c
 */
#ifndef TAKT_REVIEW_COMMANDS_H
#define TAKT_REVIEW_COMMANDS_H

#include "review/options.h"

int cmd_check(const struct command *self, int argc, char *argv[]);
int cmd_replay(const struct command *self, int argc, char *argv[]);
int cmd_held(const struct command *self, int argc, char *argv[]);
int cmd_sweep(const struct command *self, int argc, char *argv[]);
int cmd_history(const struct command *self, int argc, char *argv[]);
int cmd_import(const struct command *self, int argc, char *argv[]);
int cmd_show(const struct command *self, int argc, char *argv[]);
int cmd_store(const struct command *self, int argc, char *argv[]);
int cmd_stats(const struct command *self, int argc, char *argv[]);
int cmd_words(const struct command *self, int argc, char *argv[]);
int cmd_rules(const struct command *self, int argc, char *argv[]);
int cmd_facts(const struct command *self, int argc, char *argv[]);

#endif
