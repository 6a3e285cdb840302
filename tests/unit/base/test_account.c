/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts: caps, parents, and that a refusal changes no count. */
#include "test.h"

static void test_charge_and_release(void **state)
{
    (void)state;
    struct account a = {.cap_bytes = 100};
    assert_true(account_charge(&a, 60));
    assert_true(account_charge(&a, 40));
    assert_false(a.refused);
    assert_false(account_charge(&a, 1));
    assert_true(a.refused);
    account_release(&a, 100);
    assert_int_equal(a.used_bytes, 0);
    assert_int_equal(a.peak_bytes, 100);
    assert_true(a.refused);
    assert_true(account_charge(NULL, UINT64_MAX));
}

static void test_huge_charge_does_not_wrap(void **state)
{
    (void)state;
    struct account a = {.cap_bytes = 100};
    assert_true(account_charge(&a, 50));
    assert_false(account_charge(&a, UINT64_MAX));
    assert_false(account_charge(&a, UINT64_MAX - 49));
    assert_int_equal(a.used_bytes, 50);
    account_release(&a, UINT64_MAX);
    assert_int_equal(a.used_bytes, 0);
}

static void test_parent_is_charged_too(void **state)
{
    (void)state;
    struct account whole = {.cap_bytes = 100};
    struct account part = {.parent = &whole, .cap_bytes = 80};
    assert_true(account_charge(&part, 70));
    assert_int_equal(whole.used_bytes, 70);
    assert_true(account_charge(&whole, 25));
    assert_false(account_charge(&part, 6)); /* fits the part, not the whole */
    assert_int_equal(part.used_bytes, 70);
    assert_int_equal(whole.used_bytes, 95);
    assert_false(account_charge(&part, 11)); /* fits neither */
    assert_int_equal(whole.used_bytes, 95);
    account_release(&part, 70);
    assert_int_equal(whole.used_bytes, 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charge_and_release),
        cmocka_unit_test(test_huge_charge_does_not_wrap),
        cmocka_unit_test(test_parent_is_charged_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
