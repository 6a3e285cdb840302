/* SPDX-License-Identifier: Apache-2.0 */
/* WASI poll_oneoff: which events come, how long it waits, overlapping and hostile arguments. */
#include "base/os.h"
#include "fake_host.h"
#include "guest/wasi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_SUBS   0x1000
#define AT_EVENTS 0x4000
#define AT_N      0x8000

static struct fake *f;

static int setup(void **state)
{
    (void)state;
    f = fake_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(fake_free(f), 0);
    return 0;
}

static void put_clock(unsigned i, uint32_t id, uint64_t time_ns, bool absolute)
{
    uint32_t at = AT_SUBS + 48 * i;
    memset(f->sandbox.memory + at, 0, 48);
    fake_put(f, at, 100 + i, 8);
    fake_put(f, at + 16, id, 4);
    fake_put(f, at + 24, time_ns, 8);
    fake_put(f, at + 40, absolute, 2);
}

static void put_fd(unsigned i, unsigned type, uint32_t fd)
{
    uint32_t at = AT_SUBS + 48 * i;
    memset(f->sandbox.memory + at, 0, 48);
    fake_put(f, at, 100 + i, 8);
    fake_put(f, at + 8, type, 1);
    fake_put(f, at + 16, fd, 4);
}

static void expect_event(unsigned i, uint64_t userdata, unsigned type, enum wasi_errno error)
{
    uint32_t at = AT_EVENTS + 32 * i;
    assert_int_equal(fake_u64(f, at), userdata);
    assert_int_equal(fake_u32(f, at + 8) & 0xffff, error);
    assert_int_equal(f->sandbox.memory[at + 10], type);
}

static enum wasi_errno poll(unsigned n)
{
    return WASI(f, "poll_oneoff", AT_SUBS, AT_EVENTS, n, AT_N);
}

static void test_relative(void **state)
{
    (void)state;
    put_clock(0, 1, 50 * MS_NS, false);
    put_clock(1, 0, 20 * MS_NS, false);
    put_clock(2, 1, 20 * MS_NS, false);
    uint64_t before = os_monotonic_ns();
    assert_int_equal(poll(3), 0);
    assert_int_equal(f->sandbox.n_sleeps, 1);
    assert_true(f->sandbox.slept_until >= before + 20 * MS_NS);
    assert_true(f->sandbox.slept_until <= os_monotonic_ns() + 20 * MS_NS);
    assert_int_equal(fake_u32(f, AT_N), 2);
    expect_event(0, 101, 0, 0);
    expect_event(1, 102, 0, 0);
}

static void test_absolute(void **state)
{
    (void)state;
    uint64_t now = clock_realtime(&f->guest.clock);
    put_clock(0, 0, now - 5, true);
    assert_int_equal(poll(1), 0);
    assert_int_equal(f->sandbox.n_sleeps, 0); /* past already */
    put_clock(0, 0, now + 3600 * SECOND_NS + 1, true);
    uint64_t before = os_monotonic_ns();
    assert_int_equal(poll(1), 0);
    assert_true(f->sandbox.slept_until > before + 3590 * SECOND_NS);
    put_clock(0, 0, UINT64_MAX, true);
    assert_int_equal(poll(1), 0);
    put_clock(0, 1, UINT64_MAX, false);
    assert_int_equal(poll(1), 0);
    assert_int_equal(f->sandbox.slept_until, UINT64_MAX);
}

static void test_descriptors_are_ready(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    fake_write(f, fd, "12345");
    WASI(f, "fd_seek", fd, 2, 0, AT_N);
    put_fd(0, 1, fd);
    put_fd(1, 2, 1);
    put_clock(2, 1, SECOND_NS, false);
    put_fd(3, 1, 0);
    put_fd(4, 1, 99);
    put_fd(5, 1, 3);
    assert_int_equal(poll(6), 0);
    assert_int_equal(f->sandbox.n_sleeps, 0);
    assert_int_equal(fake_u32(f, AT_N), 5);
    expect_event(0, 100, 1, 0);
    assert_int_equal(fake_u64(f, AT_EVENTS + 16), 3);
    expect_event(1, 101, 2, 0);
    expect_event(2, 103, 1, 0);
    expect_event(3, 104, 1, WASI_EBADF);
    expect_event(4, 105, 1, WASI_EBADF);
}

static void test_unknown_clock(void **state)
{
    (void)state;
    put_clock(0, 9, 0, false);
    assert_int_equal(poll(1), 0);
    expect_event(0, 100, 0, WASI_EINVAL);
}

static void test_hostile_arguments(void **state)
{
    (void)state;
    put_clock(0, 1, 0, false);
    assert_int_equal(poll(0), WASI_EINVAL);
    assert_int_equal(poll(WASI_POLL_MAX + 1), WASI_EINVAL);
    assert_int_equal(poll(UINT32_MAX), WASI_EINVAL);
    assert_int_equal(WASI(f, "poll_oneoff", FAKE_MEMORY_BYTES - 47, AT_EVENTS, 1, AT_N),
                     WASI_EFAULT);
    assert_int_equal(WASI(f, "poll_oneoff", AT_SUBS, FAKE_MEMORY_BYTES - 31, 1, AT_N), WASI_EFAULT);
    assert_int_equal(WASI(f, "poll_oneoff", AT_SUBS, AT_EVENTS, 1, FAKE_MEMORY_BYTES - 3),
                     WASI_EFAULT);
    assert_int_equal(WASI(f, "poll_oneoff", UINT32_MAX, UINT32_MAX, 1, AT_N), WASI_EFAULT);
    put_fd(0, 3, 1);
    assert_int_equal(poll(1), WASI_EINVAL);
    put_fd(0, 255, 1);
    assert_int_equal(poll(1), WASI_EINVAL);
}

static void test_events_over_subscriptions(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 8; i++)
        put_clock(i, 1, 0, false);
    assert_int_equal(WASI(f, "poll_oneoff", AT_SUBS, AT_SUBS, 8, AT_N), 0);
    assert_int_equal(fake_u32(f, AT_N), 8);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(fake_u64(f, AT_SUBS + 32 * i), 100 + i);
}

static void test_stopped_while_waiting(void **state)
{
    (void)state;
    f->sandbox.stop_now = STOP_DEADLINE;
    put_clock(0, 1, SECOND_NS, false);
    assert_int_equal(CALL(f, "poll_oneoff", AT_SUBS, AT_EVENTS, 1, AT_N), STOP_DEADLINE);
    put_clock(0, 1, 0, false); /* a loop of polls that never wait ends as well */
    assert_int_equal(CALL(f, "poll_oneoff", AT_SUBS, AT_EVENTS, 1, AT_N), STOP_DEADLINE);
    f->sandbox.stop_now = STOP_NONE;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_relative, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absolute, setup, teardown),
        cmocka_unit_test_setup_teardown(test_descriptors_are_ready, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_clock, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_events_over_subscriptions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stopped_while_waiting, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
