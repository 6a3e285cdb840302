/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command: verbs and options as const tables, from which parsing, help, the man page and shell
 * completion come.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/err.h"
#include <troupe/outcome.h>

/* Exit codes beyond those of TR_OUTCOMES. */
#define EXIT_USAGE    2
#define EXIT_PROBLEM  1 /* doctor found something that prevents running */
#define EXIT_INTERNAL 70

struct option {
    const char *name;  /* "--timeout" */
    const char *value; /* what it takes, for the help; NULL = nothing */
    const char *text;
    const char *words; /* values a shell may complete: "file", "dir" or a list "a b c"; or NULL */
    bool repeatable;
    /* Stores the value (NULL when it takes none) in the verb's own structure. */
    tr_rc (*take)(void *ctx, const char *value, struct tr_err *err);
};

struct verb {
    const char *name;
    const char *operands; /* for the usage line */
    const char *text;
    const char *more;             /* paragraphs under the options in the help; may be NULL */
    const struct option *options; /* ended by a row without a name */
    int (*main)(const struct verb *verb, int argc, char **argv); /* argv[0] is the verb */
};

extern const struct verb *const verbs[];
extern const unsigned n_verbs;
extern const struct verb verb_run, verb_doctor, verb_completion, verb_help, verb_version;

/* Takes options from argv[*at] on into ctx and leaves *at at the first operand (past a "--").
 * `stop` is set when "--" ended the options. */
tr_rc options_parse(const struct verb *verb, int argc, char **argv, int *at, bool *stop, void *ctx,
                    struct tr_err *err) TR_MUST_USE;
/* The row of "--name" or "--name=…"; NULL when there is none. */
const struct option *option_find(const struct verb *verb, const char *arg);

/* The nearest of the names when it is near enough to be meant; NULL else. */
const char *suggest(const char *given, const char *const *names, unsigned n);

/* "troupe: message" on standard error; returns `code`. */
int complain(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a wrong command line, with where to find help. */
int complain_usage(const struct verb *verb, const char *message);

void help_verb(const struct verb *verb);

#endif
