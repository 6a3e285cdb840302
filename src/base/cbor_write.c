/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing CBOR (profile in cbor.h): every head in its shortest form, every float in the shortest
 * width that gives the same value back, one NaN.
 */
#include "base/cbor.h"

#include <math.h>

enum {
    MAJOR_UINT,
    MAJOR_NEGINT,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE
};

static void put_big(struct buf *out, uint8_t first, uint64_t value, size_t len)
{
    uint8_t bytes[9] = {first};
    for (size_t i = 0; i < len; i++)
        bytes[len - i] = (uint8_t)(value >> (8 * i));
    (void)buf_append(out, bytes, len + 1);
}

static void put_head(struct buf *out, unsigned major, uint64_t value)
{
    uint8_t first = (uint8_t)(major << 5);
    if (value < 24)
        (void)buf_append_byte(out, (uint8_t)(first | value));
    else if (value <= UINT8_MAX)
        put_big(out, first | 24, value, 1);
    else if (value <= UINT16_MAX)
        put_big(out, first | 25, value, 2);
    else if (value <= UINT32_MAX)
        put_big(out, first | 26, value, 4);
    else
        put_big(out, first | 27, value, 8);
}

void cbor_put_uint(struct buf *out, uint64_t value)
{
    put_head(out, MAJOR_UINT, value);
}

void cbor_put_int(struct buf *out, int64_t value)
{
    if (value < 0)
        put_head(out, MAJOR_NEGINT, ~(uint64_t)value);
    else
        put_head(out, MAJOR_UINT, (uint64_t)value);
}

void cbor_put_bytes(struct buf *out, struct slice bytes)
{
    put_head(out, MAJOR_BYTES, bytes.len);
    (void)buf_append_slice(out, bytes);
}

void cbor_put_text(struct buf *out, struct slice utf8)
{
    put_head(out, MAJOR_TEXT, utf8.len);
    (void)buf_append_slice(out, utf8);
}

void cbor_put_str(struct buf *out, const char *utf8)
{
    cbor_put_text(out, slice_str(utf8));
}

void cbor_put_array(struct buf *out, uint64_t count)
{
    put_head(out, MAJOR_ARRAY, count);
}

void cbor_put_map(struct buf *out, uint64_t count)
{
    put_head(out, MAJOR_MAP, count);
}

void cbor_put_tag(struct buf *out, uint64_t tag)
{
    put_head(out, MAJOR_TAG, tag);
}

void cbor_put_bool(struct buf *out, bool value)
{
    put_head(out, MAJOR_SIMPLE, value ? 21 : 20);
}

void cbor_put_null(struct buf *out)
{
    put_head(out, MAJOR_SIMPLE, 22);
}

void cbor_put_undefined(struct buf *out)
{
    put_head(out, MAJOR_SIMPLE, 23);
}

/* Bits of the half-width float equal to `value`; false when there is none. NaN has been handled. */
static bool half_of(double value, uint16_t *bits)
{
    uint16_t sign = signbit(value) ? 0x8000 : 0;
    double magnitude = fabs(value);
    if (isinf(value)) {
        *bits = sign | 0x7c00;
        return true;
    }
    if (magnitude == 0) {
        *bits = sign;
        return true;
    }
    int exponent;
    (void)frexp(magnitude, &exponent);
    exponent--;
    if (exponent > 15 || exponent < -24)
        return false;
    /* Subnormals count in steps of 2^-24, normals in 2^(exponent-10). */
    int step = exponent < -14 ? -24 : exponent - 10;
    double units = ldexp(magnitude, -step);
    if (units != floor(units))
        return false;
    unsigned n = (unsigned)units;
    *bits = (uint16_t)(sign | (exponent < -14 ? n : (unsigned)(exponent + 15) << 10 | (n & 0x3ff)));
    return true;
}

void cbor_put_float(struct buf *out, double value)
{
    uint16_t half;
    if (isnan(value)) {
        put_big(out, 0xf9, 0x7e00, 2);
        return;
    }
    if (half_of(value, &half)) {
        put_big(out, 0xf9, half, 2);
        return;
    }
    float single = (float)value;
    if ((double)single == value) {
        uint32_t bits;
        memcpy(&bits, &single, sizeof bits);
        put_big(out, 0xfa, bits, 4);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_big(out, 0xfb, bits, 8);
}

void cbor_put_number(struct buf *out, double value)
{
    const double most = 9007199254740992.0;
    if (value == floor(value) && fabs(value) <= most && !(value == 0 && signbit(value)))
        cbor_put_int(out, (int64_t)value);
    else
        cbor_put_float(out, value);
}
