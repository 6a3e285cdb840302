/* SPDX-License-Identifier: Apache-2.0 */
/* Calls and their three outcomes: results, every kind of stop, the memory cap, imports refused. */
#include "fixture.h"

#include <stdlib.h>

static const char calls[] =
    "(module (import \"test\" \"stop\" (func $stop (param i32)))"
    " (import \"test\" \"add\" (func $add (param i32 i64) (result i64)))"
    " (import \"test\" \"peek\" (func $peek (param i32) (result i32)))"
    " (memory (export \"memory\") 1 2000) (global $g (mut i32) (i32.const 5))"
    " (type $v (func)) (type $i (func (param i32)))"
    " (table 2 funcref) (elem (i32.const 1) $rec)"
    " (func $rec (call $rec))"
    " (func (export \"one\") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))"
    " (func (export \"wide\") (param i32) (result i64) (call $add (local.get 0) (i64.const "
    "4294967296)))"
    " (func (export \"stop\") (param i32) (call $stop (local.get 0)))"
    " (func (export \"peek\") (param i32) (result i32) (call $peek (local.get 0)))"
    " (func (export \"unreachable\") (param i32) unreachable)"
    " (func (export \"bounds\") (param i32) (drop (i32.load (local.get 0))))"
    " (func (export \"stack\") (param i32) (call $rec))"
    " (func (export \"divide\") (param i32) (drop (i32.div_u (i32.const 1) (local.get 0))))"
    " (func (export \"null\") (param i32) (call_indirect (type $v) (local.get 0)))"
    " (func (export \"signature\") (param i32) (call_indirect (type $i) (i32.const 0) (local.get "
    "0)))"
    " (func (export \"count\") (param i32) (result i32)"
    "  (global.set $g (i32.add (global.get $g) (local.get 0))) (global.get $g))"
    " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0)))"
    " (func (export \"grow_or_die\") (param i32)"
    "  (if (i32.eq (memory.grow (local.get 0)) (i32.const -1)) (then unreachable)))"
    " (func (export \"store\") (param i32) (i32.store8 (local.get 0) (i32.const 7))))";

struct test {
    struct engine *engine;
    struct module *modules[2]; /* by kind */
    const char *wrong;         /* the first thing that was not as expected */
};

#define EXPECT(t, condition)                       \
    do {                                           \
        if (!(condition) && !(t)->wrong)           \
            (t)->wrong = __FILE__ ": " #condition; \
    } while (0)

static void calls_of_kind(struct test *t, struct module *module)
{
    uint64_t result = 0;
    struct sandbox *s = fixture_open(module, 0);
    EXPECT(t, fixture_call(s, "one", 41, &result) == STOP_NONE && result == 42);
    EXPECT(t, fixture_call(s, "one", UINT32_MAX, &result) == STOP_NONE && result == 0);
    EXPECT(t, fixture_call(s, "wide", UINT32_MAX, &result) == STOP_NONE && result == 0x1ffffffff);
    EXPECT(t, fixture_call(s, "count", 1, &result) == STOP_NONE && result == 6);
    EXPECT(t, fixture_call(s, "count", 1, &result) == STOP_NONE && result == 7);
    EXPECT(t, fixture_call(s, "peek", 65535, &result) == STOP_NONE && result == 0);
    EXPECT(t, fixture_call(s, "peek", 65536, &result) == STOP_NONE && result == UINT32_MAX);
    EXPECT(t, fixture_call(s, "peek", UINT32_MAX, &result) == STOP_NONE && result == UINT32_MAX);
    EXPECT(t, sandbox_memory(s, 65535, 1) && !sandbox_memory(s, 65535, 2));
    EXPECT(t, sandbox_memory(s, 65536, 0) && !sandbox_memory(s, 1, UINT32_MAX));
    EXPECT(t, fixture_call(s, "nothing", 0, NULL) == STOP_PROTOCOL);
    EXPECT(t, sandbox_call(s, "one", NULL, 0, NULL) == STOP_PROTOCOL);
    EXPECT(t, fixture_call(s, "one", 1, &result) == STOP_NONE && result == 2);
    sandbox_close(s);
    s = fixture_open(module, 0);
    EXPECT(t, fixture_call(s, "count", 0, &result) == STOP_NONE && result == 5);
    sandbox_close(s);
}

static void stops_of_kind(struct test *t, struct module *module)
{
    static const struct {
        const char *name;
        uint64_t arg;
        enum stop stop;
    } rows[] = {
        {"stop", STOP_EXIT, STOP_EXIT},
        {"stop", STOP_OUTPUT, STOP_OUTPUT},
        {"unreachable", 0, STOP_UNREACHABLE},
        {"bounds", 65533, STOP_BOUNDS},
        {"bounds", UINT32_MAX, STOP_BOUNDS},
        {"stack", 0, STOP_STACK},
        {"divide", 0, STOP_ARITHMETIC},
        {"null", 0, STOP_TABLE},
        {"null", 9, STOP_TABLE},
        {"signature", 1, STOP_SIGNATURE},
        {"grow_or_die", 1500, STOP_MEMORY},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct sandbox *s = fixture_open(module, 0);
        enum stop stop = fixture_call(s, rows[i].name, rows[i].arg, NULL);
        if (stop != rows[i].stop)
            t->wrong = rows[i].name;
        EXPECT(t, fixture_call(s, "one", 1, NULL) == rows[i].stop);
        sandbox_close(s);
    }
}

static void growth_of_kind(struct test *t, struct module *module)
{
    uint64_t result = 0;
    struct sandbox *s = fixture_open(module, 0);
    EXPECT(t, fixture_call(s, "grow", 1023, &result) == STOP_NONE && result == 1);
    EXPECT(t, sandbox_memory_bytes(s) == 64 * MIB && !sandbox_memory_refused(s));
    EXPECT(t, fixture_call(s, "store", 64 * MIB - 1, NULL) == STOP_NONE);
    EXPECT(t, fixture_call(s, "grow", 1, &result) == STOP_NONE && result == UINT32_MAX);
    EXPECT(t, sandbox_memory_refused(s));
    EXPECT(t, fixture_call(s, "bounds", 64 * MIB, NULL) == STOP_BOUNDS ||
                  fixture_call(s, "one", 0, NULL) == STOP_MEMORY);
    sandbox_close(s);
    s = fixture_open(module, 0);
    EXPECT(t, sandbox_memory_bytes(s) == 64 * KIB);
    EXPECT(t, fixture_call(s, "bounds", 65536, NULL) == STOP_BOUNDS);
    sandbox_close(s);
}

static void run_all(void *arg)
{
    struct test *t = arg;
    for (int kind = 0; kind < 2; kind++) {
        calls_of_kind(t, t->modules[kind]);
        stops_of_kind(t, t->modules[kind]);
        growth_of_kind(t, t->modules[kind]);
    }
}

static void outcomes_stay_apart(void **state)
{
    (void)state;
    static const enum dirty_reader readers[] = {DIRTY_AUTO, DIRTY_PAGEMAP};
    for (size_t i = 0; i < TR_ARRAY_LEN(readers); i++) {
        struct test t = {.engine = fixture_engine(NULL, readers[i])};
        for (int kind = 0; kind < 2; kind++)
            t.modules[kind] = fixture_module(t.engine, (enum module_kind)kind, calls);
        fixture_deep(run_all, &t);
        struct engine_stats stats;
        engine_stats(t.engine, &stats);
        for (int kind = 0; kind < 2; kind++)
            module_unref(t.modules[kind]);
        engine_free(t.engine);
        if (t.wrong)
            fail_msg("%s", t.wrong);
        assert_int_equal(stats.verify_failures, 0);
        assert_true(stats.cleanings > 20);
    }
}

static void trap_has_a_place(void *arg)
{
    struct test *t = arg;
    struct sandbox *s = fixture_open(t->modules[0], 0);
    EXPECT(t, fixture_call(s, "divide", 0, NULL) == STOP_ARITHMETIC);
    const struct stop_info *info = sandbox_stop_info(s);
    EXPECT(t, info->n_frames == 1 && info->frames[0].offset != TR_NO_OFFSET);
    EXPECT(t, strcmp(info->frames[0].func_name, "divide") == 0);
    sandbox_close(s);
}

static void frames_name_the_function(void **state)
{
    (void)state;
    struct test t = {.engine = fixture_engine(NULL, DIRTY_AUTO)};
    t.modules[0] = fixture_module(t.engine, MODULE_FOREIGN,
                                  "(module (func $divide (export \"divide\") (param i32)"
                                  " (drop (i32.div_u (i32.const 1) (local.get 0)))))");
    fixture_deep(trap_has_a_place, &t);
    module_unref(t.modules[0]);
    engine_free(t.engine);
    if (t.wrong)
        fail_msg("%s", t.wrong);
}

static void refuses_modules(void **state)
{
    (void)state;
    static const struct {
        const char *wat;
        enum module_kind kind;
        tr_rc rc;
        const char *text;
    } rows[] = {
        {"(module (import \"test\" \"nothing\" (func)))", MODULE_FOREIGN, TR_E_UNSUPPORTED,
         "\"test\" \"nothing\""},
        {"(module (import \"test\" \"nap\" (func)))", MODULE_FOREIGN, TR_E_UNSUPPORTED,
         "with another type"},
        {"(module (import \"env\" \"memory\" (memory 1)))", MODULE_FOREIGN, TR_E_UNSUPPORTED,
         "env"},
        {"(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))))",
         MODULE_OURS, TR_E_INVALID, "bulk-memory"},
        {"(module (func (result i32) (i64.const 1)))", MODULE_FOREIGN, TR_E_INVALID, "not valid"},
        {"(module (memory 16384) (data (i32.const 0) \"a\") (data (i32.const 1000000000) \"b\"))",
         MODULE_FOREIGN, TR_E_LIMIT, "spans"},
        {"(module (func (export \"_initialize\") unreachable))", MODULE_OURS, TR_E_INVALID,
         "_initialize"},
        {"(module (import \"test\" \"nap\" (func $n (param i32)))"
         " (func (export \"tr_init\") (call $n (i32.const 1))))",
         MODULE_OURS, TR_E_INVALID, "tr_init"},
    };
    struct engine *engine = fixture_engine(NULL, DIRTY_AUTO);
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf bytes = BUF_INIT(MIB);
        struct module *module = NULL;
        struct tr_err err = {0};
        assert_int_equal(module_from_text(slice_str(rows[i].wat), &bytes, &err), TR_OK);
        assert_int_equal(module_load(engine, rows[i].kind, buf_slice(&bytes), NULL, &module, &err),
                         rows[i].rc);
        assert_non_null(strstr(err.message, rows[i].text));
        buf_done(&bytes);
    }
    engine_free(engine);
}

static void sparse_image(void *arg)
{
    struct test *t = arg;
    uint64_t result = 0;
    struct sandbox *s = fixture_open(t->modules[0], 0);
    EXPECT(t, fixture_call(s, "at", 65536, &result) == STOP_NONE && result == 'a');
    EXPECT(t, fixture_call(s, "at", 40000001, &result) == STOP_NONE && result == 'b');
    EXPECT(t, fixture_call(s, "at", 20000000, &result) == STOP_NONE && result == 0);
    EXPECT(t, fixture_call(s, "at", 65535, &result) == STOP_NONE && result == 0);
    sandbox_close(s);
}

static void images_may_have_holes(void **state)
{
    (void)state;
    struct test t = {.engine = fixture_engine(NULL, DIRTY_AUTO)};
    t.modules[0] = fixture_module(
        t.engine, MODULE_FOREIGN,
        "(module (memory 700) (data (i32.const 65536) \"a\") (data (i32.const 40000001) \"b\")"
        " (func (export \"at\") (param i32) (result i32) (i32.load8_u (local.get 0))))");
    fixture_deep(sparse_image, &t);
    struct engine_stats stats;
    engine_stats(t.engine, &stats);
    module_unref(t.modules[0]);
    engine_free(t.engine);
    if (t.wrong)
        fail_msg("%s", t.wrong);
    assert_int_equal(stats.verify_failures, 0);
}

static void compiling_has_a_limit(void **state)
{
    (void)state;
    static const struct host_table *const tables[] = {&fixture_table};
    const struct engine_options options = {.compile_ns = 1, .tables = tables, .n_tables = 1};
    struct buf wat = BUF_INIT(MIB), bytes = BUF_INIT(MIB);
    struct engine *engine = NULL;
    struct module *module = NULL;
    struct tr_err err = {0};
    (void)buf_append_str(&wat, "(module ");
    for (int i = 0; i < 300; i++)
        (void)buf_printf(
            &wat, "(func (param i32) (result i32) (i32.mul (local.get 0) (i32.const %d)))", i);
    (void)buf_append_str(&wat, ")");
    assert_int_equal(engine_new(&options, &engine, &err), TR_OK);
    assert_int_equal(module_from_text(buf_slice(&wat), &bytes, &err), TR_OK);
    assert_int_equal(module_load(engine, MODULE_FOREIGN, buf_slice(&bytes), NULL, &module, &err),
                     TR_E_LIMIT);
    assert_non_null(strstr(err.message, "took longer"));
    /* Ours is not limited, and the engine may go while a late job is still at work. */
    assert_int_equal(module_load(engine, MODULE_OURS, buf_slice(&bytes), NULL, &module, &err),
                     TR_OK);
    module_unref(module);
    engine_free(engine);
    buf_done(&wat);
    buf_done(&bytes);
}

static void text_errors_say_where(void **state)
{
    (void)state;
    struct buf bytes = BUF_INIT(MIB);
    struct tr_err err = {0};
    assert_int_equal(
        module_from_text(slice_str("(module\n (func $x (i32.nonsense)))"), &bytes, &err),
        TR_E_INVALID);
    assert_non_null(strstr(err.message, "2:"));
    buf_done(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_stay_apart),   cmocka_unit_test(frames_name_the_function),
        cmocka_unit_test(refuses_modules),       cmocka_unit_test(images_may_have_holes),
        cmocka_unit_test(compiling_has_a_limit), cmocka_unit_test(text_errors_say_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
