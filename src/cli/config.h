/* SPDX-License-Identifier: Apache-2.0 */
/* What the options of `troupe run` add up to. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "base/buf.h"
#include "cli/cli.h"
#include <troupe/troupe.h>

/* A growing list of strings, ended by NULL. Strings are borrowed (argv) unless put in `owned`. */
struct list {
    const char **items;
    unsigned n;
};

/* False when out of memory. */
bool list_add(struct list *list, const char *text);

struct config {
    struct tr_run_options run;
    struct list env;
    struct list modules; /* NAME=PATH */
    struct list owned;   /* strings that config_done frees */
    struct tr_dir *dirs;
    const char *input; /* JSON, @FILE or -, as given */
    const char *artifacts_dir;
    bool clock_now; /* --clock fixed */
    bool allow_imports;
    bool json, quiet;
};

extern const struct option config_options[];

void config_done(struct config *config);
/* Keeps `text` (malloc'ed) until config_done. NULL, with `text` freed, when out of memory. */
const char *config_own(struct config *config, char *text);

#endif
