/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers with units are read as a whole part, up to nine decimals and a unit from a table, in
 * integers throughout, so "0.1s" is exactly 100 ms and nothing overflows silently.
 */
#include "cli/value.h"

#include "base/limits.h"
#include <ctype.h>

#define DECIMALS_MAX 9
#define YEAR_MAX     2261 /* the last whole one in signed 64-bit nanoseconds */

struct unit {
    const char *suffix;
    uint64_t factor;
};

static const struct unit durations[] = {
    {"ns", 1},        {"us", 1000},          {"ms", MS_NS},
    {"s", SECOND_NS}, {"m", 60 * SECOND_NS}, {"h", 3600 * SECOND_NS},
};

static const struct unit sizes[] = {
    {"", 1},    {"B", 1},   {"KiB", KIB}, {"MiB", MIB},        {"GiB", GIB},       {"K", KIB},
    {"M", MIB}, {"G", GIB}, {"KB", 1000}, {"MB", 1000 * 1000}, {"GB", 1000000000},
};

struct decimal {
    uint64_t whole, fraction, scale; /* the value is whole + fraction / scale */
};

/* False on overflow or when no digit stands there. */
static bool read_digits(const char **at, uint64_t *out)
{
    uint64_t value = 0;
    if (!isdigit((unsigned char)**at))
        return false;
    for (; isdigit((unsigned char)**at); ++*at)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(**at - '0'), &value))
            return false;
    *out = value;
    return true;
}

static bool read_decimal(const char **at, struct decimal *out)
{
    *out = (struct decimal){.scale = 1};
    if (!read_digits(at, &out->whole))
        return false;
    if (**at != '.')
        return true;
    const char *start = ++*at;
    if (!read_digits(at, &out->fraction) || *at - start > DECIMALS_MAX)
        return false;
    for (ptrdiff_t i = 0; i < *at - start; i++)
        out->scale *= 10;
    return true;
}

static bool with_unit(const char *text, const struct unit *units, size_t n, uint64_t *out)
{
    struct decimal decimal;
    if (!read_decimal(&text, &decimal))
        return false;
    for (size_t i = 0; i < n; i++) {
        uint64_t whole, part;
        if (strcmp(units[i].suffix, text) != 0)
            continue;
        if (__builtin_mul_overflow(decimal.whole, units[i].factor, &whole) ||
            __builtin_mul_overflow(decimal.fraction, units[i].factor, &part))
            return false;
        return !__builtin_add_overflow(whole, part / decimal.scale, out);
    }
    return false;
}

tr_rc value_duration(const char *text, uint64_t *out_ns, struct tr_err *err)
{
    if (with_unit(text, durations, TR_ARRAY_LEN(durations), out_ns) && *out_ns > 0)
        return TR_OK;
    return tr_fail(err, TR_E_USAGE, "\"%s\" is no duration; write 5s, 500ms or 2m", text);
}

tr_rc value_size(const char *text, uint64_t *out_bytes, struct tr_err *err)
{
    if (with_unit(text, sizes, TR_ARRAY_LEN(sizes), out_bytes) && *out_bytes > 0)
        return TR_OK;
    return tr_fail(err, TR_E_USAGE, "\"%s\" is no size; write 64MiB, 512KiB or 1048576", text);
}

tr_rc value_count(const char *text, uint64_t *out, struct tr_err *err)
{
    const char *at = text;
    if (read_digits(&at, out) && *at == '\0' && *out > 0)
        return TR_OK;
    return tr_fail(err, TR_E_USAGE, "\"%s\" is no number above 0", text);
}

static bool read_hex(const char **at, uint64_t *out)
{
    uint64_t value = 0;
    const char *start = *at;
    for (; isxdigit((unsigned char)**at); ++*at) {
        int c = tolower((unsigned char)**at);
        if (value >> 60)
            return false;
        value = value << 4 | (uint64_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
    }
    *out = value;
    return *at > start;
}

tr_rc value_integer(const char *text, const char **end, uint64_t *out, struct tr_err *err)
{
    const char *at = text;
    uint64_t value;
    bool hex = at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
    if (hex)
        at += 2;
    if (!(hex ? read_hex(&at, &value) : read_digits(&at, &value)))
        return tr_fail(err, TR_E_USAGE, "\"%s\" is no 64-bit number", text);
    *end = at;
    *out = value;
    return TR_OK;
}

/* Exactly `digits` digits, at most `max`. */
static bool read_field(const char **at, int digits, unsigned max, unsigned *out)
{
    unsigned value = 0;
    for (int i = 0; i < digits; i++, ++*at) {
        if (!isdigit((unsigned char)**at))
            return false;
        value = value * 10 + (unsigned)(**at - '0');
    }
    *out = value;
    return value <= max;
}

static bool skip(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

/* Days from 1970-01-01 in the Gregorian calendar, for years from 1970 on. */
static uint64_t days_since_1970(unsigned year, unsigned month, unsigned day)
{
    static const unsigned before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    unsigned last = month > 2 ? year : year - 1; /* the last year whose leap day has passed */
    unsigned leaps = last / 4 - last / 100 + last / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    return (uint64_t)(year - 1970) * 365 + leaps + before_month[month - 1] + day - 1;
}

static unsigned month_days(unsigned year, unsigned month)
{
    static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool read_date(const char **at, uint64_t *out_days)
{
    unsigned year, month, day;
    if (!read_field(at, 4, YEAR_MAX, &year) || !skip(at, '-') || !read_field(at, 2, 12, &month) ||
        !skip(at, '-') || !read_field(at, 2, 31, &day))
        return false;
    if (year < 1970 || month < 1 || day < 1 || day > month_days(year, month))
        return false;
    *out_days = days_since_1970(year, month, day);
    return true;
}

static bool read_fraction(const char **at, uint64_t *out_ns)
{
    uint64_t weight = SECOND_NS / 10;
    *out_ns = 0;
    if (!skip(at, '.'))
        return true;
    if (!isdigit((unsigned char)**at))
        return false;
    for (; isdigit((unsigned char)**at); ++*at, weight /= 10)
        *out_ns += (uint64_t)(**at - '0') * weight;
    return true;
}

static bool read_clock(const char **at, uint64_t *out_ns)
{
    unsigned hour, minute, second = 0;
    uint64_t fraction = 0;
    if (!read_field(at, 2, 23, &hour) || !skip(at, ':') || !read_field(at, 2, 59, &minute))
        return false;
    if (skip(at, ':') && (!read_field(at, 2, 59, &second) || !read_fraction(at, &fraction)))
        return false;
    *out_ns = (hour * UINT64_C(3600) + minute * UINT64_C(60) + second) * SECOND_NS + fraction;
    return true;
}

/* "Z", nothing, or "+02:00": nanoseconds to take away. */
static bool read_zone(const char **at, int64_t *out_ns)
{
    unsigned hour, minute;
    char sign = **at;
    *out_ns = 0;
    if (skip(at, 'Z') || **at == '\0')
        return true;
    if ((!skip(at, '+') && !skip(at, '-')) || !read_field(at, 2, 14, &hour) || !skip(at, ':') ||
        !read_field(at, 2, 59, &minute))
        return false;
    int64_t offset = (int64_t)((hour * UINT64_C(3600) + minute * UINT64_C(60)) * SECOND_NS);
    *out_ns = sign == '+' ? offset : -offset;
    return true;
}

tr_rc value_time(const char *text, uint64_t *out_ns, struct tr_err *err)
{
    const char *at = text;
    uint64_t days = 0, clock_ns = 0;
    int64_t zone_ns = 0;
    bool good = read_date(&at, &days);
    if (good && *at == 'T')
        good = skip(&at, 'T') && read_clock(&at, &clock_ns) && read_zone(&at, &zone_ns);
    int64_t ns = good ? (int64_t)(days * 24 * 3600 * SECOND_NS + clock_ns) - zone_ns : -1;
    if (!good || *at != '\0' || ns < 0)
        return tr_fail(err, TR_E_USAGE,
                       "\"%s\" is no time; write \"fixed\" or 2026-03-01T12:30:00Z", text);
    *out_ns = (uint64_t)ns;
    return TR_OK;
}
