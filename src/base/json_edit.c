/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edits of a flat encoding (json_edit.h). Applying them copies the flat bytes once from front to
 * back, except where a later value takes an earlier one's place: then the copy goes on there and
 * comes back. Such jumps nest only as deep as objects do, since a value that is jumped to lies
 * inside the object whose keys were equal; and each value is jumped to once, so that the work stays
 * linear whatever the text.
 */
#include "base/json_edit.h"

#include "base/limits.h"

#include <stdlib.h>

static int compare_keys(const void *left, const void *right, void *flat)
{
    const struct json_key *a = left, *b = right;
    const size_t a_len = a->value_at - a->at, b_len = b->value_at - b->at;
    const uint8_t *bytes = flat;
    if (a_len != b_len)
        return a_len < b_len ? -1 : 1;
    const int order = memcmp(bytes + a->at, bytes + b->at, a_len);
    return order ? order : a->at < b->at ? -1 : 1;
}

static bool same_key(const struct json_key *a, const struct json_key *b, const uint8_t *flat)
{
    const size_t len = a->value_at - a->at;
    return len == b->value_at - b->at && memcmp(flat + a->at, flat + b->at, len) == 0;
}

/* keys[0..n) are equal and in the order of the text. */
static void merge(const struct json_key *keys, size_t n, struct buf *edits)
{
    const struct json_edit instead = {.kind = JSON_EDIT_INSTEAD,
                                      .at = keys[0].value_at,
                                      .end = keys[0].end,
                                      .from = keys[n - 1].value_at,
                                      .from_end = keys[n - 1].end};
    (void)buf_append(edits, &instead, sizeof(instead));
    for (size_t i = 1; i < n; i++) {
        const struct json_edit skip = {
            .kind = JSON_EDIT_SKIP, .at = keys[i].at, .end = keys[i].end};
        (void)buf_append(edits, &skip, sizeof(skip));
    }
}

bool json_edit_equal_keys(struct buf *keys, size_t first, const struct buf *flat, struct buf *edits,
                          uint64_t *out_n_dropped)
{
    struct json_key *list = (struct json_key *)(void *)(keys->ptr + first);
    const size_t n = (keys->len - first) / sizeof(*list);
    uint64_t n_dropped = 0;
    qsort_r(list, n, sizeof(*list), compare_keys, flat->ptr);
    for (size_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && same_key(&list[start], &list[end], flat->ptr); end++)
            n_dropped++;
        if (end - start > 1)
            merge(list + start, end - start, edits);
    }
    *out_n_dropped = n_dropped;
    return !edits->failed;
}

static int compare_edits(const void *left, const void *right)
{
    const struct json_edit *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

void json_edit_sort(struct buf *edits)
{
    qsort(edits->ptr, edits->len / sizeof(struct json_edit), sizeof(struct json_edit),
          compare_edits);
}

/* Index of the first edit at or behind `pos`. */
static size_t edit_from(const struct json_edit *edits, size_t n, size_t pos)
{
    size_t low = 0;
    while (low < n) {
        const size_t middle = low + (n - low) / 2;
        if (edits[middle].at < pos)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

struct span {
    size_t pos;
    size_t end;
};

bool json_edit_apply(const struct buf *flat, const struct buf *edits, struct buf *out)
{
    const struct json_edit *list = (const struct json_edit *)(const void *)edits->ptr;
    const size_t n = edits->len / sizeof(*list);
    struct span spans[JSON_DEPTH_MAX + 1] = {{.pos = 0, .end = flat->len}};
    size_t depth = 0, next = 0;
    for (;;) {
        struct span *span = &spans[depth];
        const size_t stop = next < n && list[next].at < span->end ? list[next].at : span->end;
        (void)buf_append(out, flat->ptr + span->pos, stop - span->pos);
        span->pos = stop;
        if (stop == span->end) {
            if (depth == 0)
                return !out->failed;
            next = edit_from(list, n, spans[--depth].pos);
            continue;
        }
        const struct json_edit *edit = &list[next];
        span->pos = edit->end;
        switch (edit->kind) {
        case JSON_EDIT_INSTEAD:
            spans[++depth] = (struct span){.pos = edit->from, .end = edit->from_end};
            next = edit_from(list, n, edit->from);
            break;
        case JSON_EDIT_SKIP:
            next = edit_from(list, n, edit->end);
            break;
        case JSON_EDIT_ARRAY:
        case JSON_EDIT_MAP:
            if (edit->kind == JSON_EDIT_MAP)
                cbor_put_map(out, edit->count);
            else
                cbor_put_array(out, edit->count);
            span->pos = edit->at + 1;
            next++;
            break;
        }
    }
}
