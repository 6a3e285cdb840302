/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wasmtime asks for a linear memory while it instantiates; the answer is the slot of the sandbox
 * that is being opened on this thread. The slot may already be larger than the module's minimum: an
 * image made after start-up work, or a restored state that had grown.
 *
 * memory.grow runs on the owner's thread in state GUEST. It moves to HOST like a host function, so
 * a killer cannot protect the range while it is being extended. A growth past the cap is refused
 * and noted (the guest sees -1). A growth that the host refuses ends the turn: what the guest would
 * do with that answer would depend on the host.
 */
#include "engine/memory.h"

#include "engine/sandbox.h"

static __thread struct sandbox *expected;

void memory_expect(struct sandbox *sandbox)
{
    expected = sandbox;
}

static uint8_t *memory_get(void *env, size_t *size, size_t *maximum)
{
    struct sandbox *sandbox = env;
    *size = atomic_load(&sandbox->slot->size_bytes);
    *maximum = sandbox->slot->pool->reserve_bytes;
    return sandbox->slot->base;
}

static wasmtime_error_t *grow_in_host(struct sandbox *sandbox, size_t size_bytes)
{
    if (size_bytes > sandbox->memory_bytes_max) {
        sandbox->memory_refused = true;
        return wasmtime_error_new("the memory limit is reached");
    }
    if (!slot_grow(sandbox->slot, size_bytes)) {
        sandbox_kill_self(sandbox, STOP_INTERNAL);
        return wasmtime_error_new("the host refused memory");
    }
    return NULL;
}

static wasmtime_error_t *memory_grow(void *env, size_t size_bytes)
{
    struct sandbox *sandbox = env;
    struct handshake *h = &sandbox->slot->handshake;
    if (!handshake_move(h, SLOT_GUEST, SLOT_HOST)) {
        (void)handshake_killed(h);
        return wasmtime_error_new("stopped");
    }
    wasmtime_error_t *error = grow_in_host(sandbox, size_bytes);
    if (!handshake_move(h, SLOT_HOST, SLOT_GUEST)) {
        sandbox_take_memory(sandbox);
        if (!error)
            error = wasmtime_error_new("stopped");
    }
    return error;
}

static wasmtime_error_t *memory_new(void *env, const wasm_memorytype_t *type, size_t minimum,
                                    size_t maximum, size_t reserved, size_t guard,
                                    wasmtime_linear_memory_t *out)
{
    (void)env;
    (void)type;
    (void)maximum;
    const struct slot *slot = expected ? expected->slot : NULL;
    if (!slot || minimum > atomic_load(&slot->size_bytes) || reserved > slot->pool->reserve_bytes ||
        guard > slot->pool->guard_bytes)
        return wasmtime_error_new("no slot fits this memory");
    *out = (wasmtime_linear_memory_t){
        .env = expected, .get_memory = memory_get, .grow_memory = memory_grow};
    expected = NULL; /* one memory a module */
    return NULL;
}

const wasmtime_memory_creator_t memory_creator = {.new_memory = memory_new};
