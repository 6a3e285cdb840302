/* SPDX-License-Identifier: Apache-2.0 */
/* How values without parts are written as JSON. Private to the JSON writer. */
#ifndef BASE_JSON_LEAF_H
#define BASE_JSON_LEAF_H

#include "base/cbor.h"

/* A string in quotes; control characters, quotes and backslashes are escaped. */
void json_put_text(struct buf *out, struct slice utf8);
/* A byte string, as base64 in quotes. */
void json_put_bytes(struct buf *out, struct slice bytes);
/* An item that is no array, map or tag. */
void json_put_scalar(struct buf *out, const struct cbor_item *item);
/* Tags 2 and 3. */
void json_put_big(struct buf *out, struct slice magnitude, bool negative);
/* Tag 1: ISO 8601 text in quotes as of Date.prototype.toISOString, null for no valid date. */
void json_put_date(struct buf *out, const struct cbor_item *seconds);
/* Tags 64 to 86: an array of numbers on one line. */
void json_put_typed_array(struct buf *out, uint64_t tag, struct slice bytes);

#endif
