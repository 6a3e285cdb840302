/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: the thread that stops guests at their deadline, and kills by ticket. */
#ifndef ENGINE_WATCHDOG_H
#define ENGINE_WATCHDOG_H

#include "engine/slot.h"

struct watchdog {
    struct slot_pool *pool;
    void (*stop_foreign)(void *ctx); /* after a foreign guest's word went to KILLED */
    void *ctx;
    pthread_t thread;
    bool started;
    _Atomic bool ending;
    _Atomic uint64_t wake_ns; /* when the thread means to look next; UINT64_MAX = when called */
    _Atomic uint32_t calls;   /* futex: counts calls to look earlier */
};

tr_rc watchdog_start(struct watchdog *w, struct slot_pool *pool, void (*stop_foreign)(void *ctx),
                     void *ctx, struct tr_err *err) TR_MUST_USE;
void watchdog_stop(struct watchdog *w);
/* A deadline was set: the thread looks no later than then. */
void watchdog_expect(struct watchdog *w, uint64_t deadline_ns);
/* Stops the tenant of `generation` now; any thread. Nothing happens when it is gone. */
void watchdog_kill(struct watchdog *w, struct slot *slot, uint64_t generation, enum stop reason);

#endif
