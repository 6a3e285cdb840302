/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owned bytes with a mandatory maximum. Appends past the maximum, past the account or past the
 * host's memory fail and set `failed`, which stays set, so that a writer may check once at its end.
 * A failed append leaves the content as it was. Zeroed memory is not a valid buf: it has a maximum
 * of 0.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/account.h"
#include "base/slice.h"

struct buf {
    uint8_t *ptr;
    size_t len;
    size_t cap;
    size_t max;
    struct account *account; /* charged for cap; NULL = nobody */
    bool failed;
};

#define BUF_INIT(max_bytes) ((struct buf){.max = (max_bytes)})

void buf_init(struct buf *b, size_t max, struct account *account);
void buf_done(struct buf *b);  /* frees; the buf may be initialised again */
void buf_clear(struct buf *b); /* empties, keeps the memory, clears `failed` */
bool buf_append(struct buf *b, const void *bytes, size_t len);
bool buf_append_slice(struct buf *b, struct slice s);
bool buf_append_str(struct buf *b, const char *text);
bool buf_append_byte(struct buf *b, uint8_t byte);
bool buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `len` more bytes, which the caller fills; adds them to the length. NULL on failure. */
uint8_t *buf_extend(struct buf *b, size_t len);
/* A NUL after the content, not counted in len: the content as a C string, NULL on failure. */
const char *buf_str(struct buf *b);

static inline struct slice buf_slice(const struct buf *b)
{
    return slice_make(b->ptr, b->len);
}

#endif
