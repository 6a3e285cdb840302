/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text to CBOR: values as JSON.parse gives them, and where malformed texts go wrong. */
#include "test.h"

#include <locale.h>

#include "base/json.h"
#include "base/limits.h"

static const struct {
    const char *json, *hex;
} value_rows[] = {
    {"null", "f6"},
    {"true", "f5"},
    {" \t\r\n false \n", "f4"},
    {"0", "00"},
    {"-0", "f98000"},
    {"-0.0", "f98000"},
    {"-0e5", "f98000"},
    {"0.0", "00"},
    {"1", "01"},
    {"-1", "20"},
    {"1.0", "01"},
    {"1e3", "1903e8"},
    {"1E+3", "1903e8"},
    {"1500e-2", "0f"},
    {"0.5", "f93800"},
    {"1.1", "fb3ff199999999999a"},
    {"9007199254740991", "1b001fffffffffffff"},
    {"9007199254740993", "1b0020000000000000"}, /* a double, as in JSON.parse */
    {"18446744073709551615", "fa5f800000"},
    {"123456789012345678901234567890", "fb45f8ee90ff6c373e"},
    {"1e22", "fb4480f0cf064dd592"},
    {"1e23", "fb44b52d02c7e14af6"},
    {"1e-7", "fb3e7ad7f29abcaf48"},
    {"5e-324", "fb0000000000000001"},
    {"2e-324", "00"},
    {"2.4703282292062327e-324", "00"},
    {"2.4703282292062328e-324", "fb0000000000000001"},
    {"2.2250738585072011e-308", "fb000fffffffffffff"},
    {"1.7976931348623157e308", "fb7fefffffffffffff"},
    {"1.7976931348623159e308", "f97c00"},
    {"1e999", "f97c00"},
    {"-1e999999999999999999999", "f9fc00"},
    {"1e-999999999999999999999", "00"},
    {"-1e-999", "f98000"},
    {"0e999999999999999999999", "00"},
    {"\"\"", "60"},
    {"\"abc\"", "63616263"},
    {"\"\\u0000\"", "6100"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "68225c2f080c0a0d09"},
    {"\"\\u00e9\\u20AC\"", "65c3a9e282ac"},
    {"\"\\ud83d\\ude00\"", "64f09f9880"},
    {"\"\xf0\x9f\x98\x80\"", "64f09f9880"},
    {"\"\\uD7FF\\uE000\\uffff\"", "69ed9fbfee8080efbfbf"},
    {"\"\x7f\"", "617f"},
    {"[]", "80"},
    {"[ ]", "80"},
    {"[1,[2,[]],{}]", "83018202 80a0"},
    {"{}", "a0"},
    {"{ \"b\" : 1 , \"a\" : [ ] }", "a261620161 6180"},
    {"{\"\":0}", "a16000"},
    {"{\"a\\u0000b\":1}", "a163610062 01"},
    {"{\"__proto__\":1}", "a1695f5f70726f746f5f5f01"},
    {"[\"aaaaaaaaaaaaaaaaaaaaaaaa\"]", "817818616161616161616161616161616161616161616161616161"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(value_rows); i++) {
        struct buf out = BUF_INIT(TEST_BYTES_MAX);
        struct tr_err err;
        if (json_to_cbor(slice_str(value_rows[i].json), &out, &err) != TR_OK)
            fail_msg("%s: %s", value_rows[i].json, err.message);
        test_expect_hex(buf_slice(&out), value_rows[i].hex, value_rows[i].json);
        buf_done(&out);
    }
}

/* The last of equal keys gives the value, the first the place. */
static void test_equal_keys(void **state)
{
    (void)state;
    static const struct {
        const char *json, *same_as;
    } rows[] = {
        {"{\"a\":1,\"a\":2}", "{\"a\":2}"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"},
        {"{\"a\":1,\"a\":2,\"a\":3,\"b\":4,\"a\":5}", "{\"a\":5,\"b\":4}"},
        {"{\"a\":1,\"\\u0061\":2}", "{\"a\":2}"},
        {"{\"a\":[],\"b\":{},\"a\":{},\"b\":[]}", "{\"a\":{},\"b\":[]}"},
        {"{\"a\":[[1],{\"x\":1,\"x\":2}],\"a\":[]}", "{\"a\":[]}"},
        {"{\"a\":[],\"a\":[[1],{\"x\":1,\"x\":[2]}]}", "{\"a\":[[1],{\"x\":[2]}]}"},
        {"{\"a\":{\"a\":1,\"a\":{\"a\":2,\"a\":3}},\"a\":{\"a\":{\"b\":1},\"a\":{\"c\":1,\"c\":2}}"
         "}",
         "{\"a\":{\"a\":{\"c\":2}}}"},
        {"[{\"k\":1,\"k\":2},{\"k\":3,\"k\":4},5]", "[{\"k\":2},{\"k\":4},5]"},
        {"{\"b\":1,\"a\":2,\"b\":{\"z\":1,\"y\":2,\"z\":3},\"a\":[4,5]}",
         "{\"b\":{\"z\":3,\"y\":2},\"a\":[4,5]}"},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf out = BUF_INIT(1000), expected = BUF_INIT(1000);
        assert_int_equal(json_to_cbor(slice_str(rows[i].json), &out, NULL), TR_OK);
        assert_int_equal(json_to_cbor(slice_str(rows[i].same_as), &expected, NULL), TR_OK);
        if (!slice_eq(buf_slice(&out), buf_slice(&expected)))
            fail_msg("%s is not %s", rows[i].json, rows[i].same_as);
        assert_int_equal(cbor_check(buf_slice(&out), CBOR_ORDER_ANY, NULL), TR_OK);
        buf_done(&out);
        buf_done(&expected);
    }
}

struct bad_row {
    const char *json;
    uint64_t offset;
};

static const struct bad_row bad_rows[] = {
    {"", 0},
    {"  ", 2},
    {"\xef\xbb\xbf"
     "1",
     0}, /* byte order mark */
    {"nul", 0},
    {"nulll", 4},
    {"True", 0},
    {"undefined", 0},
    {"NaN", 0},
    {"Infinity", 0},
    {"-Infinity", 1},
    {"'a'", 0},
    {"1 2", 2},
    {"1,", 1},
    {"[1] x", 4},
    {"// 1\n1", 0},
    {"-", 1},
    {"+1", 0},
    {"01", 1},
    {"-01", 2},
    {"00", 1},
    {".5", 0},
    {"1.", 2},
    {"1.e3", 2},
    {"1e", 2},
    {"1e+", 3},
    {"1.5.5", 3},
    {"0x10", 1},
    {"1_000", 1},
    {"[", 1},
    {"[1", 0},
    {"[1,", 3},
    {"[1,]", 3},
    {"[,1]", 1},
    {"[1 2]", 3},
    {"[1}", 2},
    {"]", 0},
    {"[1]]", 3},
    {"{", 1},
    {"{\"a\"", 4},
    {"{\"a\":", 5},
    {"{\"a\":1", 0},
    {"{\"a\":1,}", 7},
    {"{\"a\":1,,}", 7},
    {"{\"a\" 1}", 5},
    {"{a:1}", 1},
    {"{1:1}", 1},
    {"{\"a\":1]", 6},
    {"{\"a\":}", 5},
    {"{[]:1}", 1},
    {"}", 0},
    {"\"", 0},
    {"\"abc", 0},
    {"[\"abc]", 1},
    {"\"\\\"", 0},
    {"\"a\nb\"", 2},
    {"\"a\tb\"", 2},
    {"\"\x01\"", 1},
    {"\"\\x41\"", 1},
    {"\"\\'\"", 1},
    {"\"\\", 1},
    {"\"\\u", 3},
    {"\"\\u12\"", 5},
    {"\"\\u12g4\"", 5},
    {"\"\\u 123\"", 3},
    {"\"\\u+123\"", 3},
    {"\"\\U0041\"", 1},
    {"\"\\ud800\"", 1},
    {"\"ab\\udfff\"", 3},
    {"\"\\ud83d\\ud83d\"", 1},
    {"\"\\ud83dx\"", 1},
    {"\"\\ud83d\\n\"", 1},
    {"\"\\ude00\\ud83d\"", 1},
    {"\"\\ud83d\\u\"", 9},
    {"\"\xff\"", 1},
    {"\"\xc3\"", 1},
    {"\"\xed\xa0\x80\"", 1},
    {"\"\xc0\x80\"", 1},
    {"[1,\xc2\xa0"
     "2]",
     3}, /* no-break space */
    {"{\"a\":{\"b\":[1,2,{\"c\":tru}]}}", 20},
};

static void test_malformed(void **state)
{
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(bad_rows); i++) {
        struct buf out = BUF_INIT(1000);
        struct tr_err err;
        assert_true(buf_append_str(&out, "kept"));
        if (json_to_cbor(slice_str(bad_rows[i].json), &out, &err) != TR_E_INVALID)
            fail_msg("%s is accepted", bad_rows[i].json);
        if (err.offset != bad_rows[i].offset)
            fail_msg("%s: offset %llu, %s", bad_rows[i].json, (unsigned long long)err.offset,
                     err.message);
        assert_true(slice_is(buf_slice(&out), "kept"));
        buf_done(&out);
    }
}

static void test_nul_is_no_end(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(1000);
    struct tr_err err;
    assert_int_equal(json_to_cbor(slice_make("1\0", 2), &out, &err), TR_E_INVALID);
    assert_int_equal(err.offset, 1);
    assert_int_equal(json_to_cbor(slice_make("\"\0\"", 3), &out, &err), TR_E_INVALID);
    assert_int_equal(err.offset, 1);
    buf_done(&out);
}

static void test_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *json, *message;
    } rows[] = {
        {"{\n  \"a\": 1,\n  \"b\": ?\n}", "JSON, line 3, column 8: expected a value"},
        {"[\"\xc3\xa9\xe2\x82\xac\", x]", "JSON, line 1, column 8: expected a value"},
        {"\r\n\r\n[1", "JSON, line 3, column 1: an array without its ']'"},
        {"{\"a\":1", "JSON, line 1, column 1: an object without its '}'"},
        {"[1 2]", "JSON, line 1, column 4: expected ',' or ']'"},
        {"{\"a\":1 \"b\"}", "JSON, line 1, column 8: expected ',' or '}'"},
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        struct buf out = BUF_INIT(1000);
        struct tr_err err;
        assert_int_equal(json_to_cbor(slice_str(rows[i].json), &out, &err), TR_E_INVALID);
        assert_string_equal(err.message, rows[i].message);
        buf_done(&out);
    }
}

static void test_depth(void **state)
{
    (void)state;
    char text[4 * JSON_DEPTH_MAX + 4];
    struct buf out = BUF_INIT(TEST_BYTES_MAX);
    struct tr_err err;
    memset(text, '[', JSON_DEPTH_MAX);
    memset(text + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    assert_int_equal(json_to_cbor(slice_make(text, 2 * JSON_DEPTH_MAX), &out, &err), TR_OK);
    assert_int_equal(cbor_check(buf_slice(&out), CBOR_ORDER_ANY, &err), TR_OK);
    buf_clear(&out);
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    assert_int_equal(json_to_cbor(slice_make(text, 2 * JSON_DEPTH_MAX + 2), &out, &err),
                     TR_E_INVALID);
    assert_int_equal(err.offset, JSON_DEPTH_MAX);
    buf_done(&out);
}

/* Equal keys on every level: the copy must visit each value once, and come back from every jump. */
static void test_equal_keys_on_all_levels(void **state)
{
    (void)state;
    struct buf text = BUF_INIT(TEST_BYTES_MAX), out = BUF_INIT(TEST_BYTES_MAX),
               expected = BUF_INIT(TEST_BYTES_MAX);
    for (int i = 0; i < JSON_DEPTH_MAX; i++) {
        assert_true(buf_append_str(&text, "{\"a\":1,\"b\":\"\",\"a\":"));
        cbor_put_map(&expected, 2);
        cbor_put_str(&expected, "a");
    }
    assert_true(buf_append_str(&text, "7"));
    cbor_put_uint(&expected, 7);
    for (int i = 0; i < JSON_DEPTH_MAX; i++) {
        assert_true(buf_append_str(&text, "}"));
        cbor_put_str(&expected, "b");
        cbor_put_str(&expected, "");
    }
    assert_int_equal(json_to_cbor(buf_slice(&text), &out, NULL), TR_OK);
    assert_true(slice_eq(buf_slice(&out), buf_slice(&expected)));
    buf_done(&text);
    buf_done(&out);
    buf_done(&expected);
}

static void test_long_number(void **state)
{
    (void)state;
    struct buf text = BUF_INIT(TEST_BYTES_MAX), out = BUF_INIT(100);
    assert_true(buf_append_str(&text, "0."));
    for (int i = 0; i < 100000; i++)
        assert_true(buf_append_byte(&text, '0'));
    assert_true(buf_append_str(&text, "125e100002"));
    assert_int_equal(json_to_cbor(buf_slice(&text), &out, NULL), TR_OK);
    test_expect_hex(buf_slice(&out), "f94a40", "12.5");
    buf_done(&text);
    buf_done(&out);
}

static void test_output_is_bounded(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(4);
    struct tr_err err;
    assert_true(buf_append_str(&out, "x"));
    assert_int_equal(json_to_cbor(slice_str("[1,2,3]"), &out, &err), TR_E_LIMIT);
    assert_true(slice_is(buf_slice(&out), "x"));
    buf_done(&out);
}

/* Numbers must not depend on the locale; skipped where none with a decimal comma is installed. */
static void test_decimal_comma(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        skip();
    struct buf out = BUF_INIT(100), text = BUF_INIT(100);
    const char *json = "1.2345678901234567e-5";
    assert_int_equal(json_to_cbor(slice_str(json), &out, NULL), TR_OK);
    assert_int_equal(cbor_to_json(buf_slice(&out), NULL, &text, NULL), TR_OK);
    assert_string_equal(buf_str(&text), "0.000012345678901234567");
    (void)setlocale(LC_NUMERIC, "C");
    buf_done(&out);
    buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_equal_keys),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_nul_is_no_end),
        cmocka_unit_test(test_line_and_column),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_equal_keys_on_all_levels),
        cmocka_unit_test(test_long_number),
        cmocka_unit_test(test_output_is_bounded),
        cmocka_unit_test(test_decimal_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
