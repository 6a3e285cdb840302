/* SPDX-License-Identifier: Apache-2.0 */
/* A temporary host directory: "in" is what a test mounts, beside it lies a file that must never be
 * read. */
#ifndef TESTS_HANDLER_DIR_FIXTURE_H
#define TESTS_HANDLER_DIR_FIXTURE_H

#include "handler/handler.h"

#include "../guest/vfs_fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "the secret outside"

struct dir {
    char top[64];
    char in[80];
};

static inline const char *dir_path(const struct dir *d, const char *name)
{
    static char paths[4][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, PATH_MAX, "%s/%s", d->in, name);
    return path;
}

static inline void dir_put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static inline void dir_expect(const char *path, const char *text)
{
    char bytes[256];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    assert_int_equal(n, (ssize_t)strlen(text));
    assert_memory_equal(bytes, text, (size_t)n);
}

/* top/secret; top/in/{file, sub/deep, out -> ../secret, abs -> top/secret, ok -> sub/deep} */
static inline void dir_make(struct dir *d)
{
    char path[200];
    snprintf(d->top, sizeof d->top, "/tmp/troupe-test-XXXXXX");
    assert_non_null(mkdtemp(d->top));
    snprintf(d->in, sizeof d->in, "%s/in", d->top);
    assert_int_equal(mkdir(d->in, 0755), 0);
    snprintf(path, sizeof path, "%s/secret", d->top);
    dir_put(path, SECRET);
    assert_int_equal(symlink(path, dir_path(d, "abs")), 0);
    dir_put(dir_path(d, "file"), "file");
    assert_int_equal(mkdir(dir_path(d, "sub"), 0755), 0);
    dir_put(dir_path(d, "sub/deep"), "deep");
    assert_int_equal(symlink("../secret", dir_path(d, "out")), 0);
    assert_int_equal(symlink("..", dir_path(d, "up")), 0);
    assert_int_equal(symlink("sub/deep", dir_path(d, "ok")), 0);
}

static int dir_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void dir_remove(const struct dir *d)
{
    nftw(d->top, dir_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void dir_mount(struct tree *t, const struct dir *d, enum dir_mode mode)
{
    struct fs_port port;
    struct tr_err err;
    assert_int_equal(fs_host_port(d->in, mode, &t->account, &port, &err), TR_OK);
    assert_int_equal(vfs_mount(t->vfs, "/jobs/data", &port, &err), TR_OK);
}

static inline unsigned count_entries(struct tree *t, const char *path)
{
    struct vfs_entry entries[3];
    uint64_t cookie = 0;
    unsigned count = 0;
    for (size_t n = 1; n > 0; count += (unsigned)n) {
        assert_int_equal(vfs_list(t->vfs, path, cookie, entries, 3, &n), 0);
        for (size_t i = 0; i < n; i++)
            cookie = entries[i].next;
    }
    return count;
}

#endif
