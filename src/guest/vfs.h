/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual file system of one sandbox: a tree in memory, and mounts that a grant puts in it. The
 * sandbox side holds no host descriptor: a mount is a const table of operations (the fs port) whose
 * back end lives in src/handler, addresses files by number, and may move behind a process border.
 *
 * Paths are UTF-8, '/'-separated, at most VFS_PATH_MAX bytes and VFS_DEPTH_MAX components; "." and
 * ".." and symbolic links (VFS_LINKS_MAX hops) are resolved here, so a back end sees only canonical
 * paths and has to follow nothing; a link found in a mount never leads out of it. Errors are WASI
 * errno values (wasi_errno.h), because both users of this interface speak them.
 */
#ifndef GUEST_VFS_H
#define GUEST_VFS_H

#include "base/account.h"
#include "base/buf.h"
#include "base/err.h"
#include "guest/wasi_errno.h"

#define VFS_PATH_MAX    4096
#define VFS_NAME_MAX    255
#define VFS_DEPTH_MAX   128
#define VFS_LINKS_MAX   16
#define VFS_HANDLES_MAX 1024 /* open at one time */
#define VFS_MOUNTS_MAX  32
#define VFS_TIME_KEEP   UINT64_MAX /* set_times: leave this one as it is */

enum vfs_type { VFS_FILE, VFS_DIR, VFS_LINK };

struct vfs_stat {
    enum vfs_type type;
    uint64_t device; /* 0 = the memory tree, else the mount; filled in by the vfs */
    uint64_t inode, n_links, size_bytes;
    uint64_t atime_ns, mtime_ns, ctime_ns;
};

struct vfs_entry {
    enum vfs_type type;
    uint64_t inode;
    uint64_t next; /* cookie by which a listing goes on after this entry; never 0 */
    char name[VFS_NAME_MAX + 1];
};

enum vfs_open {
    VFS_READ = 1,
    VFS_WRITE = 2,
    VFS_CREATE = 4,
    VFS_EXCL = 8,
    VFS_TRUNC = 16,
    VFS_APPEND = 32,
    VFS_DIRECTORY = 64,
    VFS_NOFOLLOW = 128
};

/* A mounted back end. `path` is relative to the mount ("" = its root), free of ".", ".." and links:
 * no function follows a link, and one that meets a link where a directory should be fails. `file`
 * numbers are the back end's own. Offsets and sizes in bytes. Neither rename nor link is asked to
 * replace a directory by a file or the other way round. */
struct fs_port {
    void *ctx;
    bool read_only;
    enum wasi_errno (*open)(void *ctx, const char *path, unsigned flags, uint32_t *file);
    void (*close)(void *ctx, uint32_t file);
    enum wasi_errno (*read)(void *ctx, uint32_t file, uint64_t off, uint8_t *out, size_t len,
                            size_t *done);
    enum wasi_errno (*write)(void *ctx, uint32_t file, uint64_t off, const uint8_t *bytes,
                             size_t len, size_t *done);
    enum wasi_errno (*resize)(void *ctx, uint32_t file, uint64_t size);
    enum wasi_errno (*sync)(void *ctx, uint32_t file);
    enum wasi_errno (*stat_file)(void *ctx, uint32_t file, struct vfs_stat *out);
    enum wasi_errno (*stat)(void *ctx, const char *path, struct vfs_stat *out);
    /* Up to `max` entries without "." and "..", from the start (cookie 0) or after the entry whose
     * `next` is given; *n = 0 at the end. Cookies stay below 2^64 - 8. */
    enum wasi_errno (*list)(void *ctx, const char *path, uint64_t cookie, struct vfs_entry *out,
                            size_t max, size_t *n);
    enum wasi_errno (*mkdir)(void *ctx, const char *path);
    enum wasi_errno (*unlink)(void *ctx, const char *path);
    enum wasi_errno (*rmdir)(void *ctx, const char *path);
    enum wasi_errno (*rename)(void *ctx, const char *from, const char *to);
    enum wasi_errno (*link)(void *ctx, const char *from, const char *to);
    enum wasi_errno (*symlink)(void *ctx, const char *target, const char *path);
    enum wasi_errno (*readlink)(void *ctx, const char *path, struct buf *out);
    enum wasi_errno (*set_times)(void *ctx, const char *path, uint64_t atime_ns, uint64_t mtime_ns);
    enum wasi_errno (*set_times_file)(void *ctx, uint32_t file, uint64_t atime_ns,
                                      uint64_t mtime_ns);
    void (*free)(void *ctx);
};

struct vfs;

/* An empty tree with "/" and "/tmp". Everything it holds is charged to `account`, whose cap is the
 * files limit. `now` gives file times. */
struct vfs *vfs_new(struct account *account, uint64_t (*now)(void *ctx), void *now_ctx);
void vfs_free(struct vfs *vfs);
/* Puts a back end at guest path `at` (absolute); the vfs owns the port from here, also on failure.
 * Listings of a mount do not show mounts below it. */
tr_rc vfs_mount(struct vfs *vfs, const char *at, const struct fs_port *port,
                struct tr_err *err) TR_MUST_USE;

/* All paths below are absolute, or relative to `dir` (an absolute guest path; "" = "/"). A path
 * that would climb above `dir` when `beneath` is set: WASI_ENOTCAPABLE. */
struct vfs_at {
    const char *dir;
    struct slice path;
    bool beneath;
    bool follow; /* the last component, when it is a link */
};

enum wasi_errno vfs_open(struct vfs *vfs, struct vfs_at at, unsigned flags, uint32_t *handle);
enum wasi_errno vfs_close(struct vfs *vfs, uint32_t handle);
enum wasi_errno vfs_read(struct vfs *vfs, uint32_t handle, uint64_t off, uint8_t *out, size_t len,
                         size_t *done);
enum wasi_errno vfs_write(struct vfs *vfs, uint32_t handle, uint64_t off, const uint8_t *bytes,
                          size_t len, size_t *done);
enum wasi_errno vfs_resize(struct vfs *vfs, uint32_t handle, uint64_t size);
enum wasi_errno vfs_sync(struct vfs *vfs, uint32_t handle);
enum wasi_errno vfs_stat_handle(struct vfs *vfs, uint32_t handle, struct vfs_stat *out);
enum wasi_errno vfs_set_times_handle(struct vfs *vfs, uint32_t handle, uint64_t atime_ns,
                                     uint64_t mtime_ns);
/* The absolute path of an open directory; it follows renames. NULL for a file or no handle. */
const char *vfs_handle_path(struct vfs *vfs, uint32_t handle);
enum wasi_errno vfs_stat(struct vfs *vfs, struct vfs_at at, struct vfs_stat *out);
enum wasi_errno vfs_list(struct vfs *vfs, const char *dir, uint64_t cookie, struct vfs_entry *out,
                         size_t max, size_t *n);
enum wasi_errno vfs_mkdir(struct vfs *vfs, struct vfs_at at);
enum wasi_errno vfs_unlink(struct vfs *vfs, struct vfs_at at);
enum wasi_errno vfs_rmdir(struct vfs *vfs, struct vfs_at at);
enum wasi_errno vfs_rename(struct vfs *vfs, struct vfs_at from, struct vfs_at to);
enum wasi_errno vfs_link(struct vfs *vfs, struct vfs_at from, struct vfs_at to);
enum wasi_errno vfs_symlink(struct vfs *vfs, struct slice target, struct vfs_at at);
enum wasi_errno vfs_readlink(struct vfs *vfs, struct vfs_at at, struct buf *out);
enum wasi_errno vfs_set_times(struct vfs *vfs, struct vfs_at at, uint64_t atime_ns,
                              uint64_t mtime_ns);

/* The memory tree and the open handles as one CBOR item for the state record (what is in a mount is
 * named, not copied), and back into a vfs that has the same mounts and nothing else. A handle into
 * a mount whose file is gone answers WASI_ESTALE. */
void vfs_capture(struct vfs *vfs, struct buf *out);
tr_rc vfs_restore(struct vfs *vfs, struct slice state, struct tr_err *err) TR_MUST_USE;

#endif
