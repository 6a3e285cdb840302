/* SPDX-License-Identifier: Apache-2.0 */
/* The module cache: used when whole, never used when anything about it is off. */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char started[] =
    "(module (memory (export \"memory\") 1) (global $g (mut i32) (i32.const 0))"
    " (func (export \"tr_init\") (i32.store (i32.const 0) (i32.const 77)) (global.set $g "
    "(i32.const 9)))"
    " (func (export \"get\") (param i32) (result i32)"
    "  (i32.add (i32.load (i32.const 0)) (global.get $g))))";

struct test {
    char dir[64];
    struct module *module;
    uint64_t got;
};

static void call_get(void *arg)
{
    struct test *t = arg;
    struct sandbox *s = fixture_open(t->module, 0);
    (void)fixture_call(s, "get", 0, &t->got);
    sandbox_close(s);
}

/* Loads the module with the cache directory and checks that it works. */
static void load_and_run(struct test *t)
{
    struct engine *engine = fixture_engine(t->dir, DIRTY_AUTO);
    t->module = fixture_module(engine, MODULE_OURS, started);
    t->got = 0;
    fixture_deep(call_get, t);
    module_unref(t->module);
    engine_free(engine);
    assert_int_equal(t->got, 86);
}

static int begin(void **state)
{
    struct test *t = calloc(1, sizeof *t);
    (void)snprintf(t->dir, sizeof t->dir, "/tmp/troupe-test-cache-XXXXXX");
    *state = t;
    return mkdtemp(t->dir) ? 0 : -1;
}

static void each_file(const struct test *t, void (*fn)(const char *path))
{
    DIR *dir = opendir(t->dir);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[400];
        (void)snprintf(path, sizeof path, "%s/%s", t->dir, e->d_name);
        if (e->d_name[0] != '.')
            fn(path);
    }
    closedir(dir);
}

static void remove_file(const char *path)
{
    assert_int_equal(unlink(path), 0);
}

static int end(void **state)
{
    struct test *t = *state;
    (void)chmod(t->dir, 0700);
    each_file(t, remove_file);
    int rc = rmdir(t->dir);
    free(t);
    return rc;
}

static unsigned n_files;

static void count_file(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    n_files++;
}

static void keeps_two_private_files(void **state)
{
    struct test *t = *state;
    n_files = 0;
    load_and_run(t);
    each_file(t, count_file);
    assert_int_equal(n_files, 2);
    load_and_run(t);
    n_files = 0;
    each_file(t, count_file);
    assert_int_equal(n_files, 2);
}

static void flip_a_byte(const char *path)
{
    struct stat st;
    uint8_t byte;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    assert_int_equal(pread(fd, &byte, 1, st.st_size / 2), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, st.st_size / 2), 1);
    close(fd);
}

static void cut_in_half(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size / 2), 0);
}

static void make_empty(const char *path)
{
    assert_int_equal(truncate(path, 0), 0);
}

static void open_to_others(const char *path)
{
    assert_int_equal(chmod(path, 0666), 0);
}

static void make_link(const char *path)
{
    char kept[420];
    (void)snprintf(kept, sizeof kept, "%s.kept", path);
    if (strstr(path, ".kept"))
        return;
    assert_int_equal(rename(path, kept), 0);
    assert_int_equal(symlink(kept, path), 0);
}

static void damage_is_a_miss(void **state)
{
    struct test *t = *state;
    static void (*const damages[])(const char *path) = {flip_a_byte, cut_in_half, make_empty,
                                                        open_to_others, make_link};
    for (size_t i = 0; i < TR_ARRAY_LEN(damages); i++) {
        load_and_run(t);
        each_file(t, damages[i]);
        load_and_run(t);
    }
}

static void keeps_within_its_bound(void **state)
{
    struct test *t = *state;
    static const struct host_table *const tables[] = {&fixture_table};
    const struct engine_options options = {
        .cache_dir = t->dir, .cache_bytes = 64 * KIB, .tables = tables, .n_tables = 1};
    struct engine *engine = NULL;
    struct tr_err err = {0};
    assert_int_equal(engine_new(&options, &engine, &err), TR_OK);
    for (int i = 0; i < 20; i++) {
        char wat[100];
        (void)snprintf(wat, sizeof wat, "(module (func (export \"f%d\")))", i);
        module_unref(fixture_module(engine, MODULE_FOREIGN, wat));
    }
    engine_free(engine);
    n_files = 0;
    each_file(t, count_file);
    assert_in_range(n_files, 2, 16);
}

static void an_open_directory_is_not_used(void **state)
{
    struct test *t = *state;
    assert_int_equal(chmod(t->dir, 0755), 0);
    load_and_run(t);
    n_files = 0;
    each_file(t, count_file);
    assert_int_equal(n_files, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_two_private_files, begin, end),
        cmocka_unit_test_setup_teardown(damage_is_a_miss, begin, end),
        cmocka_unit_test_setup_teardown(keeps_within_its_bound, begin, end),
        cmocka_unit_test_setup_teardown(an_open_directory_is_not_used, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
