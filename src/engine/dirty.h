/* SPDX-License-Identifier: Apache-2.0 */
/* Private to src/engine: which pages of a range a tenant has made private. */
#ifndef ENGINE_DIRTY_H
#define ENGINE_DIRTY_H

#include "engine/engine.h"

#define HOST_PAGE_BYTES 4096
#define HOST_PAGE_SHIFT 12

struct dirty_run {
    uint32_t first_page, n_pages; /* from the start of the range asked about */
};

struct dirty {
    enum dirty_reader reader; /* SCAN or PAGEMAP */
    int fd;                   /* /proc/self/pagemap */
};

tr_rc dirty_init(struct dirty *d, enum dirty_reader wanted, struct tr_err *err) TR_MUST_USE;
void dirty_done(struct dirty *d);
/* Calls `visit` for every run of dirty pages in [base, base + len), ascending; page numbers count
 * from `base`. Runs may touch each other. False: the kernel refused, the slot cannot be trusted. */
bool dirty_each(const struct dirty *d, const uint8_t *base, size_t len,
                void (*visit)(void *ctx, struct dirty_run run), void *ctx);

#endif
