/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told about a run: one structure, shown as JSON, as CBOR and as text for a person. Equal
 * runs give equal reports, but for times.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "turn/run.h"

struct report_source { /* for excerpts */
    struct slice name, text;
};

struct report {
    enum outcome outcome;
    const struct run_result *result; /* borrowed; NULL when the program was refused */
    struct buf error;                /* one CBOR map, every key of errors.md; empty = none */
    struct run_limits limits;
    struct hash module_hash;
    bool has_module;
};

/* Of a program that ran. `result` must outlive the report; the sources are only read here. */
tr_rc report_init(struct report *report, const struct run_result *result,
                  const struct report_source *sources, unsigned n_sources,
                  struct tr_err *err) TR_MUST_USE;
/* Of a program that was not started, and why. The text of `program`, by which an offset becomes
 * line and column, is empty for a binary. */
tr_rc report_init_refused(struct report *report, const struct tr_err *why,
                          const struct report_source *program, const struct run_limits *limits,
                          struct tr_err *err) TR_MUST_USE;
void report_done(struct report *report);

/* The object of `--json`, on one line without an end of line. */
tr_rc report_json(const struct report *report, struct buf *out, struct tr_err *err) TR_MUST_USE;
/* The same object, CBOR. */
tr_rc report_cbor(const struct report *report, struct buf *out, struct tr_err *err) TR_MUST_USE;
/* The error as text for a person, lines ended; nothing when there is none. */
void report_error_text(const struct report *report, bool colour, struct buf *out);
/* The line that stands where log lines were dropped, without its end. */
#define REPORT_GAP_TEXT_MAX 64
void report_gap_text(const struct run_result *result, char out[REPORT_GAP_TEXT_MAX]);

#endif
