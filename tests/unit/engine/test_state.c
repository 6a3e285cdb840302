/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest parked and restored goes on exactly as one that was not: in another slot, after growth,
 * in another engine (as another process would have), compressed or not. Damaged and foreign records
 * are refused with a typed error.
 */
#include "fixture.h"

#include <stdlib.h>

static const char counter[] =
    "(module (memory (export \"memory\") 4) (data (i32.const 100) \"some image bytes\")"
    " (global $g (mut i32) (i32.const 5)) (global $wide (mut i64) (i64.const -1))"
    " (global $f (mut f64) (f64.const 0.5))"
    " (func (export \"step\") (param i32) (result i32)"
    "  (global.set $g (i32.add (i32.mul (global.get $g) (i32.const 31)) (local.get 0)))"
    "  (global.set $wide (i64.xor (global.get $wide) (i64.extend_i32_u (global.get $g))))"
    "  (global.set $f (f64.add (global.get $f) (f64.const 0.25)))"
    "  (i32.store (i32.mul (i32.rem_u (global.get $g) (i32.const 60000)) (i32.const 4))"
    "   (global.get $g))"
    "  (i32.add (i32.wrap_i64 (global.get $wide)) (i32.add (i32.load (i32.const 100))"
    "   (i32.trunc_f64_s (f64.mul (global.get $f) (f64.const 4))))))"
    " (func (export \"sum\") (param i32) (result i32) (local $s i32)"
    "  (block $done (loop $next (br_if $done (i32.eqz (local.get 0)))"
    "   (local.set 0 (i32.sub (local.get 0) (i32.const 4)))"
    "   (local.set $s (i32.add (i32.mul (local.get $s) (i32.const 33)) (i32.load (local.get 0))))"
    "   (br $next))) (local.get $s))"
    " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))"
    " (func (export \"poke\") (param i32) (i32.store (local.get 0) (i32.const 123456789))))";

struct test {
    struct engine *engines[2];
    struct module *modules[2];
    const char *wrong;
};

#define EXPECT(t, condition)                       \
    do {                                           \
        if (!(condition) && !(t)->wrong)           \
            (t)->wrong = __FILE__ ": " #condition; \
    } while (0)

static const struct sandbox_options options = {.memory_bytes = 64 * MIB};

static struct sandbox *restored(struct test *t, struct module *module, struct slice record)
{
    struct sandbox *s = NULL;
    struct tr_err err = {0};
    if (sandbox_restore(module, &options, record, &s, &err) != TR_OK) {
        (void)fprintf(stderr, "restore: %s\n", err.message);
        t->wrong = "a good record was refused";
    }
    return s;
}

static void play(struct sandbox *s, int from, int to)
{
    for (int i = from; i < to; i++)
        (void)fixture_call(s, "step", (uint64_t)i, NULL);
}

static uint64_t answer(struct sandbox *s, uint64_t bytes)
{
    uint64_t a = 0, b = 0;
    (void)fixture_call(s, "step", 7, &a);
    (void)fixture_call(s, "sum", bytes, &b);
    return a << 32 | b;
}

/* One that never stopped against one that was parked at every tenth step. */
static void goes_on(void *arg)
{
    struct test *t = arg;
    struct sandbox *straight = fixture_open(t->modules[0], 0);
    struct sandbox *parked = fixture_open(t->modules[0], 0);
    struct tr_err err = {0};
    for (int round = 0; round < 12 && !t->wrong; round++) {
        play(straight, round * 10, round * 10 + 10);
        play(parked, round * 10, round * 10 + 10);
        if (round == 5) {
            (void)fixture_call(straight, "grow", 3, NULL);
            (void)fixture_call(parked, "grow", 3, NULL);
            (void)fixture_call(straight, "poke", 6 * 65536, NULL);
            (void)fixture_call(parked, "poke", 6 * 65536, NULL);
        }
        struct buf record = BUF_INIT(64 * MIB), small = BUF_INIT(64 * MIB);
        EXPECT(t, sandbox_capture(parked, &record, &err) == TR_OK);
        EXPECT(t, state_compress(buf_slice(&record), &small, &err) == TR_OK);
        sandbox_close(parked);
        /* Somebody else uses the slot meanwhile. */
        struct sandbox *other = fixture_open(t->modules[0], 0);
        play(other, 1000, 1100);
        sandbox_close(other);
        parked = restored(t, t->modules[round % 2], buf_slice(round % 3 ? &record : &small));
        buf_done(&record);
        buf_done(&small);
    }
    uint64_t bytes = sandbox_memory_bytes(straight);
    EXPECT(t, answer(straight, bytes) == answer(parked, bytes));
    EXPECT(t, sandbox_memory_bytes(straight) == sandbox_memory_bytes(parked));
    sandbox_close(straight);
    sandbox_close(parked);
}

static void equal_states_are_equal_bytes(void *arg)
{
    struct test *t = arg;
    struct tr_err err = {0};
    struct buf records[2] = {BUF_INIT(64 * MIB), BUF_INIT(64 * MIB)};
    for (int i = 0; i < 2; i++) {
        struct sandbox *s = fixture_open(t->modules[i], 0);
        play(s, 0, 50);
        EXPECT(t, sandbox_capture(s, &records[i], &err) == TR_OK);
        sandbox_close(s);
    }
    EXPECT(t, slice_eq(buf_slice(&records[0]), buf_slice(&records[1])));
    EXPECT(t, records[0].len < 4096);
    buf_done(&records[0]);
    buf_done(&records[1]);
}

/* Every cut and every flipped byte of a record: refused or restored, never out of bounds. */
static void damaged_records(void *arg)
{
    struct test *t = arg;
    struct tr_err err = {0};
    struct buf record = BUF_INIT(MIB);
    struct sandbox *s = fixture_open(t->modules[0], 0);
    play(s, 0, 8);
    EXPECT(t, sandbox_capture(s, &record, &err) == TR_OK);
    sandbox_close(s);
    for (size_t cut = 0; cut < record.len; cut++) {
        s = NULL;
        tr_rc rc = sandbox_restore(t->modules[0], &options, slice_make(record.ptr, cut), &s, &err);
        EXPECT(t, rc == TR_E_CORRUPT || rc == TR_E_INVALID);
        sandbox_close(s);
    }
    for (size_t at = 0; at < record.len; at++)
        for (int bit = 0; bit < 8; bit += 7) {
            record.ptr[at] ^= (uint8_t)(1 << bit);
            s = NULL;
            (void)!sandbox_restore(t->modules[0], &options, buf_slice(&record), &s, &err);
            sandbox_close(s);
            record.ptr[at] ^= (uint8_t)(1 << bit);
        }
    buf_done(&record);
}

static void refusals(void *arg)
{
    struct test *t = arg;
    struct tr_err err = {0};
    struct buf record = BUF_INIT(64 * MIB);
    struct sandbox *s = fixture_open(t->modules[0], 0), *other = NULL;
    (void)fixture_call(s, "grow", 200, NULL);
    EXPECT(t, sandbox_capture(s, &record, &err) == TR_OK);
    sandbox_close(s);
    struct sandbox_options tight = {.memory_bytes = 2 * MIB};
    EXPECT(t,
           sandbox_restore(t->modules[0], &tight, buf_slice(&record), &other, &err) == TR_E_LIMIT);
    struct module *stranger =
        fixture_module(t->engines[0], MODULE_FOREIGN, "(module (memory 4) (func (export \"f\")))");
    EXPECT(t,
           sandbox_restore(stranger, &options, buf_slice(&record), &other, &err) == TR_E_INVALID);
    module_unref(stranger);
    struct module *mutator =
        fixture_module(t->engines[0], MODULE_FOREIGN,
                       "(module (memory 1) (table 1 funcref) (func $f (export \"f\")"
                       " (table.set (i32.const 0) (ref.func $f))) (elem declare func $f))");
    EXPECT(t, !module_is_actor_safe(mutator));
    s = fixture_open(mutator, 0);
    EXPECT(t, sandbox_capture(s, &record, &err) == TR_E_UNSUPPORTED);
    sandbox_close(s);
    module_unref(mutator);
    buf_done(&record);
}

static void with_two_engines(void (*body)(void *arg))
{
    struct test t = {0};
    for (int i = 0; i < 2; i++) {
        t.engines[i] = fixture_engine(NULL, i ? DIRTY_PAGEMAP : DIRTY_AUTO);
        t.modules[i] = fixture_module(t.engines[i], MODULE_OURS, counter);
    }
    fixture_deep(body, &t);
    uint64_t n_failures = 0;
    for (int i = 0; i < 2; i++) {
        struct engine_stats stats;
        engine_stats(t.engines[i], &stats);
        n_failures += stats.verify_failures;
        module_unref(t.modules[i]);
        engine_free(t.engines[i]);
    }
    if (t.wrong)
        fail_msg("%s", t.wrong);
    assert_int_equal(n_failures, 0);
}

#define STATE_TEST(body)                  \
    static void test_##body(void **state) \
    {                                     \
        (void)state;                      \
        with_two_engines(body);           \
    }

STATE_TEST(goes_on)
STATE_TEST(equal_states_are_equal_bytes)
STATE_TEST(damaged_records)
STATE_TEST(refusals)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_equal_states_are_equal_bytes),
        cmocka_unit_test(test_damaged_records),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
