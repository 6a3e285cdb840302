/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a CBOR value item by item and writing each again, which must give the same bytes: the
 * profile has one encoding for each item. */
#ifndef TESTS_BASE_REWRITE_H
#define TESTS_BASE_REWRITE_H

#include "base/cbor.h"

static inline void test_put_item(struct buf *out, const struct cbor_item *item)
{
    switch (item->type) {
    case CBOR_UINT:
        cbor_put_uint(out, item->uint);
        return;
    case CBOR_NEGINT:
        cbor_put_negative(out, item->uint);
        return;
    case CBOR_BYTES:
        cbor_put_bytes(out, item->data);
        return;
    case CBOR_TEXT:
        cbor_put_text(out, item->data);
        return;
    case CBOR_ARRAY:
        cbor_put_array(out, item->uint);
        return;
    case CBOR_MAP:
        cbor_put_map(out, item->uint);
        return;
    case CBOR_TAG:
        cbor_put_tag(out, item->uint);
        return;
    case CBOR_BOOL:
        cbor_put_bool(out, item->uint != 0);
        return;
    case CBOR_NULL:
        cbor_put_null(out);
        return;
    case CBOR_UNDEFINED:
        cbor_put_undefined(out);
        return;
    default:
        cbor_put_float(out, item->number);
        return;
    }
}

static inline void test_rewrite(struct slice value, struct buf *out)
{
    struct cbor_reader r = cbor_reader_of(value);
    for (struct cbor_item item; cbor_next(&r, &item);)
        test_put_item(out, &item);
}

#endif
