/* SPDX-License-Identifier: Apache-2.0 */
/* The files' part of the state record: there and back, and every damaged record refused. */
#include "base/cbor.h"
#include "vfs_fixture.h"

#define STATE_MAX (1 << 20)

static void populate(struct tree *t)
{
    uint32_t h;
    put_file(t, "/f", "content");
    put_file(t, "/gone", "still open");
    put_file(t, "/empty", "");
    assert_int_equal(vfs_mkdir(t->vfs, AT("/d")), 0);
    assert_int_equal(vfs_mkdir(t->vfs, AT("/d/e")), 0);
    assert_int_equal(vfs_link(t->vfs, AT("/f"), AT("/d/e/hard")), 0);
    assert_int_equal(vfs_symlink(t->vfs, slice_str("../f"), AT("/d/soft")), 0);
    assert_int_equal(vfs_open(t->vfs, AT("/gone"), VFS_READ, &h), 0);
    assert_int_equal(vfs_unlink(t->vfs, AT("/gone")), 0);
    assert_int_equal(vfs_open(t->vfs, AT("/d"), VFS_READ | VFS_DIRECTORY, &h), 0);
    assert_int_equal(vfs_set_times(t->vfs, AT("/d"), 11, 22), 0);
}

static void test_there_and_back(void **state)
{
    (void)state;
    struct tree a, b;
    struct vfs_stat stat;
    struct buf first = BUF_INIT(STATE_MAX), second = BUF_INIT(STATE_MAX);
    uint8_t bytes[16];
    size_t n;
    tree_open(&a, MIB);
    populate(&a);
    vfs_capture(a.vfs, &first);
    assert_false(first.failed);
    assert_int_equal(cbor_check(buf_slice(&first), CBOR_ORDER_SORTED, NULL), TR_OK);

    tree_open(&b, MIB);
    assert_int_equal(vfs_restore(b.vfs, buf_slice(&first), NULL), TR_OK);
    expect_file(&b, "/d/soft", "content");
    expect_file(&b, "/d/e/hard", "content");
    put_file(&b, "/f", "changed");
    expect_file(&b, "/d/e/hard", "changed"); /* still one file */
    put_file(&b, "/f", "content");
    assert_int_equal(vfs_read(b.vfs, 0, 0, bytes, sizeof bytes, &n), 0);
    assert_memory_equal(bytes, "still open", 10);
    assert_string_equal(vfs_handle_path(b.vfs, 1), "/d");
    assert_int_equal(vfs_stat(b.vfs, AT("/d"), &stat), 0);
    assert_int_equal(stat.atime_ns, 11);
    assert_int_equal(stat.mtime_ns, 22);
    tree_close(&b);

    tree_open(&b, MIB);
    assert_int_equal(vfs_restore(b.vfs, buf_slice(&first), NULL), TR_OK);
    vfs_capture(b.vfs, &second);
    assert_true(slice_eq(buf_slice(&first), buf_slice(&second)));
    assert_int_equal(vfs_mkdir(b.vfs, AT("/d/new")), 0); /* and it goes on */
    tree_close(&b);
    tree_close(&a);
    buf_done(&first);
    buf_done(&second);
}

static void test_unused(void **state)
{
    (void)state;
    struct tree a, b;
    struct buf out = BUF_INIT(STATE_MAX);
    struct vfs_stat stat;
    tree_open(&a, MIB);
    vfs_capture(a.vfs, &out);
    assert_true(out.len <= 8);
    tree_open(&b, MIB);
    assert_int_equal(vfs_restore(b.vfs, buf_slice(&out), NULL), TR_OK);
    assert_int_equal(vfs_stat(b.vfs, AT("/tmp"), &stat), 0);
    tree_close(&a);
    tree_close(&b);
    buf_done(&out);
}

static void test_over_quota(void **state)
{
    (void)state;
    struct tree a, b;
    struct buf out = BUF_INIT(STATE_MAX);
    tree_open(&a, MIB);
    populate(&a);
    vfs_capture(a.vfs, &out);
    for (uint64_t cap = 0; cap < 3000; cap += 50) {
        tree_open(&b, cap);
        tr_rc rc = vfs_restore(b.vfs, buf_slice(&out), NULL);
        assert_true(rc == TR_E_LIMIT || (rc == TR_OK && cap > 1000));
        tree_close(&b);
    }
    tree_close(&a);
    buf_done(&out);
}

/* Every prefix and every single changed byte: an answer, never a crash, nothing left charged. */
static void test_damage(void **state)
{
    (void)state;
    struct tree a, b;
    struct buf out = BUF_INIT(STATE_MAX);
    tree_open(&a, MIB);
    populate(&a);
    vfs_capture(a.vfs, &out);
    for (size_t len = 0; len < out.len; len++) {
        tree_open(&b, MIB);
        assert_int_equal(vfs_restore(b.vfs, slice_make(out.ptr, len), NULL), TR_E_CORRUPT);
        assert_int_equal(vfs_mkdir(b.vfs, AT("/x")), 0); /* empty and usable */
        tree_close(&b);
    }
    for (size_t i = 0; i < out.len; i++)
        for (unsigned change = 1; change < 256; change = 2 * change + 1) {
            uint8_t was = out.ptr[i];
            out.ptr[i] ^= (uint8_t)change;
            tree_open(&b, MIB);
            (void)!vfs_restore(b.vfs, buf_slice(&out), NULL);
            tree_close(&b);
            out.ptr[i] = was;
        }
    tree_close(&a);
    buf_done(&out);
}

struct name {
    unsigned dir;
    const char *name;
    unsigned node;
    unsigned cookie;
};

/* A record of directories only: nodes 0 to n_nodes - 1, with these names. */
static tr_rc restore_names(unsigned n_nodes, const struct name *names, size_t n_names)
{
    struct tree t;
    struct buf out = BUF_INIT(STATE_MAX);
    cbor_put_array(&out, 5);
    cbor_put_uint(&out, 9);
    cbor_put_array(&out, n_nodes);
    for (unsigned i = 0; i < n_nodes; i++) {
        cbor_put_array(&out, 6);
        cbor_put_uint(&out, VFS_DIR);
        for (unsigned k = 0; k < 4; k++)
            cbor_put_uint(&out, i);
        cbor_put_uint(&out, 1000);
    }
    cbor_put_array(&out, n_names);
    for (size_t i = 0; i < n_names; i++) {
        cbor_put_array(&out, 4);
        cbor_put_uint(&out, names[i].dir);
        cbor_put_str(&out, names[i].name);
        cbor_put_uint(&out, names[i].node);
        cbor_put_uint(&out, names[i].cookie);
    }
    cbor_put_array(&out, 0);
    cbor_put_array(&out, 0);
    tree_open(&t, MIB);
    tr_rc rc = vfs_restore(t.vfs, buf_slice(&out), NULL);
    tree_close(&t);
    buf_done(&out);
    return rc;
}

#define NAMES(n_nodes, ...)                                      \
    restore_names((n_nodes), (const struct name[]){__VA_ARGS__}, \
                  sizeof((const struct name[]){__VA_ARGS__}) / sizeof(struct name))

static void test_crafted_names(void **state)
{
    (void)state;
    assert_int_equal(NAMES(2, {0, "a", 1, 1}), TR_OK);
    assert_int_equal(NAMES(2, {1, "a", 1, 1}), TR_E_CORRUPT);                 /* itself */
    assert_int_equal(NAMES(3, {1, "a", 2, 1}, {2, "b", 1, 1}), TR_E_CORRUPT); /* a ring */
    assert_int_equal(NAMES(2, {0, "a", 0, 1}), TR_E_CORRUPT);                 /* the root */
    assert_int_equal(NAMES(2, {0, "a", 1, 1}, {0, "b", 1, 2}), TR_E_CORRUPT); /* two names */
    assert_int_equal(NAMES(3, {0, "a", 1, 1}, {0, "a", 2, 2}), TR_E_CORRUPT); /* one name twice */
    assert_int_equal(NAMES(3, {0, "a", 1, 2}, {0, "b", 2, 2}), TR_E_CORRUPT); /* cookie twice */
    assert_int_equal(NAMES(2, {0, "a", 1, 0}), TR_E_CORRUPT);
    assert_int_equal(NAMES(2, {0, "a", 1, 1001}), TR_E_CORRUPT);
    assert_int_equal(NAMES(2, {0, "a", 2, 1}), TR_E_CORRUPT); /* no such node */
    assert_int_equal(NAMES(2, {2, "a", 1, 1}), TR_E_CORRUPT);
    assert_int_equal(NAMES(2, {0, "", 1, 1}), TR_E_CORRUPT);
    assert_int_equal(NAMES(2, {0, "..", 1, 1}), TR_E_CORRUPT);
    assert_int_equal(NAMES(2, {0, "a/b", 1, 1}), TR_E_CORRUPT);
    assert_int_equal(NAMES(3, {0, "a", 1, 1}), TR_E_CORRUPT); /* node 2 is held by nothing */
}

static void test_too_deep(void **state)
{
    (void)state;
    struct name names[VFS_DEPTH_MAX + 1];
    for (unsigned i = 0; i <= VFS_DEPTH_MAX; i++)
        names[i] = (struct name){i, "d", i + 1, 1};
    assert_int_equal(restore_names(VFS_DEPTH_MAX + 1, names, VFS_DEPTH_MAX), TR_OK);
    assert_int_equal(restore_names(VFS_DEPTH_MAX + 2, names, VFS_DEPTH_MAX + 1), TR_E_CORRUPT);
}

static void test_only_when_nothing_is_open(void **state)
{
    (void)state;
    struct tree t;
    struct buf out = BUF_INIT(STATE_MAX);
    uint32_t h;
    tree_open(&t, MIB);
    vfs_capture(t.vfs, &out);
    assert_int_equal(vfs_open(t.vfs, AT("/tmp"), VFS_READ, &h), 0);
    assert_int_equal(vfs_restore(t.vfs, buf_slice(&out), NULL), TR_E_USAGE);
    tree_close(&t);
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_unused),
        cmocka_unit_test(test_over_quota),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_crafted_names),
        cmocka_unit_test(test_too_deep),
        cmocka_unit_test(test_only_when_nothing_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
