/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From bytes to a module that sandboxes are made of.
 *
 *   bytes ─▶ cache? ─▶ load ─────────────────────────────┐
 *              │ no                                      ▼
 *              └─▶ prepare ─▶ check ─▶ compile ─▶ image ─▶ module ─▶ cache
 *
 * For a module of ours the image is the memory after its start-up work (_initialize, tr_init),
 * which runs once here, in a sandbox without a guest behind it, so it can look at nothing but
 * itself. For a foreign module the image is its evaluated data segments; its start function runs in
 * each sandbox.
 */
#include "engine/module.h"

#include "base/limits.h"
#include "engine/cache.h"
#include "engine/compile.h"
#include "engine/link.h"
#include "engine/sandbox.h"

#include <stdlib.h>

/* Exports that do a module's start-up work, in order. */
static const char *const start_up[] = {"_initialize", "tr_init"};

void module_facts_done(struct module_facts *facts)
{
    buf_done(&facts->exports);
    free(facts->globals);
    free(facts->moved);
    *facts = (struct module_facts){0};
}

const char *module_export_type(const struct module *module, const char *name)
{
    const char *at = (const char *)module->facts.exports.ptr;
    const char *end = at + module->facts.exports.len;
    while (at < end) {
        const char *type = at + strlen(at) + 1;
        if (strcmp(at, name) == 0)
            return type;
        at = type + strlen(type) + 1;
    }
    return NULL;
}

bool module_is_actor_safe(const struct module *module)
{
    return module->facts.actor_safe;
}

const struct hash *module_hash(const struct module *module)
{
    return &module->facts.hash;
}

uint64_t module_offset(const struct module *module, uint64_t compiled_offset)
{
    const struct wasm_prepared map = {.moved = module->facts.moved,
                                      .n_moved = module->facts.n_moved};
    return wasm_prepared_offset(&map, compiled_offset);
}

struct module *module_ref(struct module *module)
{
    atomic_fetch_add_explicit(&module->n_refs, 1, memory_order_relaxed);
    return module;
}

void module_unref(struct module *module)
{
    if (!module || atomic_fetch_sub_explicit(&module->n_refs, 1, memory_order_acq_rel) != 1)
        return;
    if (module->image) {
        slot_forget_image(&module->engine->pool, module->image);
        image_free(module->image);
    }
    if (module->pre)
        wasmtime_instance_pre_delete(module->pre);
    if (module->compiled)
        wasmtime_module_delete(module->compiled);
    module_facts_done(&module->facts);
    free(module);
}

tr_rc module_make(struct engine *engine, enum module_kind kind, struct module_facts *facts,
                  wasmtime_module_t *compiled, const struct image_content *content,
                  struct module **out, struct tr_err *err)
{
    const struct flavour *flavour;
    struct module *module = calloc(1, sizeof *module);
    if (!module) {
        wasmtime_module_delete(compiled);
        module_facts_done(facts);
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    }
    module->engine = engine;
    module->kind = kind;
    module->n_refs = 1;
    module->compiled = compiled;
    module->facts = *facts;
    *facts = (struct module_facts){0};
    tr_rc rc = engine_flavour(engine, kind, &flavour, err);
    if (rc == TR_OK) {
        wasmtime_error_t *error =
            wasmtime_linker_instantiate_pre(flavour->linker, compiled, &module->pre);
        rc = error ? fail_engine(err, TR_E_INVALID, "the module cannot be linked", error)
                   : image_new(content, engine->options.hot_bytes, &module->image, err);
    }
    if (rc != TR_OK) {
        module_unref(module);
        return rc;
    }
    *out = module;
    return TR_OK;
}

static tr_rc facts_exports(const struct wasm_prepared *p, struct module_facts *facts)
{
    buf_init(&facts->exports, WASM_MODULE_BYTES_MAX, NULL);
    for (uint32_t i = 0; i < p->n_exports; i++) {
        if (p->exports[i].kind != WASM_KIND_FUNC ||
            memchr(p->exports[i].name.ptr, 0, p->exports[i].name.len))
            continue;
        (void)buf_append_slice(&facts->exports, p->exports[i].name);
        (void)buf_append_byte(&facts->exports, 0);
        (void)buf_append(&facts->exports, p->exports[i].type, strlen(p->exports[i].type) + 1);
    }
    return facts->exports.failed ? TR_E_NO_MEMORY : TR_OK;
}

/* Moves what is kept out of `p`. */
static tr_rc facts_of_prepared(struct wasm_prepared *p, struct hash hash,
                               struct module_facts *facts, struct tr_err *err)
{
    facts->hash = hash;
    facts->has_start = p->has_start;
    facts->actor_safe = !p->mutates_tables && !p->drops_segments;
    facts->moved = TR_TAKE(p->moved);
    facts->n_moved = p->n_moved;
    p->n_moved = 0;
    facts->globals = calloc(p->n_globals ? p->n_globals : 1, sizeof *facts->globals);
    if (!facts->globals || facts_exports(p, facts) != TR_OK)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a module");
    for (uint32_t i = 0; i < p->n_globals; i++)
        facts->globals[i] =
            (struct module_global){p->globals[i].index, (uint8_t)p->globals[i].type};
    facts->n_globals = p->n_globals;
    return TR_OK;
}

struct start_up_run {
    struct module *module;
    struct image *image; /* of the memory after the work */
    struct tr_err *err;
    tr_rc rc;
};

static tr_rc call_start_up(struct sandbox *sandbox, struct tr_err *err)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(start_up); i++) {
        if (!module_export_type(sandbox->module, start_up[i]))
            continue;
        enum stop stop = sandbox_call(sandbox, start_up[i], NULL, 0, NULL);
        if (stop != STOP_NONE)
            return tr_fail(err, TR_E_INVALID, "start-up work %s stopped: %s %s", start_up[i],
                           stop_text(stop), sandbox->info.detail);
    }
    return TR_OK;
}

/* The sandbox's memory and globals as an image. */
static tr_rc take_image(struct sandbox *sandbox, struct image **out, struct tr_err *err)
{
    uint32_t n = sandbox->module->facts.n_globals;
    struct image_global *globals = calloc(n ? n : 1, sizeof *globals);
    if (!globals)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for an image");
    tr_rc rc = TR_OK;
    for (uint32_t i = 0; i < n && rc == TR_OK; i++)
        rc = sandbox_global(sandbox, i, &globals[i], err);
    size_t size = sandbox_memory_bytes(sandbox);
    const struct image_content content = {.initial_bytes = size,
                                          .bytes = slice_make(sandbox->slot->base, size),
                                          .globals = globals,
                                          .n_globals = n};
    if (rc == TR_OK)
        rc = image_new(&content, sandbox->module->engine->options.hot_bytes, out, err);
    free(globals);
    return rc;
}

static void run_start_up(void *arg)
{
    struct start_up_run *run = arg;
    struct sandbox *sandbox = NULL;
    const struct sandbox_options options = {.memory_bytes = 4 * GIB - WASM_PAGE_BYTES};
    run->rc = sandbox_open(run->module, &options, &sandbox, run->err);
    if (run->rc == TR_OK)
        run->rc = call_start_up(sandbox, run->err);
    if (run->rc == TR_OK)
        run->rc = take_image(sandbox, &run->image, run->err);
    sandbox_close(sandbox);
}

/* Does a new module's start-up work: from here on its sandboxes start behind it. */
static tr_rc module_start_up(struct module *module, struct tr_err *err)
{
    struct start_up_run run = {.module = module, .err = err};
    TR_TRY(engine_thread_run(run_start_up, &run, err));
    if (run.rc != TR_OK)
        return run.rc;
    slot_forget_image(&module->engine->pool, module->image);
    image_free(module->image);
    module->image = run.image;
    module->facts.has_start = false;
    return TR_OK;
}

static tr_rc check_kind(enum module_kind kind, const struct wasm_prepared *p, struct tr_err *err)
{
    if (kind == MODULE_OURS && p->uses_bulk_memory)
        return tr_fail(
            err, TR_E_INVALID,
            "a guest of ours may hold no bulk-memory instructions: it could not be stopped");
    return TR_OK;
}

static tr_rc module_build(struct engine *engine, enum module_kind kind, struct slice bytes,
                          struct hash hash, struct module **out, struct tr_err *err)
{
    struct wasm_prepared prepared TR_CLEANUP(wasm_prepared_done) = {0};
    struct module_facts facts TR_CLEANUP(module_facts_done) = {0};
    wasmtime_module_t *compiled;
    if (bytes.len > 256 * KIB)
        engine_progress(engine, "compiling a module (once, then it is cached)");
    TR_TRY(wasm_prepare(bytes, &prepared, err));
    TR_TRY(check_kind(kind, &prepared, err));
    TR_TRY(link_check(&prepared, engine->options.tables, engine->options.n_tables, err));
    TR_TRY(facts_of_prepared(&prepared, hash, &facts, err));
    TR_TRY(compile_module(engine, kind, &prepared, &compiled, err));
    struct module *module;
    const struct image_content content = {
        .initial_bytes = prepared.has_memory ? prepared.memory_min_pages * WASM_PAGE_BYTES : 0,
        .bytes = buf_slice(&prepared.image)};
    TR_TRY(module_make(engine, kind, &facts, compiled, &content, &module, err));
    tr_rc rc = kind == MODULE_OURS ? module_start_up(module, err) : TR_OK;
    if (rc != TR_OK) {
        module_unref(module);
        return rc;
    }
    *out = module;
    return TR_OK;
}

tr_rc module_load(struct engine *engine, enum module_kind kind, struct slice bytes,
                  const struct hash *known, struct module **out, struct tr_err *err)
{
    if (bytes.len > WASM_MODULE_BYTES_MAX)
        return tr_fail(err, TR_E_LIMIT, "the module has %zu bytes, the limit is %llu", bytes.len,
                       (unsigned long long)WASM_MODULE_BYTES_MAX);
    struct hash hash = known ? *known : hash_of(bytes);
    if (cache_load(engine, kind, &hash, out) == TR_OK)
        return TR_OK;
    TR_TRY(module_build(engine, kind, bytes, hash, out, err));
    cache_store(*out);
    return TR_OK;
}

tr_rc module_from_text(struct slice wat, struct buf *out, struct tr_err *err)
{
    wasm_byte_vec_t bytes = {0};
    wasmtime_error_t *error = wasmtime_wat2wasm((const char *)wat.ptr, wat.len, &bytes);
    if (error)
        return fail_engine(err, TR_E_INVALID, "not valid WebAssembly text", error);
    bool kept = buf_append(out, bytes.data, bytes.size);
    wasm_byte_vec_delete(&bytes);
    return kept ? TR_OK : tr_fail(err, TR_E_LIMIT, "the module is larger than %zu bytes", out->max);
}
