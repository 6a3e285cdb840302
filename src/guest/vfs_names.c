/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations of the virtual file system on names: each resolves its path or paths (vfs_path.c),
 * checks what POSIX asks for, and then changes the memory tree or passes the order to the mount's
 * back end. All checks come before the first change, so a refused operation changes nothing.
 */
#include "guest/vfs_priv.h"

static bool is_read_only(const struct place *place)
{
    return place->mount && place->mount->port.read_only;
}

enum wasi_errno vfs_stat(struct vfs *vfs, struct vfs_at at, struct vfs_stat *out)
{
    struct place place;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (!place.exists)
        return WASI_ENOENT;
    if (!place.mount) {
        tree_stat(place.node, out);
        return WASI_SUCCESS;
    }
    error = place.mount->port.stat(place.mount->port.ctx, place_in_mount(&place), out);
    if (error == WASI_SUCCESS)
        out->device = (uint64_t)(place.mount - vfs->mounts) + 1;
    return error;
}

enum wasi_errno vfs_list(struct vfs *vfs, const char *dir, uint64_t cookie, struct vfs_entry *out,
                         size_t max, size_t *n)
{
    struct place place;
    struct vfs_at at = {.dir = dir, .path = slice_str("."), .follow = false};
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (place.mount)
        return place.mount->port.list(place.mount->port.ctx, place_in_mount(&place), cookie, out,
                                      max, n);
    *n = tree_list(place.node, cookie, out, max);
    return WASI_SUCCESS;
}

/* Adds a new node under the place's name, or frees it. */
static enum wasi_errno add_new(struct vfs *vfs, const struct place *place, struct node *node)
{
    if (!node)
        return WASI_ENOSPC;
    enum wasi_errno error = tree_add(vfs, place->parent, place_name(place), node);
    if (error != WASI_SUCCESS)
        tree_node_unref(vfs, node);
    return error;
}

enum wasi_errno vfs_mkdir(struct vfs *vfs, struct vfs_at at)
{
    struct place place;
    at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error == WASI_ENOTDIR && place.exists && place.must_be_dir)
        return WASI_EEXIST;
    if (error != WASI_SUCCESS)
        return error;
    if (place.exists)
        return WASI_EEXIST;
    if (is_read_only(&place))
        return WASI_EROFS;
    if (place.mount)
        return place.mount->port.mkdir(place.mount->port.ctx, place_in_mount(&place));
    return add_new(vfs, &place, tree_node_new(vfs, VFS_DIR));
}

enum wasi_errno vfs_symlink(struct vfs *vfs, struct slice target, struct vfs_at at)
{
    struct place place;
    if (target.len == 0)
        return WASI_ENOENT;
    if (target.len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    if (memchr(target.ptr, 0, target.len))
        return WASI_EINVAL;
    at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (place.exists || place.must_be_dir)
        return place.exists ? WASI_EEXIST : WASI_ENOENT;
    if (is_read_only(&place))
        return WASI_EROFS;
    char text[VFS_PATH_MAX + 1];
    memcpy(text, target.ptr, target.len);
    text[target.len] = '\0';
    if (place.mount)
        return place.mount->port.symlink(place.mount->port.ctx, text, place_in_mount(&place));
    struct node *node = tree_node_new(vfs, VFS_LINK);
    if (node && !(node->link.target = vfs_copy_text(vfs, text, target.len))) {
        tree_node_unref(vfs, node);
        return WASI_ENOSPC;
    }
    if (node)
        node->link.len = target.len;
    return add_new(vfs, &place, node);
}

enum wasi_errno vfs_readlink(struct vfs *vfs, struct vfs_at at, struct buf *out)
{
    struct place place;
    at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (!place.exists)
        return WASI_ENOENT;
    if (place.type != VFS_LINK)
        return WASI_EINVAL;
    if (place.mount)
        return place.mount->port.readlink(place.mount->port.ctx, place_in_mount(&place), out);
    return buf_append(out, place.node->link.target, place.node->link.len) ? WASI_SUCCESS
                                                                          : WASI_ENOMEM;
}

/* The name's entry; the place exists, is in memory and is not the root. */
static struct dir_entry *place_entry(const struct place *place)
{
    return tree_find(place->parent, place_name(place));
}

/* What must not be removed or moved: the root, a mount, a directory that leads to a mount. */
static bool is_busy(const struct vfs *vfs, const struct place *place)
{
    if (place->depth == 0)
        return true;
    for (uint32_t i = 0; i < vfs->n_mounts; i++)
        if (vfs_path_is_beneath(vfs->mounts[i].path, place->path))
            return true;
    return false;
}

enum wasi_errno vfs_unlink(struct vfs *vfs, struct vfs_at at)
{
    struct place place;
    at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (!place.exists)
        return WASI_ENOENT;
    if (place.type == VFS_DIR)
        return WASI_EISDIR;
    if (is_read_only(&place))
        return WASI_EROFS;
    if (place.mount)
        return place.mount->port.unlink(place.mount->port.ctx, place_in_mount(&place));
    tree_remove(vfs, place.parent, place_entry(&place));
    return WASI_SUCCESS;
}

enum wasi_errno vfs_rmdir(struct vfs *vfs, struct vfs_at at)
{
    struct place place;
    at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (!place.exists)
        return WASI_ENOENT;
    if (place.type != VFS_DIR)
        return WASI_ENOTDIR;
    if (place.dot_end)
        return WASI_EINVAL;
    if (is_busy(vfs, &place))
        return WASI_EBUSY;
    if (is_read_only(&place))
        return WASI_EROFS;
    if (place.mount)
        return place.mount->port.rmdir(place.mount->port.ctx, place_in_mount(&place));
    if (place.node->dir.n > 0)
        return WASI_ENOTEMPTY;
    tree_remove(vfs, place.parent, place_entry(&place));
    return WASI_SUCCESS;
}

/* What POSIX asks of a rename, apart from whether the target directory is empty. */
static enum wasi_errno rename_check(const struct vfs *vfs, const struct place *from,
                                    const struct place *to)
{
    bool moves_dir = from->type == VFS_DIR;
    if (!from->exists)
        return WASI_ENOENT;
    if (from->dot_end || to->dot_end)
        return WASI_EINVAL;
    if (is_busy(vfs, from) || is_busy(vfs, to))
        return WASI_EBUSY;
    if (from->mount != to->mount)
        return WASI_EXDEV;
    if (is_read_only(from))
        return WASI_EROFS;
    if (to->must_be_dir && !moves_dir)
        return WASI_ENOTDIR;
    if (to->exists && moves_dir && to->type != VFS_DIR)
        return WASI_ENOTDIR;
    if (to->exists && !moves_dir && to->type == VFS_DIR)
        return WASI_EISDIR;
    if (moves_dir && strcmp(from->path, to->path) != 0 && vfs_path_is_beneath(to->path, from->path))
        return WASI_EINVAL;
    return WASI_SUCCESS;
}

/* Handles at `from` or below it now are at `to`. A directory handle whose path becomes too long has
 * lost its directory. */
static void handles_moved(struct vfs *vfs, const char *from, const char *to)
{
    for (uint32_t i = 0; i < vfs->n_handles; i++) {
        struct handle *handle = &vfs->handles[i];
        if (handle->kind == HANDLE_FREE || !handle->path ||
            !vfs_path_is_beneath(handle->path, from))
            continue;
        const char *below = handle->path + strlen(from);
        size_t len = strlen(to) + strlen(below);
        char *moved = len <= VFS_PATH_MAX ? vfs_alloc(vfs, len + 1) : NULL;
        if (!moved) {
            if (handle->kind == HANDLE_DIR)
                handle->kind = HANDLE_STALE;
            continue;
        }
        memcpy(moved, to, strlen(to));
        memcpy(moved + strlen(to), below, strlen(below) + 1);
        vfs_release(vfs, handle->path, strlen(handle->path) + 1);
        handle->path = moved;
    }
}

static enum wasi_errno rename_in_tree(struct vfs *vfs, struct place *from, struct place *to)
{
    struct node *node = from->node;
    if (to->node == node)
        return WASI_SUCCESS;
    if (to->exists && to->type == VFS_DIR && to->node->dir.n > 0)
        return WASI_ENOTEMPTY;
    if (node->type == VFS_DIR && !tree_fits(node, VFS_DEPTH_MAX + 1 - to->depth))
        return WASI_ENAMETOOLONG;
    if (to->exists) {
        struct dir_entry *entry = place_entry(to);
        struct node *replaced = entry->node;
        entry->node = node;
        replaced->n_names--;
        tree_node_unref(vfs, replaced);
        node->n_names++;
        tree_touch(vfs, to->parent);
    } else {
        enum wasi_errno error = tree_add(vfs, to->parent, place_name(to), node);
        if (error != WASI_SUCCESS)
            return error;
    }
    tree_remove(vfs, from->parent, place_entry(from));
    if (node->type == VFS_DIR)
        node->dir.parent = to->parent;
    return WASI_SUCCESS;
}

enum wasi_errno vfs_rename(struct vfs *vfs, struct vfs_at from_at, struct vfs_at to_at)
{
    struct place from, to;
    from_at.follow = to_at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &from_at, &from);
    if (error == WASI_SUCCESS)
        error = vfs_resolve(vfs, &to_at, &to);
    if (error == WASI_SUCCESS)
        error = rename_check(vfs, &from, &to);
    if (error != WASI_SUCCESS || strcmp(from.path, to.path) == 0)
        return error;
    if (from.mount) {
        char old_path[VFS_PATH_MAX + 1];
        memcpy(old_path, place_in_mount(&from), strlen(place_in_mount(&from)) + 1);
        error = from.mount->port.rename(from.mount->port.ctx, old_path, place_in_mount(&to));
    } else {
        error = rename_in_tree(vfs, &from, &to);
    }
    if (error == WASI_SUCCESS)
        handles_moved(vfs, from.path, to.path);
    return error;
}

enum wasi_errno vfs_link(struct vfs *vfs, struct vfs_at from_at, struct vfs_at to_at)
{
    struct place from, to;
    to_at.follow = false;
    enum wasi_errno error = vfs_resolve(vfs, &from_at, &from);
    if (error == WASI_SUCCESS)
        error = vfs_resolve(vfs, &to_at, &to);
    if (error != WASI_SUCCESS)
        return error;
    if (!from.exists)
        return WASI_ENOENT;
    if (to.exists || to.must_be_dir)
        return to.exists ? WASI_EEXIST : WASI_ENOENT;
    if (from.type == VFS_DIR)
        return WASI_EPERM;
    if (from.mount != to.mount)
        return WASI_EXDEV;
    if (is_read_only(&from))
        return WASI_EROFS;
    if (from.mount)
        return from.mount->port.link(from.mount->port.ctx, place_in_mount(&from),
                                     place_in_mount(&to));
    return tree_add(vfs, to.parent, place_name(&to), from.node);
}

enum wasi_errno vfs_set_times(struct vfs *vfs, struct vfs_at at, uint64_t atime_ns,
                              uint64_t mtime_ns)
{
    struct place place;
    enum wasi_errno error = vfs_resolve(vfs, &at, &place);
    if (error != WASI_SUCCESS)
        return error;
    if (!place.exists)
        return WASI_ENOENT;
    if (is_read_only(&place))
        return WASI_EROFS;
    if (place.mount)
        return place.mount->port.set_times(place.mount->port.ctx, place_in_mount(&place), atime_ns,
                                           mtime_ns);
    tree_set_times(vfs, place.node, atime_ns, mtime_ns);
    return WASI_SUCCESS;
}
