/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads with stacks deep enough for guests. A call goes to an idle one, or to a new one while
 * there are fewer than the most; else it waits its turn, first come, first served.
 */
#ifndef API_POOL_H
#define API_POOL_H

#include "base/err.h"
#include <pthread.h>

#define POOL_THREADS_MAX 256

struct pool_job;
struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work; /* a job was added, or the pool ends */
    struct pool_job *first, **last;
    pthread_t *threads;
    unsigned n_threads, n_idle, n_queued, max;
    bool ending;
};

tr_rc pool_init(struct pool *pool, unsigned threads_max, struct tr_err *err) TR_MUST_USE;
void pool_done(struct pool *pool); /* no call may be going on */
/* Runs fn(arg) on a thread of the pool and waits for it; on this thread when it is deep itself, on
 * a new one when it is at a job already. */
tr_rc pool_run(struct pool *pool, void (*fn)(void *arg), void *arg, struct tr_err *err) TR_MUST_USE;
/* Runs fn(arg) on a new deep thread and waits. */
tr_rc pool_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err) TR_MUST_USE;

#endif
