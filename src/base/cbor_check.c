/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether bytes are exactly one item of the profile. cbor_next() judges each head; what is left for
 * a whole value is nesting, the end, and the keys of maps: none twice, and sorted where a record of
 * ours is meant.
 *
 * Keys are compared by their encodings. A map's keys are collected and sorted, so a hostile map
 * costs n log n; maps of up to KEYS_SMALL keys, nearly all there are, need no allocation.
 */
#include "base/cbor.h"

#include "base/limits.h"

#include <stdlib.h>

#define KEYS_SMALL 32

static int compare(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    size_t n = a->len < b->len ? a->len : b->len;
    int order = n ? memcmp(a->ptr, b->ptr, n) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static tr_rc keys_check(struct slice *keys, size_t n, enum cbor_order order, struct slice all,
                        struct tr_err *err)
{
    for (size_t i = 1; order == CBOR_ORDER_SORTED && i < n; i++)
        if (compare(&keys[i - 1], &keys[i]) > 0)
            return tr_fail_offset(err, TR_E_INVALID, (uint64_t)(keys[i].ptr - all.ptr),
                                  "the keys of a map are not sorted");
    if (order == CBOR_ORDER_ANY)
        qsort(keys, n, sizeof *keys, compare);
    for (size_t i = 1; i < n; i++)
        if (slice_eq(keys[i - 1], keys[i]))
            return tr_fail_offset(err, TR_E_INVALID, (uint64_t)(keys[i].ptr - all.ptr),
                                  "a map has a key twice");
    return TR_OK;
}

/* `r` stands behind a map's head. Steps over its pairs. */
static tr_rc map_check(struct cbor_reader r, size_t n, enum cbor_order order, struct tr_err *err)
{
    struct slice small[KEYS_SMALL], *keys = small;
    if (n > KEYS_SMALL && !(keys = calloc(n, sizeof *keys)))
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to check a map of %zu keys", n);
    for (size_t i = 0; i < n && !r.in.failed; i++) {
        keys[i] = cbor_skip(&r);
        (void)cbor_skip(&r);
    }
    tr_rc rc = r.in.failed ? tr_fail_offset(err, TR_E_INVALID, r.in.fail_offset, "malformed CBOR")
                           : keys_check(keys, n, order, r.in.in, err);
    if (keys != small)
        free(keys);
    return rc;
}

tr_rc cbor_check(struct slice bytes, enum cbor_order order, struct tr_err *err)
{
    struct cbor_reader r = cbor_reader_of(bytes);
    (void)cbor_skip(&r);
    if (!reader_at_end(&r.in))
        return tr_fail_offset(err, TR_E_INVALID, r.in.failed ? r.in.fail_offset : r.in.pos,
                              r.in.failed ? "malformed CBOR" : "bytes after the value");
    /* The value is well formed, so its heads can be read one after the other. */
    r = cbor_reader_of(bytes);
    for (struct cbor_item item; cbor_next(&r, &item);)
        if (item.type == CBOR_MAP)
            TR_TRY(map_check(r, (size_t)item.uint, order, err));
    return TR_OK;
}
