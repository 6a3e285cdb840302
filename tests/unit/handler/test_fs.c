/* SPDX-License-Identifier: Apache-2.0 */
/* Operations fs.* and stdin.read: replies, errors with errno and path, arguments of wrong shape. */
#include "operation_fixture.h"

static struct op op;

static int setup(void **state)
{
    (void)state;
    op_open(&op);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    op_close(&op);
    return 0;
}

static bool write_file(const char *path, const char *text, bool append)
{
    op_map(&op, 3);
    op_text(&op, "path", path);
    op_bytes(&op, "data", text);
    op_bool(&op, "append", append);
    return op_run(&op, "fs.write");
}

static void test_read_and_write(void **state)
{
    (void)state;
    assert_true(write_file("/a.txt", "one", false));
    assert_true(write_file("a.txt", " two", true)); /* relative paths start at "/" */
    assert_true(op_run_path(&op, "fs.read", "/a.txt"));
    op_expect_bytes(&op, "one two");
    assert_true(write_file("/a.txt", "", false));
    assert_true(op_run_path(&op, "fs.read", "./tmp/../a.txt"));
    op_expect_bytes(&op, "");
    assert_true(write_file("/new", "x", true)); /* appending makes the file */
}

static void test_errors_say_what_and_where(void **state)
{
    (void)state;
    assert_false(op_run_path(&op, "fs.read", "/no"));
    op_expect_text(&op, "code", "ENOENT");
    op_expect_text(&op, "errno", "ENOENT");
    op_expect_text(&op, "path", "/no");
    op_expect_text(&op, "name", "Error");
    op_expect_text(&op, "message", "ENOENT: no such file or directory, read '/no'");
    assert_false(op_run_path(&op, "fs.read", "/tmp"));
    op_expect_text(&op, "code", "EISDIR");
    assert_false(write_file("/tmp", "x", false));
    op_expect_text(&op, "code", "EISDIR");
    assert_false(write_file("/no/file", "x", false));
    op_expect_text(&op, "code", "ENOENT");
    assert_false(op_run_path(&op, "fs.list", "/no"));
    op_expect_text(&op, "code", "ENOENT");
    assert_false(op_run_path(&op, "fs.stat", ""));
    op_expect_text(&op, "code", "ENOENT");
    assert_true(write_file("/f", "x", false));
    assert_false(op_run_path(&op, "fs.list", "/f"));
    op_expect_text(&op, "code", "ENOTDIR");
}

static void test_wrong_arguments(void **state)
{
    (void)state;
    static const char *const names[] = {"fs.read",   "fs.write",   "fs.list",
                                        "fs.stat",   "fs.mkdir",   "fs.remove",
                                        "fs.rename", "stdin.read", "module.load"};
    static const struct {
        const char *bytes;
        size_t len;
    } args[] = {
        {"\xf6", 1},
        {"\x80", 1},
        {"\xa0", 1},
        {"\xa1\x64path\x01", 7},
        {"\xa1\x64path\x41x", 8},
        {"\xa2\x64path\x61x\x64"
         "data\x61x",
         14},
        {"\x64path", 5},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(args); i++)
        for (size_t k = 0; k < TR_ARRAY_LEN(names); k++) {
            bool has_path = i == 5;
            if (has_path && strcmp(names[k], "fs.write") != 0)
                continue;
            buf_clear(&op.args);
            buf_append(&op.args, args[i].bytes, args[i].len);
            assert_false(op_run(&op, names[k]));
            op_expect_text(&op, "name", "TypeError");
            op_expect_text(&op, "code", "invalid");
        }
}

static void test_list(void **state)
{
    (void)state;
    struct cbor_reader in;
    struct cbor_item item;
    char path[32];
    for (unsigned i = 0; i < 30; i++) {
        snprintf(path, sizeof path, "/tmp/%u", i);
        assert_true(write_file(path, "x", false));
    }
    assert_true(op_run_path(&op, "fs.list", "/tmp"));
    in = cbor_reader_of(buf_slice(&op.reply));
    assert_true(cbor_next(&in, &item));
    assert_int_equal(item.type, CBOR_ARRAY);
    assert_int_equal(item.uint, 30);
    struct slice entry = cbor_skip(&in), text;
    assert_true(cbor_map_get_text(entry, "name", &text));
    assert_true(slice_is(text, "0"));
    assert_true(cbor_map_get_text(entry, "type", &text));
    assert_true(slice_is(text, "file"));
    assert_true(op_run_path(&op, "fs.list", "/"));
}

static void test_stat(void **state)
{
    (void)state;
    uint64_t value;
    assert_true(write_file("/f", "12345", false));
    assert_true(op_run_path(&op, "fs.stat", "/f"));
    op_expect_text(&op, "type", "file");
    assert_true(cbor_map_get_uint(buf_slice(&op.reply), "size", &value));
    assert_int_equal(value, 5);
    assert_true(cbor_map_get_uint(buf_slice(&op.reply), "mtime_ns", &value));
    assert_int_equal(value % MS_NS, 0);
    struct vfs_at at = {.dir = "", .path = slice_str("/l")};
    assert_int_equal(vfs_symlink(op.fake->guest.vfs, slice_str("f"), at), 0);
    assert_true(op_run_path(&op, "fs.stat", "/l"));
    op_expect_text(&op, "type", "file");
    op_map(&op, 2);
    op_text(&op, "path", "/l");
    op_bool(&op, "follow", false);
    assert_true(op_run(&op, "fs.stat"));
    op_expect_text(&op, "type", "link");
    assert_true(op_run_path(&op, "fs.stat", "/"));
    op_expect_text(&op, "type", "dir");
}

static bool with_flags(const char *name, const char *path, bool recursive, bool force)
{
    op_map(&op, 3);
    op_text(&op, "path", path);
    op_bool(&op, "recursive", recursive);
    op_bool(&op, "force", force);
    return op_run(&op, name);
}

static void test_mkdir(void **state)
{
    (void)state;
    assert_false(with_flags("fs.mkdir", "/a/b/c", false, false));
    op_expect_text(&op, "code", "ENOENT");
    assert_true(with_flags("fs.mkdir", "/a/b/c", true, false));
    assert_true(with_flags("fs.mkdir", "/a/b/c/", true, false));
    assert_true(with_flags("fs.mkdir", "rel//x", true, false));
    assert_false(with_flags("fs.mkdir", "/a", false, false));
    op_expect_text(&op, "code", "EEXIST");
    assert_true(write_file("/f", "x", false));
    assert_false(with_flags("fs.mkdir", "/f", true, false));
    op_expect_text(&op, "code", "EEXIST");
    assert_false(with_flags("fs.mkdir", "/f/x", true, false));
    op_expect_text(&op, "code", "ENOTDIR");
}

static void test_remove(void **state)
{
    (void)state;
    char path[400] = "/tree", file[420];
    assert_false(with_flags("fs.remove", "/no", false, false));
    op_expect_text(&op, "code", "ENOENT");
    assert_true(with_flags("fs.remove", "/no", false, true));
    for (unsigned i = 0; i < 100; i++) {
        assert_true(with_flags("fs.mkdir", path, false, false));
        snprintf(file, sizeof file, "%s/file", path);
        assert_true(write_file(file, "x", false));
        memcpy(path + strlen(path), "/d", 3);
    }
    struct vfs_at at = {.dir = "", .path = slice_str("/tree/link")};
    assert_int_equal(vfs_symlink(op.fake->guest.vfs, slice_str("/tmp"), at), 0);
    assert_true(write_file("/tmp/kept", "x", false));
    assert_false(with_flags("fs.remove", "/tree", false, true));
    op_expect_text(&op, "code", "ENOTEMPTY");
    assert_true(with_flags("fs.remove", "/tree/", true, false));
    assert_false(op_run_path(&op, "fs.stat", "/tree"));
    assert_true(op_run_path(&op, "fs.stat", "/tmp/kept")); /* the link was removed, not followed */
    assert_true(with_flags("fs.remove", "/tmp/kept", false, false));
    assert_true(with_flags("fs.remove", "/tmp", false, false)); /* an empty directory */
    assert_false(with_flags("fs.remove", "/", true, false));
    op_expect_text(&op, "code", "EBUSY");
}

static void test_rename(void **state)
{
    (void)state;
    assert_true(write_file("/a", "x", false));
    op_map(&op, 2);
    op_text(&op, "from", "/a");
    op_text(&op, "to", "/tmp/b");
    assert_true(op_run(&op, "fs.rename"));
    assert_true(op_run_path(&op, "fs.read", "/tmp/b"));
    assert_false(op_run_path(&op, "fs.read", "/a"));
    op_map(&op, 2);
    op_text(&op, "from", "/a");
    op_text(&op, "to", "/b");
    assert_false(op_run(&op, "fs.rename"));
    op_expect_text(&op, "path", "/a");
}

static void test_limits(void **state)
{
    (void)state;
    uint32_t handle;
    struct vfs *vfs = op.fake->guest.vfs;
    struct vfs_at at = {.dir = "", .path = slice_str("/big")};
    assert_int_equal(vfs_open(vfs, at, VFS_WRITE | VFS_CREATE, &handle), 0);
    assert_int_equal(vfs_resize(vfs, handle, 10 * MIB), 0);
    assert_int_equal(vfs_close(vfs, handle), 0);
    op.fake->sandbox.n_stop_checks = 0;
    assert_true(op_run_path(&op, "fs.read", "/big"));
    assert_true(op.fake->sandbox.n_stop_checks >= 10);
    buf_done(&op.reply);
    buf_init(&op.reply, MIB, NULL);
    assert_false(op_run_path(&op, "fs.read", "/big"));
    op_expect_text(&op, "code", "EFBIG");
    op.fake->guest.files.cap_bytes = op.fake->guest.files.used_bytes + 50;
    assert_false(write_file("/more", "some text that does not fit in the few bytes left", true));
    op_expect_text(&op, "code", "ENOSPC");
    op.fake->sandbox.stop_now = STOP_DEADLINE;
    assert_false(op_run_path(&op, "fs.read", "/big"));
    assert_int_equal(op.stop, STOP_DEADLINE);
    assert_false(op_run_path(&op, "fs.list", "/"));
    assert_int_equal(op.stop, STOP_DEADLINE);
}

static bool read_stdin(uint64_t max)
{
    op_map(&op, 1);
    cbor_put_str(&op.args, "max");
    cbor_put_uint(&op.args, max);
    return op_run(&op, "stdin.read");
}

static void test_stdin(void **state)
{
    (void)state;
    static uint8_t bytes[100000];
    op.fake->input = slice_str("some input");
    assert_true(read_stdin(4));
    op_expect_bytes(&op, "some");
    assert_true(read_stdin(0));
    op_expect_bytes(&op, "");
    assert_true(read_stdin(UINT64_MAX));
    op_expect_bytes(&op, " input");
    assert_true(read_stdin(1));
    op_expect_bytes(&op, "");
    op.fake->input = slice_make(bytes, sizeof bytes);
    assert_true(read_stdin(UINT64_MAX));
    assert_true(op.reply.len > 1000 && op.reply.len < sizeof bytes);
    op.fake->sandbox.stop_now = STOP_CANCELLED;
    assert_false(read_stdin(1));
    assert_int_equal(op.stop, STOP_CANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read_and_write, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors_say_what_and_where, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stat, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mkdir, setup, teardown),
        cmocka_unit_test_setup_teardown(test_remove, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rename, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stdin, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
