/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: what all modules and sandboxes of a process share.
 *
 * The two Wasmtime configurations are made when first needed, because a process that runs only
 * JavaScript should not pay for the other one at its start. The order of destruction is the reverse
 * of ownership: sandboxes, modules, then the engine with its slots and its watchdog.
 */
#include "engine/engine.h"

#include "base/os.h"
#include "engine/config.h"
#include "engine/link.h"
#include "engine/memory.h"
#include "engine/module.h"

#include <stdlib.h>

tr_rc engine_flavour(struct engine *engine, enum module_kind kind, const struct flavour **out,
                     struct tr_err *err)
{
    struct flavour *flavour = &engine->flavours[kind];
    tr_rc rc = TR_OK;
    pthread_mutex_lock(&engine->lock);
    if (!flavour->engine)
        rc = config_engine_new(kind, &memory_creator, &flavour->engine, err);
    if (rc == TR_OK && !flavour->linker)
        rc = link_tables(flavour->engine, engine->options.tables, engine->options.n_tables,
                         &flavour->linker, err);
    pthread_mutex_unlock(&engine->lock);
    if (rc == TR_OK)
        *out = flavour;
    return rc;
}

void engine_progress(const struct engine *engine, const char *text)
{
    if (engine->options.progress)
        engine->options.progress(engine->options.progress_ctx, text);
}

/* After a foreign guest was killed: makes every foreign guest look at its own word. */
static void stop_foreign(void *ctx)
{
    struct engine *engine = ctx;
    if (engine->flavours[MODULE_FOREIGN].engine)
        wasmtime_engine_increment_epoch(engine->flavours[MODULE_FOREIGN].engine);
}

static tr_rc engine_begin(struct engine *engine, const struct engine_options *options,
                          struct tr_err *err)
{
    if (options->cache_dir) {
        engine->options.cache_dir = strdup(options->cache_dir);
        if (!engine->options.cache_dir)
            return tr_fail(err, TR_E_NO_MEMORY, "no memory for an engine");
    }
    engine->tables_hash = link_hash(options->tables, options->n_tables);
    TR_TRY(slot_pool_init(&engine->pool, options->dirty_reader, options->verify, err));
    return watchdog_start(&engine->watchdog, &engine->pool, stop_foreign, engine, err);
}

tr_rc engine_new(const struct engine_options *options, struct engine **out, struct tr_err *err)
{
    struct engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for an engine");
    pthread_mutex_init(&engine->lock, NULL);
    engine->options = *options;
    engine->options.cache_dir = NULL;
    tr_rc rc = engine_begin(engine, options, err);
    if (rc != TR_OK) {
        engine_free(engine);
        return rc;
    }
    *out = engine;
    return TR_OK;
}

void engine_free(struct engine *engine)
{
    if (!engine)
        return;
    watchdog_stop(&engine->watchdog);
    if (engine->pool.slots)
        slot_pool_done(&engine->pool);
    for (size_t i = 0; i < TR_ARRAY_LEN(engine->flavours); i++) {
        if (engine->flavours[i].linker)
            wasmtime_linker_delete(engine->flavours[i].linker);
        if (engine->flavours[i].engine)
            wasm_engine_delete(engine->flavours[i].engine);
    }
    free((char *)(uintptr_t)engine->options.cache_dir);
    pthread_mutex_destroy(&engine->lock);
    free(engine);
}

/* A system call for each seed would be a tenth of a small run. A byte is wiped as it is handed out.
 */
tr_rc module_seed(const struct module *module, uint64_t seed[2], struct tr_err *err)
{
    struct engine *engine = module->engine;
    const size_t len = 2 * sizeof seed[0];
    tr_rc rc = TR_OK;
    pthread_mutex_lock(&engine->lock);
    if (engine->n_seed_bytes < len) {
        rc = os_random(engine->seeds, sizeof engine->seeds, err);
        engine->n_seed_bytes = rc == TR_OK ? sizeof engine->seeds : 0;
    }
    if (rc == TR_OK) {
        uint8_t *at = engine->seeds + engine->n_seed_bytes - len;
        memcpy(seed, at, len);
        memset(at, 0, len);
        engine->n_seed_bytes -= len;
    }
    pthread_mutex_unlock(&engine->lock);
    return rc;
}

void engine_stats(const struct engine *engine, struct engine_stats *out)
{
    const struct slot_pool *pool = &engine->pool;
    *out = (struct engine_stats){
        .slots = atomic_load(&pool->n_slots),
        .slots_idle = atomic_load(&pool->n_idle),
        .cleanings = atomic_load(&pool->cleanings),
        .pages_copied = atomic_load(&pool->pages_copied),
        .pages_dropped = atomic_load(&pool->pages_dropped),
        .verify_failures = atomic_load(&pool->verify_failures),
        .dirty_reader = pool->dirty.reader,
    };
}
