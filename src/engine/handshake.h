/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/engine: one 64-bit word by which the owner of a slot and whoever stops its guest
 * agree, without a lock, on who may touch the slot.
 *
 *   word = generation << 16 | reason << 8 | state        one generation a tenant
 *
 *            open              call                 host function
 *   IDLE ───────────▶ HOST ◀─────────▶ GUEST       (GUEST ─▶ HOST ─▶ GUEST)
 *     ▲                │                 │
 *     │   close        │ kill            │ kill (ours: KILLING, protect, KILLED; foreign: KILLED)
 *     └── HOST/KILLED ◀┴── KILLED ◀──── KILLING
 *
 * Rules. Only the owner moves IDLE, HOST and GUEST; only a killer moves to KILLING and KILLED. A
 * killer names the generation it means, so it can never hit the next tenant. In state HOST a killer
 * leaves the memory alone: the owner is about to look at the word. In state KILLING the owner
 * waits. The memory of a KILLED slot may be protected; only its owner makes it accessible again.
 */
#ifndef ENGINE_HANDSHAKE_H
#define ENGINE_HANDSHAKE_H

#include "engine/stop.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum slot_state { SLOT_IDLE, SLOT_HOST, SLOT_GUEST, SLOT_KILLING, SLOT_KILLED };

struct handshake {
    _Atomic uint64_t word;
    _Atomic uint64_t deadline_ns; /* monotonic; UINT64_MAX = none. Reset before the word changes
                                     generation, set after, so a killer never pairs a deadline with
                                     another tenant's generation. */
};

static inline enum slot_state word_state(uint64_t word)
{
    return (enum slot_state)(word & 0xff);
}

static inline uint64_t word_generation(uint64_t word)
{
    return word >> 16;
}

/* Why the slot was killed; STOP_NONE before. */
static inline enum stop word_reason(uint64_t word)
{
    return (enum stop)(word >> 8 & 0xff);
}

static inline uint64_t word_make(uint64_t generation, enum stop reason, enum slot_state state)
{
    return generation << 16 | (uint64_t)reason << 8 | (uint64_t)state;
}

/* Owner: IDLE -> HOST with the next generation. */
void handshake_open(struct handshake *h, uint64_t deadline_ns);
/* Owner: any state -> IDLE; waits out a killer. True when the slot had been killed. */
bool handshake_close(struct handshake *h);
/* Owner: HOST -> GUEST or GUEST -> HOST. False: killed; only close is left. */
static inline bool handshake_move(struct handshake *h, enum slot_state from, enum slot_state to)
{
    uint64_t word = atomic_load_explicit(&h->word, memory_order_relaxed);
    if (word_state(word) != from)
        return false;
    return atomic_compare_exchange_strong_explicit(&h->word, &word,
                                                   word_make(word_generation(word), STOP_NONE, to),
                                                   memory_order_acq_rel, memory_order_relaxed);
}
/* Owner: waits while a killer is at work; why the slot was killed, or STOP_NONE. */
enum stop handshake_killed(struct handshake *h);
/* Owner, in HOST or GUEST: counts as killed from here. */
void handshake_kill_self(struct handshake *h, enum stop reason);
/* Owner, in HOST: sleeps until `wake_ns`, the deadline or a kill. */
void handshake_sleep(struct handshake *h, uint64_t wake_ns);

/* Killer: what is left to do after handshake_kill_begin. */
enum kill_step { KILL_MISSED, KILL_DONE, KILL_PROTECT };
/* Moves the tenant of `generation` towards KILLED. KILL_PROTECT: the guest is running and the state
 * is KILLING: take its memory away, then call handshake_kill_end. With `protect` false the state
 * goes to KILLED at once. */
enum kill_step handshake_kill_begin(struct handshake *h, uint64_t generation, enum stop reason,
                                    bool protect);
void handshake_kill_end(struct handshake *h);

#endif
