/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hot set: pages that most runs in a slot dirty.
 *
 * A page that was private once stays private until it is dropped, so a scan reports the union of
 * all former tenants. Copying all of it back makes every later tenant pay for the largest one
 * (measured: 400 us for each `1+1` after a tenant that wrote 8 MiB); dropping all of it makes every
 * tenant pay a page fault (about 1 us) for each page it writes. So each page of a slot has a heat:
 *
 *   0 .. STREAK       cold: dropped after the run; the number of runs in a row that dirtied it
 *   KEPT .. UINT8_MAX  hot: brought back after each run and kept private; how long it may idle
 *
 * A page becomes hot when STREAK runs in a row dirtied it, so two programs that take turns do not
 * pay for each other's pages. What a run dirtied is known exactly for cold pages: they are private
 * now. A hot page is simply copied back; each page's use is looked at in one run of LOOK, when it
 * is compared with the image first: one that differs was dirtied and warms, one that is equal cools
 * twice as much and is dropped at the end. (A run that wrote what was there before looks idle; such
 * a page is dropped once in a hundred runs and comes back with the next.) The budget image->hot_max
 * bounds what a slot keeps and a cleaning copies.
 *
 * All of this only guesses what is cheap. What is restored never depends on it.
 */
#include "engine/hot.h"

#include "base/limits.h"

#include <sys/mman.h>

#define STREAK 3
#define KEPT   8
#define LOOK   8 /* runs from one look at a page to the next; a power of two */
#define USED   LOOK
#define IDLE   (2 * LOOK)

/* A cold page that this run dirtied: whether it becomes hot. */
static bool warm_up(struct slot *slot, uint32_t page)
{
    bool in_a_row = slot->seen[page] == (uint8_t)(slot->n_runs - 1);
    unsigned streak = in_a_row ? slot->heat[page] + 1u : 1;
    bool hot = streak >= STREAK && slot->n_kept < slot->image->hot_max;
    slot->heat[page] = (uint8_t)(hot ? UINT8_MAX : streak < STREAK ? streak : STREAK);
    slot->n_kept += hot;
    return hot;
}

/* A hot page that this run left alone: whether it stays hot. */
static bool cool_down(struct slot *slot, uint32_t page)
{
    bool hot = slot->heat[page] >= KEPT + IDLE;
    slot->heat[page] = (uint8_t)(hot ? slot->heat[page] - IDLE : STREAK - 1);
    slot->n_kept -= !hot;
    return hot;
}

/* Whether the page stays private; then it equals the image. */
static bool restore_page(struct slot *slot, uint32_t page)
{
    uint8_t *mine = slot->base + ((size_t)page << HOST_PAGE_SHIFT);
    const uint8_t *fresh = image_page(slot->image, page);
    if (slot->heat[page] < KEPT && !warm_up(slot, page))
        return false;
    if ((slot->n_runs + page) % LOOK == 0) {
        if (memcmp(mine, fresh, HOST_PAGE_BYTES) == 0)
            return cool_down(slot, page);
        slot->heat[page] =
            slot->heat[page] < UINT8_MAX - USED ? (uint8_t)(slot->heat[page] + USED) : UINT8_MAX;
    }
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
        slot->seen[page] = (uint8_t)slot->n_runs;
        if (!stays)
            continue;
        drop(slot, cold, page, counts);
        cold = page + 1;
        counts->copied++;
    }
    drop(slot, cold, end, counts);
}
