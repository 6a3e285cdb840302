/* SPDX-License-Identifier: Apache-2.0 */
/* The cursor: integers of both orders, LEB128 to the letter of the specification, sticky failure.
 */
#include "test.h"

#include "base/reader.h"

static void test_integers(void **state)
{
    (void)state;
    struct buf bytes =
        test_unhex("01 0201 0102 04030201 01020304 0807060504030201 0102030405060708");
    struct reader r = reader_of(buf_slice(&bytes));
    assert_int_equal(reader_u8(&r), 1);
    assert_int_equal(reader_u16le(&r), 0x0102);
    assert_int_equal(reader_u16be(&r), 0x0102);
    assert_int_equal(reader_u32le(&r), 0x01020304);
    assert_int_equal(reader_u32be(&r), 0x01020304);
    assert_true(reader_u64le(&r) == UINT64_C(0x0102030405060708));
    assert_true(reader_u64be(&r) == UINT64_C(0x0102030405060708));
    assert_true(reader_at_end(&r));
    buf_done(&bytes);
}

static void test_failure_sticks(void **state)
{
    (void)state;
    struct buf bytes = test_unhex("010203");
    struct reader r = reader_of(buf_slice(&bytes));
    assert_int_equal(reader_u16le(&r), 0x0201);
    assert_int_equal(reader_u32le(&r), 0);
    assert_true(r.failed);
    assert_int_equal(r.fail_offset, 2);
    assert_int_equal(reader_u8(&r), 0); /* it would fit */
    assert_int_equal(reader_uleb32(&r), 0);
    assert_int_equal(reader_bytes(&r, 1).len, 0);
    assert_int_equal(reader_bytes(&r, 0).len, 0);
    assert_int_equal(r.fail_offset, 2);
    assert_int_equal(r.pos, 2);
    assert_false(reader_at_end(&r));
    buf_done(&bytes);
}

static void test_bytes(void **state)
{
    (void)state;
    struct reader r = reader_of(slice_str("hello"));
    assert_true(slice_is(reader_bytes(&r, 2), "he"));
    assert_int_equal(reader_left(&r), 3);
    assert_int_equal(reader_bytes(&r, 0).len, 0);
    assert_false(r.failed);
    assert_int_equal(reader_bytes(&r, SIZE_MAX).len, 0);
    assert_true(r.failed);

    struct reader empty = reader_of(slice_make(NULL, 0));
    assert_true(reader_at_end(&empty));
    assert_int_equal(reader_u8(&empty), 0);
    assert_true(empty.failed);
}

enum leb { U32, U64, S32, S33, S64 };

struct leb_row {
    const char *hex;
    enum leb kind;
    bool ok;
    int64_t value;
};

static const struct leb_row leb_rows[] = {
    {"00", U32, true, 0},
    {"7f", U32, true, 127},
    {"8001", U32, true, 128},
    {"e58e26", U32, true, 624485},
    {"8000", U32, true, 0}, /* longer than needed, within ceil(32/7) bytes: allowed */
    {"8080808000", U32, true, 0},
    {"ffffffff0f", U32, true, UINT32_MAX},
    {"", U32, false, 0},
    {"80", U32, false, 0},
    {"ffffffff", U32, false, 0},
    {"ffffffff1f", U32, false, 0},   /* bit 32 */
    {"ffffffff7f", U32, false, 0},   /* bits above */
    {"808080808000", U32, false, 0}, /* six bytes */
    {"ffffffffffffffffff01", U64, true, -1},
    {"80808080808080808001", U64, true, INT64_MIN},
    {"ffffffffffffffffff02", U64, false, 0},
    {"ffffffffffffffffff81", U64, false, 0},
    {"8080808080808080808000", U64, false, 0},
    {"00", S32, true, 0},
    {"7f", S32, true, -1},
    {"3f", S32, true, 63},
    {"40", S32, true, -64},
    {"c000", S32, true, 64},
    {"c0bb78", S32, true, -123456},
    {"ffffffff07", S32, true, INT32_MAX},
    {"8080808078", S32, true, INT32_MIN},
    {"ffffffff7f", S32, true, -1},
    {"ffffffff0f", S32, false, 0}, /* positive with the sign bit set */
    {"8080808070", S32, false, 0}, /* bits above unlike the sign */
    {"ffffffff3f", S32, false, 0},
    {"ffffffffff00", S32, false, 0}, /* six bytes */
    {"80", S32, false, 0},
    {"ffffffff0f", S33, true, UINT32_MAX},
    {"8080808070", S33, true, -INT64_C(4294967296)},
    {"40", S33, true, -64},
    {"ffffffff1f", S33, false, 0},
    {"ffffffff2f", S33, false, 0},
    {"8080808060", S33, false, 0},
    {"ffffffffffffffffff00", S64, true, INT64_MAX},
    {"8080808080808080807f", S64, true, INT64_MIN},
    {"7f", S64, true, -1},
    {"ffffffffffffffffff01", S64, false, 0},
    {"8080808080808080807e", S64, false, 0},
    {"ffffffffffffffffffff00", S64, false, 0},
};

static int64_t read_leb(struct reader *r, enum leb kind)
{
    switch (kind) {
    case U32:
        return (int64_t)reader_uleb32(r);
    case U64:
        return (int64_t)reader_uleb64(r);
    case S32:
        return reader_sleb32(r);
    case S33:
        return reader_sleb33(r);
    default:
        return reader_sleb64(r);
    }
}

static void test_leb128(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(leb_rows); i++) {
        const struct leb_row *row = &leb_rows[i];
        struct buf bytes = test_unhex(row->hex);
        struct reader r = reader_of(buf_slice(&bytes));
        const int64_t value = read_leb(&r, row->kind);
        if (r.failed == row->ok || value != row->value || (row->ok && !reader_at_end(&r)) ||
            (!row->ok && (r.pos != 0 || r.fail_offset != 0)))
            fail_msg("row %zu, %s: got %lld, failed %d", i, row->hex, (long long)value, r.failed);
        buf_done(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_failure_sticks),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_leb128),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
