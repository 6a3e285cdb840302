/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growing bytes under a maximum. Capacity doubles up to the maximum and is what an account is
 * charged for, since that is what the host really holds. Growth charges the new block before the
 * old one is released, so an account is never below what is in use.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CAP 64

void buf_init(struct buf *b, size_t max, struct account *account)
{
    *b = (struct buf){.max = max, .account = account};
}

void buf_done(struct buf *b)
{
    account_release(b->account, b->cap);
    free(b->ptr);
    *b = (struct buf){.max = b->max, .account = b->account};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

static bool fail(struct buf *b)
{
    b->failed = true;
    return false;
}

static bool reserve(struct buf *b, size_t len)
{
    if (b->failed || len > b->max || b->len > b->max - len)
        return fail(b);
    size_t need = b->len + len;
    if (need <= b->cap)
        return true;
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    while (cap < need)
        cap = cap > b->max / 2 ? b->max : cap * 2;
    if (cap > b->max)
        cap = b->max;
    if (!account_charge(b->account, cap - b->cap))
        return fail(b);
    uint8_t *ptr = realloc(b->ptr, cap);
    if (!ptr) {
        account_release(b->account, cap - b->cap);
        return fail(b);
    }
    b->ptr = ptr;
    b->cap = cap;
    return true;
}

uint8_t *buf_extend(struct buf *b, size_t len)
{
    if (!reserve(b, len))
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
    if (at)
        memcpy(at, bytes, len);
    return at != NULL;
}

bool buf_append_slice(struct buf *b, struct slice s)
{
    return buf_append(b, s.ptr, s.len);
}

bool buf_append_str(struct buf *b, const char *text)
{
    return buf_append(b, text, strlen(text));
}

bool buf_append_byte(struct buf *b, uint8_t byte)
{
    return buf_append(b, &byte, 1);
}

bool buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !reserve(b, (size_t)n + 1))
        return fail(b);
    va_start(args, format);
    (void)vsnprintf((char *)b->ptr + b->len, (size_t)n + 1, format, args);
    va_end(args);
    b->len += (size_t)n;
    return true;
}

const char *buf_str(struct buf *b)
{
    if (!reserve(b, 1))
        return NULL;
    b->ptr[b->len] = 0;
    return (const char *)b->ptr;
}
