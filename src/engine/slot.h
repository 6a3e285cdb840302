/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/engine: a reserved address range into which an image is mapped; reused thousands
 * of times. Everything about a slot but its handshake belongs to the thread that took it.
 */
#ifndef ENGINE_SLOT_H
#define ENGINE_SLOT_H

#include "engine/handshake.h"
#include "engine/image.h"

struct slot_pool;

struct slot {
    struct handshake handshake;
    struct slot_pool *pool;
    struct slot *next;         /* in image->idle, or in pool->unmapped */
    uint8_t *base;             /* NULL when unmapped */
    _Atomic size_t size_bytes; /* accessible memory now; the killer reads it */
    struct image *image;       /* mapped here */
    /* The hot set (hot.c); two bytes for each page below initial_bytes. */
    uint8_t *heat, *seen; /* seen: low bits of the run that dirtied it last; one allocation */
    uint32_t n_runs, n_kept;
    bool broken;       /* the kernel refused a step half-way: unmapped instead of cleaned */
    _Atomic bool ours; /* the tenant may be stopped by page protection */
};

struct slot_pool {
    struct dirty dirty;
    size_t reserve_bytes, guard_bytes;
    bool verify;
    pthread_mutex_t lock; /* of the list below; held for no system call but the first mapping */
    struct slot **slots;  /* every slot ever made; structures live as long as the pool, so that
                             the watchdog may walk them without a lock */
    _Atomic uint32_t n_slots;
    struct slot *unmapped; /* structures without memory */
    _Atomic uint64_t n_idle;
    _Atomic uint64_t cleanings, pages_copied, pages_dropped, verify_failures;
};

#define SLOTS_MAX 16384 /* 64 TiB of the 128 TiB that a process has */

tr_rc slot_pool_init(struct slot_pool *pool, enum dirty_reader reader, bool verify,
                     struct tr_err *err) TR_MUST_USE;
void slot_pool_done(struct slot_pool *pool);

/* A clean slot with `image` mapped: an idle one of that image, else a new one. */
tr_rc slot_take(struct slot_pool *pool, struct image *image, struct slot **out,
                struct tr_err *err) TR_MUST_USE;
/* Makes it as fresh as slot_take() gives it and puts it back; a slot that cannot be cleaned is
 * unmapped instead. The handshake must be IDLE. `was_killed`: the memory may be protected. */
void slot_give(struct slot *slot, bool was_killed);
/* Unmaps every idle slot of `image`. */
void slot_forget_image(struct slot_pool *pool, struct image *image);
/* Accessible memory up to `size_bytes`, more than now. False: the host refused. */
bool slot_grow(struct slot *slot, size_t size_bytes);
/* Takes all memory away from the guest; any thread, under the rules of handshake.h. */
void slot_protect(struct slot *slot);
/* Whether content, size and protection equal the image's. Slow; tests and verification mode. */
bool slot_verify(const struct slot *slot, size_t former_bytes);

#endif
