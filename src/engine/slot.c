/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots: reserve once, map an image once, then only clean.
 *
 * What a fresh slot is: [0, mapped) the image, private; [mapped, initial) zero pages, readable and
 * writable; everything behind inaccessible. Cleaning returns exactly that: what a tenant grew is
 * dropped and made inaccessible again, dirty pages below `initial` are copied back or dropped
 * (hot.c). If the kernel refuses any step the slot is unmapped: a slot is clean or does not exist.
 *
 * Huge pages are off for slots: one write would make two megabytes private, and a scan coarse.
 */
#include "engine/slot.h"

#include "base/limits.h"
#include "engine/hot.h"
#include "wasm/prepare.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define RESERVE_BYTES (4 * GIB)
#define GUARD_BYTES   (64 * MIB) /* at least what config.c asks Wasmtime to rely on */

tr_rc slot_pool_init(struct slot_pool *pool, enum dirty_reader reader, bool verify,
                     struct tr_err *err)
{
    *pool = (struct slot_pool){
        .reserve_bytes = RESERVE_BYTES, .guard_bytes = GUARD_BYTES, .verify = verify};
    TR_TRY(dirty_init(&pool->dirty, reader, err));
    pool->slots = calloc(SLOTS_MAX, sizeof *pool->slots);
    if (!pool->slots) {
        dirty_done(&pool->dirty);
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for the table of slots");
    }
    pthread_mutex_init(&pool->lock, NULL);
    return TR_OK;
}

static size_t range_bytes(const struct slot_pool *pool)
{
    return pool->reserve_bytes + pool->guard_bytes;
}

void slot_pool_done(struct slot_pool *pool)
{
    for (uint32_t i = 0; i < pool->n_slots; i++) {
        if (pool->slots[i]->base)
            munmap(pool->slots[i]->base, range_bytes(pool));
        free(pool->slots[i]->heat);
        free(pool->slots[i]);
    }
    free(pool->slots);
    dirty_done(&pool->dirty);
    pthread_mutex_destroy(&pool->lock);
}

/* A structure to map memory into; NULL past SLOTS_MAX or without host memory. */
static struct slot *structure_take(struct slot_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    struct slot *slot = pool->unmapped;
    uint32_t n = atomic_load(&pool->n_slots);
    if (slot) {
        pool->unmapped = slot->next;
    } else if (n < SLOTS_MAX && (slot = calloc(1, sizeof *slot)) != NULL) {
        slot->pool = pool;
        atomic_store(&slot->handshake.deadline_ns, UINT64_MAX);
        pool->slots[n] = slot;
        atomic_store_explicit(&pool->n_slots, n + 1, memory_order_release);
    }
    pthread_mutex_unlock(&pool->lock);
    return slot;
}

static void structure_give(struct slot *slot)
{
    struct slot_pool *pool = slot->pool;
    if (slot->base)
        munmap(slot->base, range_bytes(pool));
    free(slot->heat);
    slot->heat = slot->seen = NULL;
    slot->n_kept = 0;
    slot->broken = false;
    slot->base = NULL;
    slot->image = NULL;
    atomic_store(&slot->size_bytes, 0);
    pthread_mutex_lock(&pool->lock);
    slot->next = pool->unmapped;
    pool->unmapped = slot;
    pthread_mutex_unlock(&pool->lock);
}

static tr_rc slot_map(struct slot *slot, struct image *image, struct tr_err *err)
{
    size_t range = range_bytes(slot->pool);
    size_t n_pages = image->initial_bytes >> HOST_PAGE_SHIFT;
    slot->heat = calloc(2, n_pages + 1);
    if (!slot->heat)
        return tr_fail(err, TR_E_NO_MEMORY, "no memory for a slot");
    slot->seen = slot->heat + n_pages;
    void *base = mmap(NULL, range, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return tr_fail_sys(err, TR_E_NO_MEMORY, errno,
                           "cannot reserve 4 GiB of address space for a sandbox");
    slot->base = base;
    if (image->mapped_bytes &&
        mmap(base, image->mapped_bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, image->fd, 0) == MAP_FAILED)
        return tr_fail_sys(err, TR_E_NO_MEMORY, errno, "cannot map an image");
    size_t zero_bytes = image->initial_bytes - image->mapped_bytes;
    if (zero_bytes &&
        mprotect(slot->base + image->mapped_bytes, zero_bytes, PROT_READ | PROT_WRITE) != 0)
        return tr_fail_sys(err, TR_E_NO_MEMORY, errno, "the host refused %zu bytes of memory",
                           zero_bytes);
    /* Kernels without huge pages answer EINVAL, and then nothing is to be turned off. */
    if (madvise(base, range, MADV_NOHUGEPAGE) != 0 && errno != EINVAL)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot turn huge pages off");
    /* A page merged with the kernel's zero page would pass for one that nobody wrote. */
    (void)madvise(base, range, MADV_UNMERGEABLE);
    slot->image = image;
    atomic_store(&slot->size_bytes, image->initial_bytes);
    return TR_OK;
}

static struct slot *idle_pop(struct image *image)
{
    pthread_mutex_lock(&image->lock);
    struct slot *slot = image->idle;
    if (slot)
        image->idle = slot->next;
    pthread_mutex_unlock(&image->lock);
    return slot;
}

tr_rc slot_take(struct slot_pool *pool, struct image *image, struct slot **out, struct tr_err *err)
{
    struct slot *slot = idle_pop(image);
    if (slot) {
        atomic_fetch_sub_explicit(&pool->n_idle, 1, memory_order_relaxed);
        *out = slot;
        return TR_OK;
    }
    slot = structure_take(pool);
    if (!slot)
        return tr_fail(err, TR_E_LIMIT, "%d sandboxes are open or kept, no more are possible",
                       SLOTS_MAX);
    tr_rc rc = slot_map(slot, image, err);
    if (rc != TR_OK) {
        structure_give(slot);
        return rc;
    }
    *out = slot;
    return TR_OK;
}

struct cleaning {
    struct slot *slot;
    struct hot_counts counts;
};

static void clean_run(void *ctx, struct dirty_run run)
{
    struct cleaning *cleaning = ctx;
    hot_restore(cleaning->slot, run, &cleaning->counts);
}

static bool drop_growth(struct slot *slot)
{
    size_t initial = slot->image->initial_bytes, size = atomic_load(&slot->size_bytes);
    if (size == initial)
        return true;
    return madvise(slot->base + initial, size - initial, MADV_DONTNEED) == 0 &&
           mprotect(slot->base + initial, size - initial, PROT_NONE) == 0;
}

static bool slot_clean(struct slot *slot, bool was_killed)
{
    struct slot_pool *pool = slot->pool;
    size_t initial = slot->image->initial_bytes;
    if (was_killed && initial && mprotect(slot->base, initial, PROT_READ | PROT_WRITE) != 0)
        return false;
    if (!drop_growth(slot))
        return false;
    atomic_store(&slot->size_bytes, initial);
    struct cleaning cleaning = {.slot = slot};
    slot->n_runs++;
    if (!dirty_each(&pool->dirty, slot->base, initial, clean_run, &cleaning))
        return false;
    atomic_fetch_add_explicit(&pool->cleanings, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&pool->pages_copied, cleaning.counts.copied, memory_order_relaxed);
    atomic_fetch_add_explicit(&pool->pages_dropped, cleaning.counts.dropped, memory_order_relaxed);
    return true;
}

void slot_give(struct slot *slot, bool was_killed)
{
    struct slot_pool *pool = slot->pool;
    size_t former_bytes = atomic_load(&slot->size_bytes);
    bool clean = !slot->broken && slot_clean(slot, was_killed);
    if (clean && pool->verify && !slot_verify(slot, former_bytes)) {
        atomic_fetch_add(&pool->verify_failures, 1);
        clean = false;
    }
    if (!clean) {
        structure_give(slot);
        return;
    }
    struct image *image = slot->image;
    pthread_mutex_lock(&image->lock);
    slot->next = image->idle;
    image->idle = slot;
    pthread_mutex_unlock(&image->lock);
    atomic_fetch_add_explicit(&pool->n_idle, 1, memory_order_relaxed);
}

void slot_forget_image(struct slot_pool *pool, struct image *image)
{
    for (struct slot *slot; (slot = idle_pop(image)) != NULL;) {
        atomic_fetch_sub_explicit(&pool->n_idle, 1, memory_order_relaxed);
        structure_give(slot);
    }
}

bool slot_grow(struct slot *slot, size_t size_bytes)
{
    size_t size = atomic_load(&slot->size_bytes);
    if (size_bytes <= size)
        return true;
    if (size_bytes > slot->pool->reserve_bytes)
        return false;
    if (mprotect(slot->base + size, size_bytes - size, PROT_READ | PROT_WRITE) != 0) {
        slot->broken = true; /* a part of the range may be open now */
        return false;
    }
    atomic_store(&slot->size_bytes, size_bytes);
    return true;
}

void slot_protect(struct slot *slot)
{
    size_t size = atomic_load(&slot->size_bytes);
    /* The range ends where a mapping ends, so none is split and the kernel needs no memory: the
     * call has no way to fail. Were it to, the guest could run on, which must never pass unseen. */
    if (size && mprotect(slot->base, size, PROT_NONE) != 0)
        abort();
}

/* Asks the kernel, which answers EFAULT instead of a signal. */
static bool readable(const uint8_t *at)
{
    int fds[2];
    if (pipe(fds) != 0)
        return true;
    bool yes = write(fds[1], at, 1) == 1;
    close(fds[0]);
    close(fds[1]);
    return yes;
}

static bool content_equal(const struct slot *slot)
{
    uint32_t n_pages = (uint32_t)(slot->image->initial_bytes >> HOST_PAGE_SHIFT);
    for (uint32_t page = 0; page < n_pages; page++)
        if (memcmp(slot->base + ((size_t)page << HOST_PAGE_SHIFT), image_page(slot->image, page),
                   HOST_PAGE_BYTES) != 0)
            return false;
    return true;
}

bool slot_verify(const struct slot *slot, size_t former_bytes)
{
    size_t initial = slot->image->initial_bytes;
    if (atomic_load(&slot->size_bytes) != initial)
        return false;
    if (initial && (!readable(slot->base) || !readable(slot->base + initial - 1)))
        return false;
    if (!content_equal(slot))
        return false;
    const size_t outside[] = {initial,
                              initial + WASM_PAGE_BYTES,
                              former_bytes,
                              former_bytes > initial ? former_bytes - 1 : initial,
                              initial + (former_bytes - initial) / 2,
                              slot->pool->reserve_bytes - 1};
    for (size_t i = 0; i < TR_ARRAY_LEN(outside); i++)
        if (readable(slot->base + outside[i]))
            return false;
    return true;
}
