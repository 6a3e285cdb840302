/* SPDX-License-Identifier: Apache-2.0 */
/* Order, caps and accounting of pending calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "turn/pending.h"

static const struct slice nothing = {NULL, 0};

static void test_order(void **state)
{
    static const struct {
        uint64_t due_ns;
        uint32_t id;
    } given[] = {{30, 1}, {10, 2}, {20, 3}, {10, 1}, {30, 0}, {0, 9}},
      wanted[] = {{0, 9}, {10, 1}, {10, 2}, {20, 3}, {30, 0}, {30, 1}};
    struct pending pending;
    (void)state;
    pending_init(&pending, 100, NULL);
    assert_null(pending_first(&pending));
    for (size_t i = 0; i < TR_ARRAY_LEN(given); i++)
        assert_int_equal(pending_add(&pending, given[i].due_ns, given[i].id, nothing), PENDING_OK);
    for (size_t i = 0; i < TR_ARRAY_LEN(wanted); i++) {
        struct pending_call call = pending_take(&pending);
        assert_int_equal(call.due_ns, wanted[i].due_ns);
        assert_int_equal(call.id, wanted[i].id);
        pending_call_done(&pending, &call);
    }
    assert_null(pending_first(&pending));
    assert_int_equal(pending.peak, TR_ARRAY_LEN(given));
    pending_done(&pending);
}

/* A thousand in a scattered order come out sorted. */
static void test_many(void **state)
{
    struct pending pending;
    uint64_t last = 0;
    (void)state;
    pending_init(&pending, 1000, NULL);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(pending_add(&pending, i * UINT64_C(2654435761) % 1009, i, nothing),
                         PENDING_OK);
    assert_int_equal(pending_add(&pending, 1, 1, nothing), PENDING_FULL);
    for (uint32_t i = 0; i < 1000; i++) {
        struct pending_call call = pending_take(&pending);
        assert_true(call.due_ns >= last);
        last = call.due_ns;
    }
    pending_done(&pending);
}

static void test_cap(void **state)
{
    struct pending pending;
    (void)state;
    pending_init(&pending, 0, NULL);
    assert_int_equal(pending_add(&pending, 1, 1, nothing), PENDING_FULL);
    pending_done(&pending);
}

static void test_account(void **state)
{
    struct account account = {.cap_bytes = 16 * sizeof(struct pending_call) + 10};
    struct slice error = {(const uint8_t *)"12345678", 8};
    struct pending pending;
    (void)state;
    pending_init(&pending, 1000, &account);
    assert_int_equal(pending_add(&pending, 1, 1, error), PENDING_OK);
    assert_int_equal(pending_add(&pending, 2, 2, error), PENDING_NO_MEMORY);
    assert_true(account.refused);
    for (uint32_t i = 0; i < 15; i++)
        assert_int_equal(pending_add(&pending, 3, i, nothing), PENDING_OK);
    assert_int_equal(pending_add(&pending, 3, 99, nothing), PENDING_NO_MEMORY);
    pending_done(&pending);
    assert_int_equal(account.used_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
