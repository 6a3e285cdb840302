/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual file system: its life, its mounts and its handles. A handle is on a memory file, on a
 * back end's file, or on a directory; a directory handle is only its canonical path, so a listing
 * or a lookup through it asks the tree as it is now, and a rename rewrites the path.
 *
 * vfs_new() makes nothing but the struct: tree, handle table and mount table appear on first use,
 * because most sandboxes never open a file.
 */
#include "guest/vfs_priv.h"

#include <stdlib.h>

#define HANDLES_FIRST 8

struct vfs *vfs_new(struct account *account, uint64_t (*now)(void *ctx), void *now_ctx)
{
    struct vfs *vfs = calloc(1, sizeof *vfs);
    if (!vfs)
        return NULL;
    vfs->account = account;
    vfs->now = now;
    vfs->now_ctx = now_ctx;
    return vfs;
}

static void handle_done(struct vfs *vfs, struct handle *handle)
{
    if (handle->kind == HANDLE_MEMORY) {
        handle->node->n_open--;
        tree_node_unref(vfs, handle->node);
    } else if (handle->kind == HANDLE_MOUNT) {
        handle->mount->port.close(handle->mount->port.ctx, handle->file);
    }
    if (handle->path)
        vfs_release(vfs, handle->path, strlen(handle->path) + 1);
    *handle = (struct handle){0};
}

void vfs_free(struct vfs *vfs)
{
    if (!vfs)
        return;
    for (uint32_t i = 0; i < vfs->n_handles; i++)
        handle_done(vfs, &vfs->handles[i]);
    vfs_release(vfs, vfs->handles, vfs->n_handles * sizeof *vfs->handles);
    tree_free(vfs);
    for (uint32_t i = 0; i < vfs->n_mounts; i++) {
        struct mount *mount = &vfs->mounts[i];
        if (mount->port.free)
            mount->port.free(mount->port.ctx);
        vfs_release(vfs, mount->path, mount->len + 1);
    }
    vfs_release(vfs, vfs->mounts, VFS_MOUNTS_MAX * sizeof *vfs->mounts);
    free(vfs);
}

/* Makes the directories that lead to a mount, where they are in memory; *place is its own. */
static tr_rc make_mount_path(struct vfs *vfs, const char *at, struct place *place,
                             struct tr_err *err)
{
    if (at[0] != '/')
        return tr_fail(err, TR_E_USAGE, "\"%.200s\" is not an absolute path", at);
    size_t len = strlen(at);
    for (size_t i = 1; i <= len; i++) {
        if (at[i] != '/' && at[i] != '\0')
            continue;
        struct vfs_at where = {.dir = "", .path = slice_make(at, i)};
        enum wasi_errno error = vfs_resolve(vfs, &where, place);
        if (error == WASI_SUCCESS && !place->exists && !place->mount)
            error = vfs_mkdir(vfs, where);
        if (error == WASI_SUCCESS)
            error = vfs_resolve(vfs, &where, place);
        if (error == WASI_SUCCESS && place->exists && place->type != VFS_DIR)
            error = WASI_ENOTDIR;
        if (error != WASI_SUCCESS)
            return tr_fail(err, error == WASI_ENOSPC ? TR_E_LIMIT : TR_E_INVALID,
                           "cannot mount at \"%.180s\": %s", at, wasi_errno_text(error));
    }
    return TR_OK;
}

static tr_rc add_mount(struct vfs *vfs, const char *at, const struct fs_port *port,
                       struct tr_err *err)
{
    struct place place;
    if (vfs->n_mounts == VFS_MOUNTS_MAX)
        return tr_fail(err, TR_E_LIMIT, "more than %d mounts", VFS_MOUNTS_MAX);
    TR_TRY(make_mount_path(vfs, at, &place, err));
    if (place_is_mount_point(&place))
        return tr_fail(err, TR_E_USAGE, "two mounts at \"%.200s\"", at);
    if (!vfs->mounts)
        vfs->mounts = vfs_alloc(vfs, VFS_MOUNTS_MAX * sizeof *vfs->mounts);
    char *path = vfs->mounts ? vfs_copy_text(vfs, place.path, place.len) : NULL;
    if (!path)
        return tr_fail(err, TR_E_LIMIT, "no memory for a mount within the files limit");
    vfs->mounts[vfs->n_mounts++] = (struct mount){.path = path, .len = place.len, .port = *port};
    return TR_OK;
}

tr_rc vfs_mount(struct vfs *vfs, const char *at, const struct fs_port *port, struct tr_err *err)
{
    tr_rc rc = add_mount(vfs, at, port, err);
    if (rc != TR_OK && port->free)
        port->free(port->ctx);
    return rc;
}

struct handle *vfs_handle(struct vfs *vfs, uint32_t number)
{
    if (number >= vfs->n_handles || vfs->handles[number].kind == HANDLE_FREE)
        return NULL;
    return &vfs->handles[number];
}

static bool handles_grow(struct vfs *vfs, uint32_t need)
{
    uint32_t n = vfs->n_handles ? vfs->n_handles : HANDLES_FIRST;
    while (n < need)
        n *= 2;
    if (n > VFS_HANDLES_MAX)
        return false;
    size_t size = sizeof *vfs->handles;
    struct handle *grown = vfs_resize_memory(vfs, vfs->handles, vfs->n_handles * size, n * size);
    if (!grown)
        return false;
    memset(grown + vfs->n_handles, 0, (n - vfs->n_handles) * size);
    vfs->handles = grown;
    vfs->n_handles = n;
    return true;
}

struct handle *vfs_handle_at(struct vfs *vfs, uint32_t number)
{
    if (number >= VFS_HANDLES_MAX)
        return NULL;
    if (number >= vfs->n_handles && !handles_grow(vfs, number + 1))
        return NULL;
    return vfs->handles[number].kind == HANDLE_FREE ? &vfs->handles[number] : NULL;
}

enum wasi_errno vfs_handle_new(struct vfs *vfs, struct handle **out, uint32_t *number)
{
    uint32_t i = 0;
    while (i < vfs->n_handles && vfs->handles[i].kind != HANDLE_FREE)
        i++;
    if (i >= VFS_HANDLES_MAX)
        return WASI_EMFILE;
    *out = vfs_handle_at(vfs, i);
    *number = i;
    return *out ? WASI_SUCCESS : WASI_ENOSPC;
}

enum wasi_errno vfs_handle_on_mount(struct vfs *vfs, struct handle *handle, struct mount *mount,
                                    const char *path, unsigned flags)
{
    char *copy = vfs_copy_text(vfs, path, strlen(path));
    if (!copy)
        return WASI_ENOSPC;
    const char *below = path + mount->len;
    uint32_t file;
    enum wasi_errno error =
        mount->port.open(mount->port.ctx, *below == '/' ? below + 1 : below, flags, &file);
    if (error != WASI_SUCCESS) {
        vfs_release(vfs, copy, strlen(copy) + 1);
        return error;
    }
    *handle = (struct handle){
        .kind = HANDLE_MOUNT, .flags = flags, .mount = mount, .file = file, .path = copy};
    return WASI_SUCCESS;
}

static enum wasi_errno open_dir(struct vfs *vfs, const struct place *place, unsigned flags,
                                struct handle *handle)
{
    if (flags & (VFS_WRITE | VFS_TRUNC | VFS_APPEND) && !(flags & VFS_DIRECTORY))
        return WASI_EISDIR;
    char *path = vfs_copy_text(vfs, place->path, place->len);
    if (!path)
        return WASI_ENOSPC;
    *handle = (struct handle){.kind = HANDLE_DIR, .flags = flags, .path = path};
    return WASI_SUCCESS;
}

static enum wasi_errno open_memory(struct vfs *vfs, struct place *place, unsigned flags,
                                   struct handle *handle)
{
    enum wasi_errno error = WASI_SUCCESS;
    struct node *node = place->node;
    if (!node) {
        node = tree_node_new(vfs, VFS_FILE);
        if (!node)
            return WASI_ENOSPC;
        error = tree_add(vfs, place->parent, place_name(place), node);
    } else if (flags & VFS_TRUNC) {
        error = tree_file_resize(vfs, node, 0);
    }
    if (error != WASI_SUCCESS) {
        tree_node_unref(vfs, node);
        return error;
    }
    node->n_open++;
    *handle = (struct handle){.kind = HANDLE_MEMORY, .flags = flags, .node = node};
    return WASI_SUCCESS;
}

/* What the flags ask for against what the path leads to. */
static enum wasi_errno open_check(const struct place *place, unsigned flags)
{
    bool changes = flags & (VFS_WRITE | VFS_TRUNC | VFS_APPEND);
    if ((flags & VFS_CREATE) && (flags & VFS_DIRECTORY))
        return WASI_EINVAL;
    if (!place->exists) {
        if (!(flags & VFS_CREATE))
            return WASI_ENOENT;
        if (place->must_be_dir)
            return WASI_EISDIR;
        return place->mount && place->mount->port.read_only ? WASI_EROFS : WASI_SUCCESS;
    }
    if ((flags & VFS_CREATE) && (flags & VFS_EXCL))
        return WASI_EEXIST;
    if (place->type == VFS_LINK)
        return WASI_ELOOP;
    if (place->type != VFS_DIR && (flags & VFS_DIRECTORY))
        return WASI_ENOTDIR;
    if (place->type == VFS_DIR)
        return flags & VFS_CREATE ? WASI_EISDIR : WASI_SUCCESS;
    return changes && place->mount && place->mount->port.read_only ? WASI_EROFS : WASI_SUCCESS;
}

enum wasi_errno vfs_open(struct vfs *vfs, struct vfs_at at, unsigned flags, uint32_t *handle)
{
    struct place place;
    struct handle *made;
    uint32_t number;
    if (!(flags & VFS_CREATE))
        flags &= ~(unsigned)VFS_EXCL;
    if ((flags & VFS_NOFOLLOW) || (flags & VFS_EXCL))
        at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error == WASI_SUCCESS)
        error = open_check(&place, flags);
    if (error == WASI_SUCCESS)
        error = vfs_handle_new(vfs, &made, &number);
    if (error != WASI_SUCCESS)
        return error;
    if (place.exists && place.type == VFS_DIR)
        error = open_dir(vfs, &place, flags, made);
    else if (place.mount)
        error = vfs_handle_on_mount(vfs, made, place.mount, place.path, flags);
    else
        error = open_memory(vfs, &place, flags, made);
    if (error == WASI_SUCCESS)
        *handle = number;
    return error;
}

enum wasi_errno vfs_close(struct vfs *vfs, uint32_t number)
{
    struct handle *handle = vfs_handle(vfs, number);
    if (!handle)
        return WASI_EBADF;
    handle_done(vfs, handle);
    return WASI_SUCCESS;
}

/* A handle on a file's content, opened with `flag`. */
static enum wasi_errno file_handle(struct vfs *vfs, uint32_t number, unsigned flag,
                                   struct handle **out)
{
    *out = vfs_handle(vfs, number);
    if (!*out)
        return WASI_EBADF;
    if ((*out)->kind == HANDLE_DIR)
        return WASI_EISDIR;
    if ((*out)->kind == HANDLE_STALE)
        return WASI_ESTALE;
    return flag == 0 || ((*out)->flags & flag) ? WASI_SUCCESS : WASI_EBADF;
}

enum wasi_errno vfs_read(struct vfs *vfs, uint32_t number, uint64_t off, uint8_t *out, size_t len,
                         size_t *done)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, VFS_READ, &handle);
    if (error != WASI_SUCCESS)
        return error;
    if (handle->kind == HANDLE_MOUNT)
        return handle->mount->port.read(handle->mount->port.ctx, handle->file, off, out, len, done);
    *done = tree_file_read(handle->node, off, out, len);
    return WASI_SUCCESS;
}

enum wasi_errno vfs_write(struct vfs *vfs, uint32_t number, uint64_t off, const uint8_t *bytes,
                          size_t len, size_t *done)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, VFS_WRITE, &handle);
    if (error != WASI_SUCCESS)
        return error;
    if (handle->kind == HANDLE_MOUNT)
        return handle->mount->port.write(handle->mount->port.ctx, handle->file, off, bytes, len,
                                         done);
    return tree_file_write(vfs, handle->node, off, bytes, len, done);
}

enum wasi_errno vfs_resize(struct vfs *vfs, uint32_t number, uint64_t size)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, VFS_WRITE, &handle);
    if (error != WASI_SUCCESS)
        return error;
    if (handle->kind == HANDLE_MOUNT)
        return handle->mount->port.resize(handle->mount->port.ctx, handle->file, size);
    return tree_file_resize(vfs, handle->node, size);
}

enum wasi_errno vfs_sync(struct vfs *vfs, uint32_t number)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, 0, &handle);
    if (error == WASI_EISDIR)
        return WASI_SUCCESS;
    if (error == WASI_SUCCESS && handle->kind == HANDLE_MOUNT)
        return handle->mount->port.sync(handle->mount->port.ctx, handle->file);
    return error;
}

enum wasi_errno vfs_stat_handle(struct vfs *vfs, uint32_t number, struct vfs_stat *out)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, 0, &handle);
    if (error == WASI_EISDIR)
        return vfs_stat(vfs, (struct vfs_at){.dir = handle->path, .path = slice_str(".")}, out);
    if (error != WASI_SUCCESS)
        return error;
    if (handle->kind == HANDLE_MEMORY) {
        tree_stat(handle->node, out);
        return WASI_SUCCESS;
    }
    error = handle->mount->port.stat_file(handle->mount->port.ctx, handle->file, out);
    if (error == WASI_SUCCESS)
        out->device = (uint64_t)(handle->mount - vfs->mounts) + 1;
    return error;
}

enum wasi_errno vfs_set_times_handle(struct vfs *vfs, uint32_t number, uint64_t atime_ns,
                                     uint64_t mtime_ns)
{
    struct handle *handle;
    enum wasi_errno error = file_handle(vfs, number, 0, &handle);
    if (error == WASI_EISDIR)
        return vfs_set_times(vfs, (struct vfs_at){.dir = handle->path, .path = slice_str(".")},
                             atime_ns, mtime_ns);
    if (error != WASI_SUCCESS)
        return error;
    if (handle->kind == HANDLE_MOUNT) {
        const struct fs_port *port = &handle->mount->port;
        return port->read_only ? WASI_EROFS
                               : port->set_times_file(port->ctx, handle->file, atime_ns, mtime_ns);
    }
    tree_set_times(vfs, handle->node, atime_ns, mtime_ns);
    return WASI_SUCCESS;
}

const char *vfs_handle_path(struct vfs *vfs, uint32_t number)
{
    struct handle *handle = vfs_handle(vfs, number);
    if (!handle || handle->kind != HANDLE_DIR)
        return NULL;
    return handle->path[0] ? handle->path : "/";
}
