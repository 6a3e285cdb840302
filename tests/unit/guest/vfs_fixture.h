/* SPDX-License-Identifier: Apache-2.0 */
/* A vfs with its account, and short names for what its tests do all the time. */
#ifndef TESTS_GUEST_VFS_FIXTURE_H
#define TESTS_GUEST_VFS_FIXTURE_H

#include "base/limits.h"
#include "guest/vfs.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct tree {
    struct account account;
    struct vfs *vfs;
    uint64_t clock;
};

#define AT(text)     ((struct vfs_at){.dir = "", .path = slice_str(text)})
#define FOLLOW(text) ((struct vfs_at){.dir = "", .path = slice_str(text), .follow = true})
#define BENEATH(in, text) \
    ((struct vfs_at){.dir = (in), .path = slice_str(text), .beneath = true, .follow = true})

static uint64_t tree_now(void *ctx)
{
    return ++*(uint64_t *)ctx;
}

static inline void tree_open(struct tree *t, uint64_t cap_bytes)
{
    *t = (struct tree){.account = {.cap_bytes = cap_bytes}};
    t->vfs = vfs_new(&t->account, tree_now, &t->clock);
    assert_non_null(t->vfs);
}

/* Every byte that was charged is given back. */
static inline void tree_close(struct tree *t)
{
    vfs_free(t->vfs);
    assert_int_equal(t->account.used_bytes, 0);
}

static inline void put_file(struct tree *t, const char *path, const char *text)
{
    uint32_t h;
    size_t n;
    assert_int_equal(vfs_open(t->vfs, FOLLOW(path), VFS_WRITE | VFS_CREATE | VFS_TRUNC, &h), 0);
    assert_int_equal(vfs_write(t->vfs, h, 0, (const uint8_t *)text, strlen(text), &n), 0);
    assert_int_equal(n, strlen(text));
    assert_int_equal(vfs_close(t->vfs, h), 0);
}

static inline void expect_file(struct tree *t, const char *path, const char *text)
{
    uint32_t h;
    size_t n;
    uint8_t bytes[256];
    assert_int_equal(vfs_open(t->vfs, FOLLOW(path), VFS_READ, &h), 0);
    assert_int_equal(vfs_read(t->vfs, h, 0, bytes, sizeof bytes, &n), 0);
    assert_int_equal(n, strlen(text));
    assert_memory_equal(bytes, text, n);
    assert_int_equal(vfs_close(t->vfs, h), 0);
}

#endif
