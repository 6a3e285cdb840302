/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: every code point there and back, and everything that RFC 3629 forbids. */
#include "test.h"

#include "base/utf8.h"

static void test_all_code_points(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        uint8_t bytes[4];
        size_t pos = 0;
        const struct slice s = slice_make(bytes, utf8_encode(c, bytes));
        if (!utf8_valid(s) || utf8_next(s, &pos) != c || pos != s.len)
            fail_msg("U+%04X does not come back", c);
    }
}

static void test_encode_of_no_character(void **state)
{
    (void)state;
    const uint32_t rows[] = {0xd800, 0xdfff, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint8_t bytes[4];
        assert_int_equal(utf8_encode(rows[i], bytes), 3);
        assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
    }
}

static void test_malformed(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        size_t valid;
    } rows[] = {
        {"80", 0},
        {"bf", 0},
        {"c080", 0},
        {"c1bf", 0},
        {"c2", 0},
        {"c220", 0},
        {"e08080", 0},
        {"e09fbf", 0},
        {"e0a0", 0},
        {"e1", 0},
        {"eda080", 0},
        {"edbfbf", 0},
        {"f0808080", 0},
        {"f08fbfbf", 0},
        {"f09080", 0},
        {"f4908080", 0},
        {"f5808080", 0},
        {"f8888080", 0},
        {"fe", 0},
        {"ff", 0},
        {"61c3a9ff", 3},
        {"6161616161616161c3", 8},
        {"61616161616161c3a980", 9},
        {"f09f9880ed", 4},
        {"e28220", 0},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf bytes = test_unhex(rows[i].hex);
        const struct slice s = buf_slice(&bytes);
        if (utf8_valid(s) || utf8_valid_prefix(s) != rows[i].valid)
            fail_msg("%s: valid prefix %zu", rows[i].hex, utf8_valid_prefix(s));
        size_t pos = rows[i].valid;
        assert_int_equal(utf8_next(s, &pos), 0xfffd);
        assert_int_equal(pos, rows[i].valid + 1);
        buf_done(&bytes);
    }
}

static void test_valid(void **state)
{
    (void)state;
    static const char *const rows[] = {"",         "61",       "c280",   "dfbf",
                                       "e0a080",   "ed9fbf",   "ee8080", "efbfbf",
                                       "f0908080", "f48fbfbf", "00",     "6161616161616161"};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf bytes = test_unhex(rows[i]);
        assert_true(utf8_valid(buf_slice(&bytes)));
        buf_done(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_encode_of_no_character),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
