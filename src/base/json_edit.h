/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is left to put right in a flat encoding made by the JSON reader: heads of containers whose
 * count was not known, and equal keys, of which the first keeps its place and the last gives the
 * value. Private to the JSON reader.
 */
#ifndef BASE_JSON_EDIT_H
#define BASE_JSON_EDIT_H

#include "base/cbor.h"

/* In the order in which edits of one offset apply: an "instead" hides the head it stands on. */
enum json_edit_kind {
    JSON_EDIT_INSTEAD, /* go on with from..from_end in place of at..end */
    JSON_EDIT_SKIP,    /* leave out at..end */
    JSON_EDIT_ARRAY,   /* the byte at `at` becomes the head of `count` items */
    JSON_EDIT_MAP
};

/* All positions are offsets in the flat encoding. */
struct json_edit {
    enum json_edit_kind kind;
    size_t at;
    size_t end;
    union {
        uint64_t count;
        size_t from;
    };
    size_t from_end;
};

/* A key of an open object, its text's encoding at at..value_at, its value's at value_at..end. */
struct json_key {
    size_t at;
    size_t value_at;
    size_t end;
};

/* Looks for equal keys among those in `keys` from byte `first` on, which it puts out of order, and
 * appends the edits. False when memory is out. */
bool json_edit_equal_keys(struct buf *keys, size_t first, const struct buf *flat, struct buf *edits,
                          uint64_t *out_n_dropped);
/* Brings edits into the order in which they apply; they are made in it unless keys were equal. */
void json_edit_sort(struct buf *edits);
/* Appends the flat encoding with all edits made. False when `out` fails. */
bool json_edit_apply(const struct buf *flat, const struct buf *edits, struct buf *out);

#endif
