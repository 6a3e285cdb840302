/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Owned bytes that grow up to a maximum and on an account.
 *
 * Capacity doubles, but never past the maximum nor past what the account still has: an account is
 * asked only for what it can give, so that its `refused` mark means that bytes did not fit and not
 * that doubling was greedy. The account is charged for capacity, which is what the host holds.
 * Invariants: len <= max, len <= cap, and the account is charged for exactly cap bytes. cap may be
 * max + 1, for the NUL of buf_str.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAP_MIN 64

void buf_init(struct buf *b, size_t max, struct account *account)
{
    *b = (struct buf){.max = max, .account = account};
}

void buf_done(struct buf *b)
{
    account_release(b->account, b->cap);
    free(b->ptr);
    buf_init(b, b->max, b->account);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

static size_t account_room(const struct account *a)
{
    uint64_t room = SIZE_MAX;
    for (; a; a = a->parent) {
        const uint64_t left = a->cap_bytes - a->used_bytes;
        room = left < room ? left : room;
    }
    return (size_t)room;
}

/* The capacity to grow to for `need` bytes. */
static size_t next_cap(const struct buf *b, size_t need)
{
    const size_t room = account_room(b->account);
    size_t cap = b->cap < CAP_MIN / 2 ? CAP_MIN : b->cap > b->max / 2 ? b->max : b->cap * 2;
    if (cap > b->max)
        cap = b->max;
    if (cap > b->cap && cap - b->cap > room)
        cap = b->cap + room;
    return cap < need ? need : cap;
}

static bool grow(struct buf *b, size_t need)
{
    const size_t cap = next_cap(b, need);
    if (!account_charge(b->account, cap - b->cap))
        return false;
    uint8_t *ptr = (uint8_t *)realloc(b->ptr, cap);
    if (!ptr) {
        account_release(b->account, cap - b->cap);
        return false;
    }
    b->ptr = ptr;
    b->cap = cap;
    return true;
}

/* Capacity for `len` more bytes within the maximum. */
static bool reserve(struct buf *b, size_t len)
{
    if (!b->failed && len <= b->max - b->len && (len <= b->cap - b->len || grow(b, b->len + len)))
        return true;
    b->failed = true;
    return false;
}

uint8_t *buf_extend(struct buf *b, size_t len)
{
    /* An empty buf must answer 0 bytes with a pointer too: NULL means failure. */
    if (!reserve(b, len) || (!b->ptr && !buf_str(b)))
        return NULL;
    uint8_t *at = b->ptr + b->len;
    b->len += len;
    return at;
}

bool buf_append(struct buf *b, const void *bytes, size_t len)
{
    if (len == 0)
        return !b->failed;
    uint8_t *at = buf_extend(b, len);
    if (!at)
        return false;
    memcpy(at, bytes, len);
    return true;
}

bool buf_append_slice(struct buf *b, struct slice s)
{
    return buf_append(b, s.ptr, s.len);
}

bool buf_append_str(struct buf *b, const char *text)
{
    return buf_append_slice(b, slice_str(text));
}

bool buf_append_byte(struct buf *b, uint8_t byte)
{
    return buf_append(b, &byte, 1);
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    char small[256];
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    const int len = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    bool ok = false;
    if (len < 0) {
        b->failed = true;
    } else if ((size_t)len < sizeof(small)) {
        ok = buf_append(b, small, (size_t)len);
    } else {
        char *big = (char *)malloc((size_t)len + 1);
        ok = big && vsnprintf(big, (size_t)len + 1, format, again) == len &&
             buf_append(b, big, (size_t)len);
        b->failed = b->failed || !ok;
        free(big);
    }
    va_end(again);
    return ok;
}

const char *buf_str(struct buf *b)
{
    if (b->failed)
        return NULL;
    if (b->len == b->cap && (b->len == SIZE_MAX || !grow(b, b->len + 1))) {
        b->failed = true;
        return NULL;
    }
    b->ptr[b->len] = '\0';
    return (const char *)b->ptr;
}
