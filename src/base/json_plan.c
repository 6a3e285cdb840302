/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over a value before it is written as JSON (json_plan.h).
 *
 * Tag 28 numbers values in the order of their heads and a reference names the number, so all
 * offsets must be known to follow one. Whether a Map becomes an object depends on all its keys;
 * looking ahead at each Map would read nested Maps once a level, so that is found out here as well.
 */
#include "base/json_plan.h"

#include "base/limits.h"

struct json_map {
    size_t at;
    bool text_keys;
};

#define NO_MAP SIZE_MAX

struct frame {
    uint64_t left; /* parts; a pair has two */
    size_t map;    /* index in plan.maps of a map in tag 259; or NO_MAP */
};

void json_plan_done(struct json_plan *plan)
{
    buf_done(&plan->shared);
    buf_done(&plan->maps);
}

static struct json_map *map_list(const struct json_plan *plan)
{
    return (struct json_map *)(void *)plan->maps.ptr;
}

/* What opens with `item`, which stands in tag `tag` if in any; left is 0 for a scalar. */
static struct frame frame_of(struct json_plan *plan, const struct cbor_item *item, size_t at,
                             uint64_t tag)
{
    struct frame frame = {.map = NO_MAP};
    if (item->type == CBOR_ARRAY || item->type == CBOR_MAP)
        frame.left = item->type == CBOR_MAP ? 2 * item->uint : item->uint;
    if (item->type == CBOR_MAP && tag == CBOR_TAG_MAP) {
        const struct json_map map = {.at = at, .text_keys = true};
        frame.map = plan->maps.len / sizeof(map);
        (void)buf_append(&plan->maps, &map, sizeof(map));
    }
    return frame;
}

static void note_part(struct json_plan *plan, const struct frame *frame,
                      const struct cbor_item *item)
{
    if (frame->map != NO_MAP && frame->left % 2 == 0 && item->type != CBOR_TEXT)
        map_list(plan)[frame->map].text_keys = false;
}

static bool scan(struct cbor_reader *r, struct json_plan *plan)
{
    struct frame frames[CBOR_DEPTH_MAX + 1] = {{.left = 1, .map = NO_MAP}};
    size_t depth = 0;
    while (!plan->maps.failed && !plan->shared.failed) {
        struct frame *frame = &frames[depth];
        if (frame->left == 0) {
            if (depth == 0)
                return true;
            depth--;
            continue;
        }
        uint64_t tag = UINT64_MAX;
        struct cbor_item item;
        size_t at = r->in.pos;
        bool ok = cbor_next(r, &item);
        if (ok)
            note_part(plan, frame, &item);
        for (; ok && item.type == CBOR_TAG; ok = cbor_next(r, &item)) {
            tag = item.uint;
            at = r->in.pos;
            if (tag == CBOR_TAG_SHARED)
                (void)buf_append(&plan->shared, &at, sizeof(at));
        }
        if (!ok)
            return false;
        frame->left--;
        const struct frame inner = frame_of(plan, &item, at, tag);
        if (inner.left == 0)
            continue;
        if (depth == CBOR_DEPTH_MAX)
            return false;
        frames[++depth] = inner;
    }
    return false;
}

tr_rc json_plan_make(struct slice value, struct json_plan *out, struct tr_err *err)
{
    struct json_plan plan = {.shared = BUF_INIT(SIZE_MAX), .maps = BUF_INIT(SIZE_MAX)};
    struct cbor_reader r = cbor_reader_of(value);
    if (!scan(&r, &plan)) {
        json_plan_done(&plan);
        return tr_fail(err, TR_E_NO_MEMORY, "no memory to write JSON");
    }
    *out = plan;
    return TR_OK;
}

size_t json_plan_shared(const struct json_plan *plan, uint64_t index)
{
    return ((const size_t *)(const void *)plan->shared.ptr)[index];
}

bool json_plan_text_keys(const struct json_plan *plan, size_t at)
{
    const struct json_map *maps = map_list(plan);
    size_t low = 0, high = plan->maps.len / sizeof(*maps);
    while (low + 1 < high) {
        const size_t middle = low + (high - low) / 2;
        if (maps[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return maps[low].text_keys;
}
