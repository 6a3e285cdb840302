/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading CBOR (profile in cbor.h). Input is hostile: lengths and counts are held against the bytes
 * that are left before anything is done with them, nesting is walked with an explicit stack of
 * fixed size, and whatever is not in the profile (indefinite lengths, long heads, other simple
 * values, wide floats that fit a narrower one) fails at its offset.
 */
#include "base/cbor.h"

#include "base/limits.h"
#include "base/utf8.h"

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

/* The number in a head: shortest form only. */
static uint64_t argument(struct reader *r, unsigned info)
{
    uint64_t value = 0, least = 0;
    switch (info) {
    case 24:
        value = reader_u8(r);
        least = 24;
        break;
    case 25:
        value = reader_u16be(r);
        least = UINT8_MAX + 1;
        break;
    case 26:
        value = reader_u32be(r);
        least = UINT16_MAX + 1;
        break;
    case 27:
        value = reader_u64be(r);
        least = (uint64_t)UINT32_MAX + 1;
        break;
    default:
        if (info < 24)
            return info;
        reader_fail(r);
        return 0;
    }
    if (value < least)
        reader_fail(r);
    return value;
}

static double half_value(uint16_t bits)
{
    unsigned exponent = bits >> 10 & 31, fraction = bits & 0x3ff;
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction ? (double)NAN : (double)INFINITY)
                                    : ldexp(fraction + 1024, (int)exponent - 25);
    return bits & 0x8000 ? -value : value;
}

/* Fails unless the writer would have chosen the same width. */
static double float_value(struct reader *r, unsigned info, struct slice whole)
{
    double value;
    if (info == 25) {
        value = half_value(reader_u16be(r));
    } else if (info == 26) {
        uint32_t bits = reader_u32be(r);
        float single;
        memcpy(&single, &bits, sizeof single);
        value = (double)single;
    } else {
        uint64_t bits = reader_u64be(r);
        memcpy(&value, &bits, sizeof value);
    }
    uint8_t again[16];
    struct buf out = {.ptr = again, .cap = sizeof again, .max = sizeof again};
    cbor_put_float(&out, value);
    size_t len = info == 25 ? 3 : info == 26 ? 5 : 9;
    if (out.len != len || whole.len < len || memcmp(again, whole.ptr, len) != 0)
        reader_fail(r);
    return value;
}

static void next_simple(struct reader *r, unsigned info, struct slice whole, struct cbor_item *out)
{
    switch (info) {
    case 20:
    case 21:
        out->type = CBOR_BOOL;
        out->uint = info - 20;
        return;
    case 22:
        out->type = CBOR_NULL;
        return;
    case 23:
        out->type = CBOR_UNDEFINED;
        return;
    case 25:
    case 26:
    case 27:
        out->type = CBOR_FLOAT;
        out->number = float_value(r, info, whole);
        return;
    default:
        reader_fail(r);
    }
}

static void next_string(struct reader *r, bool text, struct cbor_item *out)
{
    if (out->uint > reader_left(r)) {
        reader_fail(r);
        return;
    }
    out->data = reader_bytes(r, (size_t)out->uint);
    if (text && !utf8_valid(out->data))
        reader_fail(r);
}

static const enum cbor_type types[] = {
    [MAJOR_UINT] = CBOR_UINT, [MAJOR_NEGINT] = CBOR_NEGINT, [MAJOR_BYTES] = CBOR_BYTES,
    [MAJOR_TEXT] = CBOR_TEXT, [MAJOR_ARRAY] = CBOR_ARRAY,   [MAJOR_MAP] = CBOR_MAP,
    [MAJOR_TAG] = CBOR_TAG,
};

bool cbor_next(struct cbor_reader *cr, struct cbor_item *out)
{
    struct reader r = cr->in;
    struct slice whole = slice_from(r.in, r.pos);
    struct cbor_item item = {0};
    uint8_t first = reader_u8(&r);
    unsigned major = first >> 5, info = first & 31;
    if (r.failed) {
        cr->in.failed = cr->in.failed || reader_left(&cr->in) > 0;
        return false;
    }
    if (major == MAJOR_SIMPLE) {
        next_simple(&r, info, whole, &item);
    } else {
        item.type = types[major];
        item.uint = argument(&r, info);
        if (major == MAJOR_BYTES || major == MAJOR_TEXT)
            next_string(&r, major == MAJOR_TEXT, &item);
        /* Each item has at least one byte, each pair two. */
        if ((major == MAJOR_ARRAY && item.uint > reader_left(&r)) ||
            (major == MAJOR_MAP && item.uint > reader_left(&r) / 2) ||
            (major == MAJOR_TAG && reader_left(&r) == 0))
            reader_fail(&r);
    }
    if (r.failed) {
        reader_fail(&cr->in);
        return false;
    }
    cr->in = r;
    *out = item;
    return true;
}

/* Children that an item of this head has. */
static uint64_t n_children(const struct cbor_item *item)
{
    switch (item->type) {
    case CBOR_ARRAY:
        return item->uint;
    case CBOR_MAP:
        return 2 * item->uint;
    case CBOR_TAG:
        return 1;
    default:
        return 0;
    }
}

struct slice cbor_skip(struct cbor_reader *cr)
{
    uint64_t left[CBOR_DEPTH_MAX + 1];
    size_t depth = 0, start = cr->in.pos;
    left[0] = 1;
    for (;;) {
        while (left[depth] == 0) {
            if (depth == 0)
                return slice_make(cr->in.in.ptr + start, cr->in.pos - start);
            depth--;
        }
        left[depth]--;
        struct cbor_item item;
        if (!cbor_next(cr, &item)) {
            reader_fail(&cr->in);
            return slice_make(NULL, 0);
        }
        uint64_t n = n_children(&item);
        if (n == 0)
            continue;
        if (depth == CBOR_DEPTH_MAX) {
            reader_fail(&cr->in);
            return slice_make(NULL, 0);
        }
        left[++depth] = n;
    }
}

bool cbor_map_get(struct slice map, const char *key, struct slice *out)
{
    struct cbor_reader r = cbor_reader_of(map);
    struct cbor_item item;
    if (!cbor_next(&r, &item) || item.type != CBOR_MAP)
        return false;
    for (uint64_t i = item.uint; i > 0; i--) {
        struct cbor_reader key_reader = cbor_reader_of(cbor_skip(&r));
        struct slice value = cbor_skip(&r);
        struct cbor_item key_item;
        if (r.in.failed || !cbor_next(&key_reader, &key_item))
            return false;
        if (key_item.type == CBOR_TEXT && slice_is(key_item.data, key)) {
            *out = value;
            return true;
        }
    }
    return false;
}

static bool map_get_item(struct slice map, const char *key, enum cbor_type type,
                         struct cbor_item *out)
{
    struct slice value;
    if (!cbor_map_get(map, key, &value))
        return false;
    struct cbor_reader r = cbor_reader_of(value);
    return cbor_next(&r, out) && out->type == type;
}

bool cbor_map_get_text(struct slice map, const char *key, struct slice *out)
{
    struct cbor_item item;
    if (!map_get_item(map, key, CBOR_TEXT, &item))
        return false;
    *out = item.data;
    return true;
}

bool cbor_map_get_uint(struct slice map, const char *key, uint64_t *out)
{
    struct cbor_item item;
    if (!map_get_item(map, key, CBOR_UINT, &item))
        return false;
    *out = item.uint;
    return true;
}
