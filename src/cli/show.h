/* SPDX-License-Identifier: Apache-2.0 */
/* What a run shows on the terminal while it goes on and at its end. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "base/slice.h"
#include "cli/config.h"
#include "report/report.h"

struct artifacts {
    int dir_fd; /* -1 = artifacts are not written */
    struct list names;
    bool failed;
};

struct show {
    const struct config *config;
    struct artifacts artifacts;
    bool line_open; /* the last byte on standard output was no line end */
};

/* Opens the directory for artifacts, where one is wanted. */
tr_rc show_init(struct show *show, const struct config *config, struct tr_err *err) TR_MUST_USE;
void show_done(struct show *show);
/* For tr_run_options.output; ctx is a struct show. */
void show_output(struct show *show, enum tr_stream stream, int level, const char *bytes,
                 size_t len);
/* Result, error or JSON; the exit code of the command. */
int show_end(struct show *show, tr_result *result);
/* The same for a program that was not started. */
int show_refused(struct show *show, const struct report_source *program, const struct tr_err *why);

/* artifacts.c */
tr_rc artifacts_open(struct artifacts *artifacts, const char *dir, struct tr_err *err) TR_MUST_USE;
void artifacts_write(struct artifacts *artifacts, struct slice encoded);
void artifacts_done(struct artifacts *artifacts);

/* All of it, whatever the kernel takes at a time. False when the reader is gone. */
bool write_all(int fd, const void *bytes, size_t len);

#endif
