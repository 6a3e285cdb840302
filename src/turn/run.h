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

#include "base/limits.h"
#include "engine/engine.h"
#include "guest/guest.h"
#include "handler/handler.h"
#include <troupe/outcome.h>

enum outcome {
#define RUN_OUTCOME(id, name, exit_code, text) OUTCOME_##id,
    TR_OUTCOMES(RUN_OUTCOME)
#undef RUN_OUTCOME
        OUTCOME_MAX
};
const char *outcome_name(enum outcome outcome);
const char *outcome_text(enum outcome outcome);

struct run_limits {
#define RUN_LIMIT_FIELD(name, unit, standard, greatest, text) uint64_t name;
    TR_LIMITS(RUN_LIMIT_FIELD)
#undef RUN_LIMIT_FIELD
};
void run_limits_default(struct run_limits *limits);
/* TR_E_USAGE naming the first limit that is past its greatest value. */
tr_rc run_limits_check(const struct run_limits *limits, struct tr_err *err) TR_MUST_USE;

/* Caps on what the caller lists; they bound the start payload and its quadratic checks. */
#define RUN_MODULES_MAX 1024
#define RUN_ARGS_MAX    4096
#define RUN_ENV_MAX     1024
#define RUN_MOUNTS_MAX  64

struct run_module { /* a further source file: its import name and text */
    struct slice name, text;
};

struct run_mount {
    const char *host_dir, *guest_dir;
    enum dir_mode mode;
};

/* Observations as they come: EMIT_LOG, EMIT_STDOUT, EMIT_STDERR, EMIT_PROGRESS, EMIT_ARTIFACT. Of
 * the first three only what belongs to the kept head; the result holds what follows. */
struct run_sink {
    void *ctx;
    void (*observe)(void *ctx, enum emit_kind kind, struct slice bytes);
};

struct run_options {
    struct module *module;   /* the guest (js.wasm), or the WASI program itself */
    bool wasi;               /* the module is the program: run its _start */
    struct slice source;     /* language guests */
    const char *source_name; /* file name shown in stacks */
    bool source_is_module;
    const struct run_module *modules;
    unsigned n_modules;
    struct slice input_cbor; /* empty = no input */
    const char *const *args; /* args[0] is the program's name */
    unsigned n_args;
    const char *const *env; /* "KEY=VALUE" */
    unsigned n_env;
    const struct run_mount *mounts;
    unsigned n_mounts;
    int program_dir_fd; /* relative imports; -1 = not granted */
    struct run_limits limits;
    bool clock_fixed;
    uint64_t clock_ns;
    bool has_seed; /* else from the host */
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

/* What a limit of the host's own keeping refused, when that ended the run; it words the error. */
enum run_refusal {
    REFUSAL_NONE,
    REFUSAL_RESULT,
    REFUSAL_ERROR,
    REFUSAL_ARTIFACT,
    REFUSAL_TIMERS,
    REFUSAL_REPLY
};

struct run_result {
    enum outcome outcome;
    enum stop stop; /* why the sandbox was stopped, STOP_NONE otherwise */
    struct stop_info stop_info;
    uint32_t exit_status;
    struct buf value;       /* CBOR result; empty = none */
    struct buf error;       /* CBOR error map of the guest; empty = none */
    struct buf logs;        /* CBOR sequence of [level, text]; capped */
    size_t logs_head_bytes; /* where the dropped lines would stand */
    uint64_t logs_dropped_lines, logs_dropped_bytes, logs_total_bytes;
    struct buf loaded;    /* CBOR sequence of {name, source}: what the program imported */
    struct buf artifacts; /* CBOR sequence of [mime, name, bytes]; capped */
    struct output std_out, std_err;
    struct run_limits usage;  /* used of each limit, in its unit; output: the largest stream */
    struct run_limits limits; /* the ones in force */
    enum run_refusal refusal;
    bool wasi;
    bool memory_refused; /* a growth of the guest's memory met its limit */
    struct hash module_hash;
};

/* TR_OK: the program was run, whatever came of it, and *result is filled (run_result_done frees).
 * Anything else: it could not be run (mount, host memory …), nothing to free. Must run on a thread
 * of engine_thread_run(). */
tr_rc run_program(const struct run_options *options, struct run_result *result,
                  struct tr_err *err) TR_MUST_USE;
void run_result_done(struct run_result *result);

/* The same, but stops at the first moment at which the program waits for a timer that is not due:
 * *parked is set and its state is appended to *state (docs/formats/state.md), from which a later
 * call, in this process or another, goes on. `from` is such a state, or empty to start. Each call's
 * result holds what was collected in it. The options must name the same module and directories.
 * TR_E_UNSUPPORTED for a module that is not actor safe, TR_E_CORRUPT for a state that is none. */
tr_rc run_park(const struct run_options *options, struct slice from, struct run_result *result,
               bool *parked, struct buf *state, struct tr_err *err) TR_MUST_USE;

#endif
