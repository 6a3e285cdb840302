/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mutable globals of an instance, reached by the names that preparation gave them. Their values are
 * part of an image and of a state. Numbers only: a reference means something in one store alone,
 * and no guest of ours keeps a vector in a global.
 */
#include "engine/sandbox.h"

static bool global_find(struct sandbox *sandbox, uint32_t index, wasmtime_global_t *out)
{
    char name[sizeof PREPARED_GLOBAL_PREFIX + 10];
    int len = snprintf(name, sizeof name, PREPARED_GLOBAL_PREFIX "%u", index);
    wasmtime_extern_t item;
    if (!wasmtime_instance_export_get(sandbox->context, &sandbox->instance, name, (size_t)len,
                                      &item) ||
        item.kind != WASMTIME_EXTERN_GLOBAL)
        return false;
    *out = item.of.global;
    return true;
}

tr_rc sandbox_global(struct sandbox *sandbox, uint32_t i, struct image_global *out,
                     struct tr_err *err)
{
    const struct module_global *g = &sandbox->module->facts.globals[i];
    wasmtime_global_t global;
    wasmtime_val_t value;
    if (!global_find(sandbox, g->index, &global))
        return tr_fail(err, TR_E_INTERNAL, "global %u is not exported", g->index);
    wasmtime_global_get(sandbox->context, &global, &value);
    uint64_t bits;
    switch (value.kind) {
    case WASMTIME_I32:
    case WASMTIME_F32:
        bits = (uint32_t)value.of.i32;
        break;
    case WASMTIME_I64:
    case WASMTIME_F64:
        bits = (uint64_t)value.of.i64;
        break;
    default:
        return tr_fail(err, TR_E_UNSUPPORTED, "global %u is neither a 32-bit nor a 64-bit number",
                       g->index);
    }
    *out = (struct image_global){.index = g->index, .type = g->type, .bits = bits};
    return TR_OK;
}

void sandbox_set_global(struct sandbox *sandbox, const struct image_global *g)
{
    wasmtime_global_t global;
    wasmtime_val_t value = {0};
    if (!global_find(sandbox, g->index, &global))
        return;
    bool narrow = g->type == WASM_TYPE_I32 || g->type == WASM_TYPE_F32;
    value.kind = g->type == WASM_TYPE_I32   ? WASMTIME_I32
                 : g->type == WASM_TYPE_F32 ? WASMTIME_F32
                 : g->type == WASM_TYPE_I64 ? WASMTIME_I64
                                            : WASMTIME_F64;
    if (narrow)
        value.of.i32 = (int32_t)g->bits;
    else
        value.of.i64 = (int64_t)g->bits;
    wasmtime_error_t *error = wasmtime_global_set(sandbox->context, &global, &value);
    if (error)
        wasmtime_error_delete(error);
}
