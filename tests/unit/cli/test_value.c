/* SPDX-License-Identifier: Apache-2.0 */
/* Values of options, good and bad, and near names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>

#include "cli/cli.h"
#include "cli/value.h"

typedef tr_rc reader(const char *text, uint64_t *out, struct tr_err *err);

struct row {
    reader *read;
    const char *text;
    uint64_t value;
};

static void test_good(void **state)
{
    static const struct row rows[] = {
        {value_duration, "5s", 5000000000},
        {value_duration, "500ms", 500000000},
        {value_duration, "0.1s", 100000000},
        {value_duration, "1.5m", 90000000000},
        {value_duration, "24h", 86400000000000},
        {value_duration, "1ns", 1},
        {value_size, "1048576", 1048576},
        {value_size, "64MiB", 67108864},
        {value_size, "64M", 67108864},
        {value_size, "0.5KiB", 512},
        {value_size, "1GB", 1000000000},
        {value_size, "18446744073709551615", UINT64_MAX},
        {value_count, "1", 1},
        {value_count, "10000", 10000},
        {value_time, "1970-01-01", 0},
        {value_time, "1970-01-01T00:00:01Z", 1000000000},
        {value_time, "2000-02-29T12:00", 951825600000000000},
        {value_time, "2026-03-01T12:30:00.25Z", 1772368200250000000},
        {value_time, "2026-03-01T14:30:00+02:00", 1772368200000000000},
        {value_time, "2026-03-01T10:00:00-02:30", 1772368200000000000},
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint64_t value = 1;
        struct tr_err err;
        if (rows[i].read(rows[i].text, &value, &err) != TR_OK)
            fail_msg("%s: %s", rows[i].text, err.message);
        if (value != rows[i].value)
            fail_msg("%s gives %llu", rows[i].text, (unsigned long long)value);
    }
}

static void test_bad(void **state)
{
    static const struct row rows[] = {
        {value_duration, "", 0},
        {value_duration, "5", 0},
        {value_duration, "s", 0},
        {value_duration, "0s", 0},
        {value_duration, "-5s", 0},
        {value_duration, "5 s", 0},
        {value_duration, "5sec", 0},
        {value_duration, "1e3s", 0},
        {value_duration, "1.s", 0},
        {value_duration, ".5s", 0},
        {value_duration, "0.1234567891s", 0},
        {value_duration, "18446744073709551616ns", 0},
        {value_duration, "99999999999999h", 0},
        {value_size, "", 0},
        {value_size, "MiB", 0},
        {value_size, "64mib", 0},
        {value_size, "64MiBs", 0},
        {value_size, "0", 0},
        {value_size, "17179869184GiB", 0},
        {value_size, "0x10", 0},
        {value_count, "", 0},
        {value_count, "0", 0},
        {value_count, "1.5", 0},
        {value_count, "ten", 0},
        {value_time, "", 0},
        {value_time, "now", 0},
        {value_time, "1969-12-31", 0},
        {value_time, "2026-13-01", 0},
        {value_time, "2026-00-01", 0},
        {value_time, "2026-02-29", 0},
        {value_time, "2100-02-29", 0},
        {value_time, "9999-01-01", 0},
        {value_time, "2026-3-1", 0},
        {value_time, "2026-03-01T", 0},
        {value_time, "2026-03-01T24:00:00Z", 0},
        {value_time, "2026-03-01T12:60:00Z", 0},
        {value_time, "2026-03-01T12:00:00.Z", 0},
        {value_time, "2026-03-01T12:00:00Zx", 0},
        {value_time, "2026-03-01T12:00:00+0200", 0},
        {value_time, "1970-01-01T00:00:00+01:00", 0},
    };
    (void)state;
    for (size_t i = 0; i < TR_ARRAY_LEN(rows); i++) {
        uint64_t value;
        struct tr_err err;
        if (rows[i].read(rows[i].text, &value, &err) != TR_E_USAGE)
            fail_msg("\"%s\" is taken", rows[i].text);
    }
}

static void test_integers(void **state)
{
    const char *end;
    uint64_t value;
    (void)state;
    assert_int_equal(value_integer("0xfFfFfFfFfFfFfFfF", &end, &value, NULL), TR_OK);
    assert_true(value == UINT64_MAX && *end == '\0');
    assert_int_equal(value_integer("12,13", &end, &value, NULL), TR_OK);
    assert_true(value == 12 && *end == ',');
    assert_int_equal(value_integer("0x", &end, &value, NULL), TR_E_USAGE);
    assert_int_equal(value_integer("0x10000000000000000", &end, &value, NULL), TR_E_USAGE);
    assert_int_equal(value_integer("-1", &end, &value, NULL), TR_E_USAGE);
}

static void test_suggest(void **state)
{
    static const char *const names[] = {"--timeout", "--memory", "--json", "--input"};
    (void)state;
    assert_string_equal(suggest("--timeot", names, 4), "--timeout");
    assert_string_equal(suggest("--jsno", names, 4), "--json");
    assert_string_equal(suggest("--imput", names, 4), "--input");
    assert_null(suggest("--frobnicate", names, 4));
    assert_null(suggest("", names, 4));
    assert_null(suggest("--memoryyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy", names, 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_suggest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
