/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runtime: an engine, a pool of deep threads, and the JavaScript guest, which stands in the
 * library itself (guests.S) so that a program that embeds Troupe needs no file at run time.
 */
#include "api/api.h"
#include "base/os.h"
#include <stdlib.h>
#include <unistd.h>

#define CACHE_PATH_MAX 4096

extern const uint8_t troupe_js_wasm[];
extern const uint64_t troupe_js_wasm_bytes;
extern const struct hash troupe_js_wasm_hash;

const char *tr_version(void)
{
    return TR_VERSION;
}

static tr_rc read_options(const struct tr_runtime_options *given, struct tr_runtime_options *out,
                          struct tr_err *err)
{
    *out = (struct tr_runtime_options){.struct_size = sizeof(*out)};
    if (!given)
        return TR_OK;
    if (given->struct_size < sizeof(given->struct_size) || given->struct_size > sizeof(*out))
        return tr_fail(err, TR_E_USAGE,
                       "struct_size of the runtime's options is not set, or is "
                       "of a later version");
    memcpy(out, given, given->struct_size);
    if (out->runners > POOL_THREADS_MAX)
        return tr_fail(err, TR_E_USAGE, "at most %d runners", POOL_THREADS_MAX);
    return TR_OK;
}

static unsigned runners_of(const struct tr_runtime_options *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (options->runners > 0)
        return options->runners;
    return processors > 1 ? (unsigned)processors : 1;
}

static tr_rc open_engine(tr_runtime *runtime, const struct tr_runtime_options *options,
                         struct tr_err *err)
{
    static const struct host_table *const tables[] = {&guest_abi_table, &guest_wasi_table};
    TR_CLEANUP(buf_done) struct buf path = BUF_INIT(CACHE_PATH_MAX);
    struct engine_options engine_options = {
        .cache_dir = options->cache_dir,
        .tables = tables,
        .n_tables = TR_ARRAY_LEN(tables),
        .progress = options->progress,
        .progress_ctx = options->progress_ctx,
    };
    /* Without a home there is nowhere to keep anything, which only costs time. */
    if (!options->cache_dir && !options->no_cache && os_cache_path("modules", &path, NULL) == TR_OK)
        engine_options.cache_dir = buf_str(&path);
    if (options->no_cache)
        engine_options.cache_dir = NULL;
    return engine_new(&engine_options, &runtime->engine, err);
}

tr_rc tr_runtime_new(const struct tr_runtime_options *given, tr_runtime **out, struct tr_err *err)
{
    struct tr_runtime_options options;
    TR_TRY(read_options(given, &options, err));
    tr_runtime *runtime = calloc(1, sizeof(*runtime));
    if (!runtime)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a runtime");
    pthread_mutex_init(&runtime->lock, NULL);
    tr_rc rc = pool_init(&runtime->pool, runners_of(&options), err);
    if (rc == TR_OK)
        rc = open_engine(runtime, &options, err);
    if (rc != TR_OK) {
        tr_runtime_free(runtime);
        return rc;
    }
    *out = runtime;
    return TR_OK;
}

void tr_runtime_free(tr_runtime *runtime)
{
    if (!runtime)
        return;
    pool_done(&runtime->pool);
    if (runtime->js)
        module_unref(runtime->js);
    engine_free(runtime->engine);
    pthread_mutex_destroy(&runtime->lock);
    free(runtime);
}

tr_rc runtime_javascript(tr_runtime *runtime, struct module **out, struct tr_err *err)
{
    tr_rc rc = TR_OK;
    pthread_mutex_lock(&runtime->lock);
    if (!runtime->js)
        rc = module_load(runtime->engine, MODULE_OURS,
                         slice_make(troupe_js_wasm, (size_t)troupe_js_wasm_bytes),
                         &troupe_js_wasm_hash, &runtime->js, err);
    if (rc == TR_OK)
        *out = module_ref(runtime->js);
    pthread_mutex_unlock(&runtime->lock);
    return rc == TR_OK ? rc : tr_wrap(err, rc, "the JavaScript guest");
}

tr_rc tr_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err)
{
    return pool_thread_run(fn, arg, err);
}
