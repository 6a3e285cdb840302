/* SPDX-License-Identifier: Apache-2.0 */
/* What the JSON writer must know about a value before it writes the first byte: where the shared
 * parts stand, and which Maps have a key that is not text. Private to the JSON writer. */
#ifndef BASE_JSON_PLAN_H
#define BASE_JSON_PLAN_H

#include "base/cbor.h"

struct json_plan {
    struct buf shared; /* of size_t: offsets of what stands in tag 28, by number */
    struct buf maps;   /* of struct json_map, by offset */
};

/* `value` must have passed cbor_check. */
tr_rc json_plan_make(struct slice value, struct json_plan *out, struct tr_err *err) TR_MUST_USE;
void json_plan_done(struct json_plan *plan);
/* Offset of shared value number `index`. */
size_t json_plan_shared(const struct json_plan *plan, uint64_t index);
/* Whether all keys of the map in tag 259 whose head is at `at` are text. */
bool json_plan_text_keys(const struct json_plan *plan, size_t at);

#endif
