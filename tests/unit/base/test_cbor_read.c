/* SPDX-License-Identifier: Apache-2.0 */
/* Reading CBOR head by head: what each head gives, every kind of malformed head, skipping, maps. */
#include "test.h"

#include "base/cbor.h"
#include "base/limits.h"

static void test_heads(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        enum cbor_type type;
        uint64_t uint;
        const char *data;
    } rows[] = {
        {"00", CBOR_UINT, 0, NULL},
        {"1bffffffffffffffff", CBOR_UINT, UINT64_MAX, NULL},
        {"3bffffffffffffffff", CBOR_NEGINT, UINT64_MAX, NULL},
        {"20", CBOR_NEGINT, 0, NULL},
        {"40", CBOR_BYTES, 0, ""},
        {"4401020304", CBOR_BYTES, 4, "\x01\x02\x03\x04"},
        {"60", CBOR_TEXT, 0, ""},
        {"62c3bc", CBOR_TEXT, 2, "\xc3\xbc"},
        {"63e6b0b4", CBOR_TEXT, 3, "\xe6\xb0\xb4"},
        {"64f0908591", CBOR_TEXT, 4, "\xf0\x90\x85\x91"},
        {"62225c", CBOR_TEXT, 2, "\"\\"},
        {"80", CBOR_ARRAY, 0, NULL},
        {"83010203", CBOR_ARRAY, 3, NULL},
        {"a0", CBOR_MAP, 0, NULL},
        {"a201020304", CBOR_MAP, 2, NULL},
        {"c11a514b67b0", CBOR_TAG, 1, NULL},
        {"d9010280", CBOR_TAG, 258, NULL},
        {"f4", CBOR_BOOL, 0, NULL},
        {"f5", CBOR_BOOL, 1, NULL},
        {"f6", CBOR_NULL, 0, NULL},
        {"f7", CBOR_UNDEFINED, 0, NULL},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf bytes = test_unhex(rows[i].hex);
        struct cbor_reader r = cbor_reader_of(buf_slice(&bytes));
        struct cbor_item item;
        if (!cbor_next(&r, &item) || item.type != rows[i].type || item.uint != rows[i].uint)
            fail_msg("%s: type %d, value %llu", rows[i].hex, item.type,
                     (unsigned long long)item.uint);
        assert_true(slice_is(item.data, rows[i].data));
        buf_done(&bytes);
    }
}

static const char *const malformed_heads[] = {
    /* heads that end too early */
    "18",
    "19",
    "1900",
    "1a",
    "1a000000",
    "1b",
    "1b00000000000000",
    "38",
    "58",
    "78",
    "98",
    "b8",
    "d8",
    "f8",
    "f9",
    "f900",
    "fa",
    "fa000000",
    "fb",
    "fb00000000000000",
    /* longer than needed */
    "1800",
    "1817",
    "190000",
    "1900ff",
    "1a00000000",
    "1a0000ffff",
    "1b0000000000000000",
    "1b00000000ffffffff",
    "3817",
    "39000a",
    "5801ff",
    "580100",
    "7801 61",
    "9800",
    "980100",
    "b800",
    "b9000101 02",
    "d81700",
    "d90001f6",
    /* reserved */
    "1c",
    "1d",
    "1e",
    "3c",
    "5c",
    "7d",
    "9e",
    "bc",
    "dc",
    "fc",
    "fd",
    "fe",
    /* indefinite lengths, and the break that ends them */
    "1f",
    "3f",
    "5f4101ff",
    "7f6161ff",
    "9f01ff",
    "bf6161 01ff",
    "df",
    "ff",
    /* simple values */
    "e0",
    "f3",
    "f800",
    "f814",
    "f815",
    "f818",
    "f820",
    "f8ff",
    /* strings past the end */
    "41",
    "420a",
    "5818",
    "59ffff01",
    "5affffffff",
    "5bffffffffffffffff",
    "61",
    "62 61",
    "7bffffffffffffffff",
    "5b7fffffffffffffff",
    /* text that is not UTF-8 */
    "61ff",
    "62c328",
    "63eda080",
    "62c080",
    "64f4908080",
    "61c3",
    "6261 80",
    /* counts past the end */
    "81",
    "820a",
    "9b00000001000000000a",
    "9bffffffffffffffff",
    "a1",
    "a10a",
    "a2010203",
    "bbffffffffffffffff",
    "bb8000000000000000",
    "ba7fffffff00",
    "c1",
    "d9d9f7",
    /* floats wider than needed */
    "fa3f800000",
    "fa7f800000",
    "fa00000000",
    "fb3ff0000000000000",
    "fb7ff0000000000000",
    "fb3ff8000000000000",
    "fb40f86a0000000000",
    "fb0000000000000000",
    "fb36a0000000000000",
    /* other NaNs */
    "f97e01",
    "f97c01",
    "f9fe00",
    "fa7fc00000",
    "faffc00000",
    "fb7ff8000000000000",
    "fbfff8000000000001",
};

static void test_malformed_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(malformed_heads); i++) {
        struct buf bytes = test_unhex(malformed_heads[i]);
        struct cbor_reader r = cbor_reader_of(buf_slice(&bytes));
        struct cbor_item item = {.uint = 77};
        if (cbor_next(&r, &item))
            fail_msg("%s is accepted", malformed_heads[i]);
        assert_true(r.in.failed);
        assert_int_equal(r.in.fail_offset, 0);
        assert_non_null(r.why);
        assert_int_equal(item.uint, 77);
        assert_false(cbor_next(&r, &item));
        buf_done(&bytes);
    }
}

static void test_the_end_is_no_failure(void **state)
{
    (void)state;
    struct cbor_reader r = cbor_reader_of(slice_make(NULL, 0));
    struct cbor_item item;
    assert_false(cbor_next(&r, &item));
    assert_false(r.in.failed);
    assert_int_equal(cbor_skip(&r).len, 0);
    assert_true(r.in.failed);
}

static void test_skip(void **state)
{
    (void)state;
    static const struct {
        const char *hex;
        size_t len; /* 0: fails */
    } rows[] = {
        {"00ff", 1},
        {"83010203 00", 4},
        {"8301820203820405 00", 8},
        {"a26161016162820203 00", 9},
        {"d81c81d81d00 00", 6},
        {"80 80", 1},
        {"a0", 1},
        {"826161", 0},
        {"830102", 0},
        {"a1616101 ff", 4},
        {"8201ff", 0},
        {"8281", 0},
        {"c1", 0},
        {"", 0},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf bytes = test_unhex(rows[i].hex);
        struct cbor_reader r = cbor_reader_of(buf_slice(&bytes));
        const struct slice item = cbor_skip(&r);
        if (item.len != rows[i].len || r.in.failed != (rows[i].len == 0))
            fail_msg("%s: skipped %zu", rows[i].hex, item.len);
        if (rows[i].len)
            assert_ptr_equal(item.ptr, bytes.ptr);
        buf_done(&bytes);
    }
}

static void test_skip_depth(void **state)
{
    (void)state;
    static const uint8_t openers[] = {0x81, 0xc1};
    uint8_t bytes[CBOR_DEPTH_MAX + 2];
    for (size_t i = 0; i < sizeof(openers); i++) {
        memset(bytes, openers[i], sizeof(bytes));
        bytes[CBOR_DEPTH_MAX] = 0x00;
        struct cbor_reader r = cbor_reader_of(slice_make(bytes, CBOR_DEPTH_MAX + 1));
        assert_int_equal(cbor_skip(&r).len, CBOR_DEPTH_MAX + 1);
        bytes[CBOR_DEPTH_MAX] = openers[i];
        bytes[CBOR_DEPTH_MAX + 1] = 0x00;
        r = cbor_reader_of(slice_make(bytes, sizeof(bytes)));
        assert_int_equal(cbor_skip(&r).len, 0);
        assert_int_equal(r.in.fail_offset, CBOR_DEPTH_MAX);
    }
}

static void test_map_get(void **state)
{
    (void)state;
    /* {"a": 1, 2: 3, "b": "hi", "c": [1], h'61': 4, "": null, "d": -1} */
    struct buf bytes = test_unhex("a7 616101 0203 6162626869 61638101 416104 60f6 616420");
    const struct slice map = buf_slice(&bytes);
    struct slice value, text;
    uint64_t number = 99;
    assert_true(cbor_map_get(map, "c", &value));
    test_expect_hex(value, "8101", "c");
    assert_true(cbor_map_get(map, "", &value));
    test_expect_hex(value, "f6", "empty key");
    assert_true(cbor_map_get_text(map, "b", &text));
    assert_true(slice_is(text, "hi"));
    assert_true(cbor_map_get_uint(map, "a", &number));
    assert_int_equal(number, 1);

    number = 99;
    value = text = slice_str("untouched");
    assert_false(cbor_map_get(map, "x", &value));
    assert_false(cbor_map_get(map, "aa", &value));
    assert_false(cbor_map_get_text(map, "a", &text));
    assert_false(cbor_map_get_uint(map, "b", &number));
    assert_false(cbor_map_get_uint(map, "d", &number));
    assert_false(cbor_map_get(slice_make(map.ptr, map.len - 2), "x", &value));
    assert_false(cbor_map_get(slice_from(map, 1), "a", &value));
    assert_false(cbor_map_get(slice_make(NULL, 0), "a", &value));
    assert_int_equal(number, 99);
    assert_true(slice_is(value, "untouched"));
    assert_true(slice_is(text, "untouched"));
    buf_done(&bytes);
}

static void test_map_get_text_is_utf8(void **state)
{
    (void)state;
    struct buf bytes = test_unhex("a1616161ff");
    struct slice text;
    assert_false(cbor_map_get_text(buf_slice(&bytes), "a", &text));
    buf_done(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_malformed_heads),
        cmocka_unit_test(test_the_end_is_no_failure),
        cmocka_unit_test(test_skip),
        cmocka_unit_test(test_skip_depth),
        cmocka_unit_test(test_map_get),
        cmocka_unit_test(test_map_get_text_is_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
