/* SPDX-License-Identifier: Apache-2.0 */
/* module.load: only granted, only below the program's directory, only source files, within the
 * source limit. */
#include "dir_fixture.h"
#include "operation_fixture.h"

static struct dir d;
static struct op op;

static int setup(void **state)
{
    (void)state;
    dir_make(&d);
    op_open(&op);
    dir_put(dir_path(&d, "main.js"), "1");
    dir_put(dir_path(&d, "sub/lib.mjs"), "export default 2");
    dir_put(dir_path(&d, "data.json"), "{}");
    dir_put(dir_path(&d, "types.ts"), "let x: number");
    dir_put(dir_path(&d, "../secret.js"), SECRET);
    dir_put(dir_path(&d, "bad.js"), "\xff");
    assert_int_equal(symlink("../secret.js", dir_path(&d, "link.js")), 0);
    assert_int_equal(symlink("sub/lib.mjs", dir_path(&d, "inner.js")), 0);
    assert_int_equal(mkdir(dir_path(&d, "dir.js"), 0755), 0);
    assert_int_equal(mkfifo(dir_path(&d, "fifo.js"), 0600), 0);
    op.context.program_dir_fd = open(d.in, O_PATH | O_DIRECTORY | O_CLOEXEC);
    op.context.source_left = 1000;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(op.context.program_dir_fd);
    op_close(&op);
    dir_remove(&d);
    return 0;
}

static void test_loads(void **state)
{
    (void)state;
    static const struct {
        const char *path, *name, *source;
    } rows[] = {
        {"main.js", "main.js", "1"},
        {"./main.js", "main.js", "1"},
        {"sub/../main.js", "main.js", "1"},
        {"sub//./lib.mjs", "sub/lib.mjs", "export default 2"},
        {"data.json", "data.json", "{}"},
        {"types.ts", "types.ts", "let x: number"},
        {"inner.js", "inner.js", "export default 2"}, /* a link that stays inside */
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        assert_true(op_run_path(&op, "module.load", rows[i].path));
        op_expect_text(&op, "name", rows[i].name);
        op_expect_text(&op, "source", rows[i].source);
    }
}

static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *path, *code;
    } rows[] = {
        {"../secret.js", "denied"},
        {"/etc/passwd.js", "denied"},
        {"sub/../../secret.js", "denied"},
        {"link.js", "denied"},
        {"up/secret.js", "denied"},
        {"up/in/main.js", "denied"},
        {"file", "EACCES"},
        {"sub/deep", "EACCES"},
        {".js", "EACCES"},
        {"none.js", "ENOENT"},
        {"", "ENOENT"},
        {"dir.js", "EISDIR"},
        {"fifo.js", "EACCES"},
        {"bad.js", "EILSEQ"},
        {"main.js/x.js", "ENOTDIR"},
        {".", "EACCES"},
        {"main.js/", NULL},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        bool ok = op_run_path(&op, "module.load", rows[i].path);
        assert_int_equal(ok, rows[i].code == NULL);
        if (!ok) {
            op_expect_text(&op, "code", rows[i].code);
            if (rows[i].path[0])
                op_expect_text(&op, "path", rows[i].path);
        }
    }
    buf_clear(&op.args);
    cbor_put_map(&op.args, 1);
    cbor_put_str(&op.args, "path");
    cbor_put_text(&op.args, slice_make("main.js\0x.js", 12));
    assert_false(op_run(&op, "module.load"));
    op_expect_text(&op, "code", "invalid");
}

static void test_without_grant(void **state)
{
    (void)state;
    int fd = op.context.program_dir_fd;
    op.context.program_dir_fd = -1;
    assert_false(op_run_path(&op, "module.load", "main.js"));
    op_expect_text(&op, "code", "denied");
    op_expect_text(&op, "grant", "--allow imports");
    op.context.program_dir_fd = fd;
}

static void test_source_limit(void **state)
{
    (void)state;
    op.context.source_left = 17;
    assert_true(op_run_path(&op, "module.load", "sub/lib.mjs"));
    assert_int_equal(op.context.source_left, 1);
    assert_false(op_run_path(&op, "module.load", "data.json"));
    op_expect_text(&op, "code", "limit");
    assert_true(op_run_path(&op, "module.load", "main.js"));
    assert_int_equal(op.context.source_left, 0);
    assert_false(op_run_path(&op, "module.load", "main.js"));
    op_expect_text(&op, "code", "limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_loads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_grant, setup, teardown),
        cmocka_unit_test_setup_teardown(test_source_limit, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
