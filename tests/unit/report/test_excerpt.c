/* SPDX-License-Identifier: Apache-2.0 */
/* Excerpts of friendly and of hostile sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "base/utf8.h"
#include "report/excerpt.h"

static void expect(const char *source, uint64_t line, uint64_t column, const char *wanted)
{
    struct buf out = BUF_INIT(1 << 16);
    bool written = excerpt_write(slice_str(source), line, column, &out);
    assert_int_equal(written, wanted != NULL);
    if (wanted)
        assert_string_equal(buf_str(&out), wanted);
    else
        assert_int_equal(out.len, 0);
    buf_done(&out);
}

static void test_lines(void **state)
{
    (void)state;
    expect("a\nbc\nd", 2, 2, "1 | a\n2 | bc\n  |  ^\n3 | d");
    expect("a\nbc\nd", 1, 1, "1 | a\n  | ^\n2 | bc");
    expect("a\nbc\nd", 3, 1, "2 | bc\n3 | d\n  | ^");
    expect("a\r\nb\r\n", 1, 2, "1 | a\n  |  ^\n2 | b");
    expect("", 1, 1, "1 |\n  | ^");
    expect("x\n\ny", 3, 1, "2 |\n3 | y\n  | ^");
}

static void test_absent(void **state)
{
    (void)state;
    expect("a\nb", 3, 1, NULL);
    expect("a\nb", 0, 1, NULL);
    expect("a\nb", UINT64_MAX, 1, NULL);
    expect("", 2, 1, NULL);
}

static void test_columns(void **state)
{
    (void)state;
    expect("abc", 1, 0, "1 | abc\n  | ^");
    expect("abc", 1, 4, "1 | abc\n  |    ^");
    expect("abc", 1, UINT64_MAX, "1 | abc\n  |    ^");
    expect("é€x", 1, 3, "1 | é€x\n  |   ^");
    expect("\tx", 1, 2, "1 |  x\n  |  ^");
}

static void test_hostile(void **state)
{
    (void)state;
    expect("a\033[31mb\x7f", 1, 1, "1 | a\uFFFD[31mb\uFFFD\n  | ^");
    expect("\xe2\x80\xae"
           "abc",
           1, 1, "1 | \uFFFDabc\n  | ^");
    expect("\xff\xfe", 1, 2, "1 | \uFFFD\uFFFD\n  |  ^");
}

/* A line of a megabyte is cut around the caret, which stays under its character. */
static void test_long_line(void **state)
{
    static char source[1 << 20];
    struct buf out = BUF_INIT(1 << 16);
    (void)state;
    memset(source, 'a', sizeof(source) - 1);
    for (size_t at = 0; at < sizeof(source) - 1; at += 65537) {
        source[at] = 'X';
        buf_clear(&out);
        assert_true(excerpt_write(slice_str(source), 1, at + 1, &out));
        assert_true(out.len < 4 * EXCERPT_COLUMNS && utf8_valid(buf_slice(&out)));
        const char *text = buf_str(&out), *caret = strchr(text, '^');
        const char *second = strchr(text, '\n') + 1, *mark = strchr(text, 'X');
        assert_non_null(mark);
        /* The mark for what was cut off in front is one character of three bytes. */
        size_t cut = strncmp(text + 4, "…", 3) == 0 ? 2 : 0;
        assert_int_equal(mark - text - (ptrdiff_t)cut, caret - second);
        source[at] = 'a';
    }
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),     cmocka_unit_test(test_absent),
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
