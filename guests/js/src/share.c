/* SPDX-License-Identifier: Apache-2.0 */
/* See share.h. */
#include "share.h"
#include "base/cbor.h"
#include "guest.h"
#include <stdlib.h>

enum { TAG_SHARED = 28, TAG_REFERENCE = 29 };

struct share_object {
    JSValue object;
    uint32_t offset; /* of its encoding */
    bool shared;
};

struct share_reference {
    uint32_t offset; /* where it stands; nothing is written there yet */
    uint32_t target; /* index into objects */
};

static uint32_t hash_pointer(const void *pointer)
{
    return (uint32_t)(uintptr_t)pointer * UINT32_C(2654435761);
}

static uint32_t *find_slot(struct share *s, const void *object)
{
    for (uint32_t at = hash_pointer(object) >> 7;; at++) {
        uint32_t *slot = &s->table[at & (s->table_size - 1)];
        if (*slot == 0 || JS_VALUE_GET_PTR(s->objects[*slot - 1].object) == object)
            return slot;
    }
}

static bool grow(struct share *s)
{
    uint32_t cap = s->objects_cap ? s->objects_cap * 2 : 16;
    struct share_object *objects = realloc(s->objects, cap * sizeof(*objects));
    if (objects)
        s->objects = objects;
    uint32_t *table = calloc(cap * 2, sizeof(*table));
    if (!objects || !table) {
        free(table);
        JS_ThrowOutOfMemory(s->ctx);
        return false;
    }
    free(s->table);
    s->table = table;
    s->table_size = cap * 2;
    s->objects_cap = cap;
    for (uint32_t i = 0; i < s->n_objects; i++)
        *find_slot(s, JS_VALUE_GET_PTR(s->objects[i].object)) = i + 1;
    return true;
}

static bool add_reference(struct share *s, uint32_t target, size_t offset)
{
    if (s->n_references == s->references_cap) {
        uint32_t cap = s->references_cap ? s->references_cap * 2 : 16;
        struct share_reference *grown = realloc(s->references, cap * sizeof(*grown));
        if (!grown) {
            JS_ThrowOutOfMemory(s->ctx);
            return false;
        }
        s->references = grown;
        s->references_cap = cap;
    }
    s->objects[target].shared = true;
    s->references[s->n_references++] = (struct share_reference){(uint32_t)offset, target};
    return true;
}

enum share_visit share_visit(struct share *s, JSValueConst object, size_t offset)
{
    if (s->n_objects == s->objects_cap && !grow(s))
        return SHARE_FAILED;
    uint32_t *slot = find_slot(s, JS_VALUE_GET_PTR(object));
    if (*slot != 0)
        return add_reference(s, *slot - 1, offset) ? SHARE_AGAIN : SHARE_FAILED;
    s->objects[s->n_objects] =
        (struct share_object){JS_DupValue(s->ctx, object), (uint32_t)offset, false};
    *slot = ++s->n_objects;
    return SHARE_FIRST;
}

void share_moved(struct share *s, uint32_t n_objects, uint32_t n_references, uint32_t bytes)
{
    for (uint32_t i = n_objects; i < s->n_objects; i++)
        s->objects[i].offset -= bytes;
    for (uint32_t i = n_references; i < s->n_references; i++)
        s->references[i].offset -= bytes;
}

/* The output from `start` on with everything put in, appended to *woven. A reference has no bytes
 * yet, so it may stand where the object after it stands, and comes first. */
static void weave_into(struct share *s, struct slice in, size_t start, uint32_t *number,
                       struct buf *woven)
{
    uint32_t n_shared = 0, o = 0, r = 0;
    size_t from = start;
    while (o < s->n_objects || r < s->n_references) {
        bool reference = r < s->n_references &&
                         (o == s->n_objects || s->references[r].offset <= s->objects[o].offset);
        if (!reference && !s->objects[o].shared) {
            o++;
            continue;
        }
        size_t at = reference ? s->references[r].offset : s->objects[o].offset;
        buf_append(woven, in.ptr + from, at - from);
        from = at;
        cbor_put_tag(woven, reference ? TAG_REFERENCE : TAG_SHARED);
        if (reference)
            cbor_put_uint(woven, number[s->references[r++].target]);
        else
            number[o++] = n_shared++;
    }
    buf_append(woven, in.ptr + from, in.len - from);
}

bool share_weave(struct share *s, struct buf *out, size_t start)
{
    if (s->n_references == 0)
        return true;
    struct buf woven = BUF_INIT(VALUE_BYTES_MAX);
    uint32_t *number = calloc(s->n_objects, sizeof(*number));
    bool ok = number != NULL;
    if (ok) {
        weave_into(s, buf_slice(out), start, number, &woven);
        out->len = start;
        ok = !woven.failed && buf_append_slice(out, buf_slice(&woven));
    }
    free(number);
    buf_done(&woven);
    if (!ok)
        JS_ThrowOutOfMemory(s->ctx);
    return ok;
}

void share_done(struct share *s)
{
    for (uint32_t i = 0; i < s->n_objects; i++)
        JS_FreeValue(s->ctx, s->objects[i].object);
    free(s->objects);
    free(s->table);
    free(s->references);
}
