/* SPDX-License-Identifier: Apache-2.0 */
/* A captured stream: head and tail kept, the rest counted, characters whole, memory bounded. */
#include "guest/output.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect_text(const struct output *o, const char *text)
{
    struct buf out = BUF_INIT(1 << 20);
    output_text(o, &out);
    assert_non_null(buf_str(&out));
    assert_string_equal((const char *)out.ptr, text);
    buf_done(&out);
}

static size_t write_str(struct output *o, const char *text)
{
    return output_write(o, slice_str(text));
}

static void test_short(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 16, NULL);
    assert_int_equal(write_str(&o, ""), 0);
    assert_int_equal(write_str(&o, "hello "), 6);
    assert_int_equal(write_str(&o, "you"), 3);
    assert_false(output_truncated(&o));
    expect_text(&o, "hello you");
    output_done(&o);
}

static void test_head_and_tail_without_gap(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 16, NULL); /* head 12, tail 4 */
    assert_int_equal(write_str(&o, "0123456789abcdef"), 12);
    assert_false(output_truncated(&o));
    assert_int_equal(output_dropped(&o), 0);
    expect_text(&o, "0123456789abcdef");
    output_done(&o);
}

static void test_gap(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 16, NULL);
    for (int i = 0; i < 1000; i++)
        write_str(&o, "0123456789");
    write_str(&o, "WXYZ");
    assert_true(output_truncated(&o));
    assert_int_equal(output_dropped(&o), 10004 - 16);
    expect_text(&o, "012345678901\n[9988 bytes left out]\nWXYZ");
    output_done(&o);
}

static void test_long_single_write(void **state)
{
    (void)state;
    struct output o;
    char text[101];
    memset(text, '.', 100);
    memcpy(text + 96, "tail", 5);
    output_init(&o, 16, NULL);
    assert_int_equal(write_str(&o, text), 12);
    expect_text(&o, "............\n[84 bytes left out]\ntail");
    output_done(&o);
}

static void test_head_ends_on_character(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 16, NULL);
    assert_int_equal(write_str(&o, "01234567890\xc3\xa9"), 11); /* é would be cut at 12 */
    assert_int_equal(write_str(&o, "x"), 0);                    /* the head stays closed */
    expect_text(&o, "01234567890\xc3\xa9x");
    output_done(&o);
}

static void test_split_character_is_mended(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 16, NULL);
    write_str(&o, "01234567890\xe2"); /* first byte of a character of three, head is full */
    write_str(&o, "\x82\xac");
    for (int i = 0; i < 10; i++)
        write_str(&o, "\xf0\x9f\x98\x80"); /* of four; the ring may begin inside one */
    write_str(&o, "!");
    struct buf out = BUF_INIT(1024);
    output_text(&o, &out);
    assert_int_equal(out.ptr[10], '0');
    assert_int_equal(out.ptr[11], '\n'); /* the lone first byte is left out */
    assert_int_equal(out.ptr[out.len - 1], '!');
    assert_int_equal(out.ptr[out.len - 2], '\n'); /* and so is the character that lost its start */
    buf_done(&out);
    output_done(&o);
}

static void test_binary_is_kept_as_it_is(void **state)
{
    (void)state;
    struct output o;
    uint8_t bytes[20];
    memset(bytes, 0x80, sizeof bytes);
    output_init(&o, 16, NULL);
    assert_int_equal(output_write(&o, slice_make(bytes, sizeof bytes)), 12);
    assert_int_equal(output_dropped(&o), 4);
    output_done(&o);
}

static void test_memory_is_bounded_and_released(void **state)
{
    (void)state;
    struct account account = {.cap_bytes = 1 << 20};
    struct output o;
    static uint8_t chunk[65536];
    output_init(&o, 256 * 1024, &account);
    for (int i = 0; i < 2000; i++)
        output_write(&o, slice_make(chunk, sizeof chunk));
    assert_true(account.peak_bytes <= 512 * 1024);
    assert_int_equal(o.total_bytes, 2000 * sizeof chunk);
    output_done(&o);
    assert_int_equal(account.used_bytes, 0);
}

static void test_refused_memory_drops(void **state)
{
    (void)state;
    struct account account = {.cap_bytes = 10};
    struct output o;
    output_init(&o, 1 << 20, &account);
    for (int i = 0; i < 100; i++)
        write_str(&o, "a line of output\n");
    assert_true(output_truncated(&o));
    assert_int_equal(output_dropped(&o), 1700 - o.head.len);
    output_done(&o);
    assert_int_equal(account.used_bytes, 0);
}

static void test_no_room_at_all(void **state)
{
    (void)state;
    struct output o;
    output_init(&o, 0, NULL);
    assert_int_equal(write_str(&o, "lost"), 0);
    assert_int_equal(output_dropped(&o), 4);
    output_done(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_head_and_tail_without_gap),
        cmocka_unit_test(test_gap),
        cmocka_unit_test(test_long_single_write),
        cmocka_unit_test(test_head_ends_on_character),
        cmocka_unit_test(test_split_character_is_mended),
        cmocka_unit_test(test_binary_is_kept_as_it_is),
        cmocka_unit_test(test_memory_is_bounded_and_released),
        cmocka_unit_test(test_refused_memory_drops),
        cmocka_unit_test(test_no_room_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
