/* SPDX-License-Identifier: Apache-2.0 */
/* WASI arguments, environment, clocks, random bytes, exit, and the table of functions itself. */
#include "fake_host.h"
#include "guest/wasi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_POINTERS 0x1000
#define AT_STRINGS  0x2000

static struct fake *f;

static int setup(void **state)
{
    static const char *const args[] = {"program", "", "two words"};
    static const char *const env[] = {"A=1"};
    (void)state;
    f = fake_new();
    f->guest.args = args;
    f->guest.n_args = 3;
    f->guest.env = env;
    f->guest.n_env = 1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(fake_free(f), 0);
    return 0;
}

static void test_args(void **state)
{
    (void)state;
    assert_int_equal(WASI(f, "args_sizes_get", AT_POINTERS, AT_POINTERS + 4), 0);
    assert_int_equal(fake_u32(f, AT_POINTERS), 3);
    assert_int_equal(fake_u32(f, AT_POINTERS + 4), 8 + 1 + 10);
    assert_int_equal(WASI(f, "args_get", AT_POINTERS, AT_STRINGS), 0);
    assert_int_equal(fake_u32(f, AT_POINTERS), AT_STRINGS);
    assert_int_equal(fake_u32(f, AT_POINTERS + 8), AT_STRINGS + 9);
    assert_memory_equal(f->sandbox.memory + AT_STRINGS, "program\0\0two words", 19);
    assert_int_equal(WASI(f, "args_get", AT_POINTERS, FAKE_MEMORY_BYTES - 18), WASI_EFAULT);
    assert_int_equal(WASI(f, "args_get", FAKE_MEMORY_BYTES - 11, AT_STRINGS), WASI_EFAULT);
    assert_int_equal(WASI(f, "args_get", AT_POINTERS, AT_POINTERS), 0); /* overlapping: no harm */
    assert_int_equal(WASI(f, "args_sizes_get", UINT32_MAX, 0), WASI_EFAULT);
    assert_int_equal(WASI(f, "args_sizes_get", 0, UINT32_MAX), WASI_EFAULT);
}

static void test_environ(void **state)
{
    (void)state;
    assert_int_equal(WASI(f, "environ_sizes_get", AT_POINTERS, AT_POINTERS + 4), 0);
    assert_int_equal(fake_u32(f, AT_POINTERS), 1);
    assert_int_equal(fake_u32(f, AT_POINTERS + 4), 4);
    assert_int_equal(WASI(f, "environ_get", AT_POINTERS, AT_STRINGS), 0);
    assert_memory_equal(f->sandbox.memory + AT_STRINGS, "A=1", 4);
    f->guest.n_env = 0;
    f->guest.env = NULL;
    assert_int_equal(WASI(f, "environ_sizes_get", AT_POINTERS, AT_POINTERS + 4), 0);
    assert_int_equal(fake_u32(f, AT_POINTERS), 0);
    assert_int_equal(WASI(f, "environ_get", AT_POINTERS, AT_STRINGS), 0);
}

static void test_clocks(void **state)
{
    (void)state;
    for (uint64_t id = 0; id < 4; id++) {
        assert_int_equal(WASI(f, "clock_res_get", id, AT_STRINGS), 0);
        assert_int_equal(fake_u64(f, AT_STRINGS), MS_NS);
        assert_int_equal(WASI(f, "clock_time_get", id, 0, AT_STRINGS), 0);
        assert_int_equal(fake_u64(f, AT_STRINGS) % MS_NS, 0);
    }
    assert_int_equal(WASI(f, "clock_res_get", 4, AT_STRINGS), WASI_EINVAL);
    assert_int_equal(WASI(f, "clock_time_get", UINT32_MAX, 0, AT_STRINGS), WASI_EINVAL);
    assert_int_equal(WASI(f, "clock_time_get", 0, 0, FAKE_MEMORY_BYTES - 7), WASI_EFAULT);
    assert_int_equal(WASI(f, "clock_res_get", 0, FAKE_MEMORY_BYTES - 7), WASI_EFAULT);
}

static void test_random(void **state)
{
    (void)state;
    assert_int_equal(WASI(f, "random_get", 0, 100), 0);
    assert_int_equal(f->guest.chance.position, 100);
    assert_int_equal(WASI(f, "random_get", 0, FAKE_MEMORY_BYTES), 0);
    assert_int_equal(WASI(f, "random_get", 1, FAKE_MEMORY_BYTES), WASI_EFAULT);
    assert_int_equal(WASI(f, "random_get", UINT32_MAX, UINT32_MAX), WASI_EFAULT);
    assert_int_equal(f->guest.chance.position, 100 + FAKE_MEMORY_BYTES);
}

static void test_exit(void **state)
{
    (void)state;
    assert_int_equal(CALL(f, "proc_exit", 7), STOP_EXIT);
    assert_int_equal(f->guest.exit_status, 7);
    assert_int_equal(CALL(f, "proc_raise", 6), STOP_EXIT);
    assert_int_equal(f->guest.exit_status, 134);
    assert_int_equal(WASI(f, "proc_raise", 0), 0);
    assert_int_equal(WASI(f, "proc_raise", 31), WASI_EINVAL);
    assert_int_equal(WASI(f, "sched_yield", 0), 0);
    f->sandbox.stop_now = STOP_DEADLINE;
    assert_int_equal(CALL(f, "sched_yield", 0), STOP_DEADLINE);
}

static void test_errnos(void **state)
{
    (void)state;
    assert_string_equal(wasi_errno_name(WASI_SUCCESS), "OK");
    assert_string_equal(wasi_errno_name(WASI_ENOENT), "ENOENT");
    assert_string_equal(wasi_errno_text(WASI_ENOENT), "no such file or directory");
    assert_string_equal(wasi_errno_name((enum wasi_errno)1000), "EIO");
    assert_int_equal(WASI_ENOENT, 44);
    assert_int_equal(WASI_ESPIPE, 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_args, setup, teardown),
        cmocka_unit_test_setup_teardown(test_environ, setup, teardown),
        cmocka_unit_test_setup_teardown(test_clocks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random, setup, teardown),
        cmocka_unit_test_setup_teardown(test_exit, setup, teardown),
        cmocka_unit_test(test_errnos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
