/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs of real programs through the turn layer: outcomes, order of timers, parking (also into
 * another process), and states that are no states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/cbor.h"
#include "base/json.h"
#include "base/os.h"
#include "support/signals.h"
#include "turn/run.h"

#include <sys/wait.h>
#include <unistd.h>

static struct engine *engine;
static struct module *guest;

static struct run_options options_of(const char *source)
{
    static const char *const args[] = {"test.js"};
    struct run_options options = {
        .module = guest,
        .source = slice_str(source),
        .source_name = "test.js",
        .args = args,
        .n_args = 1,
        .program_dir_fd = -1,
    };
    run_limits_default(&options.limits);
    return options;
}

static void expect_json(struct slice value, const char *wanted)
{
    static const struct json_style style = {0};
    struct buf text = BUF_INIT(1 << 20);
    assert_int_equal(cbor_to_json(value, &style, &text, NULL), TR_OK);
    assert_string_equal(buf_str(&text), wanted);
    buf_done(&text);
}

static struct run_result run(const struct run_options *options)
{
    struct run_result result;
    struct tr_err err;
    signals_take_back();
    tr_rc rc = run_program(options, &result, &err);
    if (rc != TR_OK)
        fail_msg("%s", err.message);
    return result;
}

static void test_outcomes(void **state)
{
    static const struct {
        const char *source;
        enum outcome outcome;
        const char *value; /* JSON, NULL = none */
    } rows[] = {
        {"1+1", OUTCOME_OK, "2"},
        {"undefined", OUTCOME_OK, NULL},
        {"throw new Error('no')", OUTCOME_ERROR, NULL},
        {"let x =", OUTCOME_ERROR, NULL},
        {"await new Promise(() => {})", OUTCOME_ERROR, NULL},
        {"for (;;);", OUTCOME_DEADLINE, NULL},
        {"await new Promise(r => setTimeout(r, 9000))", OUTCOME_DEADLINE, NULL},
        {"let a = []; for (;;) a.push(new Array(1000).fill(1))", OUTCOME_MEMORY, NULL},
        {"'x'.repeat(2e6)", OUTCOME_OUTPUT, NULL},
        {"function f() { f() } f()", OUTCOME_ERROR, NULL},
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct run_options options = options_of(rows[i].source);
        options.limits.time = (rows[i].outcome == OUTCOME_DEADLINE ? 1 : 20) * SECOND_NS;
        struct run_result result = run(&options);
        if (result.outcome != rows[i].outcome)
            fail_msg("%s: %s", rows[i].source, outcome_name(result.outcome));
        if (rows[i].value)
            expect_json(buf_slice(&result.value), rows[i].value);
        else
            assert_int_equal(result.value.len, 0);
        assert_true(result.usage.memory <= options.limits.memory);
        run_result_done(&result);
    }
}

static void test_refused(void **state)
{
    struct run_options options = options_of("1");
    struct run_result result;
    struct tr_err err;
    (void)state;
    options.limits.source = 0;
    assert_int_equal(run_program(&options, &result, &err), TR_E_LIMIT);
    options = options_of("\xff");
    assert_int_equal(run_program(&options, &result, &err), TR_E_INVALID);
    assert_int_equal(err.offset, 0);
    options = options_of("1");
    options.limits.time = UINT64_MAX;
    assert_int_equal(run_program(&options, &result, &err), TR_E_USAGE);
    static const char *const env[] = {"NO_VALUE"};
    options = options_of("1");
    options.env = env;
    options.n_env = 1;
    assert_int_equal(run_program(&options, &result, &err), TR_E_USAGE);
    static const struct run_mount mount = {"/nonexistent/dir", "/data", DIR_RO};
    options = options_of("1");
    options.mounts = &mount;
    options.n_mounts = 1;
    assert_int_not_equal(run_program(&options, &result, &err), TR_OK);
}

static const char timers_program[] =
    "const seen = []; const at = (name, ms) => new Promise(r => setTimeout(() => {"
    " seen.push(name); r() }, ms));"
    "await Promise.all([at('c', 30), at('a', 10), at('b', 20), at('a2', 10)]);"
    "seen.join(' ')";

static void test_timers(void **state)
{
    (void)state;
    for (int fixed = 0; fixed < 2; fixed++) {
        struct run_options options = options_of(timers_program);
        options.clock_fixed = fixed;
        struct run_result result = run(&options);
        expect_json(buf_slice(&result.value), "\"a a2 b c\"");
        /* The guest's clock is rounded down to 1 ms, so a timer may seem due that much early. */
        assert_true(result.usage.time >= 29 * MS_NS);
        run_result_done(&result);
    }
}

static void test_seed(void **state)
{
    struct buf first = BUF_INIT(1 << 20);
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct run_options options = options_of("[Math.random(), Math.random()]");
        options.has_seed = true;
        options.seed[0] = 7;
        struct run_result result = run(&options);
        assert_int_equal(result.outcome, OUTCOME_OK);
        if (i == 0)
            buf_append_slice(&first, buf_slice(&result.value));
        else
            assert_true(slice_eq(buf_slice(&first), buf_slice(&result.value)));
        run_result_done(&result);
    }
    buf_done(&first);
}

/* One leg; returns whether it parked, with the new state in place of the old. */
static bool leg(const struct run_options *options, struct buf *record, struct run_result *result)
{
    struct buf next = BUF_INIT(SIZE_MAX);
    struct tr_err err = {0};
    bool parked = false;
    signals_take_back();
    tr_rc rc = run_park(options, record->len > 0 ? buf_slice(record) : slice_make(NULL, 0), result,
                        &parked, &next, &err);
    if (rc != TR_OK)
        fail_msg("%s", err.message);
    buf_done(record);
    *record = next;
    return parked;
}

static const char parked_program[] =
    "let sum = 0; const big = 'x'.repeat(500000);"
    "for (let i = 1; i <= 3; i++) {"
    " await new Promise(r => setTimeout(r, 150)); sum += i; console.log('step', i) }"
    "sum + big.length";

static void test_park(void **state)
{
    struct run_options options = options_of(parked_program);
    struct buf record = BUF_INIT(SIZE_MAX);
    struct run_result result;
    unsigned parks = 0;
    (void)state;
    while (leg(&options, &record, &result)) {
        parks++;
        assert_int_equal(result.outcome, OUTCOME_OK);
        run_result_done(&result);
        usleep(155000);
    }
    /* The guest's clock is coarse, so it may find that it woke a little early and wait again. */
    if (parks < 1 || parks > 8)
        fail_msg("parked %u times", parks);
    assert_int_equal(result.outcome, OUTCOME_OK);
    expect_json(buf_slice(&result.value), "500006");
    run_result_done(&result);
    buf_done(&record);
}

/* A record goes on in another process, which is this program started with its path. */
static void test_park_elsewhere(void **state)
{
    char path[] = "/tmp/troupe-test-XXXXXX";
    int fd = mkstemp(path), child_status;
    struct buf record = BUF_INIT(SIZE_MAX);
    struct run_options options = options_of(parked_program);
    struct run_result result;
    (void)state;
    assert_true(fd >= 0);
    assert_true(leg(&options, &record, &result));
    run_result_done(&result);
    assert_int_equal(write(fd, record.ptr, record.len), record.len);
    close(fd);
    buf_done(&record);
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "test_run", path, NULL);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &child_status, 0), child);
    unlink(path);
    assert_true(WIFEXITED(child_status));
    assert_int_equal(WEXITSTATUS(child_status), 0);
}

static void test_bad_states(void **state)
{
    struct run_options options = options_of(parked_program);
    struct buf record = BUF_INIT(SIZE_MAX), next = BUF_INIT(SIZE_MAX);
    struct run_result result;
    struct tr_err err;
    bool parked;
    (void)state;
    assert_true(leg(&options, &record, &result));
    run_result_done(&result);
    for (size_t cut = 1; cut < record.len; cut += 1 + cut / 3)
        assert_int_not_equal(
            run_park(&options, slice_make(record.ptr, cut), &result, &parked, &next, &err), TR_OK);
    static const char *const bad[] = {"x", "\xa0", "\xf6", "\xa1\x61v\x01"};
    for (size_t i = 0; i < TR_ARRAY_LEN(bad); i++)
        assert_int_equal(run_park(&options, slice_str(bad[i]), &result, &parked, &next, &err),
                         TR_E_CORRUPT);
    options.limits.timers = 0;
    assert_int_equal(run_park(&options, buf_slice(&record), &result, &parked, &next, &err),
                     TR_E_LIMIT);
    buf_done(&record);
    buf_done(&next);
}

static void test_go_on(void **state)
{
    struct run_options options = options_of(parked_program);
    struct buf record = BUF_INIT(SIZE_MAX);
    struct run_result result;
    struct tr_err err;
    assert_int_equal(os_read_file(*state, &record, &err), TR_OK);
    while (leg(&options, &record, &result))
        run_result_done(&result);
    assert_int_equal(result.outcome, OUTCOME_OK);
    expect_json(buf_slice(&result.value), "500006");
    run_result_done(&result);
    buf_done(&record);
}

static int run_group(char *record_path)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(test_outcomes),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_timers),     cmocka_unit_test(test_seed),
        cmocka_unit_test(test_park),       cmocka_unit_test(test_park_elsewhere),
        cmocka_unit_test(test_bad_states),
    };
    const struct CMUnitTest go_on[] = {cmocka_unit_test_prestate(test_go_on, record_path)};
    return record_path ? cmocka_run_group_tests(go_on, NULL, NULL)
                       : cmocka_run_group_tests(all, NULL, NULL);
}

static int status = 1;

static void deep_main(void *record_path)
{
    static const struct host_table *const tables[] = {&guest_abi_table, &guest_wasi_table};
    const struct engine_options options = {.tables = tables, .n_tables = 2, .verify = true};
    struct buf bytes = BUF_INIT(64 << 20);
    struct tr_err err;
    if (engine_new(&options, &engine, &err) != TR_OK ||
        os_read_file(TROUPE_JS_WASM, &bytes, &err) != TR_OK ||
        module_load(engine, MODULE_OURS, buf_slice(&bytes), NULL, &guest, &err) != TR_OK) {
        printf("%s\n", err.message);
        return;
    }
    signals_keep();
    status = run_group(record_path);
    module_unref(guest);
    engine_free(engine);
    buf_done(&bytes);
}

int main(int argc, char **argv)
{
    return engine_thread_run(deep_main, argc > 1 ? argv[1] : NULL, NULL) == TR_OK ? status : 1;
}
