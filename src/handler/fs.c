/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handler "fs": files for guests that are no WASI programs, over the same virtual file system. It
 * opens no host file and checks no grant: what a guest may reach is what is mounted, and in which
 * mode. Relative paths start at "/". Long work is cut into slices with a look at the deadline
 * between them.
 */
#include "base/cbor.h"
#include "handler/handler_priv.h"

#define LIST_BATCH 8

static struct vfs_at at_path(struct slice path, bool follow)
{
    return (struct vfs_at){.dir = "", .path = path, .follow = follow};
}

static bool flag(struct slice args, const char *key, bool standard)
{
    struct slice value;
    struct cbor_item item;
    if (!cbor_map_get(args, key, &value))
        return standard;
    struct cbor_reader in = cbor_reader_of(value);
    return cbor_next(&in, &item) && item.type == CBOR_BOOL ? item.uint != 0 : standard;
}

static bool done_null(struct buf *reply)
{
    cbor_put_null(reply);
    return true;
}

/* Whether the guest has to stop now; *stop says why. */
static bool stopped(struct handler_context *ctx, enum stop *stop)
{
    *stop = host_should_stop(ctx->host);
    return *stop != STOP_NONE;
}

static enum wasi_errno read_all(struct handler_context *ctx, uint32_t handle, struct buf *out,
                                enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    struct vfs_stat stat;
    enum wasi_errno error = vfs_stat_handle(vfs, handle, &stat);
    if (error == WASI_SUCCESS && stat.type == VFS_DIR)
        return WASI_EISDIR;
    while (error == WASI_SUCCESS && !stopped(ctx, stop)) {
        uint64_t left = stat.size_bytes > out->len ? stat.size_bytes - out->len : 1;
        size_t want = left < HANDLER_SLICE_BYTES ? (size_t)left : (size_t)HANDLER_SLICE_BYTES;
        size_t got = 0, before = out->len;
        uint8_t *to = buf_extend(out, want);
        if (!to)
            return WASI_EFBIG;
        error = vfs_read(vfs, handle, before, to, want, &got);
        out->len = before + got;
        if (got == 0)
            break;
    }
    return error;
}

static bool fs_read(struct handler_context *ctx, struct slice args, struct buf *reply,
                    enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    struct slice path;
    uint32_t handle;
    if (!cbor_map_get_text(args, "path", &path))
        return handler_fail_args(reply, "fs.read", "{path: text}");
    struct buf content TR_CLEANUP(buf_done);
    buf_init(&content, reply->max, &ctx->guest->account);
    enum wasi_errno error = vfs_open(vfs, at_path(path, true), VFS_READ, &handle);
    if (error == WASI_SUCCESS) {
        error = read_all(ctx, handle, &content, stop);
        (void)vfs_close(vfs, handle);
    }
    if (*stop != STOP_NONE)
        return false;
    if (error != WASI_SUCCESS)
        return handler_fail_errno(reply, error, "read", path);
    cbor_put_bytes(reply, buf_slice(&content));
    return true;
}

static enum wasi_errno write_all(struct handler_context *ctx, uint32_t handle, uint64_t off,
                                 struct slice data, enum stop *stop)
{
    enum wasi_errno error = WASI_SUCCESS;
    while (data.len > 0 && error == WASI_SUCCESS && !stopped(ctx, stop)) {
        size_t want = data.len < HANDLER_SLICE_BYTES ? data.len : (size_t)HANDLER_SLICE_BYTES;
        size_t done = 0;
        error = vfs_write(ctx->guest->vfs, handle, off, data.ptr, want, &done);
        if (error == WASI_SUCCESS && done == 0)
            return WASI_EIO;
        off += done;
        data = slice_from(data, done);
    }
    return error;
}

static bool get_bytes(struct slice args, const char *key, struct slice *out)
{
    struct slice value;
    struct cbor_item item;
    if (!cbor_map_get(args, key, &value))
        return false;
    struct cbor_reader in = cbor_reader_of(value);
    if (!cbor_next(&in, &item) || item.type != CBOR_BYTES)
        return false;
    *out = item.data;
    return true;
}

static bool fs_write(struct handler_context *ctx, struct slice args, struct buf *reply,
                     enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    struct vfs_stat stat = {0};
    struct slice path, data;
    uint32_t handle;
    if (!cbor_map_get_text(args, "path", &path) || !get_bytes(args, "data", &data))
        return handler_fail_args(reply, "fs.write", "{path: text, data: bytes, append?: bool}");
    bool append = flag(args, "append", false);
    unsigned flags = VFS_WRITE | VFS_CREATE | (append ? 0 : VFS_TRUNC);
    enum wasi_errno error = vfs_open(vfs, at_path(path, true), flags, &handle);
    if (error == WASI_SUCCESS) {
        if (append)
            error = vfs_stat_handle(vfs, handle, &stat);
        if (error == WASI_SUCCESS)
            error = write_all(ctx, handle, stat.size_bytes, data, stop);
        (void)vfs_close(vfs, handle);
    }
    if (*stop != STOP_NONE)
        return false;
    return error == WASI_SUCCESS ? done_null(reply)
                                 : handler_fail_errno(reply, error, "write", path);
}

static const char *type_name(enum vfs_type type)
{
    static const char *const names[] = {
        [VFS_FILE] = "file", [VFS_DIR] = "dir", [VFS_LINK] = "link"};
    return names[type];
}

/* Appends the directory's entries to *out and counts them. */
static enum wasi_errno list_all(struct handler_context *ctx, const char *dir, struct buf *out,
                                uint64_t *count, enum stop *stop)
{
    struct vfs_entry entries[LIST_BATCH];
    uint64_t cookie = 0;
    size_t n;
    do {
        enum wasi_errno error = vfs_list(ctx->guest->vfs, dir, cookie, entries, LIST_BATCH, &n);
        if (error != WASI_SUCCESS)
            return error;
        for (size_t i = 0; i < n; i++) {
            cbor_put_map(out, 2);
            cbor_put_str(out, "name");
            cbor_put_str(out, entries[i].name);
            cbor_put_str(out, "type");
            cbor_put_str(out, type_name(entries[i].type));
            cookie = entries[i].next;
        }
        *count += n;
    } while (n > 0 && !out->failed && !stopped(ctx, stop));
    return out->failed ? WASI_EFBIG : WASI_SUCCESS;
}

static bool fs_list(struct handler_context *ctx, struct slice args, struct buf *reply,
                    enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    struct slice path;
    uint32_t handle;
    uint64_t count = 0;
    if (!cbor_map_get_text(args, "path", &path))
        return handler_fail_args(reply, "fs.list", "{path: text}");
    struct buf items TR_CLEANUP(buf_done);
    buf_init(&items, reply->max, &ctx->guest->account);
    enum wasi_errno error = vfs_open(vfs, at_path(path, true), VFS_READ | VFS_DIRECTORY, &handle);
    if (error == WASI_SUCCESS) {
        error = list_all(ctx, vfs_handle_path(vfs, handle), &items, &count, stop);
        (void)vfs_close(vfs, handle);
    }
    if (*stop != STOP_NONE)
        return false;
    if (error != WASI_SUCCESS)
        return handler_fail_errno(reply, error, "list", path);
    cbor_put_array(reply, count);
    buf_append_slice(reply, buf_slice(&items));
    return true;
}

static bool fs_stat(struct handler_context *ctx, struct slice args, struct buf *reply,
                    enum stop *stop)
{
    struct vfs_stat stat;
    struct slice path;
    (void)stop;
    if (!cbor_map_get_text(args, "path", &path))
        return handler_fail_args(reply, "fs.stat", "{path: text, follow?: bool}");
    enum wasi_errno error =
        vfs_stat(ctx->guest->vfs, at_path(path, flag(args, "follow", true)), &stat);
    if (error != WASI_SUCCESS)
        return handler_fail_errno(reply, error, "stat", path);
    cbor_put_map(reply, 3);
    cbor_put_str(reply, "size");
    cbor_put_uint(reply, stat.size_bytes);
    cbor_put_str(reply, "type");
    cbor_put_str(reply, type_name(stat.type));
    cbor_put_str(reply, "mtime_ns");
    cbor_put_uint(reply, stat.mtime_ns);
    return true;
}

/* Makes each directory of the path that is missing; succeeds where all are there. */
static enum wasi_errno make_all(struct vfs *vfs, struct slice path)
{
    struct vfs_stat stat;
    if (path.len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        enum wasi_errno error = vfs_mkdir(vfs, at_path(slice_make(path.ptr, i), false));
        if (error != WASI_SUCCESS && error != WASI_EEXIST)
            return error;
    }
    enum wasi_errno error = vfs_stat(vfs, at_path(path, true), &stat);
    return error == WASI_SUCCESS && stat.type != VFS_DIR ? WASI_EEXIST : error;
}

static bool fs_mkdir(struct handler_context *ctx, struct slice args, struct buf *reply,
                     enum stop *stop)
{
    struct slice path;
    (void)stop;
    if (!cbor_map_get_text(args, "path", &path))
        return handler_fail_args(reply, "fs.mkdir", "{path: text, recursive?: bool}");
    enum wasi_errno error = flag(args, "recursive", false)
                                ? make_all(ctx->guest->vfs, path)
                                : vfs_mkdir(ctx->guest->vfs, at_path(path, false));
    return error == WASI_SUCCESS ? done_null(reply)
                                 : handler_fail_errno(reply, error, "mkdir", path);
}

static enum wasi_errno remove_one(struct vfs *vfs, struct slice path)
{
    enum wasi_errno error = vfs_unlink(vfs, at_path(path, false));
    return error == WASI_EISDIR ? vfs_rmdir(vfs, at_path(path, false)) : error;
}

/* Removes what is at *path, contents first; the path is longer during the walk and the same after
 * it. The depth is that of the tree, at most VFS_DEPTH_MAX. */
static enum wasi_errno remove_tree(struct handler_context *ctx, struct buf *path, enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    enum wasi_errno error = remove_one(vfs, buf_slice(path));
    size_t len = path->len;
    while (error == WASI_ENOTEMPTY) {
        struct vfs_entry entry;
        size_t n;
        if (stopped(ctx, stop) || !buf_str(path))
            return WASI_EINTR;
        error = vfs_list(vfs, (const char *)path->ptr, 0, &entry, 1, &n);
        if (error != WASI_SUCCESS || n == 0)
            return error != WASI_SUCCESS ? error : WASI_ENOTEMPTY;
        if (!buf_append_byte(path, '/') || !buf_append_str(path, entry.name))
            return WASI_ENAMETOOLONG;
        error = remove_tree(ctx, path, stop);
        path->len = len;
        if (error == WASI_SUCCESS)
            error = remove_one(vfs, buf_slice(path));
    }
    return error;
}

/* The walk needs the directory's canonical path, because links must not be followed in it. */
static enum wasi_errno remove_all(struct handler_context *ctx, struct slice path, enum stop *stop)
{
    struct vfs *vfs = ctx->guest->vfs;
    struct buf walk TR_CLEANUP(buf_done) = BUF_INIT(VFS_PATH_MAX + 1);
    uint32_t handle;
    enum wasi_errno error = remove_one(vfs, path);
    if (error != WASI_ENOTEMPTY)
        return error;
    error = vfs_open(vfs, at_path(path, false), VFS_READ | VFS_DIRECTORY, &handle);
    if (error != WASI_SUCCESS)
        return error;
    bool copied = buf_append_str(&walk, vfs_handle_path(vfs, handle));
    (void)vfs_close(vfs, handle);
    return copied ? remove_tree(ctx, &walk, stop) : WASI_ENOMEM;
}

static bool fs_remove(struct handler_context *ctx, struct slice args, struct buf *reply,
                      enum stop *stop)
{
    struct slice path;
    if (!cbor_map_get_text(args, "path", &path))
        return handler_fail_args(reply, "fs.remove",
                                 "{path: text, recursive?: bool, force?: bool}");
    enum wasi_errno error = flag(args, "recursive", false) ? remove_all(ctx, path, stop)
                                                           : remove_one(ctx->guest->vfs, path);
    if (*stop != STOP_NONE)
        return false;
    if (error == WASI_SUCCESS || (error == WASI_ENOENT && flag(args, "force", false)))
        return done_null(reply);
    return handler_fail_errno(reply, error, "remove", path);
}

static bool fs_rename(struct handler_context *ctx, struct slice args, struct buf *reply,
                      enum stop *stop)
{
    struct slice from, to;
    (void)stop;
    if (!cbor_map_get_text(args, "from", &from) || !cbor_map_get_text(args, "to", &to))
        return handler_fail_args(reply, "fs.rename", "{from: text, to: text}");
    enum wasi_errno error = vfs_rename(ctx->guest->vfs, at_path(from, false), at_path(to, false));
    return error == WASI_SUCCESS ? done_null(reply)
                                 : handler_fail_errno(reply, error, "rename", from);
}

static const struct operation operations[] = {
    {"fs.read", "{path} -> bytes", "The content of a file.", fs_read},
    {"fs.write", "{path, data bytes, append bool} -> null",
     "Replaces a file's content, or adds to it.", fs_write},
    {"fs.list", "{path} -> array of {name, type}", "The entries of a directory.", fs_list},
    {"fs.stat", "{path, follow bool} -> {size, type, mtime_ns}", "What a path leads to.", fs_stat},
    {"fs.mkdir", "{path, recursive bool} -> null", "Makes a directory.", fs_mkdir},
    {"fs.remove", "{path, recursive bool, force bool} -> null", "Removes a file or a directory.",
     fs_remove},
    {"fs.rename", "{from, to} -> null", "Moves a file or a directory.", fs_rename},
};

const struct handler handler_fs = {
    .name = "fs",
    .grant = "--dir HOST::GUEST[:ro|rw|overlay]",
    .operations = operations,
    .n_operations = TR_ARRAY_LEN(operations),
};
