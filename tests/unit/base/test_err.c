/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: what tr_fail leaves, and that a message is one clean line whatever goes into it. */
#include "test.h"

#include <errno.h>

#include "base/utf8.h"

static void test_names_of_codes(void **state)
{
    (void)state;
    assert_string_equal(tr_code_name(TR_OK), "ok");
    assert_string_equal(tr_code_name(TR_E_USAGE), "usage");
    assert_string_equal(tr_code_name(TR_E_INTERNAL), "internal");
    assert_string_equal(tr_code_text(TR_E_INVALID), "the input is malformed");
    const int strange[] = {1, -1 - (int)TR_CODE_COUNT, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < TR_ARRAY_LEN(strange); i++)
        assert_string_equal(tr_code_name((tr_rc)strange[i]), "unknown");
}

static void test_fail_fills(void **state)
{
    (void)state;
    struct tr_err err;
    memset(&err, 0xff, sizeof(err));
    assert_int_equal(tr_fail_offset(&err, TR_E_INVALID, 7, "bad %d", 5), TR_E_INVALID);
    assert_int_equal(err.code, TR_E_INVALID);
    assert_int_equal(err.offset, 7);
    assert_int_equal(err.sys_errno, 0);
    assert_string_equal(err.message, "bad 5");
    assert_non_null(strstr(err.origin_file, "test_err.c"));
    assert_true(err.origin_line > 0);

    assert_int_equal(tr_fail_sys(&err, TR_E_IO, ENOENT, "cannot open it"), TR_E_IO);
    assert_int_equal(err.sys_errno, ENOENT);
    assert_true(err.offset == TR_NO_OFFSET);
    assert_string_equal(err.message, "cannot open it: No such file or directory");
}

static void test_null_object(void **state)
{
    (void)state;
    assert_int_equal(tr_fail(NULL, TR_E_LIMIT, "%s", "unseen"), TR_E_LIMIT);
    assert_int_equal(tr_wrap(NULL, TR_E_LIMIT, "%s", "unseen"), TR_E_LIMIT);
}

static void test_wrap_prefixes(void **state)
{
    (void)state;
    struct tr_err err;
    const tr_rc rc = tr_fail_offset(&err, TR_E_INVALID, 3, "a byte is wrong");
    assert_int_equal(tr_wrap(&err, rc, "module %s", "m.wasm"), TR_E_INVALID);
    assert_string_equal(err.message, "module m.wasm: a byte is wrong");
    assert_int_equal(err.offset, 3);
}

static void test_one_clean_line(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"a\nb\r\tc\x7f", "a b  c "},   {"\x1b[31mred", " [31mred"},
        {"caf\xc3\xa9", "caf\xc3\xa9"}, {"\xff\xc3.", "\?\?."},
        {"\xed\xa0\x80", "\?\?\?"},     {"\xc2\x9bm", "  m"}, /* CSI as one C1 character */
    };
    struct tr_err err;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        (void)tr_fail(&err, TR_E_INVALID, "%s", rows[i].in);
        assert_string_equal(err.message, rows[i].out);
    }
}

static void test_cut_between_characters(void **state)
{
    (void)state;
    char text[600];
    struct tr_err err;
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t i = shift; i + 4 < sizeof(text); i += 4)
            memcpy(text + i, "\xf0\x9f\x98\x80", 5);
        (void)tr_fail(&err, TR_E_INVALID, "%s", text);
        assert_true(utf8_valid(slice_str(err.message)));
        assert_null(strchr(err.message, '?'));
        assert_true(strlen(err.message) >= sizeof(err.message) - 5);
        (void)tr_wrap(&err, TR_E_INVALID, "%s", text);
        assert_true(utf8_valid(slice_str(err.message)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_codes), cmocka_unit_test(test_fail_fills),
        cmocka_unit_test(test_null_object),    cmocka_unit_test(test_wrap_prefixes),
        cmocka_unit_test(test_one_clean_line), cmocka_unit_test(test_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
