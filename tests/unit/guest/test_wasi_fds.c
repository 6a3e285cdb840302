/* SPDX-License-Identifier: Apache-2.0 */
/* WASI descriptors: standard ones, preopen, rights, renumbering, exhaustion, attributes. */
#include "fake_host.h"
#include "guest/wasi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_OUT 0x1000

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

static void test_lazy(void **state)
{
    (void)state;
    assert_int_equal(f->guest.account.used_bytes, 0);
    assert_null(f->guest.fds);
    assert_int_equal(WASI(f, "fd_close", 99), WASI_EBADF);
    assert_non_null(f->guest.fds);
}

static void test_preopen(void **state)
{
    (void)state;
    assert_int_equal(WASI(f, "fd_prestat_get", 3, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT + 4), 1);
    assert_int_equal(WASI(f, "fd_prestat_dir_name", 3, AT_OUT, 0), WASI_ENAMETOOLONG);
    assert_int_equal(WASI(f, "fd_prestat_dir_name", 3, AT_OUT, 1), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT], '/');
    assert_int_equal(WASI(f, "fd_prestat_get", 3, FAKE_MEMORY_BYTES - 7), WASI_EFAULT);
    for (uint64_t fd = 0; fd < 3; fd++) {
        assert_int_equal(WASI(f, "fd_prestat_get", fd, AT_OUT), WASI_EBADF);
        assert_int_equal(WASI(f, "fd_prestat_dir_name", fd, AT_OUT, 10), WASI_EBADF);
    }
    assert_int_equal(WASI(f, "fd_prestat_get", 4, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_prestat_get", UINT32_MAX, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_close", 3), 0);
    assert_int_equal(WASI(f, "fd_prestat_get", 3, AT_OUT), WASI_EBADF);
}

static void test_fdstat(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "fd_fdstat_get", fd, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT], FILETYPE_REGULAR_FILE);
    assert_int_equal(fake_u64(f, AT_OUT + 8), RIGHTS_FILE);
    assert_int_equal(fake_u64(f, AT_OUT + 16), 0);
    assert_int_equal(WASI(f, "fd_fdstat_get", 3, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT], FILETYPE_DIRECTORY);
    assert_int_equal(fake_u64(f, AT_OUT + 16), RIGHTS_ALL);
    assert_int_equal(WASI(f, "fd_fdstat_get", 1, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT], FILETYPE_UNKNOWN);
    assert_int_equal(WASI(f, "fd_fdstat_set_flags", fd, FDFLAG_APPEND), 0);
    assert_int_equal(WASI(f, "fd_fdstat_get", fd, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT + 2], FDFLAG_APPEND);
    assert_int_equal(WASI(f, "fd_fdstat_set_flags", fd, 0x20), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_fdstat_set_flags", 77, 0), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_fdstat_get", fd, UINT32_MAX - 3), WASI_EFAULT);
}

static void test_rights_only_shrink(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "fd_fdstat_set_rights", fd, RIGHT(FD_READ), 0), 0);
    assert_int_equal(WASI(f, "fd_fdstat_set_rights", fd, RIGHT(FD_READ) | RIGHT(FD_WRITE), 0),
                     WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_fdstat_set_rights", fd, UINT64_MAX, 0), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_fdstat_set_rights", fd, RIGHT(FD_READ), 1), WASI_ENOTCAPABLE);
    assert_int_equal(fake_write(f, fd, "x"), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, AT_OUT), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_tell", fd, AT_OUT), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_allocate", fd, 0, 1), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_filestat_set_size", fd, 1), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_sync", fd), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_advise", fd, 0, 0, 0), WASI_ENOTCAPABLE);
    uint32_t got;
    assert_int_equal(fake_read(f, fd, AT_OUT, 1, &got), 0);
}

static void test_rights_are_inherited(void **state)
{
    (void)state;
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), 0);
    assert_int_equal(WASI(f, "path_open", 3, 0, TEXT(f, "d"), 2, RIGHT(PATH_OPEN),
                          RIGHT(FD_READ) | RIGHT(PATH_OPEN), 0, AT_OUT),
                     0);
    uint32_t dir = fake_u32(f, AT_OUT);
    assert_int_equal(WASI(f, "path_open", dir, 0, TEXT(f, "x"), 1, RIGHT(FD_READ), 0, 0, AT_OUT),
                     WASI_ENOTCAPABLE); /* may not create */
    fake_open(f, "d/x", 1);
    assert_int_equal(WASI(f, "path_open", dir, 0, TEXT(f, "x"), 8, RIGHT(FD_READ), 0, 0, AT_OUT),
                     WASI_ENOTCAPABLE); /* may not empty */
    assert_int_equal(WASI(f, "path_open", dir, 0, TEXT(f, "x"), 0, RIGHT(FD_WRITE), 0, 0, AT_OUT),
                     WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_open", dir, 0, TEXT(f, "x"), 0, 0, RIGHT(FD_WRITE), 0, AT_OUT),
                     WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_open", dir, 0, TEXT(f, "x"), 0, RIGHT(FD_READ), 0, 0, AT_OUT),
                     0);
    assert_int_equal(fake_write(f, fake_u32(f, AT_OUT), "x"), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_unlink_file", dir, TEXT(f, "x")), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_create_directory", dir, TEXT(f, "y")), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_filestat_get", dir, 0, TEXT(f, "x"), AT_OUT), WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_OUT, 100, 0, AT_OUT), WASI_ENOTCAPABLE);
}

static void test_renumber(void **state)
{
    (void)state;
    uint32_t a = fake_open(f, "a", 1), b = fake_open(f, "b", 1), got;
    assert_int_equal(fake_write(f, a, "text"), 0);
    assert_int_equal(WASI(f, "fd_renumber", a, 77), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_renumber", 77, a), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_renumber", a, a), 0);
    assert_int_equal(WASI(f, "fd_renumber", a, b), 0);
    assert_int_equal(WASI(f, "fd_close", a), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_tell", b, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT), 4);
    assert_int_equal(WASI(f, "fd_renumber", b, 0), 0); /* as a shell does "<file" */
    assert_int_equal(WASI(f, "fd_seek", 0, 0, 0, AT_OUT), 0);
    assert_int_equal(fake_read(f, 0, AT_OUT, 10, &got), 0);
    assert_int_equal(got, 4);
    assert_int_equal(fake_open(f, "c", 1), a); /* lowest free number */
}

static void test_exhaustion(void **state)
{
    (void)state;
    uint32_t n = 0;
    enum wasi_errno error = 0;
    fake_open(f, "x", 1);
    while (error == 0) {
        error = WASI(f, "path_open", 3, 0, TEXT(f, "x"), 0, RIGHT(FD_READ), 0, 0, AT_OUT);
        n++;
    }
    assert_int_equal(error, WASI_EMFILE);
    assert_int_equal(n, WASI_FDS_MAX - 4);
    assert_int_equal(WASI(f, "fd_close", 500), 0);
    assert_int_equal(fake_open(f, "x", 0), 500);
}

static void test_no_memory_for_descriptors(void **state)
{
    (void)state;
    for (uint64_t cap = 0; cap < 3000; cap += 50) {
        struct fake *small = fake_new_with(cap, cap);
        (void)WASI(small, "path_open", 3, 0, TEXT(small, "x"), 1, 0, 0, 0, AT_OUT);
        (void)WASI(small, "fd_fdstat_get", 0, AT_OUT);
        assert_int_equal(fake_free(small), 0);
    }
}

static void test_filestat(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    fake_write(f, fd, "12345");
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT + 16], FILETYPE_REGULAR_FILE);
    assert_int_equal(fake_u64(f, AT_OUT + 24), 1);
    assert_int_equal(fake_u64(f, AT_OUT + 32), 5);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, 7, 9, 1 | 4), 0);
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 40), 7);
    assert_int_equal(fake_u64(f, AT_OUT + 48), 9);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, 7, 9, 1 | 2), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, 7, 9, 4 | 8), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, 7, 9, 16), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, UINT64_MAX, 9, 1), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_filestat_set_times", fd, 0, 0, 2 | 8), 0);
    assert_int_equal(WASI(f, "fd_filestat_get", 3, AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT + 16], FILETYPE_DIRECTORY);
    assert_int_equal(WASI(f, "fd_filestat_get", 0, AT_OUT), 0);
    assert_int_equal(WASI(f, "fd_filestat_get", 0, FAKE_MEMORY_BYTES - 63), WASI_EFAULT);
}

static void test_sizes(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "fd_allocate", fd, 10, 20), 0);
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 32), 30);
    assert_int_equal(WASI(f, "fd_allocate", fd, 0, 5), 0); /* never shrinks */
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 32), 30);
    assert_int_equal(WASI(f, "fd_allocate", fd, 0, 0), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_allocate", fd, UINT64_MAX, 1), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_allocate", fd, INT64_MAX, 1), WASI_EFBIG);
    assert_int_equal(WASI(f, "fd_allocate", fd, 0, INT64_MAX), WASI_ENOSPC);
    assert_int_equal(WASI(f, "fd_allocate", 3, 0, 1), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_allocate", 1, 0, 1), WASI_ESPIPE);
    assert_int_equal(WASI(f, "fd_filestat_set_size", fd, 3), 0);
    assert_int_equal(WASI(f, "fd_filestat_set_size", fd, UINT64_MAX), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_filestat_set_size", fd, INT64_MAX), WASI_ENOSPC);
    assert_int_equal(WASI(f, "fd_filestat_set_size", 3, 0), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_filestat_set_size", 1, 0), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_advise", fd, 0, 0, 5), 0);
    assert_int_equal(WASI(f, "fd_advise", fd, 0, 0, 6), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_advise", fd, INT64_MAX, INT64_MAX, 0), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_advise", 3, 0, 0, 0), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_advise", 0, 0, 0, 0), WASI_ESPIPE);
}

static void test_sync(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "fd_sync", fd), 0);
    assert_int_equal(WASI(f, "fd_datasync", fd), 0);
    assert_int_equal(WASI(f, "fd_sync", 3), 0);
    assert_int_equal(WASI(f, "fd_sync", 1), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_datasync", 99), WASI_EBADF);
}

static void test_sockets(void **state)
{
    (void)state;
    for (uint64_t fd = 0; fd < 4; fd++) {
        assert_int_equal(WASI(f, "sock_accept", fd, 0, AT_OUT), WASI_ENOTSOCK);
        assert_int_equal(WASI(f, "sock_recv", fd, 0, 0, 0, AT_OUT, AT_OUT), WASI_ENOTSOCK);
        assert_int_equal(WASI(f, "sock_send", fd, 0, 0, 0, AT_OUT), WASI_ENOTSOCK);
        assert_int_equal(WASI(f, "sock_shutdown", fd, 1), WASI_ENOTSOCK);
    }
    assert_int_equal(WASI(f, "sock_accept", 9, 0, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "sock_recv", 9, 0, 0, 0, AT_OUT, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "sock_send", 9, 0, 0, 0, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "sock_shutdown", 9, 1), WASI_EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lazy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_preopen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_fdstat, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rights_only_shrink, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rights_are_inherited, setup, teardown),
        cmocka_unit_test_setup_teardown(test_renumber, setup, teardown),
        cmocka_unit_test_setup_teardown(test_exhaustion, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory_for_descriptors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filestat, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sizes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sync, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sockets, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
