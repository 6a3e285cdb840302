/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/report: an error in its final form, from a guest's error map or from a stop. */
#ifndef REPORT_ERROR_H
#define REPORT_ERROR_H

#include "report/report.h"

/* Caps on what a guest's error map may make us show. */
#define ERROR_FRAMES_MAX   64
#define ERROR_CAUSES_MAX   8
#define ERROR_PARTS_MAX    16
#define ERROR_TOTAL_MAX    64
#define ERROR_EXCERPTS_MAX 8

struct error_frame {
    struct slice function, file; /* empty = unknown */
    uint64_t line, column;       /* 0 = unknown */
    uint64_t offset;             /* TR_NO_OFFSET = unknown */
};

/* Everything that is the same for both origins. */
struct error_facts {
    struct slice class_name, code, message, hint, grant;
    struct slice excerpt;
    const struct error_frame *place; /* NULL = nowhere */
    const struct error_frame *frames;
    unsigned n_frames;
    struct slice cause;  /* encoded error in final form, empty = none */
    struct slice errors; /* encoded errors in final form, one after the other */
    unsigned n_errors;
};

/* Appends the map in its final form: every key, absent ones null. */
void error_put(const struct error_facts *facts, struct buf *out);

/* Appends the final form of a guest's error map. */
void error_from_guest(struct slice map, const struct run_result *result,
                      const struct report_source *sources, unsigned n_sources, struct buf *out);
/* Appends the final form of a stop or a limit, of the program `file`; of a refusal. */
void error_from_stop(const struct run_result *result, struct slice file, struct buf *out);
void error_from_refusal(const struct tr_err *why, const struct report_source *program,
                        struct buf *out);
/* A hint that names the option which raises the limit; nothing when it is at its greatest. */
void error_limit_hint(const struct run_limits *limits, const char *limit_name, struct buf *out);

#endif
