/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that may call guests. Wasmtime lets a guest use max_wasm_stack of whatever stack it was
 * called on and checks nothing about how much there is, so a guest is only ever called on a thread
 * whose size comes from the same constant (limits.h). The memory is reserved, not used: a shallow
 * program touches a few pages of it.
 */
#include "base/limits.h"
#include "engine/engine.h"

#include <pthread.h>
#include <troupe_engine.h>

struct deep_call {
    void (*fn)(void *arg);
    void *arg;
};

static void *deep_main(void *arg)
{
    const struct deep_call *call = arg;
    troupe_thread_init();
    call->fn(call->arg);
    return NULL;
}

tr_rc engine_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err)
{
    struct deep_call call = {fn, arg};
    pthread_attr_t attr;
    pthread_t thread;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, THREAD_STACK_BYTES);
    int failed = pthread_create(&thread, &attr, deep_main, &call);
    pthread_attr_destroy(&attr);
    if (failed)
        return tr_fail_sys(err, TR_E_NO_MEMORY, failed, "cannot start a thread for a sandbox");
    pthread_join(thread, NULL);
    return TR_OK;
}
