/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of one program from nothing to its outcome: open a sandbox, turn after turn until the
 * guest is finished, answer its operations, collect what it emits, close the sandbox.
 *
 * A run is three things: `run_options` in, observations out while it goes (`sink`), `run_result` at
 * the end. It knows no file names, no terminal and no JSON text.
 */
#ifndef TURN_RUN_H
#define TURN_RUN_H

#include "engine/engine.h"
#include "guest/guest.h"
#include "handler/handler.h"

enum outcome {
    OUTCOME_OK,
    OUTCOME_ERROR, /* the guest language's own uncaught error */
    OUTCOME_EXIT,  /* ended with an exit status other than 0 */
    OUTCOME_TRAP,
    OUTCOME_DEADLINE,
    OUTCOME_MEMORY,
    OUTCOME_OUTPUT,
    OUTCOME_DENIED,
    OUTCOME_CANCELLED,
    OUTCOME_INTERNAL,
    OUTCOME_MAX
};
const char *outcome_name(enum outcome outcome);

struct run_limits {
#define RUN_LIMIT_FIELD(name, unit, standard, greatest, text) uint64_t name;
    TR_LIMITS(RUN_LIMIT_FIELD)
#undef RUN_LIMIT_FIELD
};
void run_limits_default(struct run_limits *limits);

struct run_module { /* a further source file: its import name and text */
    struct slice name, text;
};

struct run_mount {
    const char *host_dir, *guest_dir;
    enum dir_mode mode;
};

/* Observations as they come: EMIT_LOG, EMIT_STDOUT, EMIT_STDERR, EMIT_PROGRESS, EMIT_ARTIFACT. */
struct run_sink {
    void *ctx;
    void (*observe)(void *ctx, enum emit_kind kind, struct slice bytes);
};

struct run_options {
    struct module *module;      /* the guest (js.wasm), or the WASI program itself */
    bool wasi;                  /* the module is the program: run its _start */
    struct slice source;        /* language guests */
    const char *source_name;    /* file name shown in stacks */
    bool source_is_module;
    const struct run_module *modules;
    unsigned n_modules;
    struct slice input_cbor;    /* empty = no input */
    const char *const *args;    /* args[0] is the program's name */
    unsigned n_args;
    const char *const *env;     /* "KEY=VALUE" */
    unsigned n_env;
    const struct run_mount *mounts;
    unsigned n_mounts;
    int program_dir_fd;         /* relative imports; -1 = not granted */
    struct run_limits limits;
    bool clock_fixed;
    uint64_t clock_ns;
    bool has_seed;              /* else from the host */
    uint64_t seed[2];
    /* Standard input: appends nothing at the end. NULL = empty. */
    enum stop (*read_stdin)(void *ctx, struct host_call *call, uint8_t *out, size_t max,
                            size_t *out_len);
    void *stdin_ctx;
    struct run_sink sink;
    /* Called once with a ticket by which another thread may cancel; may be NULL. */
    void (*started)(void *ctx, struct kill_ticket ticket);
    void *started_ctx;
};

struct run_log {
    unsigned level;     /* 0 debug, 1 info, 2 warn, 3 error */
    struct slice text;
};

struct run_artifact {
    struct slice mime, name, bytes;
};

struct run_usage {
    uint64_t time_ns;
    uint64_t memory_bytes;
    uint64_t output_bytes;
    uint64_t source_bytes;
    uint64_t files_bytes;
    uint64_t timers;
};

struct run_result {
    enum outcome outcome;
    enum stop stop;             /* why the sandbox was stopped, STOP_NONE otherwise */
    struct stop_info stop_info;
    uint32_t exit_status;
    struct buf value;           /* CBOR result; empty = none */
    struct buf error;           /* CBOR error map of the guest; empty = none */
    struct buf logs;            /* CBOR sequence of [level, text]; capped */
    struct buf artifacts;       /* CBOR sequence of [mime, name, bytes]; capped */
    struct output std_out, std_err;
    uint64_t logs_dropped_bytes;
    struct run_usage usage;
    struct hash module_hash;
};

/* TR_OK: the program was run, whatever came of it, and *result is filled (run_result_done frees).
 * Anything else: it could not be run (mount, host memory …), nothing to free. Must run on a thread
 * of engine_thread_run(). */
tr_rc run_program(struct engine *engine, const struct run_options *options,
                  struct run_result *result, struct tr_err *err) TR_MUST_USE;
void run_result_done(struct run_result *result);

#endif
