/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/engine: the memory from which every sandbox of a module starts.
 *
 *   0            mapped             initial           (4 GiB)
 *   ├── memfd ────┼── zero pages ─────┼── no access ────┤
 *
 * `mapped` ends a little after the last byte that is not zero, so a module that asks for a large
 * empty memory does not fill the host's page cache by being read.
 */
#ifndef ENGINE_IMAGE_H
#define ENGINE_IMAGE_H

#include "engine/dirty.h"

#include "base/hash.h"

#include <pthread.h>

/* A global whose value after the start-up work differs from what instantiation gives it. */
struct image_global {
    uint32_t index;
    uint8_t type; /* enum wasm_type: i32, i64, f32, f64 */
    uint64_t bits;
};

struct slot;

struct image {
    int fd;                        /* memfd, sealed; -1 when mapped_bytes is 0 */
    const uint8_t *bytes;          /* read-only mapping of the memfd */
    size_t mapped_bytes;           /* whole host pages */
    size_t used_start, used_bytes; /* from the first to the last byte that is not zero */
    size_t initial_bytes;          /* memory size of a fresh sandbox, whole Wasm pages */
    struct image_global *globals;
    uint32_t n_globals;
    struct hash hash; /* of sizes, bytes and globals */
    uint32_t hot_max; /* pages that a slot may keep (hot.c) */
    /* Clean slots of this image, newest first. */
    pthread_mutex_t lock;
    struct slot *idle;
};

/* What a memory of `initial_bytes` holds at first: `bytes` from `start` on, zeros elsewhere. */
struct image_content {
    size_t initial_bytes, start;
    struct slice bytes;
    const struct image_global *globals;
    uint32_t n_globals;
    const struct hash *hash; /* of an image that was the same, when known; NULL = compute */
};
/* Copies the content. */
tr_rc image_new(const struct image_content *content, uint64_t hot_bytes, struct image **out,
                struct tr_err *err) TR_MUST_USE;
/* The content again, borrowed from the image. */
struct image_content image_content(const struct image *image);
void image_free(struct image *image); /* its slots must be gone */
/* The image's content of host page `page`: zeros past mapped_bytes. */
const uint8_t *image_page(const struct image *image, uint32_t page);

#endif
