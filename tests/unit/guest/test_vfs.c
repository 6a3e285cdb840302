/* SPDX-License-Identifier: Apache-2.0 */
/* The memory tree through the vfs interface: names, handles, quota, moves, listings, mounts. */
#include "vfs_fixture.h"

static void test_new_costs_nothing(void **state)
{
    (void)state;
    struct tree t;
    tree_open(&t, 0);
    assert_int_equal(t.account.used_bytes, 0);
    assert_int_equal(vfs_mkdir(t.vfs, AT("/a")), WASI_ENOSPC);
    tree_close(&t);
}

static void test_files(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    uint32_t h;
    size_t n;
    uint8_t bytes[16];
    tree_open(&t, MIB);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), WASI_ENOENT);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ | VFS_WRITE | VFS_CREATE, &h), 0);
    assert_int_equal(vfs_write(t.vfs, h, 4, (const uint8_t *)"abcd", 4, &n), 0);
    assert_int_equal(vfs_read(t.vfs, h, 0, bytes, sizeof bytes, &n), 0);
    assert_int_equal(n, 8);
    assert_memory_equal(bytes, "\0\0\0\0abcd", 8);
    assert_int_equal(vfs_resize(t.vfs, h, 5), 0);
    assert_int_equal(vfs_resize(t.vfs, h, 7), 0);
    assert_int_equal(vfs_read(t.vfs, h, 4, bytes, sizeof bytes, &n), 0);
    assert_int_equal(n, 3);
    assert_memory_equal(bytes, "a\0\0", 3); /* what was cut off does not come back */
    assert_int_equal(vfs_read(t.vfs, h, UINT64_MAX, bytes, sizeof bytes, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(vfs_stat_handle(t.vfs, h, &stat), 0);
    assert_int_equal(stat.size_bytes, 7);
    assert_int_equal(vfs_close(t.vfs, h), 0);
    assert_int_equal(vfs_close(t.vfs, h), WASI_EBADF);
    assert_int_equal(vfs_read(t.vfs, h, 0, bytes, 1, &n), WASI_EBADF);
    assert_int_equal(vfs_read(t.vfs, UINT32_MAX, 0, bytes, 1, &n), WASI_EBADF);
    tree_close(&t);
}

static void test_access_modes(void **state)
{
    (void)state;
    struct tree t;
    uint32_t h;
    size_t n;
    uint8_t byte = 0;
    tree_open(&t, MIB);
    put_file(&t, "/f", "text");
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), 0);
    assert_int_equal(vfs_write(t.vfs, h, 0, &byte, 1, &n), WASI_EBADF);
    assert_int_equal(vfs_resize(t.vfs, h, 0), WASI_EBADF);
    vfs_close(t.vfs, h);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_WRITE, &h), 0);
    assert_int_equal(vfs_read(t.vfs, h, 0, &byte, 1, &n), WASI_EBADF);
    vfs_close(t.vfs, h);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ | VFS_TRUNC, &h), 0);
    assert_int_equal(vfs_read(t.vfs, h, 0, &byte, 1, &n), 0);
    assert_int_equal(n, 0);
    vfs_close(t.vfs, h);
    tree_close(&t);
}

static void test_open_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        unsigned flags;
        enum wasi_errno error;
    } rows[] = {
        {"/f", VFS_READ | VFS_CREATE | VFS_EXCL, WASI_EEXIST},
        {"/f/", VFS_READ, WASI_ENOTDIR},
        {"/f/x", VFS_READ, WASI_ENOTDIR},
        {"/f", VFS_DIRECTORY, WASI_ENOTDIR},
        {"/d", VFS_WRITE, WASI_EISDIR},
        {"/d", VFS_READ | VFS_CREATE, WASI_EISDIR},
        {"/new/", VFS_WRITE | VFS_CREATE, WASI_EISDIR},
        {"/new", VFS_CREATE | VFS_DIRECTORY, WASI_EINVAL},
        {"/no/new", VFS_WRITE | VFS_CREATE, WASI_ENOENT},
        {"/l", VFS_READ | VFS_NOFOLLOW, WASI_ELOOP},
        {"/l", VFS_WRITE | VFS_CREATE | VFS_EXCL, WASI_EEXIST},
        {"", VFS_READ, WASI_ENOENT},
    };
    struct tree t;
    uint32_t h;
    tree_open(&t, MIB);
    put_file(&t, "/f", "text");
    vfs_mkdir(t.vfs, AT("/d"));
    vfs_symlink(t.vfs, slice_str("f"), AT("/l"));
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++)
        assert_int_equal(vfs_open(t.vfs, AT(rows[i].path), rows[i].flags, &h), rows[i].error);
    assert_int_equal(vfs_open(t.vfs, FOLLOW("/l"), VFS_READ, &h), 0);
    vfs_close(t.vfs, h);
    tree_close(&t);
}

static void test_unlinked_file_lives_while_open(void **state)
{
    (void)state;
    struct tree t;
    uint32_t h;
    size_t n;
    uint8_t bytes[4];
    tree_open(&t, MIB);
    put_file(&t, "/f", "text");
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), 0);
    uint64_t before = t.account.used_bytes;
    assert_int_equal(vfs_unlink(t.vfs, AT("/f")), 0);
    assert_int_equal(vfs_read(t.vfs, h, 0, bytes, 4, &n), 0);
    assert_memory_equal(bytes, "text", 4);
    vfs_close(t.vfs, h);
    assert_true(t.account.used_bytes < before);
    tree_close(&t);
}

static void test_handles_run_out(void **state)
{
    (void)state;
    struct tree t;
    uint32_t h;
    tree_open(&t, MIB);
    put_file(&t, "/f", "");
    for (int i = 0; i < VFS_HANDLES_MAX; i++)
        assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), 0);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), WASI_EMFILE);
    assert_int_equal(vfs_close(t.vfs, 7), 0);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_READ, &h), 0);
    assert_int_equal(h, 7);
    tree_close(&t);
}

static void test_quota_by_content(void **state)
{
    (void)state;
    struct tree t;
    uint32_t h;
    size_t n;
    static uint8_t chunk[64 * 1024];
    tree_open(&t, MIB);
    assert_int_equal(vfs_open(t.vfs, AT("/f"), VFS_WRITE | VFS_CREATE, &h), 0);
    uint64_t off = 0;
    while (vfs_write(t.vfs, h, off, chunk, sizeof chunk, &n) == WASI_SUCCESS)
        off += n;
    assert_true(off >= MIB / 2 && off <= MIB);
    assert_int_equal(vfs_write(t.vfs, h, UINT64_MAX - 10, chunk, 100, &n), WASI_EFBIG);
    assert_int_equal(vfs_write(t.vfs, h, UINT64_MAX / 2, chunk, 1, &n), WASI_ENOSPC);
    assert_int_equal(vfs_resize(t.vfs, h, UINT64_MAX), WASI_ENOSPC);
    assert_int_equal(vfs_resize(t.vfs, h, UINT64_C(1) << 40), WASI_ENOSPC);
    assert_true(t.account.used_bytes <= MIB);
    assert_int_equal(vfs_resize(t.vfs, h, 0), 0);
    assert_true(t.account.used_bytes < 16 * 1024);
    tree_close(&t);
}

static void test_quota_by_names(void **state)
{
    (void)state;
    struct tree t;
    char path[32];
    int n = 0;
    tree_open(&t, MIB);
    for (enum wasi_errno error = 0; error == WASI_SUCCESS; n++) {
        snprintf(path, sizeof path, "/tmp/%d", n);
        error = vfs_mkdir(t.vfs, AT(path));
        assert_true(error == WASI_SUCCESS || error == WASI_ENOSPC);
    }
    assert_true(n > 1000 && n < 10000);
    assert_true(t.account.used_bytes <= MIB);
    tree_close(&t);
}

static void test_hard_links(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat a, b;
    tree_open(&t, MIB);
    put_file(&t, "/a", "text");
    assert_int_equal(vfs_link(t.vfs, AT("/a"), AT("/b")), 0);
    vfs_stat(t.vfs, AT("/a"), &a);
    vfs_stat(t.vfs, AT("/b"), &b);
    assert_int_equal(a.inode, b.inode);
    assert_int_equal(a.n_links, 2);
    assert_int_equal(vfs_link(t.vfs, AT("/a"), AT("/b")), WASI_EEXIST);
    assert_int_equal(vfs_link(t.vfs, AT("/tmp"), AT("/c")), WASI_EPERM);
    assert_int_equal(vfs_link(t.vfs, AT("/no"), AT("/c")), WASI_ENOENT);
    assert_int_equal(vfs_link(t.vfs, AT("/a"), AT("/c/")), WASI_ENOENT);
    assert_int_equal(vfs_rename(t.vfs, AT("/a"), AT("/b")), 0); /* same file: nothing happens */
    assert_int_equal(vfs_unlink(t.vfs, AT("/a")), 0);
    expect_file(&t, "/b", "text");
    tree_close(&t);
}

static void test_rename_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        enum wasi_errno error;
    } rows[] = {
        {"/no", "/x", WASI_ENOENT},        {"/f", "/no/x", WASI_ENOENT},
        {"/f", "/d", WASI_EISDIR},         {"/d", "/f", WASI_ENOTDIR},
        {"/d", "/full", WASI_ENOTEMPTY},   {"/full", "/full/sub/x", WASI_EINVAL},
        {"/full", "/full/x", WASI_EINVAL}, {"/", "/x", WASI_EBUSY},
        {"/d", "/", WASI_EBUSY},           {"/f", "/x/", WASI_ENOTDIR},
        {"/f/", "/x", WASI_ENOTDIR},       {"/d/.", "/x", WASI_EINVAL},
        {"/d/..", "/x", WASI_EINVAL},
    };
    struct tree t;
    tree_open(&t, MIB);
    put_file(&t, "/f", "text");
    vfs_mkdir(t.vfs, AT("/d"));
    vfs_mkdir(t.vfs, AT("/full"));
    vfs_mkdir(t.vfs, AT("/full/sub"));
    uint64_t before = t.account.used_bytes;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        enum wasi_errno error = vfs_rename(t.vfs, AT(rows[i].from), AT(rows[i].to));
        if (error != rows[i].error)
            print_error("%s -> %s: %s\n", rows[i].from, rows[i].to, wasi_errno_name(error));
        assert_int_equal(error, rows[i].error);
    }
    assert_int_equal(t.account.used_bytes, before);
    assert_int_equal(vfs_rename(t.vfs, AT("/full"), AT("/d")), 0); /* onto an empty directory */
    assert_int_equal(vfs_rename(t.vfs, AT("/d"), AT("/e/")), 0);
    struct vfs_stat stat;
    assert_int_equal(vfs_stat(t.vfs, AT("/e/sub"), &stat), 0);
    assert_int_equal(vfs_rename(t.vfs, AT("/e"), AT("/e")), 0);
    tree_close(&t);
}

static void test_rename_cannot_deepen(void **state)
{
    (void)state;
    struct tree t;
    char deep[2 * VFS_DEPTH_MAX + 8] = "";
    tree_open(&t, MIB);
    for (int i = 0; i < 100; i++) {
        memcpy(deep + 2 * i, "/a", 3);
        assert_int_equal(vfs_mkdir(t.vfs, AT(deep)), 0);
    }
    vfs_mkdir(t.vfs, AT("/b"));
    char from[2 * VFS_DEPTH_MAX + 8] = "/b";
    for (int i = 1; i < 40; i++) {
        memcpy(from + 2 * i, "/b", 3);
        assert_int_equal(vfs_mkdir(t.vfs, AT(from)), 0);
    }
    memcpy(deep + 200, "/b", 3);
    assert_int_equal(vfs_rename(t.vfs, AT("/b"), AT(deep)), WASI_ENAMETOOLONG);
    assert_int_equal(vfs_rename(t.vfs, AT("/b/b/b/b/b/b/b/b/b/b/b/b/b"), AT(deep)), 0);
    tree_close(&t);
}

static void test_directory_handles_follow_renames(void **state)
{
    (void)state;
    struct tree t;
    uint32_t h;
    tree_open(&t, MIB);
    vfs_mkdir(t.vfs, AT("/a"));
    vfs_mkdir(t.vfs, AT("/a/b"));
    assert_int_equal(vfs_open(t.vfs, AT("/a/b"), VFS_READ, &h), 0);
    assert_int_equal(vfs_rename(t.vfs, AT("/a"), AT("/tmp/c")), 0);
    assert_string_equal(vfs_handle_path(t.vfs, h), "/tmp/c/b");
    assert_int_equal(vfs_rmdir(t.vfs, AT("/tmp/c/b")), 0);
    struct vfs_stat stat;
    assert_int_equal(vfs_stat_handle(t.vfs, h, &stat), WASI_ENOENT);
    tree_close(&t);
}

static void test_removing(void **state)
{
    (void)state;
    struct tree t;
    tree_open(&t, MIB);
    vfs_mkdir(t.vfs, AT("/d"));
    put_file(&t, "/d/f", "x");
    assert_int_equal(vfs_rmdir(t.vfs, AT("/d")), WASI_ENOTEMPTY);
    assert_int_equal(vfs_unlink(t.vfs, AT("/d")), WASI_EISDIR);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/d/f")), WASI_ENOTDIR);
    assert_int_equal(vfs_unlink(t.vfs, AT("/d/f/")), WASI_ENOTDIR);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/d/.")), WASI_EINVAL);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/")), WASI_EBUSY);
    assert_int_equal(vfs_unlink(t.vfs, AT("/d/f")), 0);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/d/")), 0);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/d")), WASI_ENOENT);
    tree_close(&t);
}

/* Removing while listing skips nothing and repeats nothing. */
static void test_listing_while_removing(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_entry entries[3];
    char path[32];
    uint64_t cookie = 0;
    size_t n, seen = 0;
    tree_open(&t, MIB);
    for (int i = 0; i < 100; i++) {
        snprintf(path, sizeof path, "/tmp/%d", i);
        put_file(&t, path, "");
    }
    for (;;) {
        assert_int_equal(vfs_list(t.vfs, "/tmp", cookie, entries, 3, &n), 0);
        for (size_t i = 0; i < n; i++, seen++) {
            snprintf(path, sizeof path, "/tmp/%s", entries[i].name);
            assert_int_equal(vfs_unlink(t.vfs, AT(path)), 0);
            cookie = entries[i].next;
        }
        if (n == 0)
            break;
    }
    assert_int_equal(seen, 100);
    assert_int_equal(vfs_list(t.vfs, "/no", 0, entries, 3, &n), WASI_ENOENT);
    assert_int_equal(vfs_list(t.vfs, "/tmp", UINT64_MAX, entries, 3, &n), 0);
    assert_int_equal(n, 0);
    tree_close(&t);
}

static void test_times(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    tree_open(&t, MIB);
    put_file(&t, "/f", "x");
    vfs_stat(t.vfs, AT("/f"), &stat);
    uint64_t created = stat.mtime_ns;
    assert_int_equal(vfs_set_times(t.vfs, AT("/f"), 5, VFS_TIME_KEEP), 0);
    vfs_stat(t.vfs, AT("/f"), &stat);
    assert_int_equal(stat.atime_ns, 5);
    assert_int_equal(stat.mtime_ns, created);
    assert_int_equal(vfs_set_times(t.vfs, AT("/no"), 5, 5), WASI_ENOENT);
    tree_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_costs_nothing),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_access_modes),
        cmocka_unit_test(test_open_refusals),
        cmocka_unit_test(test_unlinked_file_lives_while_open),
        cmocka_unit_test(test_handles_run_out),
        cmocka_unit_test(test_quota_by_content),
        cmocka_unit_test(test_quota_by_names),
        cmocka_unit_test(test_hard_links),
        cmocka_unit_test(test_rename_refusals),
        cmocka_unit_test(test_rename_cannot_deepen),
        cmocka_unit_test(test_directory_handles_follow_renames),
        cmocka_unit_test(test_removing),
        cmocka_unit_test(test_listing_while_removing),
        cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
