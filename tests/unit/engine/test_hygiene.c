/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slot hygiene: two tenants' modules take turns dirtying memory at random (writes, growth, reads of
 * untouched memory, whole-range writers), and after every one the slot must equal its image: the
 * engine runs in verification mode, which compares content, size and protection.
 */
#include "fixture.h"

#define PROGRAMS     10000
#define WRITER_PAGES 960 /* 60 MiB */
#define ACTIONS_MAX  24

static const char tenant[] =
    "(module (memory (export \"memory\") 38)"
    " (data (i32.const 2097152) \"tenant %c\") (data (i32.const 2400000) \"end\")"
    " (global $sp (mut i32) (i32.const 2097152))"
    " (func (export \"write\") (param i32)"
    "  (global.set $sp (local.get 0)) (i32.store8 (local.get 0) (i32.const 90)))"
    " (func (export \"read\") (param i32) (result i32) (i32.load8_u (local.get 0)))"
    " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))"
    " (func (export \"sp\") (param i32) (result i32) (global.get $sp))"
    " (func (export \"flood\") (param i32)"
    "  (block $done (loop $next (br_if $done (i32.eqz (local.get 0)))"
    "   (local.set 0 (i32.sub (local.get 0) (i32.const 4096)))"
    "   (i32.store (local.get 0) (i32.const -1)) (br $next)))))";

struct test {
    struct engine *engine;
    struct module *tenants[2];
    uint64_t random;
    int n_programs;
    const char *wrong;
};

static void dirty(struct test *t, struct sandbox *s)
{
    uint64_t n_actions = fixture_next(&t->random) % ACTIONS_MAX;
    for (uint64_t i = 0; i < n_actions && !t->wrong; i++) {
        uint64_t at = fixture_next(&t->random) % sandbox_memory_bytes(s), result = 0;
        switch (fixture_next(&t->random) % 8) {
        case 0:
            if (fixture_call(s, "grow", 1 + at % 16, &result) != STOP_NONE)
                t->wrong = "grow stopped";
            break;
        case 1:
        case 2:
            if (fixture_call(s, "read", at, &result) != STOP_NONE)
                t->wrong = "read stopped";
            break;
        default:
            if (fixture_call(s, "write", at, NULL) != STOP_NONE)
                t->wrong = "write stopped";
        }
    }
}

static void flood(struct test *t, struct sandbox *s)
{
    uint64_t result = 0;
    if (fixture_call(s, "grow", WRITER_PAGES - 38, &result) != STOP_NONE || result != 38 ||
        fixture_call(s, "flood", WRITER_PAGES * 65536u, NULL) != STOP_NONE)
        t->wrong = "the 60 MiB writer stopped";
}

static void one_program(struct test *t, int i)
{
    struct sandbox *s = fixture_open(t->tenants[i % 2], 0);
    uint64_t result = 0;
    if (fixture_call(s, "sp", 0, &result) != STOP_NONE || result != 2097152)
        t->wrong = "a global of another tenant";
    if (fixture_call(s, "read", 2097152 + 7, &result) != STOP_NONE ||
        result != (uint64_t) "AB"[i % 2])
        t->wrong = "an image of another tenant";
    if (i % 500 == 250)
        flood(t, s);
    else
        dirty(t, s);
    sandbox_close(s);
}

static void run(void *arg)
{
    struct test *t = arg;
    for (int i = 0; i < t->n_programs && !t->wrong; i++)
        one_program(t, i);
}

static void clean_with(enum dirty_reader reader)
{
    struct test t = {.engine = fixture_engine(NULL, reader),
                     .random = 88172645463325252u,
                     .n_programs = PROGRAMS};
    struct engine_stats stats;
    for (int i = 0; i < 2; i++) {
        char wat[2000];
        (void)snprintf(wat, sizeof wat, tenant, "AB"[i]);
        t.tenants[i] = fixture_module(t.engine, MODULE_OURS, wat);
    }
    fixture_deep(run, &t);
    engine_stats(t.engine, &stats);
    for (int i = 0; i < 2; i++)
        module_unref(t.tenants[i]);
    engine_free(t.engine);
    if (t.wrong)
        fail_msg("%s", t.wrong);
    assert_int_equal(stats.verify_failures, 0);
    assert_true(stats.cleanings >= PROGRAMS);
    assert_true(stats.slots <= 4);
    assert_true(stats.pages_copied > 0 && stats.pages_dropped > 0);
}

static void clean_by_scan(void **state)
{
    (void)state;
    clean_with(DIRTY_AUTO);
}

static void clean_by_pagemap(void **state)
{
    (void)state;
    clean_with(DIRTY_PAGEMAP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_by_scan),
        cmocka_unit_test(clean_by_pagemap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
