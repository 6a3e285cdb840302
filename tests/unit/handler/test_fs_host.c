/* SPDX-License-Identifier: Apache-2.0 */
/* Host directories: nothing leads out, whatever links, names and races; nothing but files and
 * directories is opened; read-only means it. */
#include "dir_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

#define RACE_ROUNDS 10000

static void test_reading(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    struct vfs_stat stat;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RO);
    expect_file(&t, "/jobs/data/file", "file");
    expect_file(&t, "/jobs/data/sub/deep", "deep");
    expect_file(&t, "/jobs/data/ok", "deep");
    expect_file(&t, "/jobs/data/sub/../file", "file");
    expect_file(&t, "/jobs/data/./sub/../../data/file", "file");
    assert_int_equal(vfs_stat(t.vfs, AT("/jobs/data/file"), &stat), 0);
    assert_int_equal(stat.size_bytes, 4);
    assert_int_equal(stat.device, 1);
    assert_int_equal(count_entries(&t, "/jobs/data"), 6);
    assert_int_equal(count_entries(&t, "/jobs"), 1);
    tree_close(&t);
    dir_remove(&d);
}

static void test_nothing_leads_out(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "out", "abs", "up", "up/secret", "up/in/file", "sub/../out", "up/up/up/etc/passwd", "out/",
    };
    struct dir d;
    struct tree t;
    uint32_t h;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RW);
    for (size_t i = 0; i < TR_ARRAY_LEN(paths); i++) {
        struct vfs_at at = {.dir = "/jobs/data", .path = slice_str(paths[i]), .follow = true};
        assert_int_equal(vfs_open(t.vfs, at, VFS_READ, &h), WASI_ENOTCAPABLE);
        assert_int_equal(vfs_open(t.vfs, at, VFS_WRITE | VFS_CREATE | VFS_TRUNC, &h),
                         WASI_ENOTCAPABLE);
    }
    /* Beyond the mount lies only the guest's own tree. */
    assert_int_equal(vfs_open(t.vfs, FOLLOW("/jobs/data/../secret"), VFS_READ, &h), WASI_ENOENT);
    assert_int_equal(vfs_open(t.vfs, FOLLOW("/jobs/data/../../../../etc/passwd"), VFS_READ, &h),
                     WASI_ENOENT);
    assert_int_equal(vfs_open(t.vfs, BENEATH("/jobs/data", "../x"), VFS_READ, &h),
                     WASI_ENOTCAPABLE);
    tree_close(&t);
    dir_remove(&d);
}

/* The back end refuses links by itself, should it ever be given one. */
static void test_port_follows_no_link(void **state)
{
    (void)state;
    struct dir d;
    struct fs_port port;
    struct vfs_stat stat;
    uint32_t file;
    dir_make(&d);
    assert_int_equal(fs_host_port(d.in, DIR_RW, NULL, &port, NULL), TR_OK);
    static const char *const links[] = {"out", "abs", "ok", "up/secret", "up/in/file"};
    for (size_t i = 0; i < TR_ARRAY_LEN(links); i++)
        assert_int_equal(port.open(port.ctx, links[i], VFS_READ, &file), WASI_ELOOP);
    static const char *const outside[] = {"../secret", "/etc/passwd", "sub/../../secret"};
    for (size_t i = 0; i < TR_ARRAY_LEN(outside); i++) {
        assert_int_equal(port.open(port.ctx, outside[i], VFS_READ, &file), WASI_EXDEV);
        assert_int_not_equal(port.open(port.ctx, outside[i], VFS_WRITE | VFS_CREATE, &file), 0);
    }
    assert_int_equal(port.stat(port.ctx, "up/secret", &stat), WASI_ELOOP);
    assert_int_equal(port.unlink(port.ctx, "up/secret"), WASI_ELOOP);
    assert_int_equal(port.mkdir(port.ctx, "../new"), WASI_EXDEV);
    assert_int_equal(port.rename(port.ctx, "file", "up/stolen"), WASI_ELOOP);
    assert_int_equal(port.rename(port.ctx, "up/secret", "mine"), WASI_ELOOP);
    assert_int_equal(port.link(port.ctx, "up/secret", "mine"), WASI_ELOOP);
    port.free(port.ctx);
    dir_remove(&d);
}

struct swapper {
    const struct dir *dir;
    atomic_bool stop;
};

/* "door" is what it should be, then a link to the outside, and so on. */
static void *swap_links(void *arg)
{
    struct swapper *s = arg;
    char door[PATH_MAX], spare[PATH_MAX];
    snprintf(door, sizeof door, "%s/door", s->dir->in);
    snprintf(spare, sizeof spare, "%s/spare", s->dir->in);
    while (!atomic_load(&s->stop))
        (void)!renameat2(AT_FDCWD, door, AT_FDCWD, spare, RENAME_EXCHANGE);
    return NULL;
}

/* A directory whose "secret" is harmless, and a link to where the real one is. */
static void make_directory_door(const struct dir *d)
{
    assert_int_equal(mkdir(dir_path(d, "door"), 0755), 0);
    dir_put(dir_path(d, "door/secret"), "inside");
    assert_int_equal(symlink("..", dir_path(d, "spare")), 0);
}

static void make_file_door(const struct dir *d)
{
    dir_put(dir_path(d, "door"), "inside");
    assert_int_equal(symlink("../secret", dir_path(d, "spare")), 0);
}

static void race(void (*make)(const struct dir *d), const char *path, bool beneath)
{
    struct dir d;
    struct tree t;
    struct swapper s = {.dir = &d};
    pthread_t thread;
    unsigned opened = 0, refused = 0;
    dir_make(&d);
    make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RW);
    assert_int_equal(pthread_create(&thread, NULL, swap_links, &s), 0);
    struct vfs_at at = {
        .dir = "/jobs/data", .path = slice_str(path), .follow = true, .beneath = beneath};
    /* On a busy machine the other thread may not run for a while: both answers have to be seen. */
    for (unsigned i = 0; i < RACE_ROUNDS || (i < 200 * RACE_ROUNDS && !(opened && refused)); i++) {
        uint8_t bytes[64];
        uint32_t h;
        size_t n;
        if (vfs_open(t.vfs, at, VFS_READ, &h) != WASI_SUCCESS) {
            refused++;
            continue;
        }
        assert_int_equal(vfs_read(t.vfs, h, 0, bytes, sizeof bytes, &n), 0);
        assert_int_equal(n, strlen("inside"));
        assert_memory_equal(bytes, "inside", n);
        vfs_close(t.vfs, h);
        opened++;
    }
    atomic_store(&s.stop, true);
    pthread_join(thread, NULL);
    assert_true(opened > 0);
    assert_true(refused > 0);
    tree_close(&t);
    dir_remove(&d);
}

static void test_race_on_a_directory(void **state)
{
    (void)state;
    race(make_directory_door, "door/secret", true);
    race(make_directory_door, "door/../door/secret", false);
}

static void test_race_on_a_file(void **state)
{
    (void)state;
    race(make_file_door, "door", true);
    race(make_file_door, "sub/../door", false);
}

static void test_read_only(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    uint32_t h;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RO);
    struct vfs_at file = AT("/jobs/data/file"), new = AT("/jobs/data/new");
    assert_int_equal(vfs_open(t.vfs, file, VFS_WRITE, &h), WASI_EROFS);
    assert_int_equal(vfs_open(t.vfs, file, VFS_READ | VFS_TRUNC, &h), WASI_EROFS);
    assert_int_equal(vfs_open(t.vfs, new, VFS_READ | VFS_CREATE, &h), WASI_EROFS);
    assert_int_equal(vfs_unlink(t.vfs, file), WASI_EROFS);
    assert_int_equal(vfs_mkdir(t.vfs, new), WASI_EROFS);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/jobs/data/sub")), WASI_EROFS);
    assert_int_equal(vfs_rename(t.vfs, file, new), WASI_EROFS);
    assert_int_equal(vfs_link(t.vfs, file, new), WASI_EROFS);
    assert_int_equal(vfs_symlink(t.vfs, slice_str("x"), new), WASI_EROFS);
    assert_int_equal(vfs_set_times(t.vfs, file, 1, 1), WASI_EROFS);
    assert_int_equal(vfs_open(t.vfs, file, VFS_READ, &h), 0);
    assert_int_equal(vfs_set_times_handle(t.vfs, h, 1, 1), WASI_EROFS);
    assert_int_equal(vfs_resize(t.vfs, h, 0), WASI_EBADF);
    tree_close(&t);
    dir_expect(dir_path(&d, "file"), "file");
    dir_remove(&d);
}

static void test_writing(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    struct stat st;
    struct vfs_stat stat;
    uint32_t h;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RW);
    put_file(&t, "/jobs/data/new", "new text");
    dir_expect(dir_path(&d, "new"), "new text");
    assert_int_equal(lstat(dir_path(&d, "new"), &st), 0);
    assert_int_equal(st.st_mode & 0111, 0); /* never executable */
    put_file(&t, "/jobs/data/ok", "through a link");
    dir_expect(dir_path(&d, "sub/deep"), "through a link");
    assert_int_equal(vfs_mkdir(t.vfs, AT("/jobs/data/made")), 0);
    assert_int_equal(vfs_rename(t.vfs, AT("/jobs/data/new"), AT("/jobs/data/made/moved")), 0);
    dir_expect(dir_path(&d, "made/moved"), "new text");
    assert_int_equal(vfs_link(t.vfs, AT("/jobs/data/file"), AT("/jobs/data/hard")), 0);
    assert_int_equal(vfs_stat(t.vfs, AT("/jobs/data/hard"), &stat), 0);
    assert_int_equal(stat.n_links, 2);
    assert_int_equal(vfs_unlink(t.vfs, AT("/jobs/data/hard")), 0);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/jobs/data/made")), WASI_ENOTEMPTY);
    assert_int_equal(vfs_set_times(t.vfs, AT("/jobs/data/file"), 7 * SECOND_NS, 9 * SECOND_NS), 0);
    assert_int_equal(vfs_stat(t.vfs, AT("/jobs/data/file"), &stat), 0);
    assert_int_equal(stat.mtime_ns, 9 * SECOND_NS);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/file"), VFS_READ | VFS_WRITE, &h), 0);
    assert_int_equal(vfs_resize(t.vfs, h, 2), 0);
    assert_int_equal(vfs_resize(t.vfs, h, UINT64_MAX), WASI_EFBIG);
    assert_int_equal(vfs_sync(t.vfs, h), 0);
    assert_int_equal(vfs_set_times_handle(t.vfs, h, VFS_TIME_KEEP, SECOND_NS), 0);
    assert_int_equal(vfs_stat_handle(t.vfs, h, &stat), 0);
    assert_int_equal(stat.size_bytes, 2);
    assert_int_equal(stat.atime_ns, 7 * SECOND_NS);
    assert_int_equal(stat.mtime_ns, SECOND_NS);
    tree_close(&t);
    dir_remove(&d);
}

/* Links that a guest leaves behind must not mislead programs of the host. */
static void test_links_lead_downwards(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        enum wasi_errno error;
    } rows[] = {
        {"sub/deep", 0},
        {"./file", 0},
        {"a..b/..c", 0},
        {"/etc/passwd", WASI_ENOTCAPABLE},
        {"..", WASI_ENOTCAPABLE},
        {"../x", WASI_ENOTCAPABLE},
        {"sub/../x", WASI_ENOTCAPABLE},
        {"sub/..", WASI_ENOTCAPABLE},
        {"sub//../x", WASI_ENOTCAPABLE},
    };
    struct dir d;
    struct tree t;
    char path[64];
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RW);
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        snprintf(path, sizeof path, "/jobs/data/link%zu", i);
        assert_int_equal(vfs_symlink(t.vfs, slice_str(rows[i].target), AT(path)), rows[i].error);
    }
    tree_close(&t);
    dir_remove(&d);
}

static void test_only_files_and_directories(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    struct vfs_stat stat;
    uint32_t h;
    dir_make(&d);
    assert_int_equal(mkfifo(dir_path(&d, "fifo"), 0600), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", d.in);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RW);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/fifo"), VFS_READ, &h), WASI_EACCES);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/fifo"), VFS_WRITE | VFS_TRUNC, &h),
                     WASI_EACCES);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/socket"), VFS_READ, &h), WASI_EACCES);
    assert_int_equal(vfs_stat(t.vfs, AT("/jobs/data/fifo"), &stat), WASI_EACCES);
    assert_int_equal(count_entries(&t, "/jobs/data"), 6);
    tree_close(&t);

    struct fs_port port;
    assert_int_equal(fs_host_port(d.in, DIR_RW, NULL, &port, NULL), TR_OK);
    assert_int_equal(port.open(port.ctx, "fifo", VFS_READ, &h), WASI_EACCES); /* does not hang */
    assert_int_equal(port.open(port.ctx, "fifo", VFS_WRITE, &h), WASI_ENXIO);
    assert_int_equal(port.open(port.ctx, "sub", VFS_READ, &h), WASI_EISDIR);
    port.free(port.ctx);
    if (access("/dev/null", F_OK) == 0) {
        assert_int_equal(fs_host_port("/dev", DIR_RO, NULL, &port, NULL), TR_OK);
        assert_int_equal(port.open(port.ctx, "null", VFS_READ, &h), WASI_EACCES);
        port.free(port.ctx);
    }
    dir_remove(&d);
}

static void test_strange_names(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    dir_make(&d);
    dir_put(dir_path(&d, "not-utf8-\xff\xfe"), "x");
    dir_put(dir_path(&d, "new\nline"), "x");
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RO);
    assert_int_equal(count_entries(&t, "/jobs/data"), 7);
    expect_file(&t, "/jobs/data/new\nline", "x");
    tree_close(&t);
    dir_remove(&d);
}

static void test_open_files_are_capped(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    uint32_t h;
    unsigned n = 0;
    dir_make(&d);
    tree_open(&t, MIB);
    dir_mount(&t, &d, DIR_RO);
    while (vfs_open(t.vfs, AT("/jobs/data/file"), VFS_READ, &h) == WASI_SUCCESS)
        n++;
    assert_int_equal(n, 256);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/file"), VFS_READ, &h), WASI_EMFILE);
    assert_int_equal(vfs_close(t.vfs, 9), 0);
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/file"), VFS_READ, &h), 0);
    tree_close(&t);
    dir_remove(&d);
}

static void test_mounting(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    struct fs_port port;
    struct tr_err err;
    dir_make(&d);
    tree_open(&t, MIB);
    assert_int_equal(fs_host_port("/no/such/dir", DIR_RO, &t.account, &port, &err), TR_E_NOT_FOUND);
    assert_int_equal(fs_host_port(dir_path(&d, "file"), DIR_RO, &t.account, &port, &err), TR_E_IO);
    put_file(&t, "/tmp/file", "");
    static const char *const places[] = {"relative", "", "/tmp/file", "/tmp/file/x"};
    for (size_t i = 0; i < TR_ARRAY_LEN(places); i++) {
        assert_int_equal(fs_host_port(d.in, DIR_RO, &t.account, &port, &err), TR_OK);
        assert_int_not_equal(vfs_mount(t.vfs, places[i], &port, &err), TR_OK);
    }
    dir_mount(&t, &d, DIR_RW);
    assert_int_equal(fs_host_port(d.in, DIR_RO, &t.account, &port, &err), TR_OK);
    assert_int_equal(vfs_mount(t.vfs, "/jobs/data/", &port, &err), TR_E_USAGE); /* twice */
    assert_int_equal(fs_host_port(dir_path(&d, "sub"), DIR_RO, &t.account, &port, &err), TR_OK);
    assert_int_equal(vfs_mount(t.vfs, "/jobs/data/sub", &port, &err), TR_OK); /* one in another */
    uint32_t h;
    expect_file(&t, "/jobs/data/sub/deep", "deep");
    expect_file(&t, "/jobs/data/sub/../file", "file");
    assert_int_equal(vfs_open(t.vfs, AT("/jobs/data/sub/deep"), VFS_WRITE, &h), WASI_EROFS);
    assert_int_equal(vfs_rmdir(t.vfs, AT("/jobs/data")), WASI_EBUSY);
    assert_int_equal(vfs_rename(t.vfs, AT("/jobs"), AT("/moved")), WASI_EBUSY);
    assert_int_equal(vfs_rename(t.vfs, AT("/tmp/file"), AT("/jobs/data/f")), WASI_EXDEV);
    assert_int_equal(vfs_link(t.vfs, AT("/tmp/file"), AT("/jobs/data/f")), WASI_EXDEV);
    tree_close(&t);
    dir_remove(&d);
}

static void test_mount_at_root(void **state)
{
    (void)state;
    struct dir d;
    struct tree t;
    struct fs_port port;
    dir_make(&d);
    tree_open(&t, MIB);
    assert_int_equal(fs_host_port(d.in, DIR_RO, &t.account, &port, NULL), TR_OK);
    assert_int_equal(vfs_mount(t.vfs, "/", &port, NULL), TR_OK);
    expect_file(&t, "/file", "file");
    expect_file(&t, "/../sub/../file", "file");
    assert_int_equal(count_entries(&t, "/"), 6);
    tree_close(&t);
    dir_remove(&d);
}

static void test_state_opens_again(void **state)
{
    (void)state;
    struct dir d;
    struct tree a, b;
    struct buf out = BUF_INIT(MIB);
    uint32_t h;
    uint8_t bytes[8];
    size_t n;
    dir_make(&d);
    tree_open(&a, MIB);
    dir_mount(&a, &d, DIR_RW);
    assert_int_equal(vfs_open(a.vfs, AT("/jobs/data/file"), VFS_READ, &h), 0);
    assert_int_equal(vfs_open(a.vfs, AT("/jobs/data/gone"), VFS_WRITE | VFS_CREATE, &h), 0);
    vfs_capture(a.vfs, &out);
    tree_close(&a);
    assert_int_equal(unlink(dir_path(&d, "gone")), 0);

    tree_open(&b, MIB);
    assert_int_equal(vfs_restore(b.vfs, buf_slice(&out), NULL), TR_E_CORRUPT); /* no mount */
    tree_close(&b);
    tree_open(&b, MIB);
    dir_mount(&b, &d, DIR_RW);
    assert_int_equal(vfs_restore(b.vfs, buf_slice(&out), NULL), TR_OK);
    assert_int_equal(vfs_read(b.vfs, 0, 0, bytes, 8, &n), 0);
    assert_memory_equal(bytes, "file", 4);
    assert_int_equal(vfs_write(b.vfs, 1, 0, bytes, 1, &n), WASI_ESTALE);
    assert_int_not_equal(access(dir_path(&d, "gone"), F_OK), 0); /* restoring made no file */
    tree_close(&b);
    buf_done(&out);
    dir_remove(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_nothing_leads_out),
        cmocka_unit_test(test_port_follows_no_link),
        cmocka_unit_test(test_race_on_a_directory),
        cmocka_unit_test(test_race_on_a_file),
        cmocka_unit_test(test_read_only),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_links_lead_downwards),
        cmocka_unit_test(test_only_files_and_directories),
        cmocka_unit_test(test_strange_names),
        cmocka_unit_test(test_open_files_are_capped),
        cmocka_unit_test(test_mounting),
        cmocka_unit_test(test_mount_at_root),
        cmocka_unit_test(test_state_opens_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
