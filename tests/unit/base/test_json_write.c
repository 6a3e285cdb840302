/* SPDX-License-Identifier: Apache-2.0 */
/* CBOR to JSON text: numbers as JavaScript writes them, every kind of value, cycles, limits. */
#include "test.h"

#include "base/json.h"
#include "base/limits.h"

static void expect_json(struct slice value, unsigned indent, const char *json, const char *what)
{
    const struct json_style style = {.indent = indent};
    struct buf out = BUF_INIT(TEST_BYTES_MAX);
    struct tr_err err;
    if (cbor_to_json(value, &style, &out, &err) != TR_OK)
        fail_msg("%s: %s", what, err.message);
    if (!slice_is(buf_slice(&out), json))
        fail_msg("%s: got %s, expected %s", what, buf_str(&out), json);
    buf_done(&out);
}

/* As node prints them; among them the borders of each layout and hard cases of shortest digits. */
static const struct {
    double value;
    const char *json;
} number_rows[] = {
    {0, "0"},
    {-0.0, "0"},
    {1, "1"},
    {-1.5, "-1.5"},
    {100000, "100000"},
    {0.1, "0.1"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1e15, "1000000000000000"},
    {1e20, "100000000000000000000"},
    {123456789012345680000.0, "123456789012345680000"},
    {999999999999999900000.0, "999999999999999900000"},
    {1e21, "1e+21"},
    {1.5e21, "1.5e+21"},
    {-1e21, "-1e+21"},
    {1e-6, "0.000001"},
    {1.5e-6, "0.0000015"},
    {1e-7, "1e-7"},
    {1.5e-7, "1.5e-7"},
    {123456.789, "123456.789"},
    {4.35, "4.35"},
    {5e-324, "5e-324"},
    {1e-323, "1e-323"},
    {4.4501477170144023e-308, "4.4501477170144023e-308"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {2.225073858507201e-308, "2.225073858507201e-308"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {9007199254740991.0, "9007199254740991"},
    {9007199254740993.0, "9007199254740992"},
    {4294967296.5, "4294967296.5"},
    {5.684341886080802e-14, "5.684341886080802e-14"}, /* 2^-44 */
    {9.5367431640625e-7, "9.5367431640625e-7"},
    {8.41e21, "8.41e+21"},
    {2.0919495182368195e19, "20919495182368195000"},
    {9.109e-31, "9.109e-31"},
    {1.0 / 3, "0.3333333333333333"},
    {2.0 / 3, "0.6666666666666666"},
    {299792458.123456789, "299792458.1234568"},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(number_rows); i++) {
        struct buf value = BUF_INIT(16);
        cbor_put_float(&value, number_rows[i].value);
        expect_json(buf_slice(&value), 0, number_rows[i].json, number_rows[i].json);
        buf_done(&value);
    }
}

/* Powers of two lie where shortest digits are hardest; every one must read back. */
static void test_powers_of_two_read_back(void **state)
{
    (void)state;
    double value = 5e-324;
    for (int i = 0; i < 2098; i++, value *= 2) {
        struct buf in = BUF_INIT(16), text = BUF_INIT(64), out = BUF_INIT(16);
        cbor_put_number(&in, value);
        assert_int_equal(cbor_to_json(buf_slice(&in), NULL, &text, NULL), TR_OK);
        assert_int_equal(json_to_cbor(buf_slice(&text), &out, NULL), TR_OK);
        if (!slice_eq(buf_slice(&in), buf_slice(&out)))
            fail_msg("2^%d: %s does not read back", i - 1074, buf_str(&text));
        buf_done(&in);
        buf_done(&text);
        buf_done(&out);
    }
}

static const struct {
    const char *hex, *json;
} value_rows[] = {
    {"f6", "null"},
    {"f7", "null"},
    {"f5", "true"},
    {"f97e00", "null"},
    {"f97c00", "null"},
    {"f9fc00", "null"},
    {"1bffffffffffffffff", "18446744073709551615"},
    {"3bffffffffffffffff", "-18446744073709551616"},
    {"20", "-1"},
    {"3b7fffffffffffffff", "-9223372036854775808"},
    {"60", "\"\""},
    {"6b61220a5c2f09c3bc0d0c08", "\"a\\\"\\n\\\\/\\t\xc3\xbc\\r\\f\\b\""},
    {"6400011f7f", "\"\\u0000\\u0001\\u001f\x7f\""},
    {"66e280a8e280a9", "\"\xe2\x80\xa8\xe2\x80\xa9\""},
    {"40", "\"\""},
    {"4101", "\"AQ==\""},
    {"420102", "\"AQI=\""},
    {"43fbffff", "\"+///\""},
    {"80", "[]"},
    {"a0", "{}"},
    {"8301820203a0", "[1,[2,3],{}]"},
    {"a2616201616180", "{\"b\":1,\"a\":[]}"},
    {"a16161f7", "{\"a\":null}"},
    /* dates */
    {"c074323031332d30332d32315432303a30343a30305a", "\"2013-03-21T20:04:00Z\""},
    {"c11a514b67b0", "\"2013-03-21T20:04:00.000Z\""},
    {"c1fb41d452d9ec200000", "\"2013-03-21T20:04:00.500Z\""},
    {"c100", "\"1970-01-01T00:00:00.000Z\""},
    {"c120", "\"1969-12-31T23:59:59.000Z\""},
    {"c1fbbf50624dd2f1a9fc", "\"1969-12-31T23:59:59.999Z\""},
    {"c11a386d4380", "\"2000-01-01T00:00:00.000Z\""},
    {"c11a38bc5d80", "\"2000-03-01T00:00:00.000Z\""},
    {"c13a83aa7e7f", "\"1900-01-01T00:00:00.000Z\""},
    {"c11b0000003afff4417f", "\"9999-12-31T23:59:59.000Z\""},
    {"c11b0000003afff44180", "\"+010000-01-01T00:00:00.000Z\""},
    {"c13b0000000e79747bff", "\"0000-01-01T00:00:00.000Z\""},
    {"c13b0000000e79747c00", "\"-000001-12-31T23:59:59.000Z\""},
    {"c11b000007dba8218000", "\"+275760-09-13T00:00:00.000Z\""},
    {"c13b000007dba8217fff", "\"-271821-04-20T00:00:00.000Z\""},
    {"c11b000007dba8218001", "null"},
    {"c1f97e00", "null"},
    {"c1f97c00", "null"},
    {"c11bffffffffffffffff", "null"},
    /* big integers */
    {"c240", "0"},
    {"c340", "-1"},
    {"c24101", "1"},
    {"c249010000000000000000", "18446744073709551616"},
    {"c349010000000000000000", "-18446744073709551617"},
    {"c348ffffffffffffffff", "-18446744073709551616"},
    {"c24c033b2e3c9fd0803ce8000000", "1000000000000000000000000000"},
    {"c244075bcd15", "123456789"},
    {"c2443b9aca00", "1000000000"},
    /* errors and buffers */
    {"d81b82654572726f72626869", "{\"name\":\"Error\",\"message\":\"hi\"}"},
    {"d81b84654572726f72626869a1616101d81b82614560",
     "{\"name\":\"Error\",\"message\":\"hi\",\"details\":{\"a\":1},"
     "\"cause\":{\"name\":\"E\",\"message\":\"\"}}"},
    {"d81b826b417272617942756666657243010203", "\"AQID\""},
    /* collections */
    {"d90102820102", "[1,2]"},
    {"d90103a0", "{}"},
    {"d90103a1616101", "{\"a\":1}"},
    {"d90103a26161010203", "[[\"a\",1],[2,3]]"},
    {"d9010384616101616102", "[[\"a\",1],[\"a\",2]]"},
    {"d90103a1d90103a1616101d90103a16162f6", "[[{\"a\":1},{\"b\":null}]]"},
    {"82d90103a10101d90103a1616101", "[[[1,1]],{\"a\":1}]"},
    {"d9524a82652f612b5c2f626769", "\"//a+\\\\//gi\""},
    /* typed arrays */
    {"d84043000aff", "[0,10,255]"},
    {"d84443000aff", "[0,10,255]"},
    {"d8454402010080", "[258,32768]"},
    {"d84648ffffffff01000000", "[4294967295,1]"},
    {"d84748ffffffffffffffff", "[18446744073709551615]"},
    {"d848427f80", "[127,-128]"},
    {"d84d440080ff7f", "[-32768,32767]"},
    {"d84e4400000080", "[-2147483648]"},
    {"d84f480000000000000080", "[-9223372036854775808]"},
    {"d85446003e007e00fc", "[1.5,null,null]"},
    {"d85548cdcccc3d000080bf", "[0.10000000149011612,-1]"},
    {"d856489a9999999999b93f", "[0.1]"},
    {"d85640", "[]"},
    /* shared parts */
    {"82d81c8101d81d00", "[[1],[1]]"},
    {"83d81ca1616180d81d00d81d00", "[{\"a\":[]},{\"a\":[]},{\"a\":[]}]"},
    {"82d81c4101d81d00", "[\"AQ==\",\"AQ==\"]"},
    {"82d81cd90103a10102d81d00", "[[[1,2]],[[1,2]]]"},
    {"83d81c81d81c8105d81d01d81d00", "[[[5]],[5],[[5]]]"},
    {"d81c82d81d0001", "[\"[Circular]\",1]"},
    {"d81ca1616181d81d00", "{\"a\":[\"[Circular]\"]}"},
    {"d81cd9010281d81d00", "[\"[Circular]\"]"},
    {"d81cd90103a10181d81d00", "[[1,[\"[Circular]\"]]]"},
    {"d81cd81b84614560a0d81d00",
     "{\"name\":\"E\",\"message\":\"\",\"details\":{},\"cause\":\"[Circular]\"}"},
    {"82d81c81d81d00d81d00", "[[\"[Circular]\"],[\"[Circular]\"]]"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(value_rows); i++) {
        struct buf value = test_unhex(value_rows[i].hex);
        expect_json(buf_slice(&value), 0, value_rows[i].json, value_rows[i].hex);
        buf_done(&value);
    }
}

static void test_indented(void **state)
{
    (void)state;
    struct buf value = test_unhex("a3 6161 01 6162 83 01 80 a0 6163 d90103a1 01 d8404101");
    expect_json(buf_slice(&value), 2,
                "{\n"
                "  \"a\": 1,\n"
                "  \"b\": [\n"
                "    1,\n"
                "    [],\n"
                "    {}\n"
                "  ],\n"
                "  \"c\": [\n"
                "    [\n"
                "      1,\n"
                "      [1]\n"
                "    ]\n"
                "  ]\n"
                "}",
                "indented");
    buf_done(&value);
}

static void test_malformed_values_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {"",       "8201",           "61ff",   "c41b",
                                       "d81d00", "a2616101616102", "a10102", "00 00"};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf value = test_unhex(rows[i]), out = BUF_INIT(1000);
        assert_true(buf_append_str(&out, "kept"));
        assert_int_equal(cbor_to_json(buf_slice(&value), NULL, &out, NULL), TR_E_INVALID);
        assert_true(slice_is(buf_slice(&out), "kept"));
        buf_done(&value);
        buf_done(&out);
    }
}

/* Thirty shared arrays, each with two references to the one before: 2^30 leaves. */
static void test_shared_parts_are_bounded_by_the_output(void **state)
{
    (void)state;
    struct buf value = BUF_INIT(1000), out = BUF_INIT(1000000);
    struct tr_err err;
    cbor_put_array(&value, 30);
    for (uint64_t i = 0; i < 30; i++) {
        cbor_put_tag(&value, CBOR_TAG_SHARED);
        cbor_put_array(&value, 2);
        for (int k = 0; k < 2; k++) {
            if (i > 0)
                cbor_put_tag(&value, CBOR_TAG_REFERENCE);
            cbor_put_uint(&value, i > 0 ? i - 1 : 0);
        }
    }
    assert_int_equal(cbor_to_json(buf_slice(&value), NULL, &out, &err), TR_E_LIMIT);
    assert_int_equal(out.len, 0);
    buf_done(&value);
    buf_done(&out);
}

/* A chain of references is deeper written out than the value itself. */
static void test_depth_of_shared_parts(void **state)
{
    (void)state;
    for (uint64_t n = JSON_DEPTH_MAX - 1; n <= JSON_DEPTH_MAX; n++) {
        struct buf value = BUF_INIT(100000), out = BUF_INIT(TEST_BYTES_MAX);
        cbor_put_array(&value, n);
        for (uint64_t i = 0; i < n; i++) {
            cbor_put_tag(&value, CBOR_TAG_SHARED);
            cbor_put_array(&value, 1);
            if (i > 0)
                cbor_put_tag(&value, CBOR_TAG_REFERENCE);
            cbor_put_uint(&value, i > 0 ? i - 1 : 0);
        }
        assert_int_equal(cbor_to_json(buf_slice(&value), NULL, &out, NULL),
                         n < JSON_DEPTH_MAX ? TR_OK : TR_E_LIMIT);
        buf_done(&value);
        buf_done(&out);
    }
}

static void test_greatest_depth(void **state)
{
    (void)state;
    static const char *const openers[] = {"81", "d90103a101"};
    const int counts[] = {CBOR_DEPTH_MAX, CBOR_DEPTH_MAX / 2};
    for (size_t i = 0; i < TR_ARRAY_LEN(openers); i++) {
        struct buf unit = test_unhex(openers[i]);
        struct buf value = BUF_INIT(TEST_BYTES_MAX), out = BUF_INIT(TEST_BYTES_MAX);
        for (int k = 0; k < counts[i]; k++)
            assert_true(buf_append_slice(&value, buf_slice(&unit)));
        assert_true(buf_append_byte(&value, 0));
        assert_int_equal(
            cbor_to_json(buf_slice(&value), &(struct json_style){.indent = 2}, &out, NULL), TR_OK);
        buf_done(&unit);
        buf_done(&value);
        buf_done(&out);
    }
}

static struct buf big_integer(size_t len, uint8_t fill, uint64_t tag)
{
    struct buf bytes = BUF_INIT(TEST_BYTES_MAX), value = BUF_INIT(TEST_BYTES_MAX);
    uint8_t *p = buf_extend(&bytes, len);
    assert_non_null(p);
    memset(p, fill, len);
    cbor_put_tag(&value, tag);
    cbor_put_bytes(&value, buf_slice(&bytes));
    buf_done(&bytes);
    return value;
}

static void test_long_integers(void **state)
{
    (void)state;
    struct buf decimal = big_integer(JSON_BIGINT_BYTES_MAX, 0xff, CBOR_TAG_BIG_NEGATIVE);
    struct buf out = BUF_INIT(TEST_BYTES_MAX);
    assert_int_equal(cbor_to_json(buf_slice(&decimal), NULL, &out, NULL), TR_OK);
    assert_int_equal(out.len, 1 + 9865); /* -2^32768 */
    assert_memory_equal(out.ptr, "-1415461031044954789001553", 26);
    assert_memory_equal(out.ptr + out.len - 6, "377856", 6);
    buf_done(&decimal);
    buf_clear(&out);

    struct buf hex = big_integer(JSON_BIGINT_BYTES_MAX + 1, 0xff, CBOR_TAG_BIG_NEGATIVE);
    assert_int_equal(cbor_to_json(buf_slice(&hex), NULL, &out, NULL), TR_OK);
    assert_int_equal(out.len, 6 + 2 * (JSON_BIGINT_BYTES_MAX + 1));
    assert_memory_equal(out.ptr, "\"-0x1000", 8);
    buf_done(&hex);
    buf_clear(&out);

    hex = big_integer(JSON_BIGINT_BYTES_MAX + 1, 0x0a, CBOR_TAG_BIG_NEGATIVE);
    assert_int_equal(cbor_to_json(buf_slice(&hex), NULL, &out, NULL), TR_OK);
    assert_memory_equal(out.ptr, "\"-0xa0a", 7);
    assert_memory_equal(out.ptr + out.len - 4, "a0b\"", 4);
    buf_done(&hex);
    buf_clear(&out);

    hex = big_integer(JSON_BIGINT_BYTES_MAX + 1, 0x1f, CBOR_TAG_BIG);
    assert_int_equal(cbor_to_json(buf_slice(&hex), NULL, &out, NULL), TR_OK);
    assert_memory_equal(out.ptr, "\"0x1f1f", 7);
    assert_memory_equal(out.ptr + out.len - 4, "f1f\"", 4);
    buf_done(&hex);
    buf_done(&out);
}

static void test_output_is_bounded(void **state)
{
    (void)state;
    static const char *const rows[] = {"1bffffffffffffffff",     "6a61616161616161616161",
                                       "4a00000000000000000000", "8a00000000000000000000",
                                       "d840480000000000000000", "c249010000000000000000"};
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf value = test_unhex(rows[i]), out = BUF_INIT(12);
        assert_true(buf_append_str(&out, "x"));
        assert_int_equal(cbor_to_json(buf_slice(&value), NULL, &out, NULL), TR_E_LIMIT);
        assert_true(slice_is(buf_slice(&out), "x"));
        buf_done(&value);
        buf_done(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_powers_of_two_read_back),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_indented),
        cmocka_unit_test(test_malformed_values_are_refused),
        cmocka_unit_test(test_shared_parts_are_bounded_by_the_output),
        cmocka_unit_test(test_depth_of_shared_parts),
        cmocka_unit_test(test_greatest_depth),
        cmocka_unit_test(test_long_integers),
        cmocka_unit_test(test_output_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
