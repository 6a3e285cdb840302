/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing CBOR (profile in cbor.h): every head in its shortest form, every float in the shortest
 * width that gives the same value back, one NaN.
 */
#include "base/cbor.h"

#include "base/cbor_float.h"

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

enum { SIMPLE_FALSE = 20, SIMPLE_TRUE, SIMPLE_NULL, SIMPLE_UNDEFINED };

/* A head whose value follows in `size` bytes: 1, 2, 4 or 8, which is info 24, 25, 26 or 27. */
static void put_wide(struct buf *out, unsigned major, uint64_t value, size_t size)
{
    const unsigned info = size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27;
    uint8_t head[9] = {(uint8_t)(major << 5 | info)};
    for (size_t i = size; i > 0; i--) {
        head[i] = (uint8_t)value;
        value >>= 8;
    }
    (void)buf_append(out, head, 1 + size);
}

static void put_head(struct buf *out, unsigned major, uint64_t value)
{
    if (value < 24)
        (void)buf_append_byte(out, (uint8_t)(major << 5 | value));
    else
        put_wide(out, major, value,
                 value <= UINT8_MAX    ? 1
                 : value <= UINT16_MAX ? 2
                 : value <= UINT32_MAX ? 4
                                       : 8);
}

void cbor_put_uint(struct buf *out, uint64_t value)
{
    put_head(out, MAJOR_UINT, value);
}

void cbor_put_negative(struct buf *out, uint64_t n)
{
    put_head(out, MAJOR_NEGINT, n);
}

void cbor_put_int(struct buf *out, int64_t value)
{
    if (value < 0)
        cbor_put_negative(out, ~(uint64_t)value);
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
    put_head(out, MAJOR_SIMPLE, value ? SIMPLE_TRUE : SIMPLE_FALSE);
}

void cbor_put_null(struct buf *out)
{
    put_head(out, MAJOR_SIMPLE, SIMPLE_NULL);
}

void cbor_put_undefined(struct buf *out)
{
    put_head(out, MAJOR_SIMPLE, SIMPLE_UNDEFINED);
}

void cbor_put_float(struct buf *out, double value)
{
    uint16_t half;
    uint32_t single;
    if (half_bits(value, &half))
        put_wide(out, MAJOR_SIMPLE, half, sizeof(half));
    else if (single_bits(value, &single))
        put_wide(out, MAJOR_SIMPLE, single, sizeof(single));
    else
        put_wide(out, MAJOR_SIMPLE, double_bits(value), sizeof(uint64_t));
}

void cbor_put_number(struct buf *out, double value)
{
    const double most = 0x1p53;
    const bool minus_zero = double_bits(value) == UINT64_C(1) << 63;
    if (value >= -most && value <= most && !minus_zero && (double)(int64_t)value == value)
        cbor_put_int(out, (int64_t)value);
    else
        cbor_put_float(out, value);
}
