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
 * integers, 27 error object, 28/29 shared references, 64-87 typed arrays (RFC 8746), 258 set,
 * 259 map with any keys (Map), 21066 regular expression.
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

struct cbor_item {
    enum cbor_type type;
    uint64_t uint;     /* UINT, NEGINT, TAG number, ARRAY/MAP count, BOOL 0 or 1 */
    double number;     /* FLOAT */
    struct slice data; /* BYTES, TEXT: borrowed from the input */
};

/* Writers append to a buf and share its sticky failure. */
void cbor_put_uint(struct buf *out, uint64_t value);
void cbor_put_int(struct buf *out, int64_t value);
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
};

static inline struct cbor_reader cbor_reader_of(struct slice s)
{
    return (struct cbor_reader){.in = reader_of(s)};
}

/* The next head (and its string); false at the end or on malformed bytes (then in.failed is set).
 * Lengths and counts are checked against the bytes that are left. */
bool cbor_next(struct cbor_reader *r, struct cbor_item *out);
/* Steps over one whole item and returns its bytes, empty on failure. Nesting past CBOR_DEPTH_MAX
 * fails. */
struct slice cbor_skip(struct cbor_reader *r);
/* Value of a text key in the encoded map `map`; false when absent or `map` is not a map. */
bool cbor_map_get(struct slice map, const char *key, struct slice *out);
/* The same, typed; false when absent or of another type. */
bool cbor_map_get_text(struct slice map, const char *key, struct slice *out);
bool cbor_map_get_uint(struct slice map, const char *key, uint64_t *out);

enum cbor_order { CBOR_ORDER_ANY, CBOR_ORDER_SORTED };
/* Whether `bytes` is exactly one item in the profile above, nested at most CBOR_DEPTH_MAX deep.
 * Fails with TR_E_INVALID and the offset. */
tr_rc cbor_check(struct slice bytes, enum cbor_order order, struct tr_err *err) TR_MUST_USE;

#endif
