/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that may call guests. Wasmtime lets a guest use max_wasm_stack of whatever stack it was
 * called on and checks nothing about how much there is, so a guest is only ever called on a thread
 * whose size comes from the same constant (limits.h). The memory is reserved, not used: a shallow
 * program touches a few pages of it.
 *
 * A guest's trap is a signal to its own thread, and one that is blocked there ends the process.
 * So these four are let in, whatever the thread inherited; all others stay as the caller has them.
 */
#include "base/limits.h"
#include "engine/engine.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <troupe_engine.h>

struct deep_call {
    void (*fn)(void *arg);
    void *arg;
};

static void let_traps_in(void)
{
    sigset_t traps;
    sigemptyset(&traps);
    sigaddset(&traps, SIGSEGV);
    sigaddset(&traps, SIGBUS);
    sigaddset(&traps, SIGILL);
    sigaddset(&traps, SIGFPE);
    (void)pthread_sigmask(SIG_UNBLOCK, &traps, NULL);
}

static void *deep_main(void *arg)
{
    struct deep_call call = *(struct deep_call *)arg;
    free(arg);
    let_traps_in();
    troupe_thread_init();
    call.fn(call.arg);
    return NULL;
}

tr_rc engine_thread_start(void (*fn)(void *arg), void *arg, pthread_t *out, struct tr_err *err)
{
    struct deep_call *call = malloc(sizeof *call);
    if (!call)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a thread");
    *call = (struct deep_call){fn, arg};
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, THREAD_STACK_BYTES);
    int failed = pthread_create(out, &attr, deep_main, call);
    pthread_attr_destroy(&attr);
    if (!failed)
        return TR_OK;
    free(call);
    return tr_fail_sys(err, TR_E_NO_MEMORY, failed, "cannot start a thread for a sandbox");
}

tr_rc engine_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err)
{
    pthread_t thread;
    TR_TRY(engine_thread_start(fn, arg, &thread, err));
    pthread_join(thread, NULL);
    return TR_OK;
}
