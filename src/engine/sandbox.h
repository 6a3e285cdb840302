/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: a sandbox, and the steps that memory.c and link.c share with sandbox.c. */
#ifndef ENGINE_SANDBOX_H
#define ENGINE_SANDBOX_H

#include "engine/module.h"
#include "engine/slot.h"

struct sandbox {
    struct module *module; /* referenced */
    struct slot *slot;
    wasmtime_store_t *store;
    wasmtime_context_t *context;
    wasmtime_instance_t instance;
    void *guest;
    uint64_t memory_bytes_max;
    bool memory_refused;
    bool start_pending; /* the module's start function has not run yet */
    enum stop stop;     /* why the guest was stopped; STOP_NONE while it lives */
    struct stop_info info;
};

/* Like sandbox_open, with a memory that has already grown to `size_bytes`. */
tr_rc sandbox_open_sized(struct module *module, const struct sandbox_options *options,
                         uint64_t size_bytes, struct sandbox **out, struct tr_err *err) TR_MUST_USE;
/* The value of the module's mutable global number `i` of its facts. */
tr_rc sandbox_global(struct sandbox *sandbox, uint32_t i, struct image_global *out,
                     struct tr_err *err) TR_MUST_USE;
void sandbox_set_global(struct sandbox *sandbox, const struct image_global *g);
/* Why the guest must not go on: killed, or past its deadline. */
enum stop sandbox_should_stop(struct sandbox *sandbox);
/* Owner, in HOST or GUEST: the guest does not go on. */
void sandbox_kill_self(struct sandbox *sandbox, enum stop reason);
/* Owner, killed: makes sure that the guest traps at its next step, for callbacks whose return lets
 * guest code run. */
void sandbox_take_memory(struct sandbox *sandbox);

#endif
