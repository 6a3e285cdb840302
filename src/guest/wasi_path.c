/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: functions that take a directory descriptor and a path. The path may not leave the directory
 * (WASI_ENOTCAPABLE); resolution itself is the vfs's. An absolute path is refused likewise: C
 * libraries turn one into a path relative to the preopened root.
 */
#include "guest/wasi.h"

#define LOOKUP_FOLLOW   0x1
#define OFLAG_CREAT     0x1
#define OFLAG_DIRECTORY 0x2
#define OFLAG_EXCL      0x4
#define OFLAG_TRUNC     0x8
#define OFLAGS_ALL      0xf

/* A directory with these rights, and the path in guest memory at arguments `ptr_arg` and on. */
static enum wasi_errno path_at(struct host_call *call, unsigned fd_arg, uint64_t rights,
                               unsigned ptr_arg, struct vfs_at *out)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd = wasi_fd_find(guest, arg32(call, fd_arg));
    if (!fd)
        return WASI_EBADF;
    if (fd->kind != WASI_FD_DIR)
        return WASI_ENOTDIR;
    if ((fd->rights & rights) != rights)
        return WASI_ENOTCAPABLE;
    uint32_t len = arg32(call, ptr_arg + 1);
    const uint8_t *path = host_memory(call, arg32(call, ptr_arg), len);
    if (!path)
        return WASI_EFAULT;
    *out = (struct vfs_at){
        .dir = vfs_handle_path(guest->vfs, fd->handle),
        .path = slice_make(path, len),
        .beneath = true,
    };
    return out->dir ? WASI_SUCCESS : WASI_ESTALE;
}

/* Functions of one directory and one path that change names. */
static enum stop change_name(struct host_call *call, uint64_t right,
                             enum wasi_errno (*change)(struct vfs *vfs, struct vfs_at at))
{
    struct guest *guest = call->guest;
    struct vfs_at at;
    enum wasi_errno error = path_at(call, 0, right, 1, &at);
    return wasi_done(call, error == WASI_SUCCESS ? change(guest->vfs, at) : error);
}

enum stop wasi_path_create_directory(struct host_call *call)
{
    return change_name(call, RIGHT(PATH_CREATE_DIRECTORY), vfs_mkdir);
}

enum stop wasi_path_remove_directory(struct host_call *call)
{
    return change_name(call, RIGHT(PATH_REMOVE_DIRECTORY), vfs_rmdir);
}

enum stop wasi_path_unlink_file(struct host_call *call)
{
    return change_name(call, RIGHT(PATH_UNLINK_FILE), vfs_unlink);
}

enum stop wasi_path_filestat_get(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at at;
    struct vfs_stat stat;
    enum wasi_errno error = path_at(call, 0, RIGHT(PATH_FILESTAT_GET), 2, &at);
    if (error == WASI_SUCCESS) {
        at.follow = arg32(call, 1) & LOOKUP_FOLLOW;
        error = vfs_stat(guest->vfs, at, &stat);
    }
    if (error == WASI_SUCCESS)
        error = wasi_put_filestat(call, arg32(call, 4), &stat, wasi_filetype_of(stat.type));
    return wasi_done(call, error);
}

enum stop wasi_path_filestat_set_times(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at at;
    uint64_t atime_ns = call->args[4], mtime_ns = call->args[5];
    enum wasi_errno error = path_at(call, 0, RIGHT(PATH_FILESTAT_SET_TIMES), 2, &at);
    if (error == WASI_SUCCESS)
        error = wasi_times(guest, arg32(call, 6), &atime_ns, &mtime_ns);
    if (error == WASI_SUCCESS) {
        at.follow = arg32(call, 1) & LOOKUP_FOLLOW;
        error = vfs_set_times(guest->vfs, at, atime_ns, mtime_ns);
    }
    return wasi_done(call, error);
}

/* The link is to the path itself: WASI_EINVAL when the flags ask to follow, as other hosts do. */
enum stop wasi_path_link(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at from, to;
    enum wasi_errno error = path_at(call, 0, RIGHT(PATH_LINK_SOURCE), 2, &from);
    if (error == WASI_SUCCESS)
        error = path_at(call, 4, RIGHT(PATH_LINK_TARGET), 5, &to);
    if (error == WASI_SUCCESS && arg32(call, 1) & LOOKUP_FOLLOW)
        error = WASI_EINVAL;
    if (error == WASI_SUCCESS)
        error = vfs_link(guest->vfs, from, to);
    return wasi_done(call, error);
}

enum stop wasi_path_rename(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at from, to;
    enum wasi_errno error = path_at(call, 0, RIGHT(PATH_RENAME_SOURCE), 1, &from);
    if (error == WASI_SUCCESS)
        error = path_at(call, 3, RIGHT(PATH_RENAME_TARGET), 4, &to);
    if (error == WASI_SUCCESS)
        error = vfs_rename(guest->vfs, from, to);
    return wasi_done(call, error);
}

enum stop wasi_path_symlink(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at at;
    uint32_t len = arg32(call, 1);
    const uint8_t *target = host_memory(call, arg32(call, 0), len);
    enum wasi_errno error = path_at(call, 2, RIGHT(PATH_SYMLINK), 3, &at);
    if (error == WASI_SUCCESS && !target)
        error = WASI_EFAULT;
    if (error == WASI_SUCCESS)
        error = vfs_symlink(guest->vfs, slice_make(target, len), at);
    return wasi_done(call, error);
}

/* The target is cut to the buffer, as readlink() does. */
enum stop wasi_path_readlink(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct vfs_at at;
    uint32_t size = arg32(call, 4);
    struct buf target TR_CLEANUP(buf_done) = BUF_INIT(VFS_PATH_MAX);
    enum wasi_errno error = path_at(call, 0, RIGHT(PATH_READLINK), 1, &at);
    if (error == WASI_SUCCESS &&
        (!host_memory(call, arg32(call, 3), size) || !host_memory(call, arg32(call, 5), 4)))
        error = WASI_EFAULT;
    if (error == WASI_SUCCESS)
        error = vfs_readlink(guest->vfs, at, &target);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    uint32_t n = target.len < size ? (uint32_t)target.len : size;
    error = wasi_copy_out(call, arg32(call, 3), target.ptr, n);
    if (error == WASI_SUCCESS)
        error = wasi_put_u32(call, arg32(call, 5), n);
    return wasi_done(call, error);
}

/* Arguments of path_open. */
struct opening {
    struct vfs_at at;
    uint32_t oflags, fdflags;
    uint64_t rights, inheriting;
};

static enum wasi_errno opening_args(struct host_call *call, struct opening *o)
{
    o->oflags = arg32(call, 4);
    o->rights = call->args[5];
    o->inheriting = call->args[6];
    o->fdflags = arg32(call, 7);
    uint64_t need = RIGHT(PATH_OPEN);
    if (o->oflags & OFLAG_CREAT)
        need |= RIGHT(PATH_CREATE_FILE);
    if (o->oflags & OFLAG_TRUNC)
        need |= RIGHT(PATH_FILESTAT_SET_SIZE);
    enum wasi_errno error = path_at(call, 0, need, 2, &o->at);
    if (error != WASI_SUCCESS)
        return error;
    if (o->oflags & ~(uint32_t)OFLAGS_ALL || o->fdflags & ~(uint32_t)FDFLAGS_ALL)
        return WASI_EINVAL;
    uint64_t passed_on = wasi_fd_find(call->guest, arg32(call, 0))->rights_inheriting;
    if ((o->rights & ~passed_on) != 0 || (o->inheriting & ~passed_on) != 0)
        return WASI_ENOTCAPABLE;
    o->at.follow = arg32(call, 1) & LOOKUP_FOLLOW;
    return host_memory(call, arg32(call, 8), 4) ? WASI_SUCCESS : WASI_EFAULT;
}

static unsigned opening_flags(const struct opening *o)
{
    const uint64_t writes = RIGHT(FD_WRITE) | RIGHT(FD_ALLOCATE) | RIGHT(FD_FILESTAT_SET_SIZE);
    unsigned flags = o->at.follow ? 0 : VFS_NOFOLLOW;
    flags |= o->rights & RIGHT(FD_READ) ? VFS_READ : 0;
    flags |= o->rights & writes ? VFS_WRITE : 0;
    flags |= o->oflags & OFLAG_CREAT ? VFS_CREATE : 0;
    flags |= o->oflags & OFLAG_EXCL ? VFS_EXCL : 0;
    flags |= o->oflags & OFLAG_TRUNC ? VFS_TRUNC : 0;
    flags |= o->oflags & OFLAG_DIRECTORY ? VFS_DIRECTORY : 0;
    return flags;
}

static enum wasi_errno path_open(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct opening o;
    struct wasi_fd fd = {.kind = WASI_FD_FILE};
    uint32_t number;
    enum wasi_errno error = opening_args(call, &o);
    if (error == WASI_SUCCESS)
        error = vfs_open(guest->vfs, o.at, opening_flags(&o), &fd.handle);
    if (error != WASI_SUCCESS)
        return error;
    bool is_dir = vfs_handle_path(guest->vfs, fd.handle) != NULL;
    fd.kind = is_dir ? WASI_FD_DIR : WASI_FD_FILE;
    fd.flags = (uint16_t)o.fdflags;
    fd.rights = o.rights & (is_dir ? RIGHTS_DIR : RIGHTS_FILE);
    fd.rights_inheriting = is_dir ? o.inheriting : 0;
    error = wasi_fd_new(guest, &fd, &number);
    if (error != WASI_SUCCESS) {
        (void)vfs_close(guest->vfs, fd.handle);
        return error;
    }
    return wasi_put_u32(call, arg32(call, 8), number);
}

enum stop wasi_path_open(struct host_call *call)
{
    return wasi_done(call, path_open(call));
}
