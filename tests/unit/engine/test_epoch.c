/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one moment at which a foreign guest could miss its kill: it has looked at its word, found
 * nothing, and the engine has not yet given it a new epoch to stop at. A kill that falls in between
 * moves the epoch too early. The linker puts a pause there (--wrap=handshake_killed).
 */
#include "fixture.h"

#include "engine/handshake.h"

#include <pthread.h>
#include <time.h>

static _Atomic bool pause_wanted, paused, resume, ended;

enum stop __real_handshake_killed(struct handshake *h);
enum stop __wrap_handshake_killed(struct handshake *h);

enum stop __wrap_handshake_killed(struct handshake *h)
{
    enum stop stop = __real_handshake_killed(h);
    if (stop != STOP_NONE || !atomic_exchange(&pause_wanted, false))
        return stop;
    atomic_store(&paused, true);
    while (!atomic_load(&resume))
        (void)nanosleep(&(struct timespec){.tv_nsec = (long)MS_NS}, NULL);
    return stop;
}

struct spin {
    struct sandbox *sandbox;
    enum stop stop;
};

static void spin(void *arg)
{
    struct spin *s = arg;
    s->stop = fixture_call(s->sandbox, "spin", 0, NULL);
    atomic_store(&ended, true);
}

static bool comes(const _Atomic bool *what, uint64_t within_ns)
{
    uint64_t until_ns = os_monotonic_ns() + within_ns;
    while (!atomic_load(what) && os_monotonic_ns() < until_ns)
        (void)nanosleep(&(struct timespec){.tv_nsec = (long)MS_NS}, NULL);
    return atomic_load(what);
}

static void test_kill_during_epoch_check(void **state)
{
    (void)state;
    struct engine *engine = fixture_engine(NULL, DIRTY_AUTO);
    struct module *module = fixture_module(
        engine, MODULE_FOREIGN, "(module (func (export \"spin\") (param i32) (loop $l (br $l))))");
    struct spin run = {.sandbox = fixture_open(module, 0)};
    struct sandbox *neighbours[] = {fixture_open(module, 0), fixture_open(module, 0)};
    struct tr_err err = {0};
    pthread_t thread;
    assert_int_equal(engine_thread_start(spin, &run, &thread, &err), TR_OK);

    atomic_store(&pause_wanted, true);
    engine_kill(engine, sandbox_ticket(neighbours[0])); /* moves the epoch */
    bool met = comes(&paused, 5 * SECOND_NS);
    engine_kill(engine, sandbox_ticket(run.sandbox));
    atomic_store(&resume, true);
    bool stopped = comes(&ended, 5 * SECOND_NS);
    engine_kill(engine, sandbox_ticket(neighbours[1])); /* ends it where the kill was lost */
    pthread_join(thread, NULL);

    sandbox_close(run.sandbox);
    sandbox_close(neighbours[0]);
    sandbox_close(neighbours[1]);
    module_unref(module);
    engine_free(engine);
    assert_true(met);
    assert_true(stopped);
    assert_int_equal(run.stop, STOP_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kill_during_epoch_check)};
    return cmocka_run_group_tests_name("epoch", tests, NULL, NULL);
}
