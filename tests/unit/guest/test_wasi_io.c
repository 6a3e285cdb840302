/* SPDX-License-Identifier: Apache-2.0 */
/* WASI reads and writes: hostile buffer lists, streams, positions, appending, listings. */
#include "fake_host.h"
#include "guest/wasi.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define AT_IOVS 0x1000
#define AT_DATA 0x4000
#define AT_OUT  0x3000

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

static void put_iov(unsigned i, uint32_t ptr, uint32_t len)
{
    fake_put(f, AT_IOVS + 8 * i, ptr, 4);
    fake_put(f, AT_IOVS + 8 * i + 4, len, 4);
}

static void test_hostile_buffer_lists(void **state)
{
    (void)state;
    static const char *const calls[] = {"fd_write", "fd_read"};
    uint32_t fd = fake_open(f, "x", 1);
    for (unsigned c = 0; c < 2; c++) {
        put_iov(0, AT_DATA, 4);
        /* the list itself */
        assert_int_equal(WASI(f, calls[c], fd, FAKE_MEMORY_BYTES - 7, 1, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, calls[c], fd, UINT32_MAX, 1, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, UINT32_MAX, AT_OUT), WASI_EINVAL);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, 0x20000000, AT_OUT), WASI_EINVAL);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, WASI_IOVS_MAX + 1, AT_OUT), WASI_EINVAL);
        /* the result */
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, 1, FAKE_MEMORY_BYTES - 3), WASI_EFAULT);
        /* a later buffer */
        put_iov(1, FAKE_MEMORY_BYTES - 1, 2);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, 2, AT_OUT), WASI_EFAULT);
        put_iov(1, UINT32_MAX, UINT32_MAX);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, 2, AT_OUT), WASI_EFAULT);
        put_iov(1, 1, UINT32_MAX);
        assert_int_equal(WASI(f, calls[c], fd, AT_IOVS, 2, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, calls[c], 1 - c, AT_IOVS, 2, AT_OUT), WASI_EFAULT);
    }
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 32), 0); /* nothing was written */
    assert_int_equal(f->out.len, 0);
    assert_int_equal(WASI(f, "fd_write", fd, AT_IOVS, 0, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 0);
}

/* 1,024 times the whole memory: the sum passes 32 bits only past the cap on buffers. */
static void test_huge_total(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    for (unsigned i = 0; i < WASI_IOVS_MAX; i++)
        put_iov(i, 0, FAKE_MEMORY_BYTES);
    assert_int_equal(WASI(f, "fd_write", fd, AT_IOVS, WASI_IOVS_MAX, AT_OUT), 0);
    uint32_t written = fake_u32(f, AT_OUT); /* until the files limit */
    assert_true(written > 8 * MIB && written <= 16 * MIB);
    assert_int_equal(WASI(f, "fd_write", fd, AT_IOVS, WASI_IOVS_MAX, AT_OUT), WASI_ENOSPC);
    f->sandbox.stop_now = STOP_DEADLINE;
    assert_int_equal(CALL(f, "fd_write", 1, AT_IOVS, WASI_IOVS_MAX, AT_OUT), STOP_DEADLINE);
    assert_true(f->out.len <= WASI_IO_SLICE);
}

static void test_read_over_its_own_list(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1), got;
    char text[64];
    memset(text, 'A', 63);
    text[63] = '\0';
    assert_int_equal(fake_write(f, fd, text), 0);
    assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, AT_OUT), 0);
    put_iov(0, AT_IOVS, 16); /* overwrites both entries */
    put_iov(1, AT_DATA, 16);
    assert_int_equal(WASI(f, "fd_read", fd, AT_IOVS, 2, AT_OUT), 0);
    got = fake_u32(f, AT_OUT);
    assert_int_equal(got, 32);
    assert_memory_equal(f->sandbox.memory + AT_DATA, "AAAAAAAAAAAAAAAA", 16);
}

static void test_streams(void **state)
{
    (void)state;
    uint32_t got;
    f->input = slice_str("line one\nline two\n");
    assert_int_equal(fake_write(f, 1, "to out"), 0);
    assert_int_equal(fake_write(f, 2, "to err"), 0);
    assert_memory_equal(f->out.ptr, "to out", 6);
    assert_memory_equal(f->err.ptr, "to err", 6);
    assert_int_equal(fake_read(f, 0, AT_DATA, 9, &got), 0);
    assert_int_equal(got, 9);
    put_iov(0, AT_DATA, 4);
    put_iov(1, AT_DATA + 4, 100);
    assert_int_equal(WASI(f, "fd_read", 0, AT_IOVS, 2, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 4); /* one wait a call */
    assert_int_equal(fake_read(f, 0, AT_DATA, 100, &got), 0);
    assert_int_equal(got, 5);
    assert_int_equal(fake_read(f, 0, AT_DATA, 100, &got), 0);
    assert_int_equal(got, 0);
    assert_int_equal(fake_write(f, 0, "x"), WASI_ENOTCAPABLE);
    assert_int_equal(fake_read(f, 1, AT_DATA, 1, &got), WASI_ENOTCAPABLE);
    for (uint64_t fd = 0; fd < 3; fd++) {
        assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, AT_OUT), WASI_ESPIPE);
        assert_int_equal(WASI(f, "fd_tell", fd, AT_OUT), WASI_ESPIPE);
        assert_int_equal(WASI(f, "fd_pread", fd, AT_IOVS, 1, 0, AT_OUT), WASI_ESPIPE);
        assert_int_equal(WASI(f, "fd_pwrite", fd, AT_IOVS, 1, 0, AT_OUT), WASI_ESPIPE);
    }
    f->sandbox.stop_now = STOP_CANCELLED;
    assert_int_equal(CALL(f, "fd_read", 0, AT_IOVS, 2, AT_OUT), STOP_CANCELLED);
}

static void test_seek(void **state)
{
    (void)state;
    static const struct {
        int64_t offset;
        uint32_t whence;
        enum wasi_errno error;
        uint64_t position;
    } rows[] = {
        {3, 0, 0, 3},
        {2, 1, 0, 5},
        {-1, 2, 0, 9},
        {0, 1, 0, 9},
        {-10, 1, WASI_EINVAL, 9},
        {-1, 0, WASI_EINVAL, 9},
        {INT64_MAX, 1, WASI_EINVAL, 9},
        {INT64_MAX, 2, WASI_EINVAL, 9},
        {INT64_MIN, 1, WASI_EINVAL, 9},
        {0, 3, WASI_EINVAL, 9},
        {0, 256, WASI_EINVAL, 9},
        {INT64_MAX, 0, 0, INT64_MAX},
    };
    uint32_t fd = fake_open(f, "x", 1), got;
    fake_write(f, fd, "0123456789");
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        assert_int_equal(WASI(f, "fd_seek", fd, (uint64_t)rows[i].offset, rows[i].whence, AT_OUT),
                         rows[i].error);
        assert_int_equal(WASI(f, "fd_tell", fd, AT_OUT), 0);
        assert_int_equal(fake_u64(f, AT_OUT), rows[i].position);
    }
    assert_int_equal(fake_read(f, fd, AT_DATA, 10, &got), 0);
    assert_int_equal(got, 0);
    assert_int_equal(fake_write(f, fd, "x"), WASI_EFBIG);
    assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, FAKE_MEMORY_BYTES - 7), WASI_EFAULT);
    assert_int_equal(WASI(f, "fd_seek", 3, 0, 0, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_tell", 3, AT_OUT), WASI_EBADF);
}

static void test_positioned(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    memcpy(f->sandbox.memory + AT_DATA, "abcd", 4);
    put_iov(0, AT_DATA, 2);
    put_iov(1, AT_DATA + 2, 2);
    assert_int_equal(WASI(f, "fd_pwrite", fd, AT_IOVS, 2, 6, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 4);
    assert_int_equal(WASI(f, "fd_tell", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT), 0);
    put_iov(0, AT_DATA + 100, 100);
    assert_int_equal(WASI(f, "fd_pread", fd, AT_IOVS, 1, 5, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 5);
    assert_memory_equal(f->sandbox.memory + AT_DATA + 100, "\0abcd", 5);
    assert_int_equal(WASI(f, "fd_pread", fd, AT_IOVS, 1, UINT64_MAX, AT_OUT), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_pwrite", fd, AT_IOVS, 1, UINT64_MAX, AT_OUT), WASI_EINVAL);
    assert_int_equal(WASI(f, "fd_pwrite", fd, AT_IOVS, 1, INT64_MAX, AT_OUT), WASI_EFBIG);
    assert_int_equal(WASI(f, "fd_pread", 3, AT_IOVS, 1, 0, AT_OUT), WASI_EISDIR);
    assert_int_equal(WASI(f, "fd_pwrite", 3, AT_IOVS, 1, 0, AT_OUT), WASI_EBADF);
    assert_int_equal(WASI(f, "fd_read", 3, AT_IOVS, 1, AT_OUT), WASI_EISDIR);
    assert_int_equal(WASI(f, "fd_write", 3, AT_IOVS, 1, AT_OUT), WASI_EBADF);
}

static void test_append(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1), got;
    fake_write(f, fd, "one");
    assert_int_equal(WASI(f, "fd_fdstat_set_flags", fd, FDFLAG_APPEND | FDFLAG_SYNC), 0);
    assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, AT_OUT), 0);
    assert_int_equal(fake_write(f, fd, "two"), 0);
    assert_int_equal(WASI(f, "fd_seek", fd, 0, 0, AT_OUT), 0);
    assert_int_equal(fake_read(f, fd, AT_DATA, 10, &got), 0);
    assert_int_equal(got, 6);
    assert_memory_equal(f->sandbox.memory + AT_DATA, "onetwo", 6);
}

static void test_slices_ask_to_stop(void **state)
{
    (void)state;
    uint32_t fd = fake_open(f, "x", 1);
    for (unsigned i = 0; i < 40; i++)
        put_iov(i, 0, FAKE_MEMORY_BYTES);
    f->sandbox.n_stop_checks = 0;
    assert_int_equal(WASI(f, "fd_write", fd, AT_IOVS, 40, AT_OUT), 0);
    assert_true(f->sandbox.n_stop_checks >= 10);
    f->sandbox.stop_now = STOP_DEADLINE;
    assert_int_equal(CALL(f, "fd_write", fd, AT_IOVS, 40, AT_OUT), STOP_DEADLINE);
    assert_int_equal(CALL(f, "random_get", 0, FAKE_MEMORY_BYTES), STOP_NONE); /* one slice */
    assert_int_equal(CALL(f, "fd_readdir", 3, AT_DATA, 1000, 0, AT_OUT), STOP_DEADLINE);
    f->sandbox.stop_now = STOP_NONE;
}

/* Walks a listing with a buffer of `size` bytes as C libraries do; counts the names. */
static unsigned walk(uint32_t dir, uint32_t size)
{
    uint64_t cookie = 0;
    unsigned n = 0;
    for (;;) {
        assert_int_equal(WASI(f, "fd_readdir", dir, AT_DATA, size, cookie, AT_OUT), 0);
        uint32_t used = fake_u32(f, AT_OUT), at = 0;
        assert_true(used <= size);
        while (at + 24 <= used) {
            uint32_t len = fake_u32(f, AT_DATA + at + 16);
            if (at + 24 + len > used)
                break;
            cookie = fake_u64(f, AT_DATA + at);
            at += 24 + len;
            n++;
        }
        if (used < size)
            return n;
        assert_true(at > 0);
    }
}

static void test_readdir(void **state)
{
    (void)state;
    char name[40];
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), 0);
    uint32_t dir = fake_open(f, "d", 2);
    assert_int_equal(walk(dir, 4096), 2); /* "." and ".." */
    for (unsigned i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "d/name-%u", i);
        assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, name)), 0);
    }
    static const uint32_t sizes[] = {35, 36, 64, 100, 333, 4096, 65536};
    for (size_t i = 0; i < TR_ARRAY_LEN(sizes); i++)
        assert_int_equal(walk(dir, sizes[i]), 102);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_DATA, 0, 0, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 0);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_DATA, 100, UINT64_MAX, AT_OUT), 0);
    assert_int_equal(fake_u32(f, AT_OUT), 0);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_DATA, FAKE_MEMORY_BYTES, 0, AT_OUT),
                     WASI_EFAULT);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_DATA, 10, 0, FAKE_MEMORY_BYTES), WASI_EFAULT);
    assert_int_equal(WASI(f, "fd_readdir", 1, AT_DATA, 10, 0, AT_OUT), WASI_ENOTDIR);
    assert_int_equal(WASI(f, "fd_readdir", 99, AT_DATA, 10, 0, AT_OUT), WASI_EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hostile_buffer_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(test_huge_total, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_over_its_own_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_streams, setup, teardown),
        cmocka_unit_test_setup_teardown(test_seek, setup, teardown),
        cmocka_unit_test_setup_teardown(test_positioned, setup, teardown),
        cmocka_unit_test_setup_teardown(test_append, setup, teardown),
        cmocka_unit_test_setup_teardown(test_slices_ask_to_stop, setup, teardown),
        cmocka_unit_test_setup_teardown(test_readdir, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
