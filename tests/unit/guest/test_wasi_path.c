/* SPDX-License-Identifier: Apache-2.0 */
/* WASI functions on paths: hostile pointers, escapes, opening flags, links, moving, times. */
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

static void test_hostile_pointers(void **state)
{
    (void)state;
    static const struct {
        uint32_t ptr, len;
    } rows[] = {
        {FAKE_MEMORY_BYTES, 1}, {FAKE_MEMORY_BYTES - 1, 2}, {UINT32_MAX, 1},
        {1, UINT32_MAX},        {UINT32_MAX, UINT32_MAX},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint64_t p = rows[i].ptr, n = rows[i].len;
        assert_int_equal(WASI(f, "path_create_directory", 3, p, n), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_remove_directory", 3, p, n), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_unlink_file", 3, p, n), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_filestat_get", 3, 0, p, n, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_filestat_set_times", 3, 0, p, n, 0, 0, 0), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_open", 3, 0, p, n, 0, 0, 0, 0, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_readlink", 3, p, n, AT_OUT, 1, AT_OUT), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_symlink", p, n, 3, TEXT(f, "x")), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_symlink", TEXT(f, "x"), 3, p, n), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_rename", 3, p, n, 3, TEXT(f, "x")), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_rename", 3, TEXT(f, "tmp"), 3, p, n), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_link", 3, 0, p, n, 3, TEXT(f, "x")), WASI_EFAULT);
        assert_int_equal(WASI(f, "path_link", 3, 0, TEXT(f, "tmp"), 3, p, n), WASI_EFAULT);
    }
    uint32_t n_before = fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_open", 3, 0, TEXT(f, "y"), 1, 0, 0, 0, FAKE_MEMORY_BYTES - 3),
                     WASI_EFAULT);
    assert_int_equal(WASI(f, "path_filestat_get", 3, 0, TEXT(f, "y"), AT_OUT), WASI_ENOENT);
    assert_int_equal(fake_open(f, "x", 0), n_before + 1); /* no descriptor was lost */
    assert_int_equal(WASI(f, "path_filestat_get", 3, 0, TEXT(f, "x"), FAKE_MEMORY_BYTES - 63),
                     WASI_EFAULT);
}

static void test_wrong_descriptors(void **state)
{
    (void)state;
    uint32_t file = fake_open(f, "x", 1);
    const struct {
        uint64_t fd;
        enum wasi_errno error;
    } rows[] = {{0, WASI_ENOTDIR}, {file, WASI_ENOTDIR}, {99, WASI_EBADF}};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint64_t fd = rows[i].fd;
        enum wasi_errno error = rows[i].error;
        assert_int_equal(WASI(f, "path_create_directory", fd, TEXT(f, "d")), error);
        assert_int_equal(WASI(f, "path_remove_directory", fd, TEXT(f, "d")), error);
        assert_int_equal(WASI(f, "path_unlink_file", fd, TEXT(f, "d")), error);
        assert_int_equal(WASI(f, "path_open", fd, 0, TEXT(f, "d"), 0, 0, 0, 0, AT_OUT), error);
        assert_int_equal(WASI(f, "path_rename", fd, TEXT(f, "d"), 3, TEXT(f, "e")), error);
        assert_int_equal(WASI(f, "path_rename", 3, TEXT(f, "x"), fd, TEXT(f, "e")), error);
        assert_int_equal(WASI(f, "path_link", fd, 0, TEXT(f, "d"), 3, TEXT(f, "e")), error);
        assert_int_equal(WASI(f, "path_symlink", TEXT(f, "t"), fd, TEXT(f, "e")), error);
        assert_int_equal(WASI(f, "path_readlink", fd, TEXT(f, "d"), AT_OUT, 9, AT_OUT), error);
        assert_int_equal(WASI(f, "path_filestat_get", fd, 0, TEXT(f, "d"), AT_OUT), error);
        assert_int_equal(WASI(f, "path_filestat_set_times", fd, 0, TEXT(f, "d"), 0, 0, 0), error);
    }
}

static void test_escapes(void **state)
{
    (void)state;
    static const char *const paths[] = {"..", "../x", "/x", "a/../../x", "link", "link/x", "abs"};
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), 0);
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d/a")), 0);
    fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, ".."), 3, TEXT(f, "d/link")), 0);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "/x"), 3, TEXT(f, "d/abs")), 0);
    uint32_t dir = fake_open(f, "d", 2);
    for (size_t i = 0; i < TR_ARRAY_LEN(paths); i++)
        assert_int_equal(WASI(f, "path_open", dir, 1, TEXT(f, paths[i]), 0, 0, 0, 0, AT_OUT),
                         WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_rename", 3, TEXT(f, "x"), dir, TEXT(f, "../y")),
                     WASI_ENOTCAPABLE);
    assert_int_equal(WASI(f, "path_link", 3, 0, TEXT(f, "x"), dir, TEXT(f, "link/y")),
                     WASI_ENOTCAPABLE);
}

static void test_open_flags(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        uint32_t oflags;
        uint64_t rights;
        uint32_t fdflags;
        enum wasi_errno error;
    } rows[] = {
        {"x", 0, 0, 0, 0},
        {"x", 1 | 4, 0, 0, WASI_EEXIST},
        {"x", 2, 0, 0, WASI_ENOTDIR},
        {"new", 1 | 2, 0, 0, WASI_EINVAL},
        {"new", 0, 0, 0, WASI_ENOENT},
        {"x", 16, 0, 0, WASI_EINVAL},
        {"x", 0, 0, 32, WASI_EINVAL},
        {"x", 0, UINT64_C(1) << 40, 0, WASI_ENOTCAPABLE},
        {"x/", 0, 0, 0, WASI_ENOTDIR},
        {"tmp", 0, 1 << RIGHT_FD_WRITE, 0, WASI_EISDIR},
        {"tmp", 2, 1 << RIGHT_FD_WRITE, 0, 0},
        {"tmp/", 2, 0, 0, 0},
        {"soft", 0, 0, 0, WASI_ELOOP},
        {"", 0, 0, 0, WASI_ENOENT},
        {".", 0, 0, 0, 0},
    };
    fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "x"), 3, TEXT(f, "soft")), 0);
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        enum wasi_errno error = WASI(f, "path_open", 3, 0, TEXT(f, rows[i].path), rows[i].oflags,
                                     rows[i].rights, 0, rows[i].fdflags, AT_OUT);
        if (error != rows[i].error)
            print_error("row %zu: %s\n", i, wasi_errno_name(error));
        assert_int_equal(error, rows[i].error);
    }
    assert_int_equal(WASI(f, "path_open", 3, 1, TEXT(f, "soft"), 0, 0, 0, 0, AT_OUT), 0);
    uint32_t fd = fake_open(f, "x", 0);
    fake_write(f, fd, "content");
    fake_open(f, "x", 8);
    assert_int_equal(WASI(f, "fd_filestat_get", fd, AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 32), 0);
}

static void test_links(void **state)
{
    (void)state;
    fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_link", 3, 0, TEXT(f, "x"), 3, TEXT(f, "hard")), 0);
    assert_int_equal(WASI(f, "path_link", 3, 1, TEXT(f, "x"), 3, TEXT(f, "hard2")), WASI_EINVAL);
    assert_int_equal(WASI(f, "path_link", 3, 0, TEXT(f, "x"), 3, TEXT(f, "hard")), WASI_EEXIST);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "target"), 3, TEXT(f, "soft")), 0);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "t"), 3, TEXT(f, "soft")), WASI_EEXIST);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, ""), 3, TEXT(f, "e")), WASI_ENOENT);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "t"), 3, TEXT(f, "e/")), WASI_ENOENT);
    assert_int_equal(WASI(f, "path_readlink", 3, TEXT(f, "soft"), AT_OUT, 100, 0x2000), 0);
    assert_int_equal(fake_u32(f, 0x2000), 6);
    assert_memory_equal(f->sandbox.memory + AT_OUT, "target", 6);
    assert_int_equal(WASI(f, "path_readlink", 3, TEXT(f, "soft"), AT_OUT, 3, 0x2000), 0);
    assert_int_equal(fake_u32(f, 0x2000), 3);
    assert_int_equal(WASI(f, "path_readlink", 3, TEXT(f, "soft"), AT_OUT, 0, 0x2000), 0);
    assert_int_equal(WASI(f, "path_readlink", 3, TEXT(f, "x"), AT_OUT, 9, 0x2000), WASI_EINVAL);
    assert_int_equal(WASI(f, "path_readlink", 3, TEXT(f, "no"), AT_OUT, 9, 0x2000), WASI_ENOENT);
    assert_int_equal(
        WASI(f, "path_readlink", 3, TEXT(f, "soft"), AT_OUT, FAKE_MEMORY_BYTES, 0x2000),
        WASI_EFAULT);
    assert_int_equal(WASI(f, "path_unlink_file", 3, TEXT(f, "soft")), 0);
    assert_int_equal(WASI(f, "path_unlink_file", 3, TEXT(f, "tmp")), WASI_EISDIR);
}

static void test_rename_and_remove(void **state)
{
    (void)state;
    fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), 0);
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "d")), WASI_EEXIST);
    assert_int_equal(WASI(f, "path_create_directory", 3, TEXT(f, "x/")), WASI_EEXIST);
    uint32_t dir = fake_open(f, "d", 2);
    assert_int_equal(WASI(f, "path_rename", 3, TEXT(f, "x"), dir, TEXT(f, "y")), 0);
    assert_int_equal(WASI(f, "path_filestat_get", dir, 0, TEXT(f, "y"), AT_OUT), 0);
    assert_int_equal(WASI(f, "path_remove_directory", 3, TEXT(f, "d")), WASI_ENOTEMPTY);
    assert_int_equal(WASI(f, "path_remove_directory", 3, TEXT(f, "d/y")), WASI_ENOTDIR);
    assert_int_equal(WASI(f, "path_unlink_file", dir, TEXT(f, "y")), 0);
    assert_int_equal(WASI(f, "path_remove_directory", 3, TEXT(f, "d")), 0);
    assert_int_equal(WASI(f, "path_create_directory", dir, TEXT(f, "e")), WASI_ENOENT);
    assert_int_equal(WASI(f, "fd_readdir", dir, AT_OUT, 100, 0, 0x2000), WASI_ENOENT);
    assert_int_equal(WASI(f, "path_remove_directory", 3, TEXT(f, ".")), WASI_EINVAL);
}

static void test_times(void **state)
{
    (void)state;
    fake_open(f, "x", 1);
    assert_int_equal(WASI(f, "path_symlink", TEXT(f, "x"), 3, TEXT(f, "soft")), 0);
    assert_int_equal(WASI(f, "path_filestat_set_times", 3, 1, TEXT(f, "soft"), 5, 6, 1 | 4), 0);
    assert_int_equal(WASI(f, "path_filestat_get", 3, 0, TEXT(f, "x"), AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 40), 5);
    assert_int_equal(fake_u64(f, AT_OUT + 48), 6);
    assert_int_equal(WASI(f, "path_filestat_set_times", 3, 0, TEXT(f, "soft"), 7, 8, 1 | 4), 0);
    assert_int_equal(WASI(f, "path_filestat_get", 3, 1, TEXT(f, "soft"), AT_OUT), 0);
    assert_int_equal(fake_u64(f, AT_OUT + 40), 5); /* the link's own were set */
    assert_int_equal(WASI(f, "path_filestat_get", 3, 0, TEXT(f, "soft"), AT_OUT), 0);
    assert_int_equal(f->sandbox.memory[AT_OUT + 16], FILETYPE_SYMBOLIC_LINK);
    assert_int_equal(fake_u64(f, AT_OUT + 40), 7);
    assert_int_equal(WASI(f, "path_filestat_set_times", 3, 0, TEXT(f, "x"), 0, 0, 3), WASI_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_hostile_pointers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_descriptors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_escapes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open_flags, setup, teardown),
        cmocka_unit_test_setup_teardown(test_links, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rename_and_remove, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
