/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that call guests: a server that blocks every signal before it starts threads, as many do,
 * must not make a guest's trap the end of the process.
 */
#include "fixture.h"

#include <signal.h>

struct trap {
    struct module *module;
    uint64_t ms;
    enum stop stop;
    bool blocked;
};

static void run(void *arg)
{
    struct trap *t = arg;
    struct sandbox *sandbox = fixture_open(t->module, t->ms);
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    t->blocked = sigismember(&mask, SIGTERM) == 1;
    t->stop = fixture_call(sandbox, "run", 0, NULL);
    sandbox_close(sandbox);
}

static void check(enum module_kind kind, const char *body, uint64_t ms, enum stop expected)
{
    char wat[256];
    (void)snprintf(wat, sizeof wat, "(module (memory 1) (func (export \"run\") (param i32) %s))",
                   body);
    struct engine *engine = fixture_engine(NULL, DIRTY_AUTO);
    struct trap t = {.module = fixture_module(engine, kind, wat), .ms = ms};
    sigset_t all, former;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &former);
    fixture_deep(run, &t);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    module_unref(t.module);
    engine_free(engine);
    assert_int_equal(t.stop, expected);
    assert_true(t.blocked); /* the caller's other wishes stand */
}

static void test_traps_with_signals_blocked(void **state)
{
    (void)state;
    check(MODULE_FOREIGN, "unreachable", 0, STOP_UNREACHABLE);
    check(MODULE_FOREIGN, "(drop (i32.load (i32.const 65536)))", 0, STOP_BOUNDS);
    check(MODULE_FOREIGN, "(drop (i32.div_s (i32.const 1) (i32.const 0)))", 0, STOP_ARITHMETIC);
    check(MODULE_OURS, "(loop $l (i32.store (i32.const 8) (i32.const 1)) (br $l))", 20,
          STOP_DEADLINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_traps_with_signals_blocked)};
    return cmocka_run_group_tests_name("thread", tests, NULL, NULL);
}
