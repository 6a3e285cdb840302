/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed bytes. A slice owns nothing and is passed by value; an empty one may have a NULL
 * pointer. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const uint8_t *ptr;
    size_t len;
};

static inline struct slice slice_make(const void *ptr, size_t len)
{
    return (struct slice){.ptr = (const uint8_t *)ptr, .len = len};
}

/* The bytes of a C string without its NUL; empty for NULL. */
static inline struct slice slice_str(const char *text)
{
    return slice_make(text, text ? strlen(text) : 0);
}

static inline bool slice_eq(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool slice_is(struct slice a, const char *text)
{
    return slice_eq(a, slice_str(text));
}

/* Everything from `offset` on, empty when past the end. */
static inline struct slice slice_from(struct slice s, size_t offset)
{
    return offset < s.len ? slice_make(s.ptr + offset, s.len - offset) : slice_make(NULL, 0);
}

#endif
