/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sandbox: fresh store and instance over a slot, used by one thread at a time.
 *
 * Every call ends in one of three ways that stay apart all the way up: the guest returned, the
 * guest was stopped (enum stop), or the call could not be made (tr_rc). A stopped sandbox is dead:
 * nothing is called in it again, it is only closed. All engine state (tables, globals, store) is
 * new with every sandbox, so cleaning is about linear memory alone.
 */
#include "engine/sandbox.h"

#include "base/limits.h"
#include "base/os.h"
#include "engine/memory.h"

#include <stdlib.h>

#define CALL_ARGS_MAX 8
/* A guest's tables live in host memory, 8 bytes an element: 64 MB in all. */
#define TABLE_ELEMENTS_MAX 1000000
#define TABLES_MAX         8

void sandbox_take_memory(struct sandbox *sandbox)
{
    if (sandbox->module->kind == MODULE_OURS)
        slot_protect(sandbox->slot);
    else
        wasmtime_engine_increment_epoch(sandbox->module->engine->flavours[MODULE_FOREIGN].engine);
}

void sandbox_kill_self(struct sandbox *sandbox, enum stop reason)
{
    handshake_kill_self(&sandbox->slot->handshake, reason);
}

/* A foreign guest reached an epoch check after somebody moved the epoch; it may mean a neighbour.
 */
static wasmtime_error_t *epoch_check(wasmtime_context_t *context, void *data, uint64_t *delta,
                                     wasmtime_update_deadline_kind_t *kind)
{
    struct sandbox *sandbox = data;
    (void)context;
    if (handshake_killed(&sandbox->slot->handshake) != STOP_NONE)
        return wasmtime_error_new("stopped");
    *delta = 1;
    *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
    return NULL;
}

static tr_rc instantiate(struct sandbox *sandbox, struct tr_err *err)
{
    const struct module *module = sandbox->module;
    const struct flavour *flavour = &module->engine->flavours[module->kind];
    sandbox->store = wasmtime_store_new(flavour->engine, sandbox, NULL);
    sandbox->context = wasmtime_store_context(sandbox->store);
    if (module->kind == MODULE_FOREIGN) {
        wasmtime_store_limiter(sandbox->store, -1, TABLE_ELEMENTS_MAX, 1, TABLES_MAX, 1);
        wasmtime_store_epoch_deadline_callback(sandbox->store, epoch_check, sandbox, NULL);
        wasmtime_context_set_epoch_deadline(sandbox->context, 1);
    }
    memory_expect(sandbox);
    wasm_trap_t *trap = NULL;
    wasmtime_error_t *error =
        wasmtime_instance_pre_instantiate(module->pre, sandbox->context, &sandbox->instance, &trap);
    memory_expect(NULL);
    if (error)
        return fail_engine(err, TR_E_INVALID, "the module cannot be instantiated", error);
    if (trap) {
        char text[160];
        engine_text(NULL, trap, text, sizeof text);
        wasm_trap_delete(trap);
        return tr_fail(err, TR_E_INVALID, "the module cannot be instantiated: %s", text);
    }
    for (uint32_t i = 0; i < module->image->n_globals; i++)
        sandbox_set_global(sandbox, &module->image->globals[i]);
    return TR_OK;
}

static tr_rc sandbox_begin(struct sandbox *sandbox, const struct sandbox_options *options,
                           uint64_t size_bytes, struct tr_err *err)
{
    struct module *module = sandbox->module;
    struct engine *engine = module->engine;
    if (size_bytes > options->memory_bytes)
        return tr_fail(err, TR_E_LIMIT,
                       "the program needs %llu bytes of memory to start, the limit is %llu",
                       (unsigned long long)size_bytes, (unsigned long long)options->memory_bytes);
    TR_TRY(slot_take(&engine->pool, module->image, &sandbox->slot, err));
    uint64_t deadline_ns = options->deadline_ns ? options->deadline_ns : UINT64_MAX;
    atomic_store_explicit(&sandbox->slot->ours, module->kind == MODULE_OURS, memory_order_release);
    handshake_open(&sandbox->slot->handshake, deadline_ns);
    if (options->deadline_ns)
        watchdog_expect(&engine->watchdog, deadline_ns);
    if (!slot_grow(sandbox->slot, size_bytes))
        return tr_fail(err, TR_E_NO_MEMORY, "the host refused %llu bytes of memory",
                       (unsigned long long)size_bytes);
    return instantiate(sandbox, err);
}

tr_rc sandbox_open_sized(struct module *module, const struct sandbox_options *options,
                         uint64_t size_bytes, struct sandbox **out, struct tr_err *err)
{
    struct sandbox *sandbox = malloc(sizeof *sandbox);
    if (!sandbox)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a sandbox");
    sandbox->module = module_ref(module);
    sandbox->slot = NULL;
    sandbox->store = NULL;
    sandbox->guest = options->guest;
    sandbox->memory_bytes_max = options->memory_bytes;
    sandbox->memory_refused = false;
    sandbox->start_pending = module->facts.has_start;
    sandbox->stop = STOP_NONE;
    sandbox->info.n_frames = 0;
    sandbox->info.detail[0] = 0;
    tr_rc rc = sandbox_begin(sandbox, options, size_bytes, err);
    if (rc != TR_OK) {
        sandbox_close(sandbox);
        return rc;
    }
    *out = sandbox;
    return TR_OK;
}

tr_rc sandbox_open(struct module *module, const struct sandbox_options *options,
                   struct sandbox **out, struct tr_err *err)
{
    return sandbox_open_sized(module, options, module->image->initial_bytes, out, err);
}

void sandbox_close(struct sandbox *sandbox)
{
    if (!sandbox)
        return;
    if (sandbox->store)
        wasmtime_store_delete(sandbox->store);
    if (sandbox->slot) {
        bool was_killed = handshake_close(&sandbox->slot->handshake);
        slot_give(sandbox->slot, was_killed);
    }
    module_unref(sandbox->module);
    free(sandbox);
}

/* The trap's frames, with offsets of the submitted module. */
static void keep_frames(struct sandbox *sandbox, const wasm_trap_t *trap)
{
    struct stop_info *info = &sandbox->info;
    wasm_frame_vec_t frames = {0};
    wasm_trap_trace(trap, &frames);
    info->n_frames = (unsigned)(frames.size < STOP_FRAMES_MAX ? frames.size : STOP_FRAMES_MAX);
    for (unsigned i = 0; i < info->n_frames; i++) {
        const wasm_frame_t *frame = frames.data[i];
        struct stop_frame *to = &info->frames[i];
        to->func_index = wasm_frame_func_index(frame);
        to->offset = module_offset(sandbox->module, wasm_frame_module_offset(frame));
        const wasm_name_t *name = wasmtime_frame_func_name(frame);
        (void)snprintf(to->func_name, sizeof to->func_name, "%.*s", name ? (int)name->size : 0,
                       name ? name->data : "");
    }
    wasm_frame_vec_delete(&frames);
}

static enum stop reason_of(struct sandbox *sandbox, const wasmtime_error_t *error,
                           const wasm_trap_t *trap)
{
    enum stop killed = handshake_killed(&sandbox->slot->handshake);
    if (killed != STOP_NONE)
        return killed;
    wasmtime_trap_code_t code;
    enum stop stop = STOP_INTERNAL;
    if (trap && wasmtime_trap_code(trap, &code))
        stop = stop_of_trap(code);
    /* A program that gives up because it got no memory was stopped by the limit. */
    if ((stop == STOP_UNREACHABLE || stop == STOP_BOUNDS) && sandbox->memory_refused)
        stop = STOP_MEMORY;
    if (stop == STOP_INTERNAL)
        engine_text(error, trap, sandbox->info.detail, sizeof sandbox->info.detail);
    return stop;
}

/* Notes why the guest was stopped, frees what Wasmtime said about it. */
static enum stop stopped(struct sandbox *sandbox, wasmtime_error_t *error, wasm_trap_t *trap)
{
    sandbox->stop = reason_of(sandbox, error, trap);
    sandbox_kill_self(sandbox, sandbox->stop);
    if (trap) {
        keep_frames(sandbox, trap);
        wasm_trap_delete(trap);
    }
    if (error)
        wasmtime_error_delete(error);
    return sandbox->stop;
}

static enum stop call_raw(struct sandbox *sandbox, const char *name, wasmtime_val_raw_t *raw,
                          size_t n_raw)
{
    struct handshake *h = &sandbox->slot->handshake;
    wasmtime_extern_t item;
    if (!wasmtime_instance_export_get(sandbox->context, &sandbox->instance, name, strlen(name),
                                      &item) ||
        item.kind != WASMTIME_EXTERN_FUNC)
        return STOP_PROTOCOL;
    if (!handshake_move(h, SLOT_HOST, SLOT_GUEST))
        return stopped(sandbox, NULL, NULL);
    wasm_trap_t *trap = NULL;
    wasmtime_error_t *error =
        wasmtime_func_call_unchecked(sandbox->context, &item.of.func, raw, n_raw, &trap);
    if (error || trap || !handshake_move(h, SLOT_GUEST, SLOT_HOST))
        return stopped(sandbox, error, trap);
    return STOP_NONE;
}

static bool marshal(const char *type, const uint64_t *args, unsigned n_args,
                    wasmtime_val_raw_t *raw)
{
    for (unsigned i = 0; i < n_args; i++) {
        if (type[i] == 'i')
            raw[i].i32 = (int32_t)args[i];
        else if (type[i] == 'I')
            raw[i].i64 = (int64_t)args[i];
        else
            return false;
    }
    return type[n_args] == ':';
}

enum stop sandbox_call(struct sandbox *sandbox, const char *name, const uint64_t *args,
                       unsigned n_args, uint64_t *result)
{
    if (sandbox->stop != STOP_NONE)
        return sandbox->stop;
    wasmtime_val_raw_t raw[CALL_ARGS_MAX + 1];
    if (sandbox->start_pending) {
        sandbox->start_pending = false;
        enum stop stop = call_raw(sandbox, PREPARED_START, raw, 0);
        if (stop != STOP_NONE)
            return stop;
    }
    const char *type = module_export_type(sandbox->module, name);
    if (!type || n_args > CALL_ARGS_MAX || !marshal(type, args, n_args, raw))
        return STOP_PROTOCOL;
    enum stop stop = call_raw(sandbox, name, raw, n_args ? n_args : 1);
    if (stop == STOP_NONE && result) {
        char t = type[n_args + 1];
        *result = t == 'i' ? (uint32_t)raw[0].i32 : t == 'I' ? (uint64_t)raw[0].i64 : 0;
    }
    return stop;
}

const struct stop_info *sandbox_stop_info(const struct sandbox *sandbox)
{
    return &sandbox->info;
}

uint8_t *sandbox_memory(struct sandbox *sandbox, uint32_t ptr, uint32_t len)
{
    size_t size = atomic_load_explicit(&sandbox->slot->size_bytes, memory_order_relaxed);
    return (uint64_t)ptr + len <= size ? sandbox->slot->base + ptr : NULL;
}

uint64_t sandbox_memory_bytes(const struct sandbox *sandbox)
{
    return atomic_load(&sandbox->slot->size_bytes);
}

bool sandbox_memory_refused(const struct sandbox *sandbox)
{
    return sandbox->memory_refused;
}

void sandbox_set_deadline(struct sandbox *sandbox, uint64_t deadline_ns)
{
    uint64_t at_ns = deadline_ns ? deadline_ns : UINT64_MAX;
    atomic_store(&sandbox->slot->handshake.deadline_ns, at_ns);
    watchdog_expect(&sandbox->module->engine->watchdog, at_ns);
}

enum stop sandbox_should_stop(struct sandbox *sandbox)
{
    const struct handshake *h = &sandbox->slot->handshake;
    enum stop killed = word_reason(atomic_load_explicit(&h->word, memory_order_acquire));
    if (killed != STOP_NONE)
        return killed;
    uint64_t deadline_ns = atomic_load_explicit(&h->deadline_ns, memory_order_relaxed);
    return deadline_ns != UINT64_MAX && os_monotonic_ns() >= deadline_ns ? STOP_DEADLINE
                                                                         : STOP_NONE;
}

enum stop sandbox_wait_until(struct sandbox *sandbox, uint64_t wake_ns)
{
    handshake_sleep(&sandbox->slot->handshake, wake_ns);
    return sandbox_should_stop(sandbox);
}

struct kill_ticket sandbox_ticket(const struct sandbox *sandbox)
{
    uint64_t word = atomic_load(&sandbox->slot->handshake.word);
    return (struct kill_ticket){.slot = sandbox->slot, .generation = word_generation(word)};
}

void engine_kill(struct engine *engine, struct kill_ticket ticket)
{
    watchdog_kill(&engine->watchdog, ticket.slot, ticket.generation, STOP_CANCELLED);
}

uint8_t *host_memory(const struct host_call *call, uint32_t ptr, uint32_t len)
{
    return sandbox_memory(call->sandbox, ptr, len);
}

enum stop host_should_stop(const struct host_call *call)
{
    return sandbox_should_stop(call->sandbox);
}

enum stop host_sleep_until(struct host_call *call, uint64_t wake_ns)
{
    return sandbox_wait_until(call->sandbox, wake_ns);
}
