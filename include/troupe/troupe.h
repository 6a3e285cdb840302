/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libtroupe: run programs that nobody has read, each in a fresh WebAssembly sandbox.
 *
 *     runtime  ->  program  ->  run  ->  result
 *
 * What a program does wrong is an outcome in its result; a `tr_rc` other than TR_OK says that a
 * call of this library could not be carried out, and fills the caller's `struct tr_err`.
 *
 * Rules that hold for every function:
 *  - `_free(NULL)` does nothing. Outputs are untouched on failure. `err` may be NULL.
 *  - Text is UTF-8. Strings that are returned belong to the object they came from and live as long.
 *  - Option structures begin with `struct_size`: set it to sizeof the structure. Every other field
 *    may stay zero, which means the default. Options are only read during the call.
 *  - Functions may be called from any thread, on any stack; runtime, program and cancel objects by
 *    many threads at once, a result by one thread at a time.
 *  - Objects are freed in reverse order: results, programs, runtime.
 *  - The engine handles SIGSEGV, SIGBUS, SIGILL and SIGFPE that guests cause, from the first
 * program on; other ones go to the handlers that stood before. Do not replace them later.
 *  - A runtime does not survive fork(): make it in the child.
 */
#ifndef TROUPE_TROUPE_H
#define TROUPE_TROUPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <troupe/error.h>
#include <troupe/outcome.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TR_VERSION "0.1.0"
/* The version of the library that is linked. */
TR_API const char *tr_version(void);

/* ---- runtime ----------------------------------------------------------------------------------
 */

typedef struct tr_runtime tr_runtime;

struct tr_runtime_options {
    size_t struct_size;
    /* Where compiled modules are kept: a directory of this user's, closed to others. NULL: the
     * user's cache directory ($TROUPE_CACHE, or troupe below $XDG_CACHE_HOME or ~/.cache). */
    const char *cache_dir;
    bool no_cache;    /* keep nothing on disk */
    unsigned runners; /* threads that run programs; 0 = one for each processor */
    /* Told before work of more than about 0.3 s, such as compiling the JavaScript guest once. */
    void (*progress)(void *ctx, const char *text);
    void *progress_ctx;
};

/* Makes a runtime; the JavaScript guest is loaded with the first JavaScript program. `options` may
 * be NULL. TR_E_USAGE, TR_E_DENIED (cache directory), TR_E_IO, TR_E_NO_MEMORY. */
TR_API tr_rc tr_runtime_new(const struct tr_runtime_options *options, tr_runtime **out,
                            struct tr_err *err);
/* Waits for its threads. No run may be going on. */
TR_API void tr_runtime_free(tr_runtime *runtime);

/* ---- program ----------------------------------------------------------------------------------
 */

typedef struct tr_program tr_program;

enum tr_kind {
    TR_JAVASCRIPT,        /* a script; the value of its last expression is the result */
    TR_JAVASCRIPT_MODULE, /* an ES module; its default export is called with the input */
    TR_WASM,              /* a WASI preview 1 program, binary */
    TR_WAT                /* the same as text */
};

/* Takes a copy of `bytes`. `name` is the file name shown in errors. WebAssembly is compiled, or
 * taken from the cache. TR_E_INVALID with the offset (malformed), TR_E_UNSUPPORTED (an import or a
 * feature that is not offered), TR_E_LIMIT (too large). The caller frees the program. */
TR_API tr_rc tr_program_new(tr_runtime *runtime, enum tr_kind kind, const char *name,
                            const void *bytes, size_t len, tr_program **out, struct tr_err *err);
/* Adds a source file that the program may import under `name`. Not while the program runs.
 * TR_E_USAGE when the name is taken or the program is no JavaScript. */
TR_API tr_rc tr_program_add_module(tr_program *program, const char *name, const void *text,
                                   size_t len, struct tr_err *err);
TR_API void tr_program_free(tr_program *program);

/* ---- run --------------------------------------------------------------------------------------
 */

/* 0 = the default, which `troupe help limits` and docs/errors.md list. */
struct tr_limits {
    uint64_t time_ns, memory_bytes, stack_bytes, output_bytes, source_bytes, files_bytes, timers;
};

enum tr_dir_mode { TR_DIR_RO, TR_DIR_RW, TR_DIR_OVERLAY /* writes stay in memory */ };

struct tr_dir {
    const char *host, *guest; /* guest: an absolute path */
    enum tr_dir_mode mode;
};

enum tr_stream { TR_STDOUT, TR_STDERR, TR_LOG, TR_PROGRESS, TR_ARTIFACT };

/* A way to stop runs from another thread. One object may serve many runs, one after the other or
 * together; once fired it stops each of them, and every run that is started with it later. */
typedef struct tr_cancel tr_cancel;
TR_API tr_cancel *tr_cancel_new(void); /* NULL: out of memory */
TR_API void tr_cancel_fire(tr_cancel *cancel);
TR_API void tr_cancel_free(tr_cancel *cancel); /* no run may use it any more */

#define TR_INPUT_AGAIN ((size_t)-1)

struct tr_run_options {
    size_t struct_size;
    const char *input_json;    /* one JSON value: the program's input; NULL = undefined */
    const char *const *args;   /* NULL-terminated, without the program's name */
    const char *const *env;    /* NULL-terminated, "KEY=VALUE" */
    const struct tr_dir *dirs; /* n_dirs directories the program may see */
    size_t n_dirs;
    const char *program_dir; /* where relative imports may read from; NULL = nowhere */
    struct tr_limits limits;
    bool fixed_clock; /* the program's clock stands at clock_ns since 1970 */
    uint64_t clock_ns;
    bool fixed_seed; /* its random numbers come from `seed` */
    uint64_t seed[2];
    tr_cancel *cancel; /* may be NULL */
    /* Output as it comes; past the head that is kept, the line that says how much is left out and
     * the tail follow at the end. Called on the thread that runs the program. `level` (0 debug, 1
     * info, 2 warn, 3 error) is for TR_LOG; TR_PROGRESS and TR_ARTIFACT are CBOR. */
    void (*output)(void *ctx, enum tr_stream stream, int level, const char *bytes, size_t len);
    /* Standard input: puts up to `max` bytes at `out` and returns how many, 0 at the end, or
     * TR_INPUT_AGAIN when there is nothing yet; it must not wait long, for time limit and cancel
     * cannot interrupt it. NULL: empty. */
    size_t (*input)(void *ctx, void *out, size_t max);
    void *ctx; /* for both */
};

typedef struct tr_result tr_result;

/* Runs the program in a fresh sandbox and waits for its end. TR_OK: it ran, whatever came of it,
 * and the caller frees *out. TR_E_USAGE (options, input), TR_E_INVALID (text that is no UTF-8),
 * TR_E_LIMIT (more source than allowed), TR_E_NOT_FOUND, TR_E_IO (directories), TR_E_NO_MEMORY.
 * `options` may be NULL. */
TR_API tr_rc tr_run(tr_program *program, const struct tr_run_options *options, tr_result **out,
                    struct tr_err *err);

/* Runs fn(arg) on a new thread with a stack deep enough for programs, and waits. tr_run() called in
 * there runs the program on that thread itself instead of handing it to a runner. */
TR_API tr_rc tr_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err);

/* ---- result -----------------------------------------------------------------------------------
 */

enum tr_outcome { /* TR_OUTCOME_OK, TR_OUTCOME_ERROR, …: the rows of outcome.h */
#define TR_OUTCOME_ROW(id, name, exit_code, text) TR_OUTCOME_##id,
                  TR_OUTCOMES(TR_OUTCOME_ROW)
#undef TR_OUTCOME_ROW
};

TR_API enum tr_outcome tr_result_outcome(const tr_result *result);
TR_API const char *tr_outcome_name(enum tr_outcome outcome); /* as in JSON */
/* The exit status of a WASI program, 0 for any other. */
TR_API unsigned tr_result_exit_status(const tr_result *result);

/* The result as JSON, NUL-terminated; NULL when there is none (undefined). */
TR_API const char *tr_result_value(tr_result *result);
/* The result as CBOR, *len 0 when there is none. */
TR_API const void *tr_result_value_cbor(const tr_result *result, size_t *len);
/* The whole report as one line of JSON (docs/errors.md), NUL-terminated. NULL: out of memory. */
TR_API const char *tr_result_json(tr_result *result);
/* What the program wrote, middle left out past the limit. Not NUL-terminated. */
TR_API const char *tr_result_stdout(tr_result *result, size_t *len);
TR_API const char *tr_result_stderr(tr_result *result, size_t *len);
TR_API struct tr_limits
tr_result_used(const tr_result *result); /* stack_bytes and timers are not measured */

struct tr_error {
    const char *class_name, *code, *message;
    const char *file, *excerpt, *hint, *grant; /* NULL when not known */
    uint64_t line, column;                     /* from 1; 0 when not known */
};
/* The error with which the program ended; NULL when there is none. */
TR_API const struct tr_error *tr_result_error(tr_result *result);
/* The same as text for a person, with place, excerpt, hint and stack; "" when there is none. The
 * next call takes its memory. `colour`: with escape sequences for a terminal. */
TR_API const char *tr_result_error_text(tr_result *result, bool colour);
TR_API void tr_result_free(tr_result *result);

#ifdef __cplusplus
}
#endif
#endif
