/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest border without an engine: host_memory() and its like over a byte array, a guest with a
 * port that keeps what it is given, and calls of host functions by name.
 */
#ifndef TESTS_GUEST_FAKE_HOST_H
#define TESTS_GUEST_FAKE_HOST_H

#include "guest/guest.h"

#define FAKE_MEMORY_BYTES (256 * 1024)
#define FAKE_TEXT_AT      0x20000 /* fake_text() puts strings from here on */

/* What the border calls a sandbox. */
struct sandbox {
    uint8_t memory[FAKE_MEMORY_BYTES];
    enum stop stop_now;   /* what host_should_stop() and host_sleep_until() say */
    uint64_t slept_until; /* of the last host_sleep_until() */
    unsigned n_sleeps;
    unsigned n_stop_checks;
};

struct fake {
    struct sandbox sandbox;
    struct guest guest;
    struct host_call call;
    enum stop stop;         /* of the last call */
    struct buf out, err;    /* standard streams */
    enum emit_kind emitted; /* last kind that is no stream */
    struct buf value;       /* its bytes */
    struct slice input;     /* standard input, taken from the front */
    uint32_t text_at;
    bool reply_fails;   /* call_blocking answers with an error */
    size_t reply_bytes; /* length of the byte string it answers with */
    uint32_t last_id;   /* of call() */
    void *owner;        /* the test's own */
};

/* Large: on the heap. */
struct fake *fake_new(void);
struct fake *fake_new_with(uint64_t held_bytes_max, uint64_t files_bytes_max);
/* Ends the guest; returns the bytes that are still charged to its account, which must be 0. */
uint64_t fake_free(struct fake *fake);

/* Calls a function of either table. `n` further arguments, each uint64_t. */
enum stop fake_call(struct fake *fake, const char *name, unsigned n, const uint64_t *args);
/* A WASI function that must not stop the guest: its errno. */
#define WASI(fake, name, ...)                                                       \
    fake_wasi((fake), (name), sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), \
              (const uint64_t[]){__VA_ARGS__})
/* Any function: why it stopped. */
#define CALL(fake, name, ...)                                                       \
    fake_call((fake), (name), sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t), \
              (const uint64_t[]){__VA_ARGS__})
enum wasi_errno fake_wasi(struct fake *fake, const char *name, unsigned n, const uint64_t *args);

/* A string in guest memory. */
uint32_t fake_text(struct fake *fake, const char *text);
#define TEXT(fake, text) fake_text((fake), (text)), strlen(text)
uint32_t fake_u32(const struct fake *fake, uint32_t at);
uint64_t fake_u64(const struct fake *fake, uint32_t at);
void fake_put(struct fake *fake, uint32_t at, uint64_t value, unsigned n_bytes);

/* Opens a path below descriptor 3 with every right; asserts success. */
uint32_t fake_open(struct fake *fake, const char *path, uint32_t oflags);
/* One buffer through fd_write or fd_read at the descriptor's position. */
enum wasi_errno fake_write(struct fake *fake, uint32_t fd, const char *text);
enum wasi_errno fake_read(struct fake *fake, uint32_t fd, uint32_t to, uint32_t len, uint32_t *got);

#endif
