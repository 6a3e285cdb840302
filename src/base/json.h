/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON at the outer edges only: text in becomes a CBOR value, a CBOR value goes out as text.
 * Numbers are JavaScript's: every JSON number becomes a double and is stored by cbor_put_number.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/cbor.h"

/* Appends the value of `text` (RFC 8259, UTF-8, at most JSON_DEPTH_MAX deep). TR_E_INVALID carries
 * the byte offset and says line and column. Duplicate keys: the last one counts, as in JSON.parse.
 */
tr_rc json_to_cbor(struct slice text, struct buf *out, struct tr_err *err) TR_MUST_USE;

struct json_style {
    unsigned indent; /* spaces a level; 0 = one line without spaces */
};
/* Appends `value` as JSON: undefined, NaN and infinities as null; byte strings as base64; big
 * integers and integers past 2^53 as digits; dates as ISO text; sets as arrays; Maps with text keys
 * as objects, others as arrays of pairs; typed arrays as arrays of numbers; text escaped, valid
 * UTF-8 kept. */
tr_rc cbor_to_json(struct slice value, const struct json_style *style, struct buf *out,
                   struct tr_err *err) TR_MUST_USE;

#endif
