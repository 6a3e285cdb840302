/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiling, and how long it may take.
 *
 * A foreign module is compiled on a thread of its own, and whoever waits for it waits no longer
 * than COMPILE_NS_MAX. Nothing can stop the compiler inside this process: a job that is late is
 * left alone, goes on to its end, and then frees what it made. So the caller gets his answer in
 * time; the processor and the memory of a module made to be slow are lost until then (or until the
 * process ends, which for the command is at once). Compiling in a process of its own is what will
 * bound these.
 *
 * A job belongs to both sides: the last one out frees it.
 */
#include "engine/compile.h"

#include "base/limits.h"
#include "base/os.h"
#include "engine/trap.h"

#include <stdlib.h>
#include <time.h>

struct job {
    pthread_mutex_t lock; /* of the four below */
    pthread_cond_t ended;
    unsigned n_owners;
    bool done;
    wasmtime_module_t *module;
    wasmtime_error_t *error;
    wasm_engine_t *engine; /* a reference of its own */
    struct buf bytes;
};

static void job_leave(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    bool last = --job->n_owners == 0;
    pthread_mutex_unlock(&job->lock);
    if (!last)
        return;
    if (job->module)
        wasmtime_module_delete(job->module);
    if (job->error)
        wasmtime_error_delete(job->error);
    wasm_engine_delete(job->engine);
    buf_done(&job->bytes);
    pthread_cond_destroy(&job->ended);
    pthread_mutex_destroy(&job->lock);
    free(job);
}

static void job_run(void *arg)
{
    struct job *job = arg;
    wasmtime_module_t *module = NULL;
    wasmtime_error_t *error =
        wasmtime_module_new(job->engine, job->bytes.ptr, job->bytes.len, &module);
    pthread_mutex_lock(&job->lock);
    job->module = error ? NULL : module;
    job->error = error;
    job->done = true;
    pthread_cond_signal(&job->ended);
    pthread_mutex_unlock(&job->lock);
    job_leave(job);
}

static struct job *job_new(wasm_engine_t *engine, const struct buf *bytes)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    buf_init(&job->bytes, bytes->len, NULL);
    if (!buf_append_slice(&job->bytes, buf_slice(bytes))) {
        free(job);
        return NULL;
    }
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&job->ended, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&job->lock, NULL);
    job->engine = wasmtime_engine_clone(engine);
    job->n_owners = 2;
    return job;
}

/* False: time is up. */
static bool job_wait(struct job *job, uint64_t most_ns)
{
    uint64_t until_ns = os_monotonic_ns() + most_ns;
    const struct timespec until = {.tv_sec = (time_t)(until_ns / SECOND_NS),
                                   .tv_nsec = (long)(until_ns % SECOND_NS)};
    int rc = 0;
    pthread_mutex_lock(&job->lock);
    while (!job->done && rc == 0)
        rc = pthread_cond_timedwait(&job->ended, &job->lock, &until);
    bool done = job->done;
    pthread_mutex_unlock(&job->lock);
    return done;
}

/* One of *module and *error is set. */
static tr_rc compile_apart(wasm_engine_t *engine, const struct buf *bytes, uint64_t most_ns,
                           wasmtime_module_t **module, wasmtime_error_t **error, struct tr_err *err)
{
    pthread_t thread;
    struct job *job = job_new(engine, bytes);
    if (!job)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to compile a module");
    tr_rc rc = engine_thread_start(job_run, job, &thread, err);
    if (rc != TR_OK) {
        job->n_owners = 1;
        job_leave(job);
        return rc;
    }
    pthread_detach(thread);
    if (job_wait(job, most_ns)) {
        *module = TR_TAKE(job->module);
        *error = TR_TAKE(job->error);
    } else {
        rc = tr_fail(err, TR_E_LIMIT, "compiling the module took longer than %llu ms",
                     (unsigned long long)(most_ns / MS_NS));
    }
    job_leave(job);
    return rc;
}

/* Wasmtime says "... (at offset 0x2a)" of the bytes that it was given; ours says where that is in
 * the submitted ones. */
static tr_rc fail_validation(const struct wasm_prepared *prepared, wasmtime_error_t *error,
                             struct tr_err *err)
{
    static const char mark[] = " (at offset 0x";
    char text[200];
    engine_text(error, NULL, text, sizeof text);
    wasmtime_error_delete(error);
    char *at = strstr(text, mark);
    uint64_t offset = TR_NO_OFFSET;
    if (at) {
        offset = wasm_prepared_offset(prepared, strtoull(at + sizeof mark - 1, NULL, 16));
        *at = 0;
    }
    return tr_fail_offset(err, TR_E_INVALID, offset, "the module is not valid: %s", text);
}

tr_rc compile_module(struct engine *engine, enum module_kind kind,
                     const struct wasm_prepared *prepared, wasmtime_module_t **out,
                     struct tr_err *err)
{
    const struct flavour *flavour;
    const struct buf *bytes = &prepared->bytes;
    wasmtime_module_t *module = NULL;
    wasmtime_error_t *error = NULL;
    TR_TRY(engine_flavour(engine, kind, &flavour, err));
    uint64_t most_ns = engine->options.compile_ns ? engine->options.compile_ns : COMPILE_NS_MAX;
    if (kind == MODULE_FOREIGN)
        TR_TRY(compile_apart(flavour->engine, bytes, most_ns, &module, &error, err));
    else
        error = wasmtime_module_new(flavour->engine, bytes->ptr, bytes->len, &module);
    if (!error) {
        *out = module;
        return TR_OK;
    }
    /* Validation alone words the same finding without the compiler's part in it. */
    wasmtime_error_t *finding = wasmtime_module_validate(flavour->engine, bytes->ptr, bytes->len);
    if (!finding)
        return fail_engine(err, TR_E_INVALID, "the module cannot be compiled", error);
    wasmtime_error_delete(error);
    return fail_validation(prepared, finding, err);
}
