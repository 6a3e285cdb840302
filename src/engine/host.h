/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host functions: what a guest may import. Each is one row of a const table; the linker is built
 * from the tables, and an import that no row names is refused before instantiation.
 *
 * A function gets its arguments as 64-bit words in declared order and writes its result, if any, to
 * `call->result`. It runs with the slot's word in state HOST, so the watchdog cannot take the
 * memory away under it. It returns STOP_NONE to go on in the guest, or the reason to stop it. Guest
 * memory is reached through host_memory() and in no other way: that is where pointers and lengths
 * are checked.
 */
#ifndef ENGINE_HOST_H
#define ENGINE_HOST_H

#include "base/slice.h"
#include "engine/stop.h"

struct sandbox;

struct host_call {
    struct sandbox *sandbox;
    void *guest;          /* what sandbox_set_guest() was given: the layer above's own state */
    const uint64_t *args; /* i32 arguments are zero-extended, floats are their bits */
    uint64_t result;
};

struct host_func {
    const char *module;
    const char *name;
    const char *type; /* parameters, ':', result: i = i32, I = i64, f = f32, F = f64; "iiI:i" */
    enum stop (*fn)(struct host_call *call);
};

struct host_table {
    const struct host_func *funcs;
    unsigned n_funcs;
};

/* The guest's bytes [ptr, ptr + len) as they are now, or NULL when any of them lies outside. The
 * view is valid until the host function returns or lets guest code run. A zero-length view of a
 * valid address is not NULL. */
uint8_t *host_memory(const struct host_call *call, uint32_t ptr, uint32_t len);

/* Sleeps until `wake_ns` (monotonic), the sandbox's deadline, or a kill, whichever is first.
 * Returns STOP_NONE when woken in time, else why the guest has to stop. */
enum stop host_sleep_until(struct host_call *call, uint64_t wake_ns);
/* Why the guest must stop now (killed meanwhile), or STOP_NONE: asked between slices of host work.
 */
enum stop host_should_stop(const struct host_call *call);

#endif
