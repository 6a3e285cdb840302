/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one way from guest code into the host: a thunk that every host function shares. It takes the
 * slot from GUEST to HOST, hands the arguments over as 64-bit words, and goes back to GUEST; where
 * a kill came first, or the function says stop, it returns a trap and no guest code runs again.
 */
#include "engine/link.h"

#include "engine/sandbox.h"

#include <stdlib.h>

#define ARGS_MAX 12 /* path_open, the longest, has 9 */

static wasm_trap_t *stop_trap(void)
{
    static const char text[] = "stopped";
    return wasmtime_trap_new(text, sizeof text - 1);
}

/* The argument or result of type `t` as a word, and back. */
static uint64_t word_of(char t, const wasmtime_val_raw_t *raw)
{
    return t == 'i' || t == 'f' ? (uint32_t)raw->i32 : (uint64_t)raw->i64;
}

static void word_to(char t, uint64_t word, wasmtime_val_raw_t *raw)
{
    if (t == 'i' || t == 'f')
        raw->i32 = (int32_t)word;
    else if (t)
        raw->i64 = (int64_t)word;
}

static wasm_trap_t *thunk(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *raw, size_t n)
{
    const struct host_func *func = env;
    struct sandbox *sandbox = wasmtime_context_get_data(wasmtime_caller_context(caller));
    struct handshake *h = &sandbox->slot->handshake;
    if (!handshake_move(h, SLOT_GUEST, SLOT_HOST))
        return stop_trap();
    uint64_t args[ARGS_MAX];
    const char *type = func->type;
    for (size_t i = 0; i < n && type[i] && type[i] != ':'; i++)
        args[i] = word_of(type[i], &raw[i]);
    struct host_call call = {.sandbox = sandbox, .guest = sandbox->guest, .args = args};
    /* Without a guest an image is being made, and start-up work must not look at the world. */
    enum stop stop = sandbox->guest ? func->fn(&call) : STOP_PROTOCOL;
    if (stop != STOP_NONE) {
        sandbox_kill_self(sandbox, stop);
        return stop_trap();
    }
    word_to(strchr(type, ':')[1], call.result, &raw[0]);
    return handshake_move(h, SLOT_HOST, SLOT_GUEST) ? NULL : stop_trap();
}

static wasm_valtype_t *valtype(char t)
{
    switch (t) {
    case 'i':
        return wasm_valtype_new(WASM_I32);
    case 'I':
        return wasm_valtype_new(WASM_I64);
    case 'f':
        return wasm_valtype_new(WASM_F32);
    default:
        return wasm_valtype_new(WASM_F64);
    }
}

static wasm_functype_t *functype(const char *type)
{
    wasm_valtype_t *params[ARGS_MAX], *results[1];
    size_t n_params = 0, n_results = 0;
    while (type[n_params] != ':' && n_params < ARGS_MAX) {
        params[n_params] = valtype(type[n_params]);
        n_params++;
    }
    if (type[n_params + 1])
        results[n_results++] = valtype(type[n_params + 1]);
    wasm_valtype_vec_t p, r;
    wasm_valtype_vec_new(&p, n_params, params);
    wasm_valtype_vec_new(&r, n_results, results);
    return wasm_functype_new(&p, &r);
}

static wasmtime_error_t *define(wasmtime_linker_t *linker, const struct host_func *func)
{
    wasm_functype_t *type = functype(func->type);
    wasmtime_error_t *error = wasmtime_linker_define_func_unchecked(
        linker, func->module, strlen(func->module), func->name, strlen(func->name), type, thunk,
        (void *)(uintptr_t)func, NULL);
    wasm_functype_delete(type);
    return error;
}

tr_rc link_tables(wasm_engine_t *engine, const struct host_table *const *tables, unsigned n_tables,
                  wasmtime_linker_t **out, struct tr_err *err)
{
    wasmtime_linker_t *linker = wasmtime_linker_new(engine);
    for (unsigned t = 0; t < n_tables; t++)
        for (unsigned i = 0; i < tables[t]->n_funcs; i++) {
            wasmtime_error_t *error = define(linker, &tables[t]->funcs[i]);
            if (error) {
                wasmtime_linker_delete(linker);
                return fail_engine(err, TR_E_INTERNAL, "a host function cannot be defined", error);
            }
        }
    *out = linker;
    return TR_OK;
}

static const struct host_func *find(const struct host_table *const *tables, unsigned n_tables,
                                    const struct wasm_import *import)
{
    for (unsigned t = 0; t < n_tables; t++)
        for (unsigned i = 0; i < tables[t]->n_funcs; i++) {
            const struct host_func *func = &tables[t]->funcs[i];
            if (slice_is(import->module, func->module) && slice_is(import->name, func->name))
                return func;
        }
    return NULL;
}

tr_rc link_check(const struct wasm_prepared *prepared, const struct host_table *const *tables,
                 unsigned n_tables, struct tr_err *err)
{
    struct buf missing TR_CLEANUP(buf_done) = BUF_INIT(200);
    uint64_t offset = TR_NO_OFFSET;
    for (uint32_t i = 0; i < prepared->n_imports; i++) {
        const struct wasm_import *import = &prepared->imports[i];
        const struct host_func *func = find(tables, n_tables, import);
        if (func && strcmp(func->type, import->type) == 0)
            continue;
        if (offset == TR_NO_OFFSET)
            offset = import->offset;
        (void)buf_printf(&missing, "%s\"%.*s\" \"%.*s\"%s", missing.len ? ", " : "",
                         (int)import->module.len, (const char *)import->module.ptr,
                         (int)import->name.len, (const char *)import->name.ptr,
                         func ? " (with another type)" : "");
    }
    if (offset == TR_NO_OFFSET)
        return TR_OK;
    const char *names = buf_str(&missing);
    return tr_fail_offset(err, TR_E_UNSUPPORTED, offset,
                          "the module imports what is not offered: %s", names ? names : "(many)");
}

struct hash link_hash(const struct host_table *const *tables, unsigned n_tables)
{
    struct buf text TR_CLEANUP(buf_done) = BUF_INIT(1 << 20);
    for (unsigned t = 0; t < n_tables; t++)
        for (unsigned i = 0; i < tables[t]->n_funcs; i++) {
            const struct host_func *func = &tables[t]->funcs[i];
            (void)buf_printf(&text, "%s.%s %s\n", func->module, func->name, func->type);
        }
    return hash_of(buf_slice(&text));
}
