/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The queue of jobs is a list through structures on the callers' stacks: a caller waits until its
 * job is done, so nothing is allocated for a call. One lock guards everything; a job itself runs
 * without it.
 *
 * A call from within a job, such as from an embedder's output callback, finds the thread's stack in
 * use by a guest, to an unknown depth. It gets a thread of its own, because the runners may all be
 * waiting in the same way.
 */
#include "api/pool.h"

#include "engine/engine.h"
#include <stdlib.h>

struct pool_job {
    void (*fn)(void *arg);
    void *arg;
    bool done;
    pthread_cond_t finished;
    struct pool_job *next;
};

/* Whether this thread's stack is deep enough for guests, and whether it is in use by one. */
static _Thread_local bool thread_is_deep, thread_is_busy;

static struct pool_job *take_job(struct pool *pool)
{
    struct pool_job *job = pool->first;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    pool->n_queued--;
    return job;
}

static void perform(void (*fn)(void *arg), void *arg)
{
    thread_is_busy = true;
    fn(arg);
    thread_is_busy = false;
}

static void runner_main(void *arg)
{
    struct pool *pool = arg;
    thread_is_deep = true;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->first && !pool->ending) {
            pool->n_idle++;
            pthread_cond_wait(&pool->work, &pool->lock);
            pool->n_idle--;
        }
        if (!pool->first)
            break;
        struct pool_job *job = take_job(pool);
        pthread_mutex_unlock(&pool->lock);
        perform(job->fn, job->arg);
        pthread_mutex_lock(&pool->lock);
        job->done = true;
        pthread_cond_signal(&job->finished);
    }
    pthread_mutex_unlock(&pool->lock);
}

tr_rc pool_init(struct pool *pool, unsigned threads_max, struct tr_err *err)
{
    *pool = (struct pool){.max = threads_max < POOL_THREADS_MAX ? threads_max : POOL_THREADS_MAX};
    pool->last = &pool->first;
    pool->threads = calloc(pool->max, sizeof(*pool->threads));
    if (!pool->threads)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for runners");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    return TR_OK;
}

void pool_done(struct pool *pool)
{
    if (!pool->threads)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->n_threads; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    pool->threads = NULL;
}

/* With the lock held: makes sure that a thread will come to the next job. A thread that cannot be
 * started is no failure while there is another one. */
static tr_rc provide_thread(struct pool *pool, struct tr_err *err)
{
    if (pool->n_queued < pool->n_idle || pool->n_threads == pool->max)
        return TR_OK;
    tr_rc rc = engine_thread_start(runner_main, pool, &pool->threads[pool->n_threads], err);
    if (rc == TR_OK)
        pool->n_threads++;
    return pool->n_threads > 0 ? TR_OK : rc;
}

struct deep_call {
    void (*fn)(void *arg);
    void *arg;
    bool is_job; /* not the embedder's own function */
};

static void deep_main(void *arg)
{
    struct deep_call *call = arg;
    thread_is_deep = true;
    thread_is_busy = call->is_job;
    call->fn(call->arg);
}

tr_rc pool_run(struct pool *pool, void (*fn)(void *arg), void *arg, struct tr_err *err)
{
    if (thread_is_busy) {
        struct deep_call call = {fn, arg, true};
        return engine_thread_run(deep_main, &call, err);
    }
    if (thread_is_deep) {
        perform(fn, arg);
        return TR_OK;
    }
    struct pool_job job = {.fn = fn, .arg = arg};
    pthread_cond_init(&job.finished, NULL);
    pthread_mutex_lock(&pool->lock);
    tr_rc rc = provide_thread(pool, err);
    if (rc == TR_OK) {
        *pool->last = &job;
        pool->last = &job.next;
        pool->n_queued++;
        pthread_cond_signal(&pool->work);
        while (!job.done)
            pthread_cond_wait(&job.finished, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_destroy(&job.finished);
    return rc;
}

tr_rc pool_thread_run(void (*fn)(void *arg), void *arg, struct tr_err *err)
{
    struct deep_call call = {fn, arg, false};
    return engine_thread_run(deep_main, &call, err);
}
