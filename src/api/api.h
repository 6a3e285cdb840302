/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/api: what stands behind the public types. */
#ifndef API_API_H
#define API_API_H

#include "api/pool.h"
#include "engine/engine.h"
#include "report/report.h"
#include "turn/run.h"
#include <troupe/troupe.h>

struct tr_runtime {
    struct engine *engine;
    struct pool pool;
    pthread_mutex_t lock; /* guards js */
    struct module *js;    /* the JavaScript guest, NULL until first used */
};

/* The JavaScript guest; loads it with the first call. */
tr_rc runtime_javascript(tr_runtime *runtime, struct module **out, struct tr_err *err) TR_MUST_USE;

struct tr_program {
    tr_runtime *runtime;
    enum tr_kind kind;
    struct module *module; /* referenced */
    char *name;
    struct buf source;
    /* Further sources; names and texts are this program's copies. */
    struct run_module *modules;
    unsigned n_modules;
};

/* One run's place in the list of what a cancel object stops. */
struct cancel_entry {
    struct cancel_entry *next, **at;
    struct engine *engine;
    struct kill_ticket ticket;
};
void cancel_enter(tr_cancel *cancel, struct cancel_entry *entry);
void cancel_leave(tr_cancel *cancel, struct cancel_entry *entry);

struct tr_result {
    struct run_result run;
    struct report report;
    struct buf value_json, json, std_out, std_err, error_text; /* made when first asked for */
    bool error_made;
    struct tr_error error;
    char *error_strings;
};

struct tr_result *result_new(void); /* NULL: out of memory */

/* stream.c: the run's sink, which feeds options->output. */
struct stream {
    const struct tr_run_options *options;
};
void stream_observe(void *ctx, enum emit_kind kind, struct slice bytes);
/* What was kept past the streamed heads. */
void stream_rest(const struct stream *stream, const struct run_result *result);

#endif
