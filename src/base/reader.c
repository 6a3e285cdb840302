/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cursor (reader.h). Failure is sticky and happens at one place, take(), or at a byte that
 * breaks LEB128's rules; the offset kept is that of the first byte of the field at fault.
 */
#include "base/reader.h"

void reader_fail(struct reader *r)
{
    if (!r->failed) {
        r->failed = true;
        r->fail_offset = r->pos;
    }
}

bool reader_at_end(const struct reader *r)
{
    return !r->failed && r->pos == r->in.len;
}

/* The next `len` bytes, NULL when they are not there. */
static const uint8_t *take(struct reader *r, size_t len)
{
    if (r->failed || len > reader_left(r)) {
        reader_fail(r);
        return NULL;
    }
    const uint8_t *at = r->in.ptr + r->pos;
    r->pos += len;
    return at;
}

static uint64_t little(struct reader *r, size_t len)
{
    const uint8_t *at = take(r, len);
    uint64_t value = 0;
    for (size_t i = 0; at && i < len; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static uint64_t big(struct reader *r, size_t len)
{
    const uint8_t *at = take(r, len);
    uint64_t value = 0;
    for (size_t i = 0; at && i < len; i++)
        value = value << 8 | at[i];
    return value;
}

uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)little(r, 1);
}

uint16_t reader_u16le(struct reader *r)
{
    return (uint16_t)little(r, 2);
}

uint32_t reader_u32le(struct reader *r)
{
    return (uint32_t)little(r, 4);
}

uint64_t reader_u64le(struct reader *r)
{
    return little(r, 8);
}

uint16_t reader_u16be(struct reader *r)
{
    return (uint16_t)big(r, 2);
}

uint32_t reader_u32be(struct reader *r)
{
    return (uint32_t)big(r, 4);
}

uint64_t reader_u64be(struct reader *r)
{
    return big(r, 8);
}

/* Unsigned: the bits past `width` in the last byte are zero. */
static uint64_t uleb(struct reader *r, unsigned width)
{
    size_t start = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0; shift < width && !r->failed; shift += 7) {
        uint8_t byte = reader_u8(r);
        unsigned left = width - shift;
        if (left < 7 && (byte & 0x7f) >> left != 0)
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return r->failed ? 0 : value;
    }
    if (!r->failed) {
        r->pos = start;
        reader_fail(r);
    }
    return 0;
}

/* Signed: the bits past `width` in the last byte repeat the sign. */
static int64_t sleb(struct reader *r, unsigned width)
{
    size_t start = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0; shift < width && !r->failed; shift += 7) {
        uint8_t byte = reader_u8(r);
        unsigned left = width - shift;
        if (left < 7) {
            unsigned rest = (byte & 0x7fu) >> (left - 1);
            if (rest != 0 && rest != 0x7fu >> (left - 1))
                break;
        }
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte & 0x80)
            continue;
        if (byte & 0x40 && shift + 7 < 64)
            value |= ~UINT64_C(0) << (shift + 7);
        return r->failed ? 0 : (int64_t)value;
    }
    if (!r->failed) {
        r->pos = start;
        reader_fail(r);
    }
    return 0;
}

uint32_t reader_uleb32(struct reader *r)
{
    return (uint32_t)uleb(r, 32);
}

uint64_t reader_uleb64(struct reader *r)
{
    return uleb(r, 64);
}

int32_t reader_sleb32(struct reader *r)
{
    return (int32_t)sleb(r, 32);
}

int64_t reader_sleb33(struct reader *r)
{
    return sleb(r, 33);
}

int64_t reader_sleb64(struct reader *r)
{
    return sleb(r, 64);
}

struct slice reader_bytes(struct reader *r, size_t len)
{
    const uint8_t *at = take(r, len);
    return at ? slice_make(at, len) : slice_make(NULL, 0);
}
