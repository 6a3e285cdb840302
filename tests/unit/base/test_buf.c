/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers: the maximum, the account, and that a failed append leaves the content alone. */
#include "test.h"

static void test_grows_to_its_maximum(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000, NULL);
    for (int i = 0; i < 1000; i++)
        assert_true(buf_append_byte(&b, (uint8_t)i));
    assert_false(buf_append_byte(&b, 0));
    assert_true(b.failed);
    assert_int_equal(b.len, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(b.ptr[i], (uint8_t)i);
    buf_done(&b);
}

static void test_failure_sticks_and_changes_nothing(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(8);
    assert_true(buf_append_str(&b, "12345"));
    assert_false(buf_append_str(&b, "6789"));
    assert_false(buf_append_str(&b, "6")); /* it would fit */
    assert_false(buf_append(&b, "", 0));
    assert_false(buf_printf(&b, "%d", 6));
    assert_null(buf_extend(&b, 1));
    assert_null(buf_str(&b));
    assert_true(slice_is(buf_slice(&b), "12345"));
    buf_clear(&b);
    assert_true(buf_append_str(&b, "12345678"));
    buf_done(&b);
}

/* The address sanitizer ends the process on sizes past its own limit unless told so. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void test_impossible_sizes(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(SIZE_MAX);
    assert_true(buf_append_str(&b, "x"));
    assert_null(buf_extend(&b, SIZE_MAX));
    buf_clear(&b);
    assert_true(buf_append_str(&b, "x"));
    assert_null(buf_extend(&b, SIZE_MAX - 1)); /* within the maximum, not within the machine */
    assert_int_equal(b.len, 1);
    buf_done(&b);

    struct buf zero = {0};
    assert_true(buf_append(&zero, "", 0));
    assert_false(buf_append_byte(&zero, 1));
    buf_done(&zero);
}

static void test_account_pays_for_capacity(void **state)
{
    (void)state;
    struct account account = {.cap_bytes = 1000};
    struct buf b;
    buf_init(&b, 4096, &account);
    for (int i = 0; i < 1000; i++) {
        assert_true(buf_append_byte(&b, 'x'));
        assert_int_equal(account.used_bytes, b.cap);
    }
    /* All of the account was usable, and nobody was refused for doubling too eagerly. */
    assert_false(account.refused);
    assert_false(buf_append_byte(&b, 'x'));
    assert_true(account.refused);
    assert_int_equal(b.len, 1000);
    buf_done(&b);
    assert_int_equal(account.used_bytes, 0);
    assert_int_equal(account.peak_bytes, 1000);
}

static void test_parent_account_limits(void **state)
{
    (void)state;
    struct account whole = {.cap_bytes = 100};
    struct account part = {.parent = &whole, .cap_bytes = 1000};
    struct buf b;
    buf_init(&b, 4096, &part);
    assert_true(buf_extend(&b, 100) != NULL);
    assert_false(buf_append_byte(&b, 'x'));
    buf_done(&b);
    assert_int_equal(whole.used_bytes, 0);
}

static void test_extend_leaves_room(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(300);
    assert_non_null(buf_extend(&b, 0)); /* NULL would mean failure */
    uint8_t *at = buf_extend(&b, 200);
    assert_non_null(at);
    memset(at, 'y', 200);
    assert_int_equal(b.len, 200);
    assert_non_null(buf_extend(&b, 100));
    assert_int_equal(b.ptr[199], 'y');
    buf_done(&b);
}

static void test_c_string(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(3);
    assert_string_equal(buf_str(&b), "");
    assert_true(buf_append_str(&b, "abc")); /* the NUL does not count for the maximum */
    assert_string_equal(buf_str(&b), "abc");
    assert_int_equal(b.len, 3);
    assert_false(buf_append_byte(&b, 'd'));
    buf_done(&b);
}

static void test_printf(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(2000);
    assert_true(buf_printf(&b, "%s-%d", "a", 1));
    assert_true(buf_printf(&b, "%0500d", 7));
    assert_int_equal(b.len, 503);
    assert_false(buf_printf(&b, "%01500d", 7));
    assert_int_equal(b.len, 503);
    buf_done(&b);
}

static void test_done_twice_and_reuse(void **state)
{
    (void)state;
    struct account account = {.cap_bytes = 1000};
    struct buf b;
    buf_init(&b, 10, &account);
    assert_true(buf_append_str(&b, "abc"));
    buf_done(&b);
    buf_done(&b);
    assert_int_equal(account.used_bytes, 0);
    buf_init(&b, 10, NULL);
    assert_true(buf_append_str(&b, "abc"));
    buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows_to_its_maximum),
        cmocka_unit_test(test_failure_sticks_and_changes_nothing),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_account_pays_for_capacity),
        cmocka_unit_test(test_parent_account_limits),
        cmocka_unit_test(test_extend_leaves_room),
        cmocka_unit_test(test_c_string),
        cmocka_unit_test(test_printf),
        cmocka_unit_test(test_done_twice_and_reuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
