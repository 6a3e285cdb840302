/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread an engine. It sleeps until the earliest deadline it knows of, walks all slots, stops
 * those that are past theirs and sleeps again.
 *
 * Setting a deadline must cost nothing on the way of a ten-microsecond sandbox: the owner stores it
 * in its slot and calls the thread only when the thread means to sleep past it. With equal limits
 * that is once in a limit's length, since later sandboxes have later deadlines. A deadline that
 * passes after its sandbox closed wakes the thread for nothing, at most once in that time.
 *
 * Lost calls: the thread publishes wake_ns, then walks, then sleeps on `calls` as it was before the
 * walk. An owner stores its deadline, then reads wake_ns; whoever comes second sees the other.
 *
 * Deaf guests: a foreign guest that just looked at its word and found nothing is given a new epoch
 * to stop at, counted from the epoch of that moment. A kill in between moves the epoch too early to
 * be met. So the thread moves it again, every REPEAT_NS, until a killed foreign guest has closed.
 */
#include "engine/watchdog.h"

#include "base/limits.h"
#include "base/os.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define REPEAT_NS MS_NS

static void calls_wait(struct watchdog *w, uint32_t seen, uint64_t wake_ns)
{
    struct timespec at = {.tv_sec = (time_t)(wake_ns / SECOND_NS),
                          .tv_nsec = (long)(wake_ns % SECOND_NS)};
    (void)syscall(SYS_futex, &w->calls, FUTEX_WAIT_BITSET_PRIVATE, seen,
                  wake_ns == UINT64_MAX ? NULL : &at, NULL, FUTEX_BITSET_MATCH_ANY);
}

static void call(struct watchdog *w)
{
    atomic_fetch_add(&w->calls, 1);
    (void)syscall(SYS_futex, &w->calls, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void watchdog_kill(struct watchdog *w, struct slot *slot, uint64_t generation, enum stop reason)
{
    bool ours = atomic_load_explicit(&slot->ours, memory_order_acquire);
    switch (handshake_kill_begin(&slot->handshake, generation, reason, ours)) {
    case KILL_PROTECT:
        slot_protect(slot);
        handshake_kill_end(&slot->handshake);
        break;
    case KILL_DONE:
        if (!ours) {
            w->stop_foreign(w->ctx);
            watchdog_expect(w, os_monotonic_ns() + REPEAT_NS);
        }
        break;
    case KILL_MISSED:
        break;
    }
}

static bool is_killed_foreign(const struct slot *slot, uint64_t word)
{
    return word_state(word) == SLOT_KILLED &&
           !atomic_load_explicit(&slot->ours, memory_order_acquire);
}

/* Stops what is due; returns the earliest time at which there is more to do. */
static uint64_t look(struct watchdog *w)
{
    uint64_t now_ns = os_monotonic_ns(), next_ns = UINT64_MAX;
    bool repeat = false;
    uint32_t n = atomic_load_explicit(&w->pool->n_slots, memory_order_acquire);
    for (uint32_t i = 0; i < n; i++) {
        struct slot *slot = w->pool->slots[i];
        uint64_t word = atomic_load_explicit(&slot->handshake.word, memory_order_acquire);
        uint64_t deadline_ns =
            atomic_load_explicit(&slot->handshake.deadline_ns, memory_order_acquire);
        repeat |= is_killed_foreign(slot, word);
        if (word_state(word) == SLOT_IDLE || deadline_ns == UINT64_MAX)
            continue;
        if (deadline_ns <= now_ns)
            watchdog_kill(w, slot, word_generation(word), STOP_DEADLINE);
        else if (deadline_ns < next_ns)
            next_ns = deadline_ns;
    }
    if (repeat) {
        w->stop_foreign(w->ctx);
        next_ns = next_ns < now_ns + REPEAT_NS ? next_ns : now_ns + REPEAT_NS;
    }
    return next_ns;
}

static void *watch(void *arg)
{
    struct watchdog *w = arg;
    (void)prctl(PR_SET_NAME, "troupe-watchdog");
    (void)prctl(PR_SET_TIMERSLACK, 1UL);
    while (!atomic_load(&w->ending)) {
        uint32_t seen = atomic_load(&w->calls);
        atomic_store(&w->wake_ns, UINT64_MAX);
        uint64_t next_ns = look(w);
        uint64_t expected = UINT64_MAX;
        /* An owner that came meanwhile has lowered wake_ns and called: then do not sleep. */
        if (!atomic_compare_exchange_strong(&w->wake_ns, &expected, next_ns))
            continue;
        calls_wait(w, seen, next_ns);
    }
    return NULL;
}

void watchdog_expect(struct watchdog *w, uint64_t deadline_ns)
{
    uint64_t wake_ns = atomic_load(&w->wake_ns);
    while (deadline_ns < wake_ns)
        if (atomic_compare_exchange_weak(&w->wake_ns, &wake_ns, deadline_ns)) {
            call(w);
            return;
        }
}

tr_rc watchdog_start(struct watchdog *w, struct slot_pool *pool, void (*stop_foreign)(void *ctx),
                     void *ctx, struct tr_err *err)
{
    *w = (struct watchdog){.pool = pool, .stop_foreign = stop_foreign, .ctx = ctx};
    atomic_store(&w->wake_ns, UINT64_MAX);
    /* Signals are for the program's own threads. */
    sigset_t all, former;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    int failed = pthread_create(&w->thread, NULL, watch, w);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    if (failed)
        return tr_fail_sys(err, TR_E_NO_MEMORY, failed, "cannot start the watchdog thread");
    w->started = true;
    return TR_OK;
}

void watchdog_stop(struct watchdog *w)
{
    if (!w->started)
        return;
    atomic_store(&w->ending, true);
    call(w);
    pthread_join(w->thread, NULL);
    w->started = false;
}
