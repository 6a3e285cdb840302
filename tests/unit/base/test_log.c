/* SPDX-License-Identifier: Apache-2.0 */
/* Debug lines: none unless asked for, one write each, cut when too long. */
#include "test.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

/* What a child process with this TROUPE_LOG writes on standard error. */
static size_t logged(const char *level, const char *text, char *out, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (level)
            (void)setenv("TROUPE_LOG", level, 1);
        else
            (void)unsetenv("TROUPE_LOG");
        (void)dup2(ends[1], STDERR_FILENO);
        log_debug("%s", text);
        _exit(log_enabled() ? 1 : 0);
    }
    (void)close(ends[1]);
    size_t len = 0;
    for (ssize_t n; (n = read(ends[0], out + len, size - len)) > 0;)
        len += (size_t)n;
    (void)close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), level && strcmp(level, "debug") == 0);
    return len;
}

static void test_silent_unless_asked(void **state)
{
    (void)state;
    char out[4096];
    assert_int_equal(logged(NULL, "x", out, sizeof(out)), 0);
    assert_int_equal(logged("", "x", out, sizeof(out)), 0);
    assert_int_equal(logged("info", "x", out, sizeof(out)), 0);
}

static void test_a_line(void **state)
{
    (void)state;
    char out[4096];
    const size_t len = logged("debug", "slot 3 cleaned", out, sizeof(out));
    assert_true(slice_eq(slice_make(out, len), slice_str("troupe: slot 3 cleaned\n")));
}

static void test_long_line_is_cut(void **state)
{
    (void)state;
    char text[5000], out[4096];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    const size_t len = logged("debug", text, out, sizeof(out));
    assert_true(len > 500 && len <= 1024);
    assert_int_equal(out[len - 1], '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silent_unless_asked),
        cmocka_unit_test(test_a_line),
        cmocka_unit_test(test_long_line_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
