/* SPDX-License-Identifier: Apache-2.0 */
/* Log lines under a cap: what is kept, what is dropped, what is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/cbor.h"
#include "base/utf8.h"
#include "turn/logs.h"

#define CAP 4096

/* The lines in `all`; *first and *last are their texts. */
static unsigned count_lines(struct slice all, struct slice *first, struct slice *last)
{
    unsigned n = 0;
    struct cbor_reader r = cbor_reader_of(all);
    while (reader_left(&r.in) > 0) {
        struct cbor_item array, level, text;
        assert_true(cbor_next(&r, &array) && array.type == CBOR_ARRAY && array.uint == 2);
        assert_true(cbor_next(&r, &level) && level.type == CBOR_UINT);
        assert_true(cbor_next(&r, &text) && text.type == CBOR_TEXT);
        assert_true(utf8_valid(text.data));
        if (n++ == 0)
            *first = text.data;
        *last = text.data;
    }
    return n;
}

static void test_few(void **state)
{
    struct logs logs;
    struct buf all;
    struct slice first, last;
    (void)state;
    logs_init(&logs, CAP, NULL);
    assert_true(logs_add(&logs, 1, slice_str("one")).len > 0);
    assert_true(logs_add(&logs, 3, slice_str("two")).len > 0);
    size_t head = logs_take(&logs, &all);
    assert_int_equal(head, all.len);
    assert_int_equal(count_lines(buf_slice(&all), &first, &last), 2);
    assert_true(slice_is(first, "one") && slice_is(last, "two"));
    assert_int_equal(logs.dropped_bytes, 0);
    buf_done(&all);
    logs_done(&logs);
}

static void test_head_and_tail(void **state)
{
    struct logs logs;
    struct buf all;
    struct slice first, last;
    unsigned streamed = 0;
    char text[32];
    (void)state;
    logs_init(&logs, CAP, NULL);
    for (unsigned i = 0; i < 10000; i++) {
        snprintf(text, sizeof(text), "line %u", i);
        streamed += logs_add(&logs, 1, slice_str(text)).len > 0;
        assert_true(logs.head.len + logs.tail.len <= CAP + CAP / 2);
    }
    size_t head = logs_take(&logs, &all);
    unsigned kept = count_lines(buf_slice(&all), &first, &last);
    assert_true(slice_is(first, "line 0") && slice_is(last, "line 9999"));
    assert_int_equal(kept + logs.dropped_lines, 10000);
    assert_true(head > CAP / 2 && head <= CAP && all.len <= CAP);
    struct slice head_first, head_last;
    assert_int_equal(count_lines(slice_make(all.ptr, head), &head_first, &head_last), streamed);
    buf_done(&all);
    logs_done(&logs);
}

/* One huge line, of characters that a cut could split. */
static void test_long_line(void **state)
{
    struct logs logs;
    struct buf all, text = BUF_INIT(1 << 20);
    struct slice first, last;
    (void)state;
    for (unsigned i = 0; i < 100000; i++)
        buf_append_str(&text, "€");
    for (unsigned cap = 0; cap < 300; cap += 7) {
        logs_init(&logs, cap, NULL);
        logs_add(&logs, 0, buf_slice(&text));
        logs_add(&logs, 0, buf_slice(&text));
        logs_take(&logs, &all);
        assert_true(all.len <= cap);
        count_lines(all.len > 0 ? buf_slice(&all) : slice_make("", 0), &first, &last);
        assert_int_equal(logs.total_bytes, 600000);
        assert_true(logs.dropped_bytes >= 600000 - cap);
        buf_done(&all);
        logs_done(&logs);
    }
    buf_done(&text);
}

static void test_account(void **state)
{
    struct account account = {.cap_bytes = 512};
    struct logs logs;
    struct buf all;
    (void)state;
    logs_init(&logs, CAP, &account);
    for (unsigned i = 0; i < 1000; i++)
        logs_add(&logs, 1, slice_str("twenty bytes of text"));
    assert_true(account.peak_bytes <= 512);
    assert_true(logs.dropped_lines > 900);
    logs_take(&logs, &all);
    buf_done(&all);
    logs_done(&logs);
    assert_int_equal(account.used_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_head_and_tail),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
