/* SPDX-License-Identifier: Apache-2.0 */
/* Overlays: changes are seen by the guest and never reach the host. */
#include "dir_fixture.h"

static struct dir d;
static struct tree t;

static int setup(void **state)
{
    (void)state;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_OVERLAY);
    return 0;
}

/* The host's directory is as it was made. */
static int teardown(void **state)
{
    (void)state;
    tree_close(&t);
    dir_expect(dir_path(&d, "file"), "file");
    dir_expect(dir_path(&d, "sub/deep"), "deep");
    dir_expect(dir_path(&d, "../secret"), SECRET);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RO);
    assert_int_equal(count_entries(&t, "/jobs/data"), 6);
    assert_int_equal(count_entries(&t, "/jobs/data/sub"), 1);
    tree_close(&t);
    dir_remove(&d);
    return 0;
}

#define IN(name) "/jobs/data/" name

static void test_reads_through(void **state)
{
    (void)state;
    uint32_t h;
    expect_file(&t, IN("file"), "file");
    expect_file(&t, IN("ok"), "deep");
    assert_int_equal(vfs_open(t.vfs, FOLLOW(IN("out")), VFS_READ, &h), WASI_ENOTCAPABLE);
    assert_int_equal(count_entries(&t, "/jobs/data"), 6);
}

static void test_writes_stay(void **state)
{
    (void)state;
    uint32_t h;
    size_t n;
    put_file(&t, IN("file"), "changed");
    expect_file(&t, IN("file"), "changed");
    put_file(&t, IN("sub/new"), "new");
    expect_file(&t, IN("sub/new"), "new");
    assert_int_equal(vfs_open(t.vfs, AT(IN("sub/deep")), VFS_READ | VFS_WRITE, &h), 0);
    assert_int_equal(vfs_write(t.vfs, h, 4, (const uint8_t *)"er", 2, &n), 0);
    assert_int_equal(vfs_close(t.vfs, h), 0);
    expect_file(&t, IN("sub/deep"), "deeper"); /* copied up before it was changed */
    expect_file(&t, IN("ok"), "deeper");
    assert_int_equal(count_entries(&t, "/jobs/data/sub"), 2);
    assert_int_equal(vfs_open(t.vfs, AT(IN("file")), VFS_WRITE | VFS_CREATE | VFS_EXCL, &h),
                     WASI_EEXIST);
}

static void test_deletes_stay(void **state)
{
    (void)state;
    struct vfs_stat stat;
    assert_int_equal(vfs_unlink(t.vfs, AT(IN("file"))), 0);
    assert_int_equal(vfs_stat(t.vfs, AT(IN("file")), &stat), WASI_ENOENT);
    assert_int_equal(vfs_unlink(t.vfs, AT(IN("file"))), WASI_ENOENT);
    assert_int_equal(count_entries(&t, "/jobs/data"), 5);
    put_file(&t, IN("file"), "again");
    expect_file(&t, IN("file"), "again");
    assert_int_equal(vfs_unlink(t.vfs, AT(IN("file"))), 0);
    assert_int_equal(vfs_stat(t.vfs, AT(IN("file")), &stat), WASI_ENOENT);
    assert_int_equal(vfs_rmdir(t.vfs, AT(IN("sub"))), WASI_ENOTEMPTY);
    assert_int_equal(vfs_unlink(t.vfs, AT(IN("sub/deep"))), 0);
    assert_int_equal(vfs_rmdir(t.vfs, AT(IN("sub"))), 0);
    assert_int_equal(vfs_mkdir(t.vfs, AT(IN("sub"))), 0);
    assert_int_equal(count_entries(&t, "/jobs/data/sub"), 0); /* the old content stays away */
    assert_int_equal(vfs_stat(t.vfs, AT(IN("sub/deep")), &stat), WASI_ENOENT);
}

static void test_renames_stay(void **state)
{
    (void)state;
    struct vfs_stat stat;
    assert_int_equal(vfs_rename(t.vfs, AT(IN("file")), AT(IN("sub/moved"))), 0);
    expect_file(&t, IN("sub/moved"), "file");
    assert_int_equal(vfs_stat(t.vfs, AT(IN("file")), &stat), WASI_ENOENT);
    assert_int_equal(vfs_rename(t.vfs, AT(IN("sub")), AT(IN("dir"))), 0);
    expect_file(&t, IN("dir/moved"), "file");
    expect_file(&t, IN("dir/deep"), "deep");
    assert_int_equal(vfs_stat(t.vfs, AT(IN("sub")), &stat), WASI_ENOENT);
    assert_int_equal(count_entries(&t, "/jobs/data/dir"), 2);
    assert_int_equal(vfs_rename(t.vfs, AT(IN("dir/moved")), AT(IN("dir/deep"))), 0);
    expect_file(&t, IN("dir/deep"), "file");
    assert_int_equal(vfs_rename(t.vfs, AT(IN("ok")), AT(IN("link"))), 0);
    assert_int_equal(vfs_stat(t.vfs, AT(IN("link")), &stat), 0);
    assert_int_equal(stat.type, VFS_LINK);
}

static void test_other_changes_stay(void **state)
{
    (void)state;
    struct vfs_stat stat;
    uint32_t h;
    assert_int_equal(vfs_mkdir(t.vfs, AT(IN("sub"))), WASI_EEXIST);
    assert_int_equal(vfs_mkdir(t.vfs, AT(IN("sub/dir"))), 0);
    assert_int_equal(vfs_link(t.vfs, AT(IN("file")), AT(IN("sub/dir/hard"))), 0);
    expect_file(&t, IN("sub/dir/hard"), "file");
    assert_int_equal(vfs_symlink(t.vfs, slice_str("../file"), AT(IN("sub/soft"))), 0);
    expect_file(&t, IN("sub/soft"), "file");
    assert_int_equal(vfs_set_times(t.vfs, AT(IN("file")), 1, 2), 0);
    assert_int_equal(vfs_stat(t.vfs, AT(IN("file")), &stat), 0);
    assert_int_equal(stat.mtime_ns, 2);
    assert_int_equal(vfs_open(t.vfs, AT(IN("sub/deep")), VFS_READ, &h), 0);
    assert_int_equal(vfs_set_times_handle(t.vfs, h, 1, 2), WASI_ENOTSUP);
    assert_int_equal(vfs_close(t.vfs, h), 0);
    assert_int_equal(vfs_set_times(t.vfs, AT(IN("sub")), 1, 2), 0);
    assert_int_equal(count_entries(&t, "/jobs/data/sub"), 3);
}

static void test_reader_keeps_the_old_content(void **state)
{
    (void)state;
    uint32_t h;
    uint8_t bytes[8];
    size_t n;
    assert_int_equal(vfs_open(t.vfs, AT(IN("file")), VFS_READ, &h), 0);
    put_file(&t, IN("file"), "changed");
    assert_int_equal(vfs_read(t.vfs, h, 0, bytes, 8, &n), 0);
    assert_int_equal(n, 4);
    assert_memory_equal(bytes, "file", 4);
    assert_int_equal(vfs_write(t.vfs, h, 0, bytes, 1, &n), WASI_EBADF);
}

static void test_listing_is_complete(void **state)
{
    (void)state;
    char path[64];
    for (unsigned i = 0; i < 50; i++) {
        snprintf(path, sizeof path, "/jobs/data/new-%u", i);
        put_file(&t, path, "");
    }
    put_file(&t, IN("file"), "in both");
    assert_int_equal(count_entries(&t, "/jobs/data"), 56);
    for (unsigned i = 0; i < 50; i += 2) {
        snprintf(path, sizeof path, "/jobs/data/new-%u", i);
        assert_int_equal(vfs_unlink(t.vfs, AT(path)), 0);
    }
    assert_int_equal(count_entries(&t, "/jobs/data"), 31);
}

/* Copying up knows no deadline, so it is not begun without an end in sight. */
static void test_large_directories_stay_where_they_are(void **state)
{
    (void)state;
    struct vfs_stat stat;
    char name[64];
    const unsigned n_files = 5000;
    t.account.cap_bytes = 16 * MIB;
    for (unsigned i = 0; i < n_files; i++) {
        snprintf(name, sizeof name, "sub/%u", i);
        dir_put(dir_path(&d, name), "");
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(vfs_rename(t.vfs, AT(IN("sub")), AT(IN("dir"))), WASI_EXDEV);
        assert_int_equal(vfs_stat(t.vfs, AT(IN("dir")), &stat), WASI_ENOENT);
        assert_int_equal(count_entries(&t, "/jobs/data/sub"), n_files + 1);
    }
    expect_file(&t, IN("sub/deep"), "deep");
    for (unsigned i = 0; i < n_files; i++) {
        snprintf(name, sizeof name, "sub/%u", i);
        assert_int_equal(unlink(dir_path(&d, name)), 0);
    }
}

static void test_quota(void **state)
{
    (void)state;
    static uint8_t chunk[65536];
    struct vfs_stat stat;
    uint32_t h;
    size_t n;
    uint64_t off = 0;
    assert_int_equal(vfs_open(t.vfs, AT(IN("big")), VFS_WRITE | VFS_CREATE, &h), 0);
    while (vfs_write(t.vfs, h, off, chunk, sizeof chunk, &n) == WASI_SUCCESS)
        off += n;
    assert_true(off < MIB);
    assert_int_equal(vfs_close(t.vfs, h), 0);
    /* What cannot be copied up stays as it is. */
    t.account.cap_bytes = t.account.used_bytes;
    assert_int_equal(vfs_open(t.vfs, AT(IN("sub/deep")), VFS_WRITE, &h), WASI_ENOSPC);
    assert_int_equal(vfs_rename(t.vfs, AT(IN("sub")), AT(IN("dir"))), WASI_ENOSPC);
    assert_int_equal(vfs_unlink(t.vfs, AT(IN("file"))), WASI_ENOSPC);
    t.account.cap_bytes = 2 * MIB;
    expect_file(&t, IN("sub/deep"), "deep");
    expect_file(&t, IN("file"), "file");
    assert_int_equal(vfs_stat(t.vfs, AT(IN("dir")), &stat), WASI_ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_through, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writes_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_deletes_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_renames_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_other_changes_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_keeps_the_old_content, setup, teardown),
        cmocka_unit_test_setup_teardown(test_listing_is_complete, setup, teardown),
        cmocka_unit_test_setup_teardown(test_large_directories_stay_where_they_are, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_quota, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
