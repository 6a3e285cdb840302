/* SPDX-License-Identifier: Apache-2.0 */
/* Path resolution under attack: dots, links, depth, length, bytes that are no text, mounts. */
#include "vfs_fixture.h"

/* "/top" holds the secret, "/jail/in" is what a path may not leave. */
static void make_jail(struct tree *t)
{
    tree_open(t, MIB);
    put_file(t, "/top", "secret");
    assert_int_equal(vfs_mkdir(t->vfs, AT("/jail")), 0);
    assert_int_equal(vfs_mkdir(t->vfs, AT("/jail/in")), 0);
    put_file(t, "/jail/in/f", "fine");
    assert_int_equal(vfs_symlink(t->vfs, slice_str("../../top"), AT("/jail/in/up")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("/top"), AT("/jail/in/abs")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("f"), AT("/jail/in/ok")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("loop2"), AT("/jail/in/loop1")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("loop1"), AT("/jail/in/loop2")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("self/x"), AT("/jail/in/self")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str(".."), AT("/jail/in/parent")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("."), AT("/jail/in/here")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("gone"), AT("/jail/in/dangling")), 0);
}

static void test_beneath(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum wasi_errno error;
    } rows[] = {
        {"f", 0},
        {"./f", 0},
        {".//./f", 0},
        {"here/here/f", 0},
        {"ok", 0},
        {"../in/f", WASI_ENOTCAPABLE},
        {"..", WASI_ENOTCAPABLE},
        {"../../top", WASI_ENOTCAPABLE},
        {"here/../f", WASI_ENOTCAPABLE}, /* "here" is the directory itself */
        {"/top", WASI_ENOTCAPABLE},
        {"/jail/in/f", WASI_ENOTCAPABLE},
        {"//", WASI_ENOTCAPABLE},
        {"up", WASI_ENOTCAPABLE},
        {"abs", WASI_ENOTCAPABLE},
        {"parent", WASI_ENOTCAPABLE},
        {"parent/in/f", WASI_ENOTCAPABLE},
        {"loop1", WASI_ELOOP},
        {"self", WASI_ELOOP},
        {"dangling", WASI_ENOENT},
        {"f/..", WASI_ENOTDIR},
        {"f/.", WASI_ENOTDIR},
        {"f/", WASI_ENOTDIR},
        {"ok/", WASI_ENOTDIR},
        {"gone/../f", WASI_ENOENT},
        {"", WASI_ENOENT},
        {"f\xff", WASI_EILSEQ},
        {"\xed\xa0\x80", WASI_EILSEQ},
    };
    struct tree t;
    struct vfs_stat stat;
    make_jail(&t);
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        enum wasi_errno error = vfs_stat(t.vfs, BENEATH("/jail/in", rows[i].path), &stat);
        if (error != rows[i].error)
            print_error("%s: %s\n", rows[i].path, wasi_errno_name(error));
        assert_int_equal(error, rows[i].error);
    }
    tree_close(&t);
}

static void test_whole_tree(void **state)
{
    (void)state;
    struct tree t;
    make_jail(&t);
    expect_file(&t, "/jail/in/up", "secret"); /* its own tree: nothing to escape from */
    expect_file(&t, "/jail/in/abs", "secret");
    expect_file(&t, "/../../../top", "secret");
    expect_file(&t, "top", "secret");
    expect_file(&t, "////jail/./in/../in/ok", "fine");
    expect_file(&t, "/jail/in/parent/in/f", "fine");
    tree_close(&t);
}

static void test_nul_byte(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    make_jail(&t);
    struct vfs_at at = {.dir = "", .path = slice_make("/top\0x", 6)};
    assert_int_equal(vfs_stat(t.vfs, at, &stat), WASI_EINVAL);
    assert_int_equal(vfs_symlink(t.vfs, slice_make("a\0b", 3), AT("/l")), WASI_EINVAL);
    tree_close(&t);
}

static void test_lengths(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    char path[VFS_PATH_MAX + 10];
    tree_open(&t, MIB);
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[1 + VFS_NAME_MAX] = '\0';
    assert_int_equal(vfs_mkdir(t.vfs, AT(path)), 0);
    path[1 + VFS_NAME_MAX] = 'a';
    path[2 + VFS_NAME_MAX] = '\0';
    assert_int_equal(vfs_mkdir(t.vfs, AT(path)), WASI_ENAMETOOLONG);
    memset(path, '/', sizeof path);
    path[VFS_PATH_MAX] = '\0';
    assert_int_equal(vfs_stat(t.vfs, AT(path), &stat), 0);
    path[VFS_PATH_MAX] = '/';
    path[VFS_PATH_MAX + 1] = '\0';
    assert_int_equal(vfs_stat(t.vfs, AT(path), &stat), WASI_ENAMETOOLONG);
    tree_close(&t);
}

static void test_depth(void **state)
{
    (void)state;
    struct tree t;
    char path[2 * VFS_DEPTH_MAX + 8] = "";
    tree_open(&t, MIB);
    for (int i = 0; i < VFS_DEPTH_MAX; i++) {
        memcpy(path + 2 * i, "/d", 3);
        assert_int_equal(vfs_mkdir(t.vfs, AT(path)), 0);
    }
    memcpy(path + 2 * VFS_DEPTH_MAX, "/d", 3);
    assert_int_equal(vfs_mkdir(t.vfs, AT(path)), WASI_ENAMETOOLONG);
    tree_close(&t);
}

/* Links that double the text at every step must end by a count, not by memory or time. */
static void test_link_bomb(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    char name[16], target[64];
    tree_open(&t, MIB);
    assert_int_equal(vfs_mkdir(t.vfs, AT("/l0")), 0);
    for (int i = 1; i < 40; i++) {
        snprintf(name, sizeof name, "/l%d", i);
        snprintf(target, sizeof target, "l%d/../l%d", i - 1, i - 1);
        assert_int_equal(vfs_symlink(t.vfs, slice_str(target), AT(name)), 0);
    }
    assert_int_equal(vfs_stat(t.vfs, FOLLOW("/l3"), &stat), 0);
    assert_int_equal(vfs_stat(t.vfs, FOLLOW("/l39"), &stat), WASI_ELOOP);
    tree_close(&t);
}

static void test_long_link_text(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    char target[VFS_PATH_MAX + 1];
    tree_open(&t, MIB);
    for (size_t i = 0; i < VFS_PATH_MAX; i += 2)
        memcpy(target + i, "./", 2);
    assert_int_equal(vfs_symlink(t.vfs, slice_make(target, VFS_PATH_MAX), AT("/l")), 0);
    assert_int_equal(vfs_stat(t.vfs, FOLLOW("/l"), &stat), 0);
    assert_int_equal(vfs_stat(t.vfs, FOLLOW("/l/x"), &stat), WASI_ENAMETOOLONG);
    tree_close(&t);
}

static void test_last_link(void **state)
{
    (void)state;
    struct tree t;
    struct vfs_stat stat;
    make_jail(&t);
    assert_int_equal(vfs_stat(t.vfs, AT("/jail/in/up"), &stat), 0);
    assert_int_equal(stat.type, VFS_LINK);
    assert_int_equal(stat.size_bytes, strlen("../../top"));
    assert_int_equal(vfs_stat(t.vfs, AT("/jail/in/here/"), &stat), 0); /* a slash follows */
    assert_int_equal(stat.type, VFS_DIR);
    put_file(&t, "/jail/in/dangling", "made"); /* creating goes through */
    expect_file(&t, "/jail/in/gone", "made");
    assert_int_equal(vfs_unlink(t.vfs, AT("/jail/in/up")), 0);
    expect_file(&t, "/top", "secret");
    tree_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beneath),        cmocka_unit_test(test_whole_tree),
        cmocka_unit_test(test_nul_byte),       cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_depth),          cmocka_unit_test(test_link_bomb),
        cmocka_unit_test(test_long_link_text), cmocka_unit_test(test_last_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
