/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors in their final form: from every stop reason and refusal, and from guest error maps of any
 * shape, which must give a valid report whatever they hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/json.h"
#include "report/codes.h"
#include "report/quantity.h"
#include "report/report.h"

static struct run_result result_of(enum outcome outcome, enum stop stop)
{
    struct run_result result = {.outcome = outcome, .stop = stop};
    run_limits_default(&result.limits);
    result.error = BUF_INIT(1 << 20);
    return result;
}

/* Makes a report of `result` and checks that every form of it is sound. */
static void make(const struct run_result *result, struct report *report, struct buf *text)
{
    static const struct report_source source = {{(const uint8_t *)"main.js", 7},
                                                {(const uint8_t *)"let a;\nb.c;\n", 12}};
    struct buf json = BUF_INIT(SIZE_MAX), value = BUF_INIT(SIZE_MAX), cbor = BUF_INIT(SIZE_MAX);
    struct tr_err err;
    assert_int_equal(report_init(report, result, &source, 1, &err), TR_OK);
    if (report->error.len > 0)
        assert_int_equal(cbor_check(buf_slice(&report->error), CBOR_ORDER_ANY, &err), TR_OK);
    assert_int_equal(report_json(report, &json, &err), TR_OK);
    assert_int_equal(json_to_cbor(buf_slice(&json), &value, &err), TR_OK);
    assert_int_equal(report_cbor(report, &cbor, &err), TR_OK);
    assert_int_equal(cbor_check(buf_slice(&cbor), CBOR_ORDER_ANY, &err), TR_OK);
    report_error_text(report, false, text);
    for (size_t i = 0; i < text->len; i++)
        assert_true(text->ptr[i] >= 0x20 || text->ptr[i] == '\n');
    buf_done(&json);
    buf_done(&value);
    buf_done(&cbor);
}

static void test_stops(void **state)
{
    static const struct {
        enum outcome outcome;
        enum stop stop;
        enum run_refusal refusal;
        const char *code;
    } rows[] = {
        {OUTCOME_TRAP, STOP_UNREACHABLE, REFUSAL_NONE, "unreachable"},
        {OUTCOME_TRAP, STOP_BOUNDS, REFUSAL_NONE, "bounds"},
        {OUTCOME_TRAP, STOP_TABLE, REFUSAL_NONE, "table"},
        {OUTCOME_TRAP, STOP_SIGNATURE, REFUSAL_NONE, "signature"},
        {OUTCOME_TRAP, STOP_ARITHMETIC, REFUSAL_NONE, "arithmetic"},
        {OUTCOME_TRAP, STOP_PROTOCOL, REFUSAL_NONE, "protocol"},
        {OUTCOME_TRAP, STOP_STACK, REFUSAL_NONE, "stack"},
        {OUTCOME_DEADLINE, STOP_DEADLINE, REFUSAL_NONE, "deadline"},
        {OUTCOME_CANCELLED, STOP_CANCELLED, REFUSAL_NONE, "cancelled"},
        {OUTCOME_MEMORY, STOP_MEMORY, REFUSAL_NONE, "memory"},
        {OUTCOME_MEMORY, STOP_UNREACHABLE, REFUSAL_NONE, "memory"},
        {OUTCOME_OUTPUT, STOP_OUTPUT, REFUSAL_RESULT, "result"},
        {OUTCOME_OUTPUT, STOP_OUTPUT, REFUSAL_ERROR, "error"},
        {OUTCOME_OUTPUT, STOP_OUTPUT, REFUSAL_ARTIFACT, "artifact"},
        {OUTCOME_ERROR, STOP_OUTPUT, REFUSAL_TIMERS, "timers"},
        {OUTCOME_ERROR, STOP_NONE, REFUSAL_NONE, "deadlock"},
        {OUTCOME_INTERNAL, STOP_INTERNAL, REFUSAL_NONE, "internal"},
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct run_result result = result_of(rows[i].outcome, rows[i].stop);
        struct buf text = BUF_INIT(1 << 16);
        struct report report;
        struct slice code;
        result.refusal = rows[i].refusal;
        make(&result, &report, &text);
        assert_true(cbor_map_get_text(buf_slice(&report.error), "code", &code));
        assert_true(slice_is(code, rows[i].code));
        assert_non_null(report_code_find(code));
        assert_int_equal(strncmp(buf_str(&text), outcome_name(rows[i].outcome),
                                 strlen(outcome_name(rows[i].outcome))),
                         0);
        report_done(&report);
        buf_done(&text);
    }
}

static void test_limit_words(void **state)
{
    struct run_result result = result_of(OUTCOME_DEADLINE, STOP_DEADLINE);
    struct buf text = BUF_INIT(1 << 16);
    struct report report;
    (void)state;
    make(&result, &report, &text);
    assert_string_equal(buf_str(&text), "deadline: LimitError: the time limit was reached (5 s)\n"
                                        "hint: Raise it with --timeout.\n");
    report_done(&report);
    buf_clear(&text);
    result.limits.time = 24 * 3600 * SECOND_NS; /* the greatest: no use in raising it */
    make(&result, &report, &text);
    assert_null(strstr(buf_str(&text), "hint"));
    report_done(&report);
    buf_done(&text);
}

static void put_error(struct buf *out, const char *message)
{
    cbor_put_map(out, 3);
    cbor_put_str(out, "name");
    cbor_put_str(out, "TypeError");
    cbor_put_str(out, "message");
    cbor_put_str(out, message);
    cbor_put_str(out, "frames");
    cbor_put_array(out, 1);
    cbor_put_map(out, 3);
    cbor_put_str(out, "file");
    cbor_put_str(out, "main.js");
    cbor_put_str(out, "line");
    cbor_put_uint(out, 2);
    cbor_put_str(out, "column");
    cbor_put_uint(out, 3);
}

static void test_guest_error(void **state)
{
    struct run_result result = result_of(OUTCOME_ERROR, STOP_NONE);
    struct buf text = BUF_INIT(1 << 16);
    struct report report;
    (void)state;
    put_error(&result.error, "no \033[2J");
    make(&result, &report, &text);
    assert_string_equal(buf_str(&text), "error: TypeError: no \uFFFD[2J\n --> main.js:2:3\n"
                                        "1 | let a;\n2 | b.c;\n  |   ^\n");
    report_done(&report);
    buf_done(&text);
    buf_done(&result.error);
}

/* Maps with keys missing, of the wrong type, or absurd. */
static void test_hostile_maps(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "7",
        "{\"name\":7,\"message\":[],\"code\":{},\"frames\":{},\"hint\":1,\"cause\":3,\"errors\":4}",
        "{\"frames\":[1,null,{},{\"line\":-1},{\"line\":1e30,\"file\":\"main.js\"}]}",
        "{\"frames\":[{\"file\":\"main.js\",\"line\":9007199254740992,\"column\":0}]}",
        "{\"errors\":[1,{},[]],\"cause\":{\"cause\":{\"cause\":[]}}}",
        "{\"message\":\"\\u0000\\u001b]0;x\\u0007\",\"name\":\"\"}",
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(texts); i++) {
        struct run_result result = result_of(OUTCOME_ERROR, STOP_NONE);
        struct buf text = BUF_INIT(1 << 16);
        struct report report;
        assert_int_equal(json_to_cbor(slice_str(texts[i]), &result.error, NULL), TR_OK);
        make(&result, &report, &text);
        report_done(&report);
        buf_done(&text);
        buf_done(&result.error);
    }
}

/* Causes and errors nested and spread past every cap. */
static void test_many_errors(void **state)
{
    struct run_result result = result_of(OUTCOME_ERROR, STOP_NONE);
    struct buf text = BUF_INIT(1 << 22);
    struct report report;
    (void)state;
    for (int depth = 0; depth < 100; depth++) {
        cbor_put_map(&result.error, 2);
        cbor_put_str(&result.error, "errors");
        cbor_put_array(&result.error, 50);
        for (int i = 0; i < 50; i++)
            put_error(&result.error, "inner");
        cbor_put_str(&result.error, "cause");
    }
    cbor_put_null(&result.error);
    make(&result, &report, &text);
    assert_true(report.error.len < 64 * 1024);
    report_done(&report);
    buf_done(&text);
    buf_done(&result.error);
}

static void test_refusals(void **state)
{
    struct run_limits limits;
    (void)state;
    run_limits_default(&limits);
    for (int i = 0; i < TR_CODE_COUNT; i++) {
        struct tr_err why = {.code = (tr_rc)(-1 - i), .offset = 17};
        struct buf json = BUF_INIT(1 << 16);
        struct report report;
        struct slice code;
        snprintf(why.message, sizeof(why.message), "bad \xff name");
        const struct report_source program = {slice_str("x\xfe.wasm"), slice_make(NULL, 0)};
        assert_int_equal(report_init_refused(&report, &why, &program, &limits, NULL), TR_OK);
        assert_true(cbor_map_get_text(buf_slice(&report.error), "code", &code));
        assert_true(slice_is(code, tr_code_name(why.code)));
        assert_non_null(report_code_find(code));
        assert_int_equal(report_json(&report, &json, NULL), TR_OK);
        report_done(&report);
        buf_done(&json);
    }
}

static void test_refused_text(void **state)
{
    const struct report_source program = {slice_str("a.wat"), slice_str("(module\n  é(func x))\n")};
    struct tr_err why = {.code = TR_E_INVALID, .offset = 12, .message = "bad"};
    struct buf text = BUF_INIT(1 << 16);
    struct run_limits limits;
    struct report report;
    (void)state;
    run_limits_default(&limits);
    assert_int_equal(report_init_refused(&report, &why, &program, &limits, NULL), TR_OK);
    report_error_text(&report, false, &text);
    assert_string_equal(buf_str(&text), "refused: bad\n --> a.wat:2:4\n1 | (module\n"
                                        "2 |   é(func x))\n  |    ^\n");
    report_done(&report);
    buf_done(&text);
}

static void test_quantities(void **state)
{
    static const struct {
        uint64_t value;
        const char *unit, *text;
    } rows[] = {
        {5 * SECOND_NS, "ns", "5 s"},  {500 * MS_NS, "ns", "500 ms"}, {1500 * MS_NS, "ns", "1.5 s"},
        {64 * MIB, "bytes", "64 MiB"}, {1000, "bytes", "1000 bytes"}, {1536, "bytes", "1.5 KiB"},
        {0, "bytes", "0 bytes"},       {10000, "count", "10000"},     {0, "ns", "0 ns"},
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        char text[QUANTITY_TEXT_MAX];
        quantity_text(rows[i].value, rows[i].unit, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops),        cmocka_unit_test(test_limit_words),
        cmocka_unit_test(test_guest_error),  cmocka_unit_test(test_hostile_maps),
        cmocka_unit_test(test_many_errors),  cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_refused_text), cmocka_unit_test(test_quantities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
