/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: what a descriptor is and how it is changed: closing, renumbering, flags, rights,
 * attributes, size, times, preopens. Reading and writing are in wasi_io.c.
 *
 * A standard stream says that its type is unknown: it is neither a file nor a terminal, so programs
 * do not colour what they print. Sizes and offsets are below 2^63, as POSIX has them.
 */
#include "guest/wasi.h"

#define FDSTAT_BYTES  24
#define PRESTAT_BYTES 8
#define ADVICE_MAX    5
#define PREOPEN_NAME  "/"

static enum stop with_file(struct host_call *call, enum wasi_errno error)
{
    return wasi_done(call, error == WASI_EISDIR ? WASI_EBADF : error);
}

enum stop wasi_fd_advise(struct host_call *call)
{
    struct wasi_fd *fd;
    enum wasi_errno error = wasi_fd_get_file(call->guest, arg32(call, 0), RIGHT(FD_ADVISE), &fd);
    if (error == WASI_SUCCESS && (arg32(call, 3) > ADVICE_MAX || call->args[1] > INT64_MAX ||
                                  call->args[2] > INT64_MAX - call->args[1]))
        error = WASI_EINVAL;
    return with_file(call, error);
}

static enum wasi_errno allocate(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    struct vfs_stat stat;
    uint64_t off = call->args[1], len = call->args[2];
    enum wasi_errno error = wasi_fd_get_file(guest, arg32(call, 0), RIGHT(FD_ALLOCATE), &fd);
    if (error != WASI_SUCCESS)
        return error;
    if (len == 0 || off > INT64_MAX || len > INT64_MAX)
        return WASI_EINVAL;
    if (len > INT64_MAX - off)
        return WASI_EFBIG;
    error = vfs_stat_handle(guest->vfs, fd->handle, &stat);
    if (error == WASI_SUCCESS && stat.size_bytes < off + len)
        error = vfs_resize(guest->vfs, fd->handle, off + len);
    return error;
}

enum stop wasi_fd_allocate(struct host_call *call)
{
    return with_file(call, allocate(call));
}

enum stop wasi_fd_close(struct host_call *call)
{
    return wasi_done(call, wasi_fd_close_one(call->guest, arg32(call, 0)));
}

static enum stop sync(struct host_call *call, uint64_t right)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    enum wasi_errno error = wasi_fd_get(guest, arg32(call, 0), right, &fd);
    if (error == WASI_ENOTCAPABLE && wasi_fd_is_stream(fd))
        error = WASI_EINVAL;
    else if (error == WASI_SUCCESS)
        error = vfs_sync(guest->vfs, fd->handle);
    return wasi_done(call, error);
}

enum stop wasi_fd_datasync(struct host_call *call)
{
    return sync(call, RIGHT(FD_DATASYNC));
}

enum stop wasi_fd_sync(struct host_call *call)
{
    return sync(call, RIGHT(FD_SYNC));
}

static enum wasi_filetype filetype_of_fd(const struct wasi_fd *fd)
{
    if (wasi_fd_is_stream(fd))
        return FILETYPE_UNKNOWN;
    return fd->kind == WASI_FD_DIR ? FILETYPE_DIRECTORY : FILETYPE_REGULAR_FILE;
}

/* filetype u8, flags u16 at 2, rights u64 at 8, inheriting rights u64 */
enum stop wasi_fd_fdstat_get(struct host_call *call)
{
    uint8_t bytes[FDSTAT_BYTES] = {0};
    struct wasi_fd *fd;
    enum wasi_errno error = wasi_fd_get(call->guest, arg32(call, 0), 0, &fd);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    bytes[0] = (uint8_t)filetype_of_fd(fd);
    bytes_put_u16(bytes + 2, fd->flags);
    bytes_put_u64(bytes + 8, fd->rights);
    bytes_put_u64(bytes + 16, fd->rights_inheriting);
    return wasi_done(call, wasi_copy_out(call, arg32(call, 1), bytes, sizeof bytes));
}

enum stop wasi_fd_fdstat_set_flags(struct host_call *call)
{
    struct wasi_fd *fd;
    uint32_t flags = arg32(call, 1);
    enum wasi_errno error =
        wasi_fd_get(call->guest, arg32(call, 0), RIGHT(FD_FDSTAT_SET_FLAGS), &fd);
    if (error == WASI_SUCCESS && flags & ~(uint32_t)FDFLAGS_ALL)
        error = WASI_EINVAL;
    if (error == WASI_SUCCESS)
        fd->flags = (uint16_t)flags;
    return wasi_done(call, error);
}

/* Rights can be given up, never added. */
enum stop wasi_fd_fdstat_set_rights(struct host_call *call)
{
    struct wasi_fd *fd;
    uint64_t rights = call->args[1], inheriting = call->args[2];
    enum wasi_errno error = wasi_fd_get(call->guest, arg32(call, 0), 0, &fd);
    if (error == WASI_SUCCESS &&
        ((rights & ~fd->rights) != 0 || (inheriting & ~fd->rights_inheriting) != 0))
        error = WASI_ENOTCAPABLE;
    if (error == WASI_SUCCESS) {
        fd->rights = rights;
        fd->rights_inheriting = inheriting;
    }
    return wasi_done(call, error);
}

enum stop wasi_fd_filestat_get(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    struct vfs_stat stat = {0};
    enum wasi_errno error = wasi_fd_get(guest, arg32(call, 0), RIGHT(FD_FILESTAT_GET), &fd);
    if (error == WASI_SUCCESS && !wasi_fd_is_stream(fd))
        error = vfs_stat_handle(guest->vfs, fd->handle, &stat);
    if (error == WASI_SUCCESS)
        error = wasi_put_filestat(call, arg32(call, 1), &stat, filetype_of_fd(fd));
    return wasi_done(call, error);
}

enum stop wasi_fd_filestat_set_size(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    enum wasi_errno error =
        wasi_fd_get_file(guest, arg32(call, 0), RIGHT(FD_FILESTAT_SET_SIZE), &fd);
    if (error == WASI_ESPIPE || (error == WASI_SUCCESS && call->args[1] > INT64_MAX))
        error = WASI_EINVAL;
    if (error == WASI_SUCCESS)
        error = vfs_resize(guest->vfs, fd->handle, call->args[1]);
    return with_file(call, error);
}

enum stop wasi_fd_filestat_set_times(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    uint64_t atime_ns = call->args[1], mtime_ns = call->args[2];
    enum wasi_errno error = wasi_fd_get(guest, arg32(call, 0), RIGHT(FD_FILESTAT_SET_TIMES), &fd);
    if (error == WASI_SUCCESS)
        error = wasi_times(guest, arg32(call, 3), &atime_ns, &mtime_ns);
    if (error == WASI_SUCCESS)
        error = vfs_set_times_handle(guest->vfs, fd->handle, atime_ns, mtime_ns);
    return wasi_done(call, error);
}

/* tag u8 (0 = directory), length of the name u32 at 4 */
enum stop wasi_fd_prestat_get(struct host_call *call)
{
    uint8_t bytes[PRESTAT_BYTES] = {0};
    const struct wasi_fd *fd = wasi_fd_find(call->guest, arg32(call, 0));
    if (!fd || !fd->preopen)
        return wasi_done(call, WASI_EBADF);
    bytes_put_u32(bytes + 4, sizeof PREOPEN_NAME - 1);
    return wasi_done(call, wasi_copy_out(call, arg32(call, 1), bytes, sizeof bytes));
}

enum stop wasi_fd_prestat_dir_name(struct host_call *call)
{
    const struct wasi_fd *fd = wasi_fd_find(call->guest, arg32(call, 0));
    if (!fd || !fd->preopen)
        return wasi_done(call, WASI_EBADF);
    if (arg32(call, 2) < sizeof PREOPEN_NAME - 1)
        return wasi_done(call, WASI_ENAMETOOLONG);
    return wasi_done(call,
                     wasi_copy_out(call, arg32(call, 1), PREOPEN_NAME, sizeof PREOPEN_NAME - 1));
}

/* `to` is closed and becomes what `from` was; both must be open. */
enum stop wasi_fd_renumber(struct host_call *call)
{
    struct guest *guest = call->guest;
    uint32_t from = arg32(call, 0), to = arg32(call, 1);
    if (!wasi_fd_find(guest, from) || !wasi_fd_find(guest, to))
        return wasi_done(call, WASI_EBADF);
    if (from == to)
        return wasi_done(call, WASI_SUCCESS);
    (void)wasi_fd_close_one(guest, to);
    struct wasi_fd moved = *wasi_fd_find(guest, from);
    *wasi_fd_find(guest, from) = (struct wasi_fd){0};
    return wasi_done(call, wasi_fd_put(guest, to, &moved));
}
