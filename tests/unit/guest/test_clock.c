/* SPDX-License-Identifier: Apache-2.0 */
/* The guest's clock: whole milliseconds, never backwards, frozen when fixed. */
#include "base/limits.h"
#include "base/os.h"
#include "guest/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_millisecond_steps(void **state)
{
    (void)state;
    struct guest_clock clock;
    clock_start(&clock, false, 0);
    uint64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t now = clock_realtime(&clock);
        assert_int_equal(now % MS_NS, 0);
        assert_true(now >= last);
        last = now;
    }
    assert_true(last <= os_realtime_ns());
    assert_true(os_realtime_ns() - last < 60 * SECOND_NS);
}

static void test_never_backwards(void **state)
{
    (void)state;
    struct guest_clock clock;
    clock_start(&clock, false, 0);
    clock.floor_ns = os_realtime_ns() + 3600 * SECOND_NS; /* restored where the clock lags */
    uint64_t floor = clock.floor_ns;
    assert_int_equal(clock_realtime(&clock), floor);
    assert_int_equal(clock_realtime(&clock), floor);
}

static void test_monotonic_starts_at_zero(void **state)
{
    (void)state;
    struct guest_clock clock;
    clock_start(&clock, false, 0);
    assert_true(clock_monotonic(&clock) < 10 * SECOND_NS);
    clock.origin_ns = clock.floor_ns + 5 * SECOND_NS; /* a record that makes no sense */
    assert_int_equal(clock_monotonic(&clock), 0);
}

static void test_fixed(void **state)
{
    (void)state;
    struct guest_clock clock;
    clock_start(&clock, true, 1234567);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(clock_realtime(&clock), 1234567);
        assert_int_equal(clock_monotonic(&clock), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_millisecond_steps),
        cmocka_unit_test(test_never_backwards),
        cmocka_unit_test(test_monotonic_starts_at_zero),
        cmocka_unit_test(test_fixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
