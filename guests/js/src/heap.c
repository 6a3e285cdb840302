/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quickjs over wasi-libc's malloc.
 *
 * Own functions, because quickjs knows no malloc_usable_size for WASI, without which its garbage
 * collector's threshold counts nothing; and because what tr_init frees is zeroed here, so that no
 * garbage gets into the image.
 *
 * A program dirties pages, and each dirty page costs time when its sandbox is cleaned. Were the
 * holes that tr_init leaves filled first, a small program's few hundred blocks would lie on as many
 * pages. heap_seal therefore takes every hole out of use: for each size it allocates until a block
 * lies beyond the heap's end, and gives only that one back. Both allocators are treated so:
 * quickjs's arenas (blocks to 512 bytes) and malloc under them.
 */
#include "heap.h"
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096
/* Collection starts when the program has allocated this much: smaller programs never pay for a walk
 * over the image's objects, which dirties all their pages. */
#define FIRST_COLLECTION_BYTES ((size_t)8 << 20)

/* Given back when memory runs out: what is asked for then still succeeds, and garbage is collected
 * at the next object. */
#define SPARE_BYTES ((size_t)128 << 10)
/* Allocations after which it is tried to have a spare again. */
#define SPARE_RETRY 256

static struct {
    JSRuntime *rt; /* once sealed */
    void *spare;
    uint32_t until_retry;
    bool exhausted;
} heap;

static bool give_spare_back(void)
{
    if (!heap.spare) {
        heap.exhausted = true;
        return false;
    }
    free(heap.spare);
    heap.spare = NULL;
    heap.until_retry = SPARE_RETRY;
    JS_SetGCThreshold(heap.rt, 0);
    return true;
}

static void retry_spare(void)
{
    if (heap.rt && !heap.spare && --heap.until_retry == 0) {
        heap.until_retry = SPARE_RETRY;
        heap.spare = malloc(SPARE_BYTES);
    }
}

static void *heap_malloc(void *opaque, size_t size)
{
    (void)opaque;
    retry_spare();
    void *block = malloc(size);
    return block || !give_spare_back() ? block : heap_malloc(opaque, size);
}

static void *heap_calloc(void *opaque, size_t count, size_t size)
{
    void *block = count && size > SIZE_MAX / count ? NULL : heap_malloc(opaque, count * size);
    return block ? memset(block, 0, count * size) : NULL;
}

static void heap_free(void *opaque, void *block)
{
    (void)opaque;
    if (block && !heap.rt)
        memset(block, 0, malloc_usable_size(block));
    free(block);
}

static void *heap_realloc(void *opaque, void *block, size_t size)
{
    if (heap.rt) {
        void *moved = realloc(block, size);
        return moved || !give_spare_back() ? moved : heap_realloc(opaque, block, size);
    }
    size_t old = block ? malloc_usable_size(block) : 0;
    void *moved = heap_malloc(opaque, size);
    if (!moved)
        return NULL;
    memcpy(moved, block, old < size ? old : size);
    heap_free(opaque, block);
    return moved;
}

static size_t heap_usable_size(const void *block)
{
    return malloc_usable_size((void *)block);
}

const JSMallocFunctions heap_functions = {
    heap_calloc, heap_malloc, heap_free, heap_realloc, heap_usable_size,
};

bool heap_exhausted(void)
{
    return heap.exhausted;
}

/* Where malloc's untouched rest begins: the highest block that a small request can get. */
static char *heap_end(void)
{
    char *large = malloc(64 * PAGE_BYTES);
    free(large);
    return large;
}

/* Uses up malloc's holes of `size` bytes below `end`. */
static void fill_holes(size_t size, const char *end)
{
    for (;;) {
        char *block = malloc(size);
        if (!block || block >= end) {
            free(block);
            return;
        }
        memset(block, 0, size);
    }
}

static void fill_arena_holes(JSRuntime *rt, size_t size, const char *end)
{
    for (;;) {
        char *block = js_malloc_rt(rt, size);
        if (!block || block >= end) {
            js_free_rt(rt, block);
            return;
        }
        memset(block, 0, size);
    }
}

void heap_seal(JSRuntime *rt)
{
    JS_RunGC(rt);
    const char *end = heap_end();
    for (size_t size = 64 * PAGE_BYTES; size >= 8; size -= size > 1024 ? size / 16 : 8)
        fill_holes(size, end);
    for (size_t size = 8; size <= 504; size += 8)
        fill_arena_holes(rt, size, end);
    char *rest = malloc(1);
    size_t past = (uintptr_t)rest % PAGE_BYTES;
    free(rest);
    if (malloc(PAGE_BYTES - past) == NULL)
        abort();
    JSMemoryUsage usage;
    JS_ComputeMemoryUsage(rt, &usage);
    JS_SetGCThreshold(rt, (size_t)usage.malloc_size + FIRST_COLLECTION_BYTES);
    heap.rt = rt;
    heap.spare = malloc(SPARE_BYTES);
}
