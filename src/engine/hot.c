/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hot set: pages that most runs of an image dirty.
 *
 * A page that was private once stays private until it is dropped, so a scan reports the union of
 * all former tenants. Copying all of it back makes every later tenant pay for the largest one
 * (measured: 400 us for each `1+1` after a tenant that wrote 8 MiB); dropping all of it makes every
 * tenant pay a page fault (1-4 us) for each page it writes. So each page has a heat:
 *
 *   heat 0 .. HOT-1   cold: dropped after each run; being dirtied warms it by WARM
 *   heat HOT .. MAX   hot: brought back after each run and kept private; a page enters at MAX
 *
 * What a tenant dirtied is known exactly for pages that were not kept: they are private now. A page
 * that was kept is compared with the image, which costs what copying would have: one that differs
 * was dirtied, one that is equal cools by one and is dropped when it falls below HOT. (A tenant
 * that wrote what was there before looks idle; such a page is dropped and comes back once in
 * MAX-HOT runs.) So the set follows the work: a page is in after 3 runs and out after MAX-HOT idle
 * ones. The budget image->hot_max bounds what a slot keeps and what a cleaning copies.
 *
 * Heat is shared by all slots of an image and changed without a lock: it is a guess, a lost update
 * costs one copy or one fault. Which pages are kept is the slot's own and exact. What is restored
 * never depends on either.
 */
#include "engine/hot.h"

#include "base/limits.h"

#include <sys/mman.h>

#define WARM     16
#define HOT      48
#define HEAT_MAX 192

static uint8_t heat_get(const struct image *image, uint32_t page)
{
    return atomic_load_explicit(&image->heat[page], memory_order_relaxed);
}

static void heat_set(struct image *image, uint32_t page, unsigned heat)
{
    atomic_store_explicit(&image->heat[page], (uint8_t)heat, memory_order_relaxed);
}

/* Whether the page stays private: its heat after this run. */
static bool warm_up(struct image *image, uint32_t page)
{
    unsigned heat = heat_get(image, page);
    unsigned next = heat + WARM < HEAT_MAX ? heat + WARM : HEAT_MAX;
    if (next >= HOT && heat < HOT) {
        uint32_t n_hot = atomic_fetch_add_explicit(&image->n_hot, 1, memory_order_relaxed);
        if (n_hot >= image->hot_max) {
            atomic_fetch_sub_explicit(&image->n_hot, 1, memory_order_relaxed);
            next = HOT - 1;
        } else {
            next = HEAT_MAX;
        }
    }
    heat_set(image, page, next);
    return next >= HOT;
}

static bool cool_down(struct image *image, uint32_t page)
{
    unsigned heat = heat_get(image, page);
    if (heat == 0)
        return false;
    heat_set(image, page, heat - 1);
    if (heat == HOT)
        atomic_fetch_sub_explicit(&image->n_hot, 1, memory_order_relaxed);
    return heat - 1 >= HOT;
}

static bool kept(const struct slot *slot, uint32_t page)
{
    return slot->kept[page / 64] >> page % 64 & 1;
}

static void keep(struct slot *slot, uint32_t page, bool yes)
{
    uint64_t bit = UINT64_C(1) << page % 64;
    slot->kept[page / 64] = yes ? slot->kept[page / 64] | bit : slot->kept[page / 64] & ~bit;
}

/* Whether the page stays private; then it equals the image. */
static bool restore_page(struct slot *slot, uint32_t page)
{
    uint8_t *mine = slot->base + ((size_t)page << HOST_PAGE_SHIFT);
    const uint8_t *fresh = image_page(slot->image, page);
    if (kept(slot, page) && memcmp(mine, fresh, HOST_PAGE_BYTES) == 0)
        return cool_down(slot->image, page);
    if (!warm_up(slot->image, page))
        return false;
    memcpy(mine, fresh, HOST_PAGE_BYTES);
    return true;
}

static void drop(struct slot *slot, uint32_t first, uint32_t end, struct hot_counts *counts)
{
    if (first == end)
        return;
    size_t len = (size_t)(end - first) << HOST_PAGE_SHIFT;
    uint8_t *at = slot->base + ((size_t)first << HOST_PAGE_SHIFT);
    /* Cannot fail on a mapping of ours that is not locked; if it ever does, the content is put back
     * by hand, which is as correct and slower. */
    if (madvise(at, len, MADV_DONTNEED) != 0)
        for (uint32_t page = first; page < end; page++)
            memcpy(slot->base + ((size_t)page << HOST_PAGE_SHIFT), image_page(slot->image, page),
                   HOST_PAGE_BYTES);
    counts->dropped += end - first;
}

void hot_restore(struct slot *slot, struct dirty_run run, struct hot_counts *counts)
{
    uint32_t end = run.first_page + run.n_pages, cold = run.first_page;
    for (uint32_t page = run.first_page; page < end; page++) {
        bool stays = restore_page(slot, page);
        if (stays != kept(slot, page))
            keep(slot, page, stays);
        if (!stays)
            continue;
        drop(slot, cold, page, counts);
        cold = page + 1;
        counts->copied++;
    }
    drop(slot, cold, end, counts);
}
