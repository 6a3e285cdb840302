/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The embedder's view: only public headers, only the shared library. Misuse of options, many
 * threads with small stacks at once, cancelling at every moment, streams that equal results.
 */
#include "support/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <troupe/troupe.h>
#include <unistd.h>

static tr_runtime *runtime;

static tr_program *program_of(enum tr_kind kind, const char *source)
{
    tr_program *program = NULL;
    struct tr_err err;
    if (tr_program_new(runtime, kind, "main.js", source, strlen(source), &program, &err) != TR_OK)
        fail_msg("%s", err.message);
    signals_take_back();
    return program;
}

static tr_result *run(tr_program *program, const struct tr_run_options *options)
{
    tr_result *result = NULL;
    struct tr_err err;
    if (tr_run(program, options, &result, &err) != TR_OK)
        fail_msg("%s", err.message);
    return result;
}

static void test_values(void **state)
{
    (void)state;
    tr_program *program = program_of(TR_JAVASCRIPT, "console.log('x'); ({ a: 1 })");
    tr_result *result = run(program, NULL);
    size_t len = 0;
    assert_int_equal(tr_result_outcome(result), TR_OUTCOME_OK);
    assert_string_equal(tr_result_value(result), "{\n  \"a\": 1\n}");
    assert_memory_equal(tr_result_value_cbor(result, &len),
                        "\xa1\x61"
                        "a\x01",
                        4);
    assert_int_equal(len, 4);
    assert_null(tr_result_error(result));
    assert_string_equal(tr_result_error_text(result, false), "");
    assert_non_null(strstr(tr_result_json(result), "\"result\":{\"a\":1}"));
    assert_true(tr_result_used(result).memory_bytes > 0);
    tr_result_free(result);
    tr_program_free(program);
}

static void test_errors(void **state)
{
    (void)state;
    tr_program *program = program_of(TR_JAVASCRIPT, "let a\na.b.c");
    tr_result *result = run(program, NULL);
    const struct tr_error *error = tr_result_error(result);
    assert_int_equal(tr_result_outcome(result), TR_OUTCOME_ERROR);
    assert_non_null(error);
    assert_string_equal(error->class_name, "TypeError");
    assert_string_equal(error->file, "main.js");
    assert_int_equal(error->line, 2);
    assert_non_null(strstr(error->excerpt, "^"));
    assert_null(error->grant);
    assert_null(tr_result_value(result));
    assert_non_null(strstr(tr_result_error_text(result, true), "\033["));
    tr_result_free(result);
    tr_program_free(program);
}

static void test_misuse(void **state)
{
    tr_runtime *other = NULL;
    tr_program *program = NULL;
    tr_result *result = NULL;
    struct tr_err err;
    (void)state;
    const struct tr_runtime_options unset = {0}, later = {.struct_size = 4096};
    assert_int_equal(tr_runtime_new(&unset, &other, &err), TR_E_USAGE);
    assert_int_equal(tr_runtime_new(&later, &other, &err), TR_E_USAGE);
    const struct tr_runtime_options crowd = {.struct_size = sizeof(crowd), .runners = 100000};
    assert_int_equal(tr_runtime_new(&crowd, &other, NULL), TR_E_USAGE);
    assert_int_equal(tr_program_new(NULL, TR_JAVASCRIPT, "x", "", 0, &program, &err), TR_E_USAGE);
    assert_int_equal(tr_program_new(runtime, (enum tr_kind)9, "x", "", 0, &program, &err),
                     TR_E_USAGE);
    assert_int_equal(tr_program_new(runtime, TR_WASM, "x", "\0asm", 4, &program, &err),
                     TR_E_INVALID);
    assert_int_equal(tr_program_new(runtime, TR_WAT, "x", "(module", 7, &program, &err),
                     TR_E_INVALID);
    assert_null(program);
    program = program_of(TR_JAVASCRIPT, "1");
    const struct tr_run_options bad[] = {
        {0},
        {.struct_size = 1 << 20},
        {.struct_size = sizeof(bad[0]), .input_json = "{"},
        {.struct_size = sizeof(bad[0]), .limits.time_ns = UINT64_MAX},
        {.struct_size = sizeof(bad[0]), .n_dirs = 1},
        {.struct_size = sizeof(bad[0]), .env = (const char *const[]){"NOVALUE", NULL}},
        {.struct_size = sizeof(bad[0]), .dirs = &(struct tr_dir){.host = "/"}, .n_dirs = 1},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(tr_run(program, &bad[i], &result, &err), TR_E_USAGE);
    assert_int_equal(tr_run(NULL, NULL, &result, &err), TR_E_USAGE);
    assert_null(result);
    assert_int_equal(tr_program_add_module(program, "m", "1", 1, &err), TR_OK);
    assert_int_equal(tr_program_add_module(program, "m", "1", 1, &err), TR_E_USAGE);
    tr_program_free(program);
    tr_program_free(NULL);
    tr_result_free(NULL);
    tr_runtime_free(NULL);
    tr_cancel_free(NULL);
}

static void *run_many(void *arg)
{
    for (int i = 0; i < 50; i++) {
        tr_result *result = NULL;
        if (tr_run(arg, NULL, &result, NULL) != TR_OK || strcmp(tr_result_value(result), "5050"))
            return arg;
        tr_result_free(result);
    }
    return NULL;
}

/* Sixteen threads with the smallest stacks share two runners. */
static void test_threads(void **state)
{
    pthread_t threads[16];
    pthread_attr_t attr;
    (void)state;
    tr_program *program =
        program_of(TR_JAVASCRIPT, "function sum(n) { return n && n + sum(n - 1) } sum(100)");
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 256 * 1024);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(pthread_create(&threads[i], &attr, run_many, program), 0);
    for (size_t i = 0; i < 16; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    pthread_attr_destroy(&attr);
    tr_program_free(program);
}

struct fire {
    tr_cancel *cancel;
    unsigned delay_us;
};

static void *fire(void *arg)
{
    const struct fire *f = arg;
    usleep(f->delay_us);
    tr_cancel_fire(f->cancel);
    return NULL;
}

/* At moments before, at and after the start; in a loop and in a wait. */
static void test_cancel(void **state)
{
    static const char *const sources[] = {"for (;;);",
                                          "await new Promise(r => setTimeout(r, 9999))"};
    (void)state;
    for (size_t s = 0; s < 2; s++) {
        tr_program *program = program_of(TR_JAVASCRIPT, sources[s]);
        for (unsigned i = 0; i < 40; i++) {
            struct fire f = {tr_cancel_new(), i * 25};
            struct tr_run_options options = {.struct_size = sizeof(options), .cancel = f.cancel};
            pthread_t thread;
            assert_int_equal(pthread_create(&thread, NULL, fire, &f), 0);
            tr_result *result = run(program, &options);
            pthread_join(thread, NULL);
            assert_int_equal(tr_result_outcome(result), TR_OUTCOME_CANCELLED);
            assert_string_equal(tr_result_error(result)->code, "cancelled");
            tr_result_free(result);
            result = run(program, &options); /* a fired one stops what comes later, too */
            assert_int_equal(tr_result_outcome(result), TR_OUTCOME_CANCELLED);
            tr_result_free(result);
            tr_cancel_free(f.cancel);
        }
        tr_program_free(program);
    }
}

struct streamed {
    char text[1 << 16];
    size_t len;
};

static void collect(void *ctx, enum tr_stream stream, int level, const char *bytes, size_t len)
{
    struct streamed *streamed = ctx;
    (void)level;
    assert_int_equal(stream, TR_STDOUT);
    assert_true(streamed->len + len < sizeof(streamed->text));
    memcpy(streamed->text + streamed->len, bytes, len);
    streamed->len += len;
}

static size_t feed(void *ctx, void *out, size_t max)
{
    static int calls;
    (void)ctx;
    if (++calls % 2)
        return TR_INPUT_AGAIN;
    if (calls > 2000 || max < 7)
        return 0;
    memcpy(out, "\xe2\x82\xacuro\n", 7);
    return 7;
}

/* A WASI program that copies its input to its output, far past the limit. */
static void test_stream_is_result(void **state)
{
    static const char copier[] =
        "(module"
        " (import \"wasi_snapshot_preview1\" \"fd_read\" (func $read (param i32 i32 i32 i32)"
        "  (result i32)))"
        " (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32)"
        "  (result i32)))"
        " (memory (export \"memory\") 1)"
        " (data (i32.const 0) \"\\40\\00\\00\\00\\00\\10\\00\\00\")"
        " (data (i32.const 8) \"\\40\\00\\00\\00\")"
        " (func (export \"_start\") (loop"
        "  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 12)))"
        "  (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))"
        "  (br_if 0 (i32.load (i32.const 12))))))";
    static struct streamed streamed;
    struct tr_run_options options = {.struct_size = sizeof(options),
                                     .limits.output_bytes = 1000,
                                     .output = collect,
                                     .input = feed,
                                     .ctx = &streamed};
    size_t len;
    (void)state;
    tr_program *program = program_of(TR_WAT, copier);
    tr_result *result = run(program, &options);
    assert_int_equal(tr_result_outcome(result), TR_OUTCOME_OK);
    const char *text = tr_result_stdout(result, &len);
    assert_true(len > 900 && len < 1100);
    assert_int_equal(streamed.len, len);
    assert_memory_equal(streamed.text, text, len);
    assert_non_null(strstr(streamed.text, "bytes left out"));
    tr_result_free(result);
    tr_program_free(program);
}

static void run_here(void *arg)
{
    tr_result *result = NULL;
    if (tr_run(arg, NULL, &result, NULL) == TR_OK && strcmp(tr_result_value(result), "2") == 0)
        tr_result_free(result);
    else
        abort();
}

static void test_own_thread(void **state)
{
    (void)state;
    tr_program *program = program_of(TR_JAVASCRIPT, "1 + 1");
    assert_int_equal(tr_thread_run(run_here, program, NULL), TR_OK);
    tr_program_free(program);
}

/* A guest that has used all but a little of the stack writes a byte, and the embedder's callback
 * runs another one, which uses as much as it gets. */
static const char deep_writer[] =
    "(module (import \"wasi_snapshot_preview1\" \"fd_write\""
    "  (func $write (param i32 i32 i32 i32) (result i32)))"
    " (memory 1) (data (i32.const 0) \"\\10\\00\\00\\00\\01\\00\\00\\00\")"
    " (func $dive (param i32 i64) (result i64)"
    "  (if (i32.eqz (local.get 0)) (then"
    "   (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))"
    "   (return (local.get 1))))"
    "  (i64.add (local.get 1) (call $dive (i32.sub (local.get 0) (i32.const 1)) (local.get 1))))"
    " (func (export \"_start\") (drop (call $dive (i32.const 200000) (i64.const 1)))))";
static const char endless_dive[] = "(module (func $dive (param i64) (result i64)"
                                   "  (i64.add (local.get 0) (call $dive (local.get 0))))"
                                   " (func (export \"_start\") (drop (call $dive (i64.const 1)))))";

struct nested {
    tr_program *inner;
    int depth;
    enum tr_outcome outcome;
};

static void run_inner(void *ctx, enum tr_stream stream, int level, const char *bytes, size_t len)
{
    struct nested *nested = ctx;
    tr_result *result = NULL;
    struct tr_run_options options = {
        .struct_size = sizeof(options), .output = run_inner, .ctx = ctx};
    (void)stream, (void)level, (void)bytes, (void)len;
    if (++nested->depth > 3 || tr_run(nested->inner, &options, &result, NULL) != TR_OK)
        return;
    nested->outcome = tr_result_outcome(result);
    tr_result_free(result);
}

static void test_run_within_run(void **state)
{
    (void)state;
    tr_program *outer = program_of(TR_WAT, deep_writer), *dive = program_of(TR_WAT, endless_dive);
    tr_program *const inners[] = {dive, outer};
    static const enum tr_outcome expected[] = {TR_OUTCOME_TRAP, TR_OUTCOME_OK};
    for (int i = 0; i < 2; i++) {
        struct nested nested = {.inner = inners[i], .outcome = TR_OUTCOME_INTERNAL};
        struct tr_run_options options = {
            .struct_size = sizeof(options), .output = run_inner, .ctx = &nested};
        tr_result *result = run(outer, &options);
        assert_int_equal(tr_result_outcome(result), TR_OUTCOME_OK);
        assert_int_equal(nested.outcome, expected[i]);
        tr_result_free(result);
    }
    tr_program_free(dive);
    tr_program_free(outer);
}

static void *run_slowly(void *arg)
{
    struct tr_run_options options = {.struct_size = sizeof(options),
                                     .limits = {.time_ns = 400000000}};
    tr_result *result = NULL;
    if (tr_run(arg, &options, &result, NULL) == TR_OK)
        tr_result_free(result);
    return NULL;
}

/* An idle runner that was promised to one call does not count for the next one. */
static void test_no_wait_behind_a_long_run(void **state)
{
    (void)state;
    tr_program *slow = program_of(TR_JAVASCRIPT, "for (;;);"),
               *quick = program_of(TR_JAVASCRIPT, "1");
    unsigned late = 0;
    for (int i = 0; i < 5; i++) {
        struct timespec from, to;
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, run_slowly, slow), 0);
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int k = 0; k < 3; k++)
            tr_result_free(run(quick, NULL));
        clock_gettime(CLOCK_MONOTONIC, &to);
        late += (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000 > 300;
        pthread_join(thread, NULL);
    }
    assert_true(late < 2);
    tr_program_free(slow);
    tr_program_free(quick);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_stream_is_result),
        cmocka_unit_test(test_own_thread),
        cmocka_unit_test(test_run_within_run),
        cmocka_unit_test(test_no_wait_behind_a_long_run),
    };
    const struct tr_runtime_options options = {
        .struct_size = sizeof(options), .no_cache = true, .runners = 2};
    tr_program *first = NULL;
    struct tr_err err;
    if (tr_runtime_new(&options, &runtime, &err) != TR_OK ||
        tr_program_new(runtime, TR_JAVASCRIPT, "x", "1", 1, &first, &err) != TR_OK) {
        printf("%s\n", err.message);
        return 1;
    }
    signals_keep();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    tr_program_free(first);
    tr_runtime_free(runtime);
    return failed;
}
