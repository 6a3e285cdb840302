/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dirty pages of a private mapping, by two readers of the same fact.
 *
 * A page of a slot is dirty when it is present or swapped out, and is neither still the file's page
 * nor the shared zero page. Swapped counts: a dirty page that is on disk still belongs to the
 * tenant that wrote it.
 *
 *  - PAGEMAP_SCAN (Linux 6.7 and newer): one ioctl that returns runs of pages.
 *  - /proc/self/pagemap (any kernel): eight bytes a page; bit 63 present, 62 swapped, 61 file page
 *    or shared anonymous page. Here the zero page counts as dirty, which costs a needless copy and
 *    never loses anything.
 *
 * Source: Linux Documentation/admin-guide/mm/pagemap.rst. The structures are declared here because
 * the headers of Debian 12 are older than the ioctl.
 */
#include "engine/dirty.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct scan_region {
    uint64_t start, end, categories;
};

struct scan_arg {
    uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
    uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};
_Static_assert(sizeof(struct scan_arg) == 96, "struct pm_scan_arg of linux/fs.h");

#define SCAN_IOCTL   _IOWR('f', 16, struct scan_arg)
#define SCAN_FILE    (UINT64_C(1) << 2)
#define SCAN_PRESENT (UINT64_C(1) << 3)
#define SCAN_SWAPPED (UINT64_C(1) << 4)
#define SCAN_ZERO    (UINT64_C(1) << 5)
#define SCAN_REGIONS 128

#define MAP_PRESENT (UINT64_C(1) << 63)
#define MAP_SWAPPED (UINT64_C(1) << 62)
#define MAP_FILE    (UINT64_C(1) << 61)
#define MAP_ENTRIES 1024

static bool scan_each(const struct dirty *d, const uint8_t *base, size_t len,
                      void (*visit)(void *ctx, struct dirty_run run), void *ctx)
{
    struct scan_region regions[SCAN_REGIONS];
    uint64_t start = (uintptr_t)base, end = start + len;
    while (start < end) {
        struct scan_arg arg = {
            .size = sizeof arg,
            .start = start,
            .end = end,
            .vec = (uintptr_t)regions,
            .vec_len = SCAN_REGIONS,
            .category_inverted = SCAN_FILE | SCAN_ZERO,
            .category_mask = SCAN_FILE | SCAN_ZERO,
            .category_anyof_mask = SCAN_PRESENT | SCAN_SWAPPED,
        };
        int n = ioctl(d->fd, SCAN_IOCTL, &arg);
        if (n < 0 || arg.walk_end <= start)
            return false;
        for (int i = 0; i < n; i++) {
            uint64_t from = regions[i].start - (uintptr_t)base;
            uint64_t to = regions[i].end - (uintptr_t)base;
            visit(ctx, (struct dirty_run){(uint32_t)(from >> HOST_PAGE_SHIFT),
                                          (uint32_t)((to - from) >> HOST_PAGE_SHIFT)});
        }
        start = arg.walk_end;
    }
    return true;
}

static bool entry_dirty(uint64_t entry)
{
    return (entry & (MAP_PRESENT | MAP_SWAPPED)) != 0 && (entry & MAP_FILE) == 0;
}

static bool pagemap_each(const struct dirty *d, const uint8_t *base, size_t len,
                         void (*visit)(void *ctx, struct dirty_run run), void *ctx)
{
    uint64_t entries[MAP_ENTRIES];
    uint32_t n_pages = (uint32_t)(len >> HOST_PAGE_SHIFT);
    uint64_t first = (uintptr_t)base >> HOST_PAGE_SHIFT;
    struct dirty_run run = {0, 0};
    for (uint32_t page = 0; page < n_pages;) {
        uint32_t n = n_pages - page < MAP_ENTRIES ? n_pages - page : MAP_ENTRIES;
        ssize_t got = pread(d->fd, entries, n * sizeof entries[0],
                            (off_t)((first + page) * sizeof entries[0]));
        if (got != (ssize_t)(n * sizeof entries[0]))
            return false;
        for (uint32_t i = 0; i < n; i++, page++) {
            if (entry_dirty(entries[i])) {
                if (run.n_pages == 0)
                    run.first_page = page;
                run.n_pages++;
            } else if (run.n_pages) {
                visit(ctx, run);
                run.n_pages = 0;
            }
        }
    }
    if (run.n_pages)
        visit(ctx, run);
    return true;
}

bool dirty_each(const struct dirty *d, const uint8_t *base, size_t len,
                void (*visit)(void *ctx, struct dirty_run run), void *ctx)
{
    return d->reader == DIRTY_SCAN ? scan_each(d, base, len, visit, ctx)
                                   : pagemap_each(d, base, len, visit, ctx);
}

static void ignore(void *ctx, struct dirty_run run)
{
    (void)ctx;
    (void)run;
}

tr_rc dirty_init(struct dirty *d, enum dirty_reader wanted, struct tr_err *err)
{
    int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot open /proc/self/pagemap");
    struct dirty scan = {.reader = DIRTY_SCAN, .fd = fd};
    struct dirty map = {.reader = DIRTY_PAGEMAP, .fd = fd};
    static uint8_t probe[2 * HOST_PAGE_BYTES] __attribute__((aligned(HOST_PAGE_BYTES)));
    if (wanted != DIRTY_PAGEMAP && scan_each(&scan, probe, sizeof probe, ignore, NULL)) {
        *d = scan;
        return TR_OK;
    }
    if (wanted != DIRTY_SCAN && pagemap_each(&map, probe, sizeof probe, ignore, NULL)) {
        *d = map;
        return TR_OK;
    }
    close(fd);
    return tr_fail(err, TR_E_UNSUPPORTED, "the kernel offers no way to find dirty pages%s",
                   wanted == DIRTY_SCAN ? " by PAGEMAP_SCAN (Linux 6.7)" : "");
}

void dirty_done(struct dirty *d)
{
    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
}
