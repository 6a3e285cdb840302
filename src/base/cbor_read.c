/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading CBOR (profile in cbor.h), one head at a time.
 *
 * Input is hostile: a length or a count is held against the bytes that are left before anything is
 * done with it, nesting is walked with an explicit stack of fixed size, and whatever is outside the
 * profile (indefinite lengths, longer heads than needed, floats that fit a narrower width, other
 * simple values) fails at the offset of its head, with a reason.
 */
#include "base/cbor.h"

#include "base/cbor_float.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { INFO_ONE_BYTE = 24, INFO_TWO_BYTES, INFO_FOUR_BYTES, INFO_EIGHT_BYTES, INFO_ENDLESS = 31 };
enum { SIMPLE_FALSE = 20, SIMPLE_TRUE, SIMPLE_NULL, SIMPLE_UNDEFINED };
#define MAJOR_SIMPLE 7

static bool fail(struct cbor_reader *r, size_t head, const char *why)
{
    r->in.failed = false;
    r->in.pos = head;
    reader_fail(&r->in);
    r->why = why;
    return false;
}

/* The value of a head that follows its first byte. */
static const char *read_value(struct reader *in, unsigned info, uint64_t *out)
{
    static const struct {
        size_t size;
        uint64_t least; /* that needs this size */
    } widths[] = {
        {1, INFO_ONE_BYTE}, {2, UINT64_C(1) << 8}, {4, UINT64_C(1) << 16}, {8, UINT64_C(1) << 32}};
    if (info < INFO_ONE_BYTE) {
        *out = info;
        return NULL;
    }
    if (info > INFO_EIGHT_BYTES)
        return info == INFO_ENDLESS ? "an indefinite length" : "a reserved head";
    const size_t size = widths[info - INFO_ONE_BYTE].size;
    *out = size == 1   ? reader_u8(in)
           : size == 2 ? reader_u16be(in)
           : size == 4 ? reader_u32be(in)
                       : reader_u64be(in);
    if (in->failed)
        return "the input ends inside a head";
    return *out < widths[info - INFO_ONE_BYTE].least ? "a head longer than needed" : NULL;
}

/* A float of the width that cbor_put_float would choose. */
static const char *read_float(struct reader *in, unsigned info, double *out)
{
    static const char longer[] = "a float wider than needed";
    uint16_t half;
    uint32_t single;
    if (info == INFO_TWO_BYTES) {
        const uint16_t bits = reader_u16be(in);
        *out = half_of_bits(bits);
        if (*out != *out && bits != FLOAT_HALF_NAN)
            return "a NaN other than f97e00";
    } else if (info == INFO_FOUR_BYTES) {
        *out = float_of_bits(reader_u32be(in));
        if (!in->failed && half_bits(*out, &half))
            return longer;
    } else {
        *out = double_of_bits(reader_u64be(in));
        if (!in->failed && (half_bits(*out, &half) || single_bits(*out, &single)))
            return longer;
    }
    return in->failed ? "the input ends inside a float" : NULL;
}

static const char *read_simple(struct reader *in, unsigned info, struct cbor_item *item)
{
    if (info >= INFO_TWO_BYTES && info <= INFO_EIGHT_BYTES) {
        item->type = CBOR_FLOAT;
        return read_float(in, info, &item->number);
    }
    if (info < SIMPLE_FALSE || info > SIMPLE_UNDEFINED)
        return "a simple value that has no meaning here";
    item->type = info <= SIMPLE_TRUE ? CBOR_BOOL : info == SIMPLE_NULL ? CBOR_NULL : CBOR_UNDEFINED;
    item->uint = info == SIMPLE_TRUE;
    return NULL;
}

/* Every item takes at least one byte, so what cannot fit is known before it is read. */
static const char *read_extent(struct reader *in, struct cbor_item *item)
{
    const uint64_t left = reader_left(in);
    if ((item->type == CBOR_BYTES || item->type == CBOR_TEXT) && item->uint > left)
        return "a string longer than the input";
    if ((item->type == CBOR_ARRAY && item->uint > left) ||
        (item->type == CBOR_MAP && item->uint > left / 2))
        return "more items than the input has bytes";
    if (item->type == CBOR_TAG && left == 0)
        return "a tag without a value";
    if (item->type == CBOR_BYTES || item->type == CBOR_TEXT)
        item->data = reader_bytes(in, (size_t)item->uint);
    return NULL;
}

/* cbor_next without a look into strings. */
static bool read_head(struct cbor_reader *r, struct cbor_item *out)
{
    static const enum cbor_type types[] = {CBOR_UINT,  CBOR_NEGINT, CBOR_BYTES, CBOR_TEXT,
                                           CBOR_ARRAY, CBOR_MAP,    CBOR_TAG};
    const size_t head = r->in.pos;
    if (r->in.failed || reader_left(&r->in) == 0)
        return false;
    const uint8_t first = reader_u8(&r->in);
    const unsigned info = first & 0x1f;
    struct cbor_item item = {0};
    const char *why;
    if (first >> 5 == MAJOR_SIMPLE) {
        why = read_simple(&r->in, info, &item);
    } else {
        item.type = types[first >> 5];
        why = read_value(&r->in, info, &item.uint);
        if (!why)
            why = read_extent(&r->in, &item);
    }
    if (why)
        return fail(r, head, why);
    *out = item;
    return true;
}

bool cbor_next(struct cbor_reader *r, struct cbor_item *out)
{
    const size_t head = r->in.pos;
    struct cbor_item item;
    if (!read_head(r, &item))
        return false;
    if (item.type == CBOR_TEXT && !utf8_valid(item.data))
        return fail(r, head, "text that is not UTF-8");
    *out = item;
    return true;
}

static uint64_t n_children(const struct cbor_item *item)
{
    if (item->type == CBOR_MAP)
        return 2 * item->uint;
    return item->type == CBOR_ARRAY ? item->uint : item->type == CBOR_TAG;
}

struct slice cbor_skip(struct cbor_reader *r)
{
    uint64_t left[CBOR_DEPTH_MAX + 1];
    size_t depth = 0;
    const size_t start = r->in.pos;
    struct cbor_item item;
    left[0] = 1;
    for (;;) {
        while (left[depth] == 0) {
            if (depth == 0)
                return slice_make(r->in.in.ptr + start, r->in.pos - start);
            depth--;
        }
        left[depth]--;
        const size_t head = r->in.pos;
        if (!read_head(r, &item)) {
            if (!r->in.failed)
                (void)fail(r, head, "the input ends where an item must follow");
            return slice_make(NULL, 0);
        }
        if (item.type != CBOR_ARRAY && item.type != CBOR_MAP && item.type != CBOR_TAG)
            continue;
        if (depth == CBOR_DEPTH_MAX) {
            (void)fail(r, head, "nested too deep");
            return slice_make(NULL, 0);
        }
        left[++depth] = n_children(&item);
    }
}

bool cbor_map_get(struct slice map, const char *key, struct slice *out)
{
    struct cbor_reader r = cbor_reader_of(map);
    struct cbor_item item, name;
    if (!cbor_next(&r, &item) || item.type != CBOR_MAP)
        return false;
    for (uint64_t i = 0; i < item.uint; i++) {
        struct cbor_reader at_key = r;
        (void)cbor_skip(&r);
        const struct slice value = cbor_skip(&r);
        if (r.in.failed)
            return false;
        if (read_head(&at_key, &name) && name.type == CBOR_TEXT && slice_is(name.data, key)) {
            *out = value;
            return true;
        }
    }
    return false;
}

static bool get_typed(struct slice map, const char *key, enum cbor_type type, struct cbor_item *out)
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
    if (!get_typed(map, key, CBOR_TEXT, &item))
        return false;
    *out = item.data;
    return true;
}

bool cbor_map_get_uint(struct slice map, const char *key, uint64_t *out)
{
    struct cbor_item item;
    if (!get_typed(map, key, CBOR_UINT, &item))
        return false;
    *out = item.uint;
    return true;
}
