/* SPDX-License-Identifier: Apache-2.0 */
/* Writing CBOR: RFC 8949 appendix A as far as it lies in the profile, both ways, and numbers. */
#include "test.h"

#include <float.h>
#include <math.h>

#include "base/cbor.h"

struct int_row {
    int64_t value;
    const char *hex;
};

static void test_integers(void **state)
{
    (void)state;
    static const struct int_row rows[] = {
        {0, "00"},
        {1, "01"},
        {10, "0a"},
        {23, "17"},
        {24, "1818"},
        {25, "1819"},
        {100, "1864"},
        {255, "18ff"},
        {256, "190100"},
        {1000, "1903e8"},
        {65535, "19ffff"},
        {65536, "1a00010000"},
        {1000000, "1a000f4240"},
        {4294967295, "1affffffff"},
        {4294967296, "1b0000000100000000"},
        {1000000000000, "1b000000e8d4a51000"},
        {INT64_MAX, "1b7fffffffffffffff"},
        {-1, "20"},
        {-10, "29"},
        {-24, "37"},
        {-25, "3818"},
        {-100, "3863"},
        {-1000, "3903e7"},
        {INT64_MIN, "3b7fffffffffffffff"},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf out = BUF_INIT(16);
        cbor_put_int(&out, rows[i].value);
        test_expect_hex(buf_slice(&out), rows[i].hex, "integer");
        buf_done(&out);
    }
    struct buf out = BUF_INIT(16);
    cbor_put_uint(&out, UINT64_MAX);
    test_expect_hex(buf_slice(&out), "1bffffffffffffffff", "2^64 - 1");
    buf_done(&out);
}

struct float_row {
    double value;
    const char *hex;
};

static const struct float_row float_rows[] = {
    {0.0, "f90000"},
    {-0.0, "f98000"},
    {1.0, "f93c00"},
    {1.1, "fb3ff199999999999a"},
    {1.5, "f93e00"},
    {65504.0, "f97bff"},
    {65505.0, "fa477fe100"},
    {100000.0, "fa47c35000"},
    {3.4028234663852886e+38, "fa7f7fffff"},
    {3.402823466385289e+38, "fb47efffffe0000001"}, /* past the greatest single */
    {1.0e+300, "fb7e37e43c8800759c"},
    {DBL_MAX, "fb7fefffffffffffff"},
    {5.960464477539063e-8, "f90001"}, /* least half */
    {2.9802322387695312e-8, "fa33000000"},
    {6.097555160522461e-5, "f903ff"}, /* greatest subnormal half */
    {0.00006103515625, "f90400"},
    {0x1.ffcp-15, "fa387fe000"}, /* between two halves */
    {1.401298464324817e-45, "fa00000001"},
    {7.006492321624085e-46, "fb3690000000000000"},
    {5e-324, "fb0000000000000001"},
    {-4.0, "f9c400"},
    {-4.1, "fbc010666666666666"},
    {HUGE_VAL, "f97c00"},
    {-HUGE_VAL, "f9fc00"},
};

static void test_floats_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(float_rows); i++) {
        struct buf out = BUF_INIT(16);
        cbor_put_float(&out, float_rows[i].value);
        test_expect_hex(buf_slice(&out), float_rows[i].hex, "float");
        struct cbor_reader r = cbor_reader_of(buf_slice(&out));
        struct cbor_item item;
        assert_true(cbor_next(&r, &item));
        assert_int_equal(item.type, CBOR_FLOAT);
        assert_memory_equal(&item.number, &float_rows[i].value, sizeof(double));
        buf_done(&out);
    }
}

static void test_every_half_comes_back(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits <= 0xffff; bits++) {
        const uint8_t in[] = {0xf9, (uint8_t)(bits >> 8), (uint8_t)bits};
        struct cbor_reader r = cbor_reader_of(slice_make(in, sizeof(in)));
        struct cbor_item item;
        const bool nan = (bits & 0x7c00) == 0x7c00 && (bits & 0x3ff) != 0;
        if (cbor_next(&r, &item) != (!nan || bits == 0x7e00))
            fail_msg("half %04x is accepted wrongly", bits);
        if (nan)
            continue;
        uint8_t again[16];
        struct buf out = {.ptr = again, .cap = sizeof(again), .max = sizeof(again)};
        cbor_put_float(&out, item.number);
        if (!slice_eq(buf_slice(&out), slice_make(in, sizeof(in))))
            fail_msg("half %04x does not come back", bits);
    }
}

static void test_one_nan(void **state)
{
    (void)state;
    const uint64_t patterns[] = {UINT64_C(0x7ff8000000000000), UINT64_C(0xfff8000000000000),
                                 UINT64_C(0x7ff0000000000001), UINT64_C(0xffffffffffffffff)};
    for (size_t i = 0; i < TR_ARRAY_LEN(patterns); i++) {
        double value;
        struct buf out = BUF_INIT(16);
        memcpy(&value, &patterns[i], sizeof(value));
        cbor_put_float(&out, value);
        cbor_put_number(&out, value);
        test_expect_hex(buf_slice(&out), "f97e00f97e00", "NaN");
        buf_done(&out);
    }
}

static void test_numbers_of_javascript(void **state)
{
    (void)state;
    static const struct float_row rows[] = {
        {0, "00"},
        {-0.0, "f98000"},
        {1, "01"},
        {-1, "20"},
        {1.5, "f93e00"},
        {9007199254740991.0, "1b001fffffffffffff"},
        {9007199254740992.0, "1b0020000000000000"},
        {-9007199254740992.0, "3b001fffffffffffff"},
        {9007199254740994.0, "fb4340000000000001"},
        {-9007199254740994.0, "fbc340000000000001"},
        {1e300, "fb7e37e43c8800759c"},
        {HUGE_VAL, "f97c00"},
        {-HUGE_VAL, "f9fc00"},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf out = BUF_INIT(16);
        cbor_put_number(&out, rows[i].value);
        test_expect_hex(buf_slice(&out), rows[i].hex, "number");
        buf_done(&out);
    }
}

static void test_everything_else(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(1000);
    cbor_put_map(&out, 2);
    cbor_put_str(&out, "a");
    cbor_put_array(&out, 5);
    cbor_put_bool(&out, false);
    cbor_put_bool(&out, true);
    cbor_put_null(&out);
    cbor_put_undefined(&out);
    cbor_put_bytes(&out, slice_str("\x01\x02"));
    cbor_put_text(&out, slice_str("\xc3\xbc"));
    cbor_put_tag(&out, CBOR_TAG_SET);
    cbor_put_array(&out, 0);
    test_expect_hex(buf_slice(&out), "a2 6161 85f4f5f6f7420102 62c3bc d9010280", "structure");
    buf_done(&out);
}

static void test_failure_of_the_buffer_sticks(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(4);
    cbor_put_str(&out, "abcdef");
    cbor_put_uint(&out, 1);
    assert_true(out.failed);
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_floats_both_ways),
        cmocka_unit_test(test_every_half_comes_back),
        cmocka_unit_test(test_one_nan),
        cmocka_unit_test(test_numbers_of_javascript),
        cmocka_unit_test(test_everything_else),
        cmocka_unit_test(test_failure_of_the_buffer_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
