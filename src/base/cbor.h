/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CBOR (RFC 8949), the one encoding of values: between host and guest, in state records, in caches,
 * later in the chain and the worker protocol. Host and guests compile this same file.
 *
 * Profile ("troupe CBOR", docs/formats/value.md): shortest heads, definite lengths, shortest float
 * that keeps the value, one NaN (f97e00), valid UTF-8, no duplicate map keys. Maps that are records
 * of ours have their keys sorted bytewise by encoding (RFC 8949 section 4.2.1). Maps that are guest
 * values keep the order in which the guest made them, because that order is part of a JavaScript or
 * Python value; the checker takes which of the two is meant. Tags: 0/1 date text/epoch, 2/3 big
 * integers, 27 error object, 28/29 shared references, 64-86 typed arrays (RFC 8746, little-endian),
 * 258 set, 259 map with any keys (Map), 21066 regular expression.
 */
#ifndef BASE_CBOR_H
#define BASE_CBOR_H

#include "base/buf.h"
#include "base/err.h"
#include "base/reader.h"

enum cbor_type {
    CBOR_UINT,
    CBOR_NEGINT, /* value is -1 - .uint */
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_TAG,
    CBOR_BOOL,
    CBOR_NULL,
    CBOR_UNDEFINED,
    CBOR_FLOAT,
    CBOR_TYPE_MAX
};

/* The tags of the profile. What stands in each: docs/formats/value.md. */
enum cbor_tag {
    CBOR_TAG_DATE_TEXT = 0,
    CBOR_TAG_DATE_EPOCH = 1,
    CBOR_TAG_BIG = 2,
    CBOR_TAG_BIG_NEGATIVE = 3,
    CBOR_TAG_OBJECT = 27,
    CBOR_TAG_SHARED = 28,
    CBOR_TAG_REFERENCE = 29,
    CBOR_TAG_UINT8 = 64,
    CBOR_TAG_UINT8_CLAMPED = 68,
    CBOR_TAG_UINT16 = 69,
    CBOR_TAG_UINT32 = 70,
    CBOR_TAG_UINT64 = 71,
    CBOR_TAG_INT8 = 72,
    CBOR_TAG_INT16 = 77,
    CBOR_TAG_INT32 = 78,
    CBOR_TAG_INT64 = 79,
    CBOR_TAG_FLOAT16 = 84,
    CBOR_TAG_FLOAT32 = 85,
    CBOR_TAG_FLOAT64 = 86,
    CBOR_TAG_SET = 258,
    CBOR_TAG_MAP = 259,
    CBOR_TAG_REGEXP = 21066
};

struct cbor_item {
    enum cbor_type type;
    uint64_t uint;     /* UINT, NEGINT, TAG number, ARRAY/MAP count, BOOL 0 or 1 */
    double number;     /* FLOAT */
    struct slice data; /* BYTES, TEXT: borrowed from the input */
};

/* Writers append to a buf and share its sticky failure. */
void cbor_put_uint(struct buf *out, uint64_t value);
void cbor_put_int(struct buf *out, int64_t value);
void cbor_put_negative(struct buf *out, uint64_t n); /* -1 - n */
void cbor_put_bytes(struct buf *out, struct slice bytes);
void cbor_put_text(struct buf *out, struct slice utf8); /* the caller vouches for the UTF-8 */
void cbor_put_str(struct buf *out, const char *utf8);
void cbor_put_array(struct buf *out, uint64_t count); /* then `count` items */
void cbor_put_map(struct buf *out, uint64_t count);   /* then `count` pairs */
void cbor_put_tag(struct buf *out, uint64_t tag);
void cbor_put_bool(struct buf *out, bool value);
void cbor_put_null(struct buf *out);
void cbor_put_undefined(struct buf *out);
void cbor_put_float(struct buf *out,
                    double value); /* always a float head, shortest that keeps it */
/* What a JSON or JavaScript number is: an integer head when integral and |value| <= 2^53, -0 as
 * float. */
void cbor_put_number(struct buf *out, double value);

struct cbor_reader {
    struct reader in;
    const char *why; /* once in.failed is set: what is wrong, a constant text */
};

static inline struct cbor_reader cbor_reader_of(struct slice s)
{
    return (struct cbor_reader){.in = reader_of(s)};
}

/* The next head (and its string); false at the end or on malformed bytes (then in.failed is set,
 * and the fail offset is that of the head). Whatever one head can show is checked: shortest form,
 * UTF-8, and lengths and counts against the bytes that are left. */
bool cbor_next(struct cbor_reader *r, struct cbor_item *out);
/* Steps over one whole item and returns its bytes, empty on failure. Nesting past CBOR_DEPTH_MAX
 * fails. Does not look into strings. */
struct slice cbor_skip(struct cbor_reader *r);
/* Value of a text key in the encoded map `map`; false when absent or `map` is not a map. */
bool cbor_map_get(struct slice map, const char *key, struct slice *out);
/* The same, typed; false when absent or of another type. */
bool cbor_map_get_text(struct slice map, const char *key, struct slice *out);
bool cbor_map_get_uint(struct slice map, const char *key, uint64_t *out);

/* SORTED is for records of ours: keys of any type, sorted. ANY is for guest values: keys in any
 * order, text outside tag 259. */
enum cbor_order { CBOR_ORDER_ANY, CBOR_ORDER_SORTED };
/* Whether `bytes` is exactly one item in the profile above, nested at most CBOR_DEPTH_MAX deep
 * (arrays, maps and tags count). Fails with TR_E_INVALID and the offset. */
tr_rc cbor_check(struct slice bytes, enum cbor_order order, struct tr_err *err) TR_MUST_USE;
/* The same, also TR_E_INVALID where the value has more than `items_max` items, heads counted: for
 * values that whoever made them may not spend the reader's time and memory with. */
tr_rc cbor_check_items(struct slice bytes, enum cbor_order order, uint64_t items_max,
                       struct tr_err *err) TR_MUST_USE;

#endif
