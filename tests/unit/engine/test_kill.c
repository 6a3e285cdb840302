/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stopping guests: at deadlines, by ticket, asleep in the host, in loops that touch memory and in
 * loops that do not, and thousands of times at random moments without ever hitting the next tenant.
 */
#include "fixture.h"

#include <pthread.h>
#include <time.h>

#define RANDOM_KILLS 4000

static const char ours[] =
    "(module (import \"test\" \"nap\" (func $nap (param i32)))"
    " (memory (export \"memory\") 4) (data (i32.const 0) \"image\")"
    " (func (export \"spin\") (param i32)"
    "  (loop $l (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1))) (br "
    "$l)))"
    " (func (export \"crossings\") (param i32) (loop $l (call $nap (i32.const 0)) (br $l)))"
    " (func (export \"growing\") (param i32)"
    "  (loop $l (drop (memory.grow (i32.const 1))) (i32.store (i32.const 64) (i32.const 1)) (br "
    "$l)))"
    " (func (export \"asleep\") (param i32) (call $nap (i32.const 100000)))"
    " (func (export \"quick\") (param i32) (result i32)"
    "  (i32.add (i32.load8_u (i32.const 0)) (local.get 0))))";

static const char foreign[] =
    "(module (import \"test\" \"nap\" (func $nap (param i32)))"
    " (memory (export \"memory\") 4) (data (i32.const 0) \"image\")"
    " (func (export \"spin\") (param i32) (loop $l (br $l)))"
    " (func (export \"crossings\") (param i32) (loop $l (call $nap (i32.const 0)) (br $l)))"
    " (func (export \"growing\") (param i32)"
    "  (loop $l (drop (memory.grow (i32.const 1)))"
    "   (memory.fill (i32.const 0) (i32.const 1) (i32.const 262144)) (br $l)))"
    " (func (export \"asleep\") (param i32) (call $nap (i32.const 100000)))"
    " (func (export \"quick\") (param i32) (result i32)"
    "  (i32.add (i32.load8_u (i32.const 0)) (local.get 0))))";

static const char *const endless[] = {"spin", "crossings", "growing", "asleep"};

struct test {
    struct engine *engine;
    struct module *modules[2];
    const char *wrong;
};

static struct test test_begin(void)
{
    struct test t = {.engine = fixture_engine(NULL, DIRTY_AUTO)};
    t.modules[MODULE_OURS] = fixture_module(t.engine, MODULE_OURS, ours);
    t.modules[MODULE_FOREIGN] = fixture_module(t.engine, MODULE_FOREIGN, foreign);
    return t;
}

static void test_end(struct test *t)
{
    struct engine_stats stats;
    engine_stats(t->engine, &stats);
    module_unref(t->modules[0]);
    module_unref(t->modules[1]);
    engine_free(t->engine);
    assert_null(t->wrong);
    assert_int_equal(stats.verify_failures, 0);
}

static void deadlines(void *arg)
{
    struct test *t = arg;
    for (int kind = 0; kind < 2; kind++)
        for (size_t i = 0; i < TR_ARRAY_LEN(endless); i++) {
            struct sandbox *s = fixture_open(t->modules[kind], 20);
            uint64_t start_ns = os_monotonic_ns(), result = 0;
            if (fixture_call(s, endless[i], 0, NULL) != STOP_DEADLINE)
                t->wrong = endless[i];
            uint64_t took_ns = os_monotonic_ns() - start_ns;
            if (took_ns < 15 * MS_NS || took_ns > 2 * SECOND_NS)
                t->wrong = "stopped at another time than the deadline";
            sandbox_close(s);
            s = fixture_open(t->modules[kind], 10000);
            if (fixture_call(s, "quick", 1, &result) != STOP_NONE || result != 'i' + 1)
                t->wrong = "the next tenant";
            sandbox_close(s);
        }
}

static void stopped_at_the_deadline(void **state)
{
    (void)state;
    struct test t = test_begin();
    fixture_deep(deadlines, &t);
    test_end(&t);
}

struct killer {
    struct engine *engine;
    struct kill_ticket ticket;
    uint64_t after_ns;
};

static void *kill_later(void *arg)
{
    struct killer *k = arg;
    struct timespec pause = {.tv_nsec = (long)k->after_ns};
    nanosleep(&pause, NULL);
    engine_kill(k->engine, k->ticket);
    engine_kill(k->engine, k->ticket);
    return NULL;
}

static void one_random_kill(struct test *t, uint64_t random)
{
    struct module *module = t->modules[random % 2];
    struct sandbox *s = fixture_open(module, 60000);
    struct killer k = {t->engine, sandbox_ticket(s), random / 64 % 200000};
    pthread_t thread;
    uint64_t result = 0;
    pthread_create(&thread, NULL, kill_later, &k);
    if (fixture_call(s, endless[random / 2 % TR_ARRAY_LEN(endless)], 0, NULL) != STOP_CANCELLED)
        t->wrong = "a cancelled guest ended otherwise";
    sandbox_close(s);
    pthread_join(thread, NULL);
    /* The ticket is stale now, and the slot has another tenant. */
    s = fixture_open(module, 60000);
    engine_kill(t->engine, k.ticket);
    if (fixture_call(s, "quick", 1, &result) != STOP_NONE || result != 'i' + 1)
        t->wrong = "a stale ticket hit the next tenant";
    sandbox_close(s);
}

static void random_kills(void *arg)
{
    struct test *t = arg;
    uint64_t random = 4101842887655102017u;
    for (int i = 0; i < RANDOM_KILLS && !t->wrong; i++)
        one_random_kill(t, fixture_next(&random));
}

static void stopped_at_random_moments(void **state)
{
    (void)state;
    struct test t = test_begin();
    fixture_deep(random_kills, &t);
    test_end(&t);
}

/* The kill and the guest's own end at the same moment: either may win, nothing may break. */
static void kill_races_end(void *arg)
{
    struct test *t = arg;
    uint64_t random = 1181783497276652981u;
    for (int i = 0; i < 2000 && !t->wrong; i++) {
        struct sandbox *s = fixture_open(t->modules[i % 2], 60000);
        struct killer k = {t->engine, sandbox_ticket(s), fixture_next(&random) % 60000};
        pthread_t thread;
        uint64_t result = 0;
        pthread_create(&thread, NULL, kill_later, &k);
        enum stop stop = STOP_NONE;
        for (int n = 0; n < 400 && stop == STOP_NONE; n++)
            stop = fixture_call(s, "quick", 1, &result);
        if (stop != STOP_NONE && stop != STOP_CANCELLED)
            t->wrong = "a race ended in neither way";
        sandbox_close(s);
        pthread_join(thread, NULL);
    }
}

static void stopped_while_ending(void **state)
{
    (void)state;
    struct test t = test_begin();
    fixture_deep(kill_races_end, &t);
    test_end(&t);
}

/* Deadlines that come closer must wake a watchdog that sleeps towards a later one. */
static void nearer_deadlines(void *arg)
{
    struct test *t = arg;
    struct sandbox *far = fixture_open(t->modules[0], 30000);
    struct sandbox *near = fixture_open(t->modules[0], 30000);
    uint64_t start_ns = os_monotonic_ns();
    sandbox_set_deadline(near, start_ns + 10 * MS_NS);
    if (fixture_call(near, "spin", 0, NULL) != STOP_DEADLINE ||
        os_monotonic_ns() - start_ns > 5 * SECOND_NS)
        t->wrong = "a nearer deadline was missed";
    if (sandbox_wait_until(far, os_monotonic_ns() + MS_NS) != STOP_NONE)
        t->wrong = "a neighbour was stopped";
    sandbox_close(near);
    sandbox_close(far);
}

static void nearer_deadlines_count(void **state)
{
    (void)state;
    struct test t = test_begin();
    fixture_deep(nearer_deadlines, &t);
    test_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stopped_at_the_deadline),
        cmocka_unit_test(stopped_at_random_moments),
        cmocka_unit_test(stopped_while_ending),
        cmocka_unit_test(nearer_deadlines_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
