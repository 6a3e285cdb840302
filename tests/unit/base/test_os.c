/* SPDX-License-Identifier: Apache-2.0 */
/* Files and directories of ours under attack: links, foreign modes, pipes, odd names, caps. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/os.h"

static char root[] = "/tmp/troupe-test-os-XXXXXX";

static const char *under_root(const char *name)
{
    static char paths[4][300];
    static unsigned next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", root, name);
    return path;
}

static int make_root(void **state)
{
    (void)state;
    return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int remove_root(void **state)
{
    (void)state;
    return nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put_file(const char *path, const char *text, mode_t mode)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    (void)close(fd);
}

static int open_dir(const char *name)
{
    int fd = -1;
    struct tr_err err;
    if (os_open_private_dir(under_root(name), &fd, &err) != TR_OK)
        fail_msg("%s: %s", name, err.message);
    return fd;
}

static void test_clocks(void **state)
{
    (void)state;
    const uint64_t a = os_monotonic_ns(), b = os_monotonic_ns();
    assert_true(a > 0 && b >= a);
    assert_true(os_realtime_ns() > UINT64_C(1600000000) * 1000000000);
}

static void test_random(void **state)
{
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    assert_int_equal(os_random(a, sizeof(a), NULL), TR_OK);
    assert_int_equal(os_random(b, sizeof(b), NULL), TR_OK);
    assert_memory_not_equal(a, b, sizeof(a));
    assert_int_equal(os_random(a, 0, NULL), TR_OK);
}

static void test_read_file(void **state)
{
    (void)state;
    const char *path = under_root("plain");
    put_file(path, "hello", 0644);
    struct buf out = BUF_INIT(7);
    assert_true(buf_append_str(&out, "a:"));
    assert_int_equal(os_read_file(path, &out, NULL), TR_OK); /* fills it to the last byte */
    assert_true(slice_is(buf_slice(&out), "a:hello"));
    buf_done(&out);

    buf_init(&out, 6, NULL);
    struct tr_err err;
    assert_true(buf_append_str(&out, "a:"));
    assert_int_equal(os_read_file(path, &out, &err), TR_E_LIMIT);
    assert_true(slice_is(buf_slice(&out), "a:"));
    buf_done(&out);
}

static void test_read_large_file(void **state)
{
    (void)state;
    const char *path = under_root("large");
    const int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_int_equal(ftruncate(fd, 1000000), 0);
    (void)close(fd);
    struct buf out = BUF_INIT(1000000), small = BUF_INIT(999999);
    assert_int_equal(os_read_file(path, &out, NULL), TR_OK);
    assert_int_equal(out.len, 1000000);
    assert_int_equal(os_read_file(path, &small, NULL), TR_E_LIMIT);
    assert_int_equal(small.len, 0);
    buf_done(&out);
    buf_done(&small);
}

static void test_read_what_is_no_file(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(under_root("pipe"), 0600), 0);
    struct buf out = BUF_INIT(100);
    struct tr_err err;
    assert_int_equal(os_read_file(under_root("absent"), &out, &err), TR_E_NOT_FOUND);
    assert_int_equal(err.sys_errno, ENOENT);
    assert_int_equal(os_read_file(root, &out, &err), TR_E_INVALID);
    assert_int_equal(os_read_file(under_root("pipe"), &out, &err), TR_E_INVALID); /* no waiting */
    assert_int_equal(os_read_file("/dev/zero", &out, &err), TR_E_INVALID);
    assert_int_equal(os_read_file("", &out, &err), TR_E_NOT_FOUND);
    assert_int_equal(out.len, 0);
    buf_done(&out);
}

static void test_read_standard_input(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "piped", 5), 5);
    (void)close(ends[1]);
    const int former = dup(STDIN_FILENO);
    (void)dup2(ends[0], STDIN_FILENO);
    struct buf out = BUF_INIT(100);
    assert_int_equal(os_read_file("-", &out, NULL), TR_OK);
    assert_true(slice_is(buf_slice(&out), "piped"));
    (void)dup2(former, STDIN_FILENO);
    (void)close(former);
    (void)close(ends[0]);
    buf_done(&out);
}

static void test_private_dir_is_made(void **state)
{
    (void)state;
    int fd = open_dir("new/with/parents//");
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(stat(under_root("new/with"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    os_close(&fd);
    assert_int_equal(fd, -1);
    fd = open_dir("new/with/parents"); /* again */
    os_close(&fd);
    os_close(&fd);
}

static void test_private_dir_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0750, 0701, 0720, 0777, 01777, 0704};
    int fd = -1;
    struct tr_err err;
    for (size_t i = 0; i < TR_ARRAY_LEN(modes); i++) {
        const char *path = under_root("open-dir");
        (void)mkdir(path, 0700);
        assert_int_equal(chmod(path, modes[i]), 0);
        if (os_open_private_dir(path, &fd, &err) != TR_E_DENIED)
            fail_msg("mode %04o is accepted", (unsigned)modes[i]);
    }
    const int good = open_dir("good-dir");
    (void)close(good);
    assert_int_equal(symlink(under_root("good-dir"), under_root("link")), 0);
    assert_int_equal(os_open_private_dir(under_root("link"), &fd, &err), TR_E_DENIED);
    assert_int_equal(os_open_private_dir(under_root("link/"), &fd, &err), TR_E_DENIED);
    assert_int_equal(os_open_private_dir(under_root("link///"), &fd, &err), TR_E_DENIED);
    assert_int_equal(symlink(under_root("nowhere"), under_root("dangling")), 0);
    assert_int_equal(os_open_private_dir(under_root("dangling"), &fd, &err), TR_E_DENIED);
    put_file(under_root("a-file"), "", 0600);
    assert_int_equal(os_open_private_dir(under_root("a-file"), &fd, &err), TR_E_DENIED);
    assert_int_not_equal(os_open_private_dir(under_root("a-file/below"), &fd, &err), TR_OK);
    assert_int_not_equal(os_open_private_dir("", &fd, &err), TR_OK);
    assert_int_equal(fd, -1);
}

/* Needs to be root to give a directory and a file away; else another user's directory is used. */
static void test_other_owner(void **state)
{
    (void)state;
    int fd = -1;
    uint64_t size;
    if (geteuid() != 0) {
        assert_int_equal(os_open_private_dir("/", &fd, NULL), TR_E_DENIED);
        return;
    }
    assert_int_equal(mkdir(under_root("theirs"), 0700), 0);
    assert_int_equal(chown(under_root("theirs"), 65534, 65534), 0);
    assert_int_equal(os_open_private_dir(under_root("theirs"), &fd, NULL), TR_E_DENIED);
    int dir = open_dir("mine");
    put_file(under_root("mine/given"), "x", 0600);
    assert_int_equal(chown(under_root("mine/given"), 65534, 65534), 0);
    assert_int_equal(os_open_private_file(dir, "given", &fd, &size, NULL), TR_E_CORRUPT);
    os_close(&dir);
    assert_int_equal(fd, -1);
}

static void test_private_file_modes(void **state)
{
    (void)state;
    static const struct {
        mode_t mode;
        tr_rc rc;
    } rows[] = {
        {0600, TR_OK},        {0400, TR_OK},        {0644, TR_OK},        {0444, TR_OK},
        {0660, TR_E_CORRUPT}, {0602, TR_E_CORRUPT}, {0620, TR_E_CORRUPT}, {0666, TR_E_CORRUPT},
    };
    int dir = open_dir("modes");
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        int fd = -1;
        uint64_t size = 99;
        put_file(under_root("modes/f"), "four", rows[i].mode);
        if (os_open_private_file(dir, "f", &fd, &size, NULL) != rows[i].rc)
            fail_msg("mode %04o", (unsigned)rows[i].mode);
        assert_int_equal(size, rows[i].rc == TR_OK ? 4 : 99);
        assert_int_equal(fd >= 0, rows[i].rc == TR_OK);
        os_close(&fd);
        assert_int_equal(unlink(under_root("modes/f")), 0);
    }
    os_close(&dir);
}

static void put_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    assert_true(strlen(path) < sizeof(address.sun_path));
    memcpy(address.sun_path, path, strlen(path) + 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    (void)close(fd);
}

static void test_private_file_refused(void **state)
{
    (void)state;
    int dir = open_dir("files"), fd = -1;
    uint64_t size = 99;
    put_file(under_root("files/good"), "x", 0600);
    assert_int_equal(symlink("good", under_root("files/link")), 0);
    assert_int_equal(symlink("absent", under_root("files/dangling")), 0);
    assert_int_equal(mkdir(under_root("files/dir"), 0700), 0);
    assert_int_equal(mkfifo(under_root("files/pipe"), 0600), 0);
    put_socket(under_root("files/socket"));
    static const char *const corrupt[] = {"link", "dangling", "dir", "pipe", "socket"};
    for (size_t i = 0; i < TR_ARRAY_LEN(corrupt); i++)
        if (os_open_private_file(dir, corrupt[i], &fd, &size, NULL) != TR_E_CORRUPT)
            fail_msg("%s is accepted", corrupt[i]);
    assert_int_equal(os_open_private_file(dir, "absent", &fd, &size, NULL), TR_E_NOT_FOUND);
    static const char *const usage[] = {"", ".", "..", "dir/x", "../files/good", "/etc/passwd"};
    for (size_t i = 0; i < TR_ARRAY_LEN(usage); i++) {
        assert_int_equal(os_open_private_file(dir, usage[i], &fd, &size, NULL), TR_E_USAGE);
        assert_int_equal(os_write_private_file(dir, usage[i], NULL, 0, NULL), TR_E_USAGE);
    }
    char long_name[300];
    memset(long_name, 'n', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    assert_int_equal(os_write_private_file(dir, long_name, NULL, 0, NULL), TR_E_USAGE);
    assert_int_equal(fd, -1);
    assert_int_equal(size, 99);
    os_close(&dir);
}

static void expect_content(int dir, const char *name, const char *text)
{
    int fd = -1;
    uint64_t size;
    char bytes[100];
    assert_int_equal(os_open_private_file(dir, name, &fd, &size, NULL), TR_OK);
    assert_int_equal(size, strlen(text));
    assert_int_equal(read(fd, bytes, sizeof(bytes)), (ssize_t)strlen(text));
    assert_memory_equal(bytes, text, strlen(text));
    os_close(&fd);
}

static void test_write_private_file(void **state)
{
    (void)state;
    int dir = open_dir("written");
    const struct slice parts[] = {slice_str("ab"), slice_make(NULL, 0), slice_str("cd")};
    const mode_t former = umask(0);
    assert_int_equal(os_write_private_file(dir, "f", parts, 3, NULL), TR_OK);
    (void)umask(former);
    expect_content(dir, "f", "abcd");
    struct stat st;
    assert_int_equal(fstatat(dir, "f", &st, AT_SYMLINK_NOFOLLOW), 0);
    assert_int_equal(st.st_mode & 07777, 0600);

    assert_int_equal(os_write_private_file(dir, "f", parts, 1, NULL), TR_OK); /* replaces */
    expect_content(dir, "f", "ab");
    assert_int_equal(os_write_private_file(dir, "empty", NULL, 0, NULL), TR_OK);
    expect_content(dir, "empty", "");
    os_close(&dir);
}

/* A link at the name is replaced, not written through; an old reader keeps the old file. */
static void test_write_does_not_follow(void **state)
{
    (void)state;
    int dir = open_dir("replaced"), fd = -1;
    uint64_t size;
    const struct slice text = slice_str("new");
    put_file(under_root("victim"), "untouched", 0600);
    assert_int_equal(symlink(under_root("victim"), under_root("replaced/f")), 0);
    assert_int_equal(os_write_private_file(dir, "f", &text, 1, NULL), TR_OK);
    expect_content(dir, "f", "new");
    struct buf victim = BUF_INIT(100);
    assert_int_equal(os_read_file(under_root("victim"), &victim, NULL), TR_OK);
    assert_true(slice_is(buf_slice(&victim), "untouched"));
    buf_done(&victim);

    char byte;
    const struct slice newer = slice_str("N");
    assert_int_equal(os_open_private_file(dir, "f", &fd, &size, NULL), TR_OK);
    assert_int_equal(os_write_private_file(dir, "f", &newer, 1, NULL), TR_OK);
    assert_int_equal(read(fd, &byte, 1), 1);
    assert_int_equal(byte, 'n');
    os_close(&fd);
    os_close(&dir);
}

static int count_entries(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)path;
    (void)st;
    (void)ftw;
    return type == FTW_F ? 100 : 0; /* stops at the first file */
}

static void test_failed_write_leaves_nothing(void **state)
{
    (void)state;
    int dir = open_dir("failing");
    const struct slice text = slice_str("new");
    struct tr_err err;
    assert_int_equal(mkdir(under_root("failing/taken"), 0700), 0); /* rename cannot replace it */
    assert_int_equal(os_write_private_file(dir, "taken", &text, 1, &err), TR_E_IO);
    assert_int_equal(err.sys_errno, EISDIR);
    assert_int_equal(nftw(under_root("failing"), count_entries, 8, FTW_PHYS), 0);
    assert_int_equal(os_write_private_file(-1, "f", &text, 1, &err), TR_E_IO);
    os_close(&dir);
}

static void test_cache_path(void **state)
{
    (void)state;
    static const struct {
        const char *own, *xdg, *home, *path;
    } rows[] = {
        {"/own", "/xdg", "/home/u", "/own/modules"},
        {NULL, "/xdg", "/home/u", "/xdg/troupe/modules"},
        {"", "/xdg", "/home/u", "/xdg/troupe/modules"},
        {"relative", "also", "/home/u", "/home/u/.cache/troupe/modules"},
        {NULL, NULL, "/home/u", "/home/u/.cache/troupe/modules"},
        {NULL, "relative", "relative", NULL},
        {NULL, NULL, NULL, NULL},
    };
    static const char *const names[] = {"TROUPE_CACHE", "XDG_CACHE_HOME", "HOME"};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        const char *values[] = {rows[i].own, rows[i].xdg, rows[i].home};
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(values[k] ? setenv(names[k], values[k], 1) : unsetenv(names[k]), 0);
        struct buf out = BUF_INIT(100);
        const tr_rc rc = os_cache_path("modules", &out, NULL);
        assert_int_equal(rc, rows[i].path ? TR_OK : TR_E_USAGE);
        assert_true(slice_is(buf_slice(&out), rows[i].path));
        buf_done(&out);
    }
    assert_int_equal(setenv("HOME", "/home/u", 1), 0);
    struct buf small = BUF_INIT(10);
    assert_int_equal(os_cache_path("modules", &small, NULL), TR_E_LIMIT);
    assert_int_equal(small.len, 0);
    buf_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_read_file),
        cmocka_unit_test(test_read_large_file),
        cmocka_unit_test(test_read_what_is_no_file),
        cmocka_unit_test(test_read_standard_input),
        cmocka_unit_test(test_private_dir_is_made),
        cmocka_unit_test(test_private_dir_refused),
        cmocka_unit_test(test_other_owner),
        cmocka_unit_test(test_private_file_modes),
        cmocka_unit_test(test_private_file_refused),
        cmocka_unit_test(test_write_private_file),
        cmocka_unit_test(test_write_does_not_follow),
        cmocka_unit_test(test_failed_write_leaves_nothing),
        cmocka_unit_test(test_cache_path),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
