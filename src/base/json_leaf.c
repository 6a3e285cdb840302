/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values without parts as JSON: text, bytes, numbers, big integers, dates, typed arrays. What JSON
 * has no word for (undefined, NaN, infinities, an invalid date) becomes null.
 */
#include "base/json_leaf.h"

#include "base/cbor_float.h"
#include "base/json_number.h"
#include "base/limits.h"

#include <inttypes.h>

#define DATE_MS_MAX 8.64e15 /* ECMA-262, time values: 100,000,000 days around 1970 */
#define DAY_MS      INT64_C(86400000)

static void put_escape(struct buf *out, uint8_t byte)
{
    static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                   ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
    const char escape[] = {'\\', letters[byte], '\0'};
    if (escape[1])
        (void)buf_append_str(out, escape);
    else
        (void)buf_printf(out, "\\u%04x", byte);
}

void json_put_text(struct buf *out, struct slice utf8)
{
    (void)buf_append_byte(out, '"');
    size_t start = 0;
    for (size_t i = 0; i < utf8.len; i++) {
        const uint8_t byte = utf8.ptr[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\')
            continue;
        (void)buf_append(out, utf8.ptr + start, i - start);
        put_escape(out, byte);
        start = i + 1;
    }
    (void)buf_append_slice(out, slice_from(utf8, start));
    (void)buf_append_byte(out, '"');
}

void json_put_bytes(struct buf *out, struct slice bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (void)buf_append_byte(out, '"');
    for (size_t i = 0; i < bytes.len && !out->failed; i += 3) {
        const size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < n ? bytes.ptr[i + k] : 0U);
        const char quad[] = {digits[group >> 18], digits[group >> 12 & 63],
                             n > 1 ? digits[group >> 6 & 63] : '=',
                             n > 2 ? digits[group & 63] : '='};
        (void)buf_append(out, quad, sizeof(quad));
    }
    (void)buf_append_byte(out, '"');
}

static void put_double(struct buf *out, double value)
{
    char text[JSON_NUMBER_SIZE];
    if (value - value != 0) {
        (void)buf_append_str(out, "null");
        return;
    }
    json_number_format(value, text);
    (void)buf_append_str(out, text);
}

static void put_negative(struct buf *out, uint64_t less_one)
{
    uint8_t magnitude[8];
    for (size_t i = sizeof(magnitude); i > 0; i--, less_one >>= 8)
        magnitude[i - 1] = (uint8_t)less_one;
    json_put_big(out, slice_make(magnitude, sizeof(magnitude)), true);
}

void json_put_scalar(struct buf *out, const struct cbor_item *item)
{
    switch (item->type) {
    case CBOR_UINT:
        (void)buf_printf(out, "%" PRIu64, item->uint);
        return;
    case CBOR_NEGINT:
        put_negative(out, item->uint);
        return;
    case CBOR_BYTES:
        json_put_bytes(out, item->data);
        return;
    case CBOR_TEXT:
        json_put_text(out, item->data);
        return;
    case CBOR_FLOAT:
        put_double(out, item->number);
        return;
    case CBOR_BOOL:
        (void)buf_append_str(out, item->uint ? "true" : "false");
        return;
    default:
        (void)buf_append_str(out, "null");
        return;
    }
}

void json_put_big(struct buf *out, struct slice magnitude, bool negative)
{
    if (magnitude.len <= JSON_BIGINT_BYTES_MAX) {
        (void)buf_append_str(out, negative ? "-" : "");
        json_magnitude_put(out, magnitude, negative);
        return;
    }
    /* The magnitude of a negative number is one more than its bytes say, which carries over its
     * trailing ff bytes. */
    size_t n_carried = 0;
    while (negative && n_carried < magnitude.len &&
           magnitude.ptr[magnitude.len - 1 - n_carried] == 0xff)
        n_carried++;
    const size_t n_kept = magnitude.len - n_carried;
    (void)buf_append_str(out, negative ? "\"-0x" : "\"0x");
    if (n_kept == 0)
        (void)buf_append_byte(out, '1');
    for (size_t i = 0; i < magnitude.len && !out->failed; i++) {
        unsigned byte = i < n_kept ? magnitude.ptr[i] : 0;
        byte += negative && i + 1 == n_kept;
        (void)buf_printf(out, i == 0 && n_kept > 0 ? "%x" : "%02x", byte);
    }
    (void)buf_append_byte(out, '"');
}

/* Proleptic Gregorian date of a day counted from 1970-01-01: years are counted from March, so that
 * the leap day is the last of its year, and in eras of 400 years, which all have 146097 days. */
static void civil_of(int64_t day, int64_t *out_year, unsigned *out_month, unsigned *out_day)
{
    const int64_t shifted = day + 719468; /* from 0000-03-01 */
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t of_era = shifted - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;
    *out_day = (unsigned)(of_year - (153 * month + 2) / 5 + 1);
    *out_month = (unsigned)(month < 10 ? month + 3 : month - 9);
    *out_year = year + era * 400 + (month >= 10);
}

void json_put_date(struct buf *out, const struct cbor_item *seconds)
{
    const double value = seconds->type == CBOR_FLOAT    ? seconds->number
                         : seconds->type == CBOR_NEGINT ? -1.0 - (double)seconds->uint
                                                        : (double)seconds->uint;
    const double exact_ms = value * 1000;
    if (!(exact_ms >= -DATE_MS_MAX && exact_ms <= DATE_MS_MAX)) {
        (void)buf_append_str(out, "null");
        return;
    }
    const int64_t ms = (int64_t)(exact_ms + (exact_ms < 0 ? -0.5 : 0.5));
    int64_t day = ms / DAY_MS, of_day = ms % DAY_MS, year;
    if (of_day < 0) {
        of_day += DAY_MS;
        day--;
    }
    unsigned month, day_of_month;
    civil_of(day, &year, &month, &day_of_month);
    const bool four_digits = year >= 0 && year <= 9999;
    (void)buf_printf(out, four_digits ? "\"%04" PRId64 : "\"%+07" PRId64, year);
    (void)buf_printf(out, "-%02u-%02uT%02u:%02u:%02u.%03uZ\"", month, day_of_month,
                     (unsigned)(of_day / 3600000), (unsigned)(of_day / 60000 % 60),
                     (unsigned)(of_day / 1000 % 60), (unsigned)(of_day % 1000));
}

enum element_kind { UNSIGNED, SIGNED, FLOATING };

static void put_element(struct buf *out, enum element_kind kind, size_t size, struct reader *r)
{
    const uint64_t bits = size == 1   ? reader_u8(r)
                          : size == 2 ? reader_u16le(r)
                          : size == 4 ? reader_u32le(r)
                                      : reader_u64le(r);
    const unsigned spare = (unsigned)(64 - 8 * size);
    if (kind == UNSIGNED)
        (void)buf_printf(out, "%" PRIu64, bits);
    else if (kind == SIGNED)
        (void)buf_printf(out, "%" PRId64, (int64_t)(bits << spare) >> spare);
    else
        put_double(out, size == 2   ? half_of_bits((uint16_t)bits)
                        : size == 4 ? float_of_bits((uint32_t)bits)
                                    : double_of_bits(bits));
}

void json_put_typed_array(struct buf *out, uint64_t tag, struct slice bytes)
{
    /* RFC 8746, section 2.1: bits 1 0 are the width, bit 3 is "signed", bit 4 is "float". */
    const enum element_kind kind = tag & 0x10 ? FLOATING : tag & 0x08 ? SIGNED : UNSIGNED;
    const size_t size = (size_t)1 << ((tag & 3) + (kind == FLOATING));
    struct reader r = reader_of(bytes);
    (void)buf_append_byte(out, '[');
    while (reader_left(&r) > 0 && !r.failed && !out->failed) {
        if (r.pos > 0)
            (void)buf_append_byte(out, ',');
        put_element(out, kind, size, &r);
    }
    (void)buf_append_byte(out, ']');
}
