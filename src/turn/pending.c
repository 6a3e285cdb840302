/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A binary heap. A program without timers allocates nothing. The guest chooses how many entries
 * there are (up to `max`) and their numbers; equal numbers are its own confusion and harm nobody
 * else, so they are not searched for.
 */
#include "turn/pending.h"

#define PENDING_FIRST_ROOM 16

void pending_init(struct pending *pending, size_t max, struct account *account)
{
    *pending = (struct pending){.max = max, .account = account};
}

void pending_call_done(struct pending *pending, struct pending_call *call)
{
    account_release(pending->account, call->error_len);
    free(call->error);
    *call = (struct pending_call){0};
}

void pending_done(struct pending *pending)
{
    for (size_t i = 0; i < pending->n; i++)
        pending_call_done(pending, &pending->heap[i]);
    account_release(pending->account, pending->room * sizeof(*pending->heap));
    free(pending->heap);
    *pending = (struct pending){0};
}

static bool before(const struct pending_call *a, const struct pending_call *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->id < b->id;
}

static void swap(struct pending_call *a, struct pending_call *b)
{
    struct pending_call kept = *a;
    *a = *b;
    *b = kept;
}

static void sift_up(struct pending *pending, size_t i)
{
    for (; i > 0 && before(&pending->heap[i], &pending->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&pending->heap[i], &pending->heap[(i - 1) / 2]);
}

static void sift_down(struct pending *pending, size_t i)
{
    for (;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < pending->n; child++)
            if (before(&pending->heap[child], &pending->heap[least]))
                least = child;
        if (least == i)
            return;
        swap(&pending->heap[i], &pending->heap[least]);
        i = least;
    }
}

static bool grow(struct pending *pending)
{
    size_t room = pending->room ? 2 * pending->room : PENDING_FIRST_ROOM;
    size_t added = (room - pending->room) * sizeof(*pending->heap);
    if (!account_charge(pending->account, added))
        return false;
    struct pending_call *heap = realloc(pending->heap, room * sizeof(*heap));
    if (!heap) {
        account_release(pending->account, added);
        return false;
    }
    pending->heap = heap;
    pending->room = room;
    return true;
}

/* The error map in memory of its own; false when there is none to be had. */
static bool copy_error(struct pending *pending, struct slice error, struct pending_call *out)
{
    if (error.len == 0)
        return true;
    if (error.len > UINT32_MAX || !account_charge(pending->account, error.len))
        return false;
    out->error = malloc(error.len);
    if (!out->error) {
        account_release(pending->account, error.len);
        return false;
    }
    memcpy(out->error, error.ptr, error.len);
    out->error_len = (uint32_t)error.len;
    return true;
}

enum pending_put pending_add(struct pending *pending, uint64_t due_ns, uint32_t id,
                             struct slice error)
{
    struct pending_call call = {.due_ns = due_ns, .id = id};
    if (pending->n >= pending->max)
        return PENDING_FULL;
    if ((pending->n == pending->room && !grow(pending)) || !copy_error(pending, error, &call))
        return PENDING_NO_MEMORY;
    pending->heap[pending->n] = call;
    sift_up(pending, pending->n++);
    if (pending->n > pending->peak)
        pending->peak = pending->n;
    return PENDING_OK;
}

const struct pending_call *pending_first(const struct pending *pending)
{
    return pending->n > 0 ? &pending->heap[0] : NULL;
}

struct pending_call pending_take(struct pending *pending)
{
    struct pending_call first = pending->heap[0];
    pending->heap[0] = pending->heap[--pending->n];
    sift_down(pending, 0);
    return first;
}
