/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The word's transitions (picture and rules in handshake.h).
 *
 * Waiting is by futex on the low half of the word, which holds the state, so a sleeping owner wakes
 * on a kill and an owner that meets KILLING sleeps until KILLED. Wake-ups are rare (only kills), so
 * the hot path is one compare-and-swap.
 */
#include "engine/handshake.h"

#include "base/limits.h"
#include "base/os.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Little-endian: the state is in the first four bytes. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the futex is the low half of the word");

static void word_wait(struct handshake *h, uint64_t seen, uint64_t wake_ns)
{
    struct timespec at = {.tv_sec = (time_t)(wake_ns / SECOND_NS),
                          .tv_nsec = (long)(wake_ns % SECOND_NS)};
    (void)syscall(SYS_futex, &h->word, FUTEX_WAIT_BITSET_PRIVATE, (uint32_t)seen,
                  wake_ns == UINT64_MAX ? NULL : &at, NULL, FUTEX_BITSET_MATCH_ANY);
}

static void word_wake(struct handshake *h)
{
    (void)syscall(SYS_futex, &h->word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

void handshake_open(struct handshake *h, uint64_t deadline_ns)
{
    uint64_t word = atomic_load_explicit(&h->word, memory_order_relaxed);
    atomic_store_explicit(&h->word, word_make(word_generation(word) + 1, STOP_NONE, SLOT_HOST),
                          memory_order_release);
    /* Before the read in watchdog_expect(), so sequentially consistent. */
    atomic_store(&h->deadline_ns, deadline_ns);
}

enum stop handshake_killed(struct handshake *h)
{
    for (;;) {
        uint64_t word = atomic_load_explicit(&h->word, memory_order_acquire);
        if (word_state(word) != SLOT_KILLING)
            return word_reason(word);
        word_wait(h, word, UINT64_MAX);
    }
}

bool handshake_close(struct handshake *h)
{
    atomic_store_explicit(&h->deadline_ns, UINT64_MAX, memory_order_release);
    for (;;) {
        (void)handshake_killed(h);
        uint64_t word = atomic_load_explicit(&h->word, memory_order_acquire);
        if (word_state(word) == SLOT_KILLING)
            continue;
        if (atomic_compare_exchange_strong_explicit(
                &h->word, &word, word_make(word_generation(word), STOP_NONE, SLOT_IDLE),
                memory_order_acq_rel, memory_order_relaxed))
            return word_state(word) == SLOT_KILLED;
    }
}

void handshake_kill_self(struct handshake *h, enum stop reason)
{
    for (;;) {
        uint64_t word = atomic_load_explicit(&h->word, memory_order_acquire);
        if (word_state(word) != SLOT_HOST && word_state(word) != SLOT_GUEST)
            return;
        if (atomic_compare_exchange_strong_explicit(
                &h->word, &word, word_make(word_generation(word), reason, SLOT_KILLED),
                memory_order_acq_rel, memory_order_relaxed))
            return;
    }
}

void handshake_sleep(struct handshake *h, uint64_t wake_ns)
{
    uint64_t deadline_ns = atomic_load_explicit(&h->deadline_ns, memory_order_relaxed);
    uint64_t until_ns = wake_ns < deadline_ns ? wake_ns : deadline_ns;
    for (;;) {
        uint64_t word = atomic_load_explicit(&h->word, memory_order_acquire);
        if (word_state(word) != SLOT_HOST || os_monotonic_ns() >= until_ns)
            return;
        word_wait(h, word, until_ns);
    }
}

enum kill_step handshake_kill_begin(struct handshake *h, uint64_t generation, enum stop reason,
                                    bool protect)
{
    uint64_t word = atomic_load_explicit(&h->word, memory_order_acquire);
    for (;;) {
        enum slot_state state = word_state(word);
        if (word_generation(word) != generation || (state != SLOT_HOST && state != SLOT_GUEST))
            return KILL_MISSED;
        bool guest = state == SLOT_GUEST && protect;
        uint64_t next = word_make(generation, reason, guest ? SLOT_KILLING : SLOT_KILLED);
        if (!atomic_compare_exchange_weak_explicit(&h->word, &word, next, memory_order_acq_rel,
                                                   memory_order_acquire))
            continue;
        if (guest)
            return KILL_PROTECT;
        word_wake(h);
        return KILL_DONE;
    }
}

void handshake_kill_end(struct handshake *h)
{
    uint64_t word = atomic_load_explicit(&h->word, memory_order_relaxed);
    atomic_store_explicit(&h->word,
                          word_make(word_generation(word), word_reason(word), SLOT_KILLED),
                          memory_order_release);
    word_wake(h);
}
