/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cursor over untrusted bytes. Every integer is assembled byte by byte, so that neither
 * alignment nor the host's byte order matters; every length is compared with what is left before
 * anything is added to the position.
 */
#include "base/reader.h"

bool reader_at_end(const struct reader *r)
{
    return !r->failed && r->pos == r->in.len;
}

void reader_fail(struct reader *r)
{
    if (r->failed)
        return;
    r->failed = true;
    r->fail_offset = r->pos;
}

struct slice reader_bytes(struct reader *r, size_t len)
{
    if (r->failed || len > reader_left(r)) {
        reader_fail(r);
        return slice_make(NULL, 0);
    }
    const struct slice bytes = slice_make(len ? r->in.ptr + r->pos : NULL, len);
    r->pos += len;
    return bytes;
}

static uint64_t read_le(struct reader *r, size_t size)
{
    const struct slice bytes = reader_bytes(r, size);
    uint64_t value = 0;
    for (size_t i = bytes.len; i > 0; i--)
        value = value << 8 | bytes.ptr[i - 1];
    return value;
}

static uint64_t read_be(struct reader *r, size_t size)
{
    const struct slice bytes = reader_bytes(r, size);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | bytes.ptr[i];
    return value;
}

uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)read_le(r, 1);
}

uint16_t reader_u16le(struct reader *r)
{
    return (uint16_t)read_le(r, 2);
}

uint32_t reader_u32le(struct reader *r)
{
    return (uint32_t)read_le(r, 4);
}

uint64_t reader_u64le(struct reader *r)
{
    return read_le(r, 8);
}

uint16_t reader_u16be(struct reader *r)
{
    return (uint16_t)read_be(r, 2);
}

uint32_t reader_u32be(struct reader *r)
{
    return (uint32_t)read_be(r, 4);
}

uint64_t reader_u64be(struct reader *r)
{
    return read_be(r, 8);
}

/* Fails at `start`, where the whole number stands. */
static uint64_t leb_fail(struct reader *r, size_t start)
{
    r->pos = start;
    reader_fail(r);
    return 0;
}

static uint64_t read_uleb(struct reader *r, unsigned bits)
{
    const size_t start = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0; !r->failed && shift < bits; shift += 7) {
        if (reader_left(r) == 0)
            break;
        const uint8_t byte = reader_u8(r);
        const unsigned used = bits - shift;
        if (used < 7 && (byte & 0x7f) >> used != 0)
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return value;
    }
    return leb_fail(r, start);
}

/* Of a last byte that holds only `used` bits of the number, the bits above must repeat its sign. */
static bool sign_fits(uint8_t byte, unsigned used)
{
    if (used >= 7)
        return true;
    const unsigned above = (byte & 0x7fU) >> (used - 1);
    return above == 0 || above == 0x7fU >> (used - 1);
}

static int64_t read_sleb(struct reader *r, unsigned bits)
{
    const size_t start = r->pos;
    uint64_t value = 0;
    for (unsigned shift = 0; !r->failed && shift < bits; shift += 7) {
        if (reader_left(r) == 0)
            break;
        const uint8_t byte = reader_u8(r);
        if (!sign_fits(byte, bits - shift))
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            if ((byte & 0x40) && shift + 7 < 64)
                value |= UINT64_MAX << (shift + 7);
            return (int64_t)value;
        }
    }
    return (int64_t)leb_fail(r, start);
}

uint32_t reader_uleb32(struct reader *r)
{
    return (uint32_t)read_uleb(r, 32);
}

uint64_t reader_uleb64(struct reader *r)
{
    return read_uleb(r, 64);
}

int32_t reader_sleb32(struct reader *r)
{
    return (int32_t)read_sleb(r, 32);
}

int64_t reader_sleb33(struct reader *r)
{
    return read_sleb(r, 33);
}

int64_t reader_sleb64(struct reader *r)
{
    return read_sleb(r, 64);
}
