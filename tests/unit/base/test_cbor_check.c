/* SPDX-License-Identifier: Apache-2.0 */
/* Whole values: what the profile allows, and every way to break it that one head does not show. */
#include "test.h"

#include "base/cbor.h"
#include "base/limits.h"

struct row {
    const char *hex;
    uint64_t offset; /* of the fault */
};

static void expect_valid(const char *const *rows, size_t n, enum cbor_order order)
{
    for (size_t i = 0; i < n; i++) {
        struct buf bytes = test_unhex(rows[i]);
        struct tr_err err;
        if (cbor_check(buf_slice(&bytes), order, &err) != TR_OK)
            fail_msg("%s: %s", rows[i], err.message);
        buf_done(&bytes);
    }
}

static void expect_invalid(const struct row *rows, size_t n, enum cbor_order order)
{
    for (size_t i = 0; i < n; i++) {
        struct buf bytes = test_unhex(rows[i].hex);
        struct tr_err err;
        if (cbor_check(buf_slice(&bytes), order, &err) != TR_E_INVALID)
            fail_msg("%s is accepted", rows[i].hex);
        if (err.offset != rows[i].offset)
            fail_msg("%s: offset %llu, %s", rows[i].hex, (unsigned long long)err.offset,
                     err.message);
        assert_int_equal(cbor_check(buf_slice(&bytes), order, NULL), TR_E_INVALID);
        buf_done(&bytes);
    }
}

static const char *const valid_values[] = {
    "00",
    "f97e00",
    "6449455446",
    "80",
    "83010203",
    "8301820203820405",
    "a0",
    "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
    "a26161016162820203",
    "826161a161626163",
    "a56161614161626142616361436164614461656145",
    "a2616201616102",                             /* keys not sorted */
    "a3 6161 01 6162 02 6163 a2 6162 01 6161 02", /* the same keys one level down */
    "c074323031332d30332d32315432303a30343a30305a",
    "c11a514b67b0",
    "c1fb41d452d9ec200000",
    "c120",
    "c1f97e00",
    "c240",
    "c24101",
    "c249010000000000000000",
    "c349010000000000000000",
    "d81b82654572726f72626869",
    "d81b83654572726f72626869a1616101",
    "d81b84654572726f72626869a0f6",
    "d81b826b4172726179427566666572420102",
    "d81c80",
    "d81ca0",
    "d81c40",
    "d81cd9010280",
    "d81c81d81d00",
    "82d81c80d81d00",
    "82d81c81d81c80 82d81d01d81d00",
    "d84040",
    "d8404101",
    "d8444101",
    "d845420102",
    "d8464401020304",
    "d847480102030405060708",
    "d84840",
    "d84d420102",
    "d84e4401020304",
    "d84f480102030405060708",
    "d854420102",
    "d8554401020304",
    "d856480102030405060708",
    "d9010280",
    "d90102820101",
    "d90103a0",
    "d90103a2010220 03",
    "d90103a18001",
    "d9010380",
    "d901038401020102",
    "d9524a82636162636169",
    "d9524a826060",
    "d81cd90103a10102",
    "a161 61d90103a1f5f4",
};

static void test_valid_in_any_order(void **state)
{
    (void)state;
    expect_valid(valid_values, TR_ARRAY_LEN(valid_values), CBOR_ORDER_ANY);
}

static void test_valid_sorted(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "a201020304",
        "a26161016162820203",
        "a0",
        "a2 00 01 20 02",
        "a3 17 00 1818 00 6100 00",
        "a2 6162 01 626161 02", /* by encoding: the shorter key first */
        "a1 8101 a20102 0304",
        "d90103a2 0100 0200",
    };
    expect_valid(rows, TR_ARRAY_LEN(rows), CBOR_ORDER_SORTED);
}

static void test_unsorted_records(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a2 6162 01 6161 02", 4},   {"a2 626161 01 6162 02", 5}, {"a2 20 01 00 02", 3},
        {"a2 1818 00 17 00", 4},     {"a3 01 00 03 00 02 00", 5}, {"a2 01 00 01 00", 3},
        {"81a2 6162 01 6161 02", 5}, {"a1 01 a2 02 00 01 00", 5}, {"a2 a2 02 00 01 00 00 a0 00", 4},
        {"d90103a2 0200 0100", 6},
    };
    expect_invalid(rows, TR_ARRAY_LEN(rows), CBOR_ORDER_SORTED);
}

static void test_repeated_keys(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a2 6161 01 6161 02", 4},
        {"a3 6161 01 6162 02 6161 03", 7},
        {"a4 6163 01 6162 02 6161 03 6162 04", 10},
        {"a2 60 01 60 02", 3},
        {"81 a2 6161 01 6161 02", 5},
        {"a1 6161 a2 6162 01 6162 02", 7},
        {"a2 6161 a2 6162 01 6162 02 6162 00", 7},
        {"d90103a2 01 01 01 02", 6},
        {"d90103a2 8101 01 8101 02", 7},
        {"d90103a3 02 00 01 00 02 00", 8},
    };
    expect_invalid(rows, TR_ARRAY_LEN(rows), CBOR_ORDER_ANY);
}

static void test_not_exactly_one_value(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", 0},
        {"0000", 1},
        {"80 00", 1},
        {"8200", 0},
        {"8281 00", 3},
        {"a1 6161", 3},
        {"a1 6161 81", 3},
        {"81ff", 1},
        {"8161ff", 1},
        {"8119 00", 1},
        {"8301 02 9f", 3},
        {"a1 61ff 00", 1},
        {"a1 6161 f800", 3},
        {"a1 6161 00 00", 4},
        {"f6f6", 1},
        {"d81c80d81d00", 3},
    };
    expect_invalid(rows, TR_ARRAY_LEN(rows), CBOR_ORDER_ANY);
}

static const struct row bad_tags[] = {
    /* outside the profile */
    {"c41b", 0},
    {"c482 2119 6ab3", 0},
    {"d74401020304", 0},
    {"d81845 6449455446", 0},
    {"d820 6161", 0},
    {"d9d9f7 00", 0},
    {"81 c5 82 00 01", 1},
    {"dbffffffffffffffff00", 0},
    /* big-endian, 128-bit and reserved typed arrays */
    {"d841420102", 0},
    {"d8424401020304", 0},
    {"d84c4101", 0},
    {"d850420102", 0},
    {"d857 50 00000000000000000000000000000000", 0},
    /* dates */
    {"c000", 1},
    {"c040", 1},
    {"c160", 1},
    {"c1c000", 1},
    {"c1f6", 1},
    {"c1c24101", 1},
    /* big integers */
    {"c200", 1},
    {"c260", 1},
    {"c24100", 1},
    {"c3420001", 1},
    {"c2c24101", 1},
    {"c2f97e00", 1},
    /* objects */
    {"d81b00", 2},
    {"d81b80", 2},
    {"d81b816161", 2},
    {"d81b820061 61", 3},
    {"d81b82616100", 5},
    {"d81b836161616100", 7},
    {"d81b85616161 61a00000", 2},
    {"d81ba0", 2},
    {"d81b83 6161 6161 a10000", 8},
    /* shared */
    {"d81c00", 2},
    {"d81c6161", 2},
    {"d81cf6", 2},
    {"d81cd81c80", 2},
    {"82 d81c80 d81cd81d00", 6},
    {"d81d00", 2},
    {"82d81d00d81c80", 3},
    {"82d81c80d81d01", 6},
    {"82d81c80d81d20", 6},
    {"d81d60", 2},
    {"82d81c80d81d1bffffffffffffffff", 6},
    /* typed arrays */
    {"d84060", 2},
    {"d84080", 2},
    {"d8454101", 2},
    {"d84643010203", 2},
    {"d847420102", 2},
    {"d84d43010203", 2},
    {"d8544101", 2},
    {"d856440102 0304", 2},
    {"d840d81c4101", 2},
    /* collections */
    {"d90102a0", 3},
    {"d9010240", 3},
    {"d90102d81c80", 3},
    {"d9010300", 3},
    {"d901038101", 3},
    {"d9010383010203", 3},
    {"d90103d90103a0", 3},
    /* regular expressions */
    {"d9524a6161", 3},
    {"d9524a80", 3},
    {"d9524a816161", 3},
    {"d9524a83606060", 3},
    {"d9524a820060", 4},
    {"d9524a824060", 4},
    {"d9524a8260f6", 5},
};

static void test_tags(void **state)
{
    (void)state;
    expect_invalid(bad_tags, TR_ARRAY_LEN(bad_tags), CBOR_ORDER_ANY);
}

static void test_keys_of_guest_values_are_text(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a10102", 1},     {"a1f600", 1},  {"a1416100", 1},    {"a2616100 0102", 4},
        {"d81ca10102", 3}, {"a1 8000", 1}, {"a1 c2410100", 1}, {"d90103a101a10102", 6},
    };
    expect_invalid(rows, TR_ARRAY_LEN(rows), CBOR_ORDER_ANY);
}

/* `depth` openers around a 0. */
static struct buf nested(const char *opener, size_t depth)
{
    struct buf unit = test_unhex(opener), out = BUF_INIT(TEST_BYTES_MAX);
    for (size_t i = 0; i < depth; i++)
        assert_true(buf_append_slice(&out, buf_slice(&unit)));
    assert_true(buf_append_byte(&out, 0));
    buf_done(&unit);
    return out;
}

static void test_depth(void **state)
{
    (void)state;
    static const char *const openers[] = {"81", "a16161", "8200"};
    for (size_t i = 0; i < TR_ARRAY_LEN(openers); i++) {
        struct tr_err err;
        struct buf most = nested(openers[i], CBOR_DEPTH_MAX);
        struct buf over = nested(openers[i], CBOR_DEPTH_MAX + 1);
        struct buf far = nested(openers[i], 100000);
        assert_int_equal(cbor_check(buf_slice(&most), CBOR_ORDER_ANY, &err), TR_OK);
        assert_int_equal(cbor_check(buf_slice(&over), CBOR_ORDER_ANY, &err), TR_E_INVALID);
        assert_int_equal(err.offset, CBOR_DEPTH_MAX * strlen(openers[i]) / 2);
        assert_int_equal(cbor_check(buf_slice(&far), CBOR_ORDER_SORTED, &err), TR_E_INVALID);
        buf_done(&most);
        buf_done(&over);
        buf_done(&far);
    }
    /* Tags count: 256 sets in sets are 512 levels. */
    struct buf most = nested("d9010281", CBOR_DEPTH_MAX / 2);
    struct buf over = nested("d9010281", CBOR_DEPTH_MAX / 2 + 1);
    assert_int_equal(cbor_check(buf_slice(&most), CBOR_ORDER_ANY, NULL), TR_OK);
    assert_int_equal(cbor_check(buf_slice(&over), CBOR_ORDER_ANY, NULL), TR_E_INVALID);
    buf_done(&most);
    buf_done(&over);
}

/* A map of n keys of which number `again` is written twice, in an order that is not sorted. */
static struct buf large_map(uint32_t n, bool repeat)
{
    struct buf out = BUF_INIT(TEST_BYTES_MAX);
    cbor_put_map(&out, n + (repeat ? 1U : 0U));
    for (uint32_t i = 0; i < n; i++) {
        char key[16];
        (void)snprintf(key, sizeof(key), "%u", i * UINT32_C(2654435761));
        cbor_put_str(&out, key);
        cbor_put_null(&out);
    }
    if (repeat) {
        cbor_put_str(&out, "0");
        cbor_put_null(&out);
    }
    assert_false(out.failed);
    return out;
}

static void test_large_maps(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 3, 10, 31, 33, 1000, 200000};
    for (size_t i = 0; i < TR_ARRAY_LEN(sizes); i++) {
        struct tr_err err;
        struct buf good = large_map(sizes[i], false), bad = large_map(sizes[i], true);
        assert_int_equal(cbor_check(buf_slice(&good), CBOR_ORDER_ANY, &err), TR_OK);
        assert_int_equal(cbor_check(buf_slice(&bad), CBOR_ORDER_ANY, &err), TR_E_INVALID);
        assert_int_equal(err.offset, bad.len - 3);
        buf_done(&good);
        buf_done(&bad);
    }
}

/* Maps in the keys of maps, each with two keys: checking must stay one pass. */
static void test_maps_as_keys(void **state)
{
    (void)state;
    struct buf out = BUF_INIT(TEST_BYTES_MAX);
    const int depth = CBOR_DEPTH_MAX / 2;
    for (int i = 0; i < depth; i++) {
        cbor_put_tag(&out, CBOR_TAG_MAP);
        cbor_put_map(&out, 2);
    }
    cbor_put_uint(&out, 1);
    for (int i = 0; i < depth; i++) {
        cbor_put_uint(&out, 5);
        cbor_put_uint(&out, 0);
        cbor_put_uint(&out, 5);
    }
    assert_int_equal(cbor_check(buf_slice(&out), CBOR_ORDER_ANY, NULL), TR_OK);
    buf_done(&out);
}

/* Every way to cut a value short, and every single byte of it changed, must be judged without a
 * read outside of it (the sanitizers watch). */
static void test_cut_and_changed(void **state)
{
    (void)state;
    struct buf whole = test_unhex(
        "a6 6161 83 01 fb3ff199999999999a 20 6162 d81c81d81d00 6163 c249010000000000000000"
        "6164 d90103a2 01 02 8103 f6 6165 d8554401020304 6166 d9524a82636162636169");
    assert_int_equal(cbor_check(buf_slice(&whole), CBOR_ORDER_ANY, NULL), TR_OK);
    for (size_t len = 0; len < whole.len; len++) {
        uint8_t *cut = malloc(len ? len : 1);
        assert_non_null(cut);
        memcpy(cut, whole.ptr, len);
        assert_int_equal(cbor_check(slice_make(cut, len), CBOR_ORDER_ANY, NULL), TR_E_INVALID);
        free(cut);
    }
    for (size_t at = 0; at < whole.len; at++) {
        const uint8_t former = whole.ptr[at];
        for (unsigned byte = 0; byte < 256; byte++) {
            struct tr_err err = {0};
            whole.ptr[at] = (uint8_t)byte;
            if (cbor_check(buf_slice(&whole), CBOR_ORDER_ANY, &err) != TR_OK)
                assert_true(err.offset <= whole.len);
        }
        whole.ptr[at] = former;
    }
    buf_done(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_in_any_order),
        cmocka_unit_test(test_valid_sorted),
        cmocka_unit_test(test_unsorted_records),
        cmocka_unit_test(test_repeated_keys),
        cmocka_unit_test(test_not_exactly_one_value),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_keys_of_guest_values_are_text),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_large_maps),
        cmocka_unit_test(test_maps_as_keys),
        cmocka_unit_test(test_cut_and_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
