/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: bytes in and out of descriptors, positions, directory listings.
 *
 * A list of buffers is copied and every buffer is checked before the first byte moves: a later one
 * that lies outside memory fails the call with nothing done, and a read that overwrites the list
 * itself changes nothing. Work goes in slices of WASI_IO_SLICE with a look at the deadline between
 * them. After a partial transfer an error is left for the next call, as POSIX does it.
 */
#include "guest/wasi.h"

#include "base/reader.h"

#define IOV_BYTES    8
#define DIRENT_BYTES 24
#define LIST_BATCH   16
#define WHENCE_SET   0
#define WHENCE_CUR   1
#define WHENCE_END   2

struct iov {
    uint32_t ptr, len;
};

/* One direction of one call. */
struct transfer {
    struct host_call *call;
    struct wasi_fd *fd;
    uint64_t off;   /* files: where the next byte goes */
    uint32_t total; /* bytes moved */
    enum stop stop;
    enum wasi_errno error;
};

/* Moves up to `len` bytes between the descriptor and guest memory; false ends the transfer. */
typedef bool (*mover)(struct transfer *t, uint8_t *bytes, uint32_t len, size_t *done);

static enum wasi_errno iovs_load(struct host_call *call, uint32_t ptr, uint32_t n, struct iov *out)
{
    if (n > WASI_IOVS_MAX)
        return WASI_EINVAL;
    const uint8_t *list = host_memory(call, ptr, n * IOV_BYTES);
    if (!list)
        return WASI_EFAULT;
    struct reader in = reader_of(slice_make(list, n * IOV_BYTES));
    uint64_t total = 0;
    for (uint32_t i = 0; i < n; i++) {
        out[i].ptr = reader_u32le(&in);
        out[i].len = reader_u32le(&in);
        total += out[i].len;
        if (!host_memory(call, out[i].ptr, out[i].len))
            return WASI_EFAULT;
    }
    return total > UINT32_MAX ? WASI_EINVAL : WASI_SUCCESS;
}

static bool move_one(struct transfer *t, struct iov iov, mover move)
{
    while (iov.len > 0) {
        uint32_t want = iov.len < WASI_IO_SLICE ? iov.len : (uint32_t)WASI_IO_SLICE;
        uint8_t *bytes = host_memory(t->call, iov.ptr, want);
        size_t done = 0;
        if (!bytes || !move(t, bytes, want, &done))
            return false;
        t->off += done;
        t->total += (uint32_t)done;
        t->stop = host_should_stop(t->call);
        if (t->stop != STOP_NONE || done < want)
            return false;
        iov.ptr += want;
        iov.len -= want;
    }
    return true;
}

static void move_all(struct transfer *t, const struct iov *iovs, uint32_t n, mover move)
{
    for (uint32_t i = 0; i < n; i++)
        if (!move_one(t, iovs[i], move))
            return;
}

static bool move_in_file(struct transfer *t, uint8_t *bytes, uint32_t len, size_t *done)
{
    struct guest *guest = t->call->guest;
    t->error = vfs_read(guest->vfs, t->fd->handle, t->off, bytes, len, done);
    return t->error == WASI_SUCCESS;
}

static bool move_out_file(struct transfer *t, uint8_t *bytes, uint32_t len, size_t *done)
{
    struct guest *guest = t->call->guest;
    if (t->off > (uint64_t)INT64_MAX - len)
        t->error = WASI_EFBIG;
    else
        t->error = vfs_write(guest->vfs, t->fd->handle, t->off, bytes, len, done);
    return t->error == WASI_SUCCESS;
}

static bool move_in_stdin(struct transfer *t, uint8_t *bytes, uint32_t len, size_t *done)
{
    struct guest *guest = t->call->guest;
    if (t->total > 0) /* what is there is enough: more might have to be waited for */
        return false;
    t->stop = guest->port.read_stdin(guest->port.ctx, t->call, bytes, len, done);
    return t->stop == STOP_NONE;
}

static bool move_out_stream(struct transfer *t, uint8_t *bytes, uint32_t len, size_t *done)
{
    struct guest *guest = t->call->guest;
    enum emit_kind kind = t->fd->kind == WASI_FD_STDERR ? EMIT_STDERR : EMIT_STDOUT;
    t->stop = guest->port.emit(guest->port.ctx, kind, slice_make(bytes, len));
    *done = len;
    return t->stop == STOP_NONE;
}

/* The common end: how much was moved goes to `result`, which was checked at the beginning. */
static enum stop transfer_done(struct transfer *t, uint32_t result)
{
    if (t->stop != STOP_NONE)
        return t->stop;
    if (t->error != WASI_SUCCESS && t->total == 0)
        return wasi_done(t->call, t->error);
    return wasi_done(t->call, wasi_put_u32(t->call, result, t->total));
}

/* Buffers of arguments 1 and 2 and the result's place, all checked. */
static enum wasi_errno transfer_args(struct transfer *t, uint32_t result, struct iov *iovs)
{
    enum wasi_errno error = iovs_load(t->call, arg32(t->call, 1), arg32(t->call, 2), iovs);
    if (error == WASI_SUCCESS && !host_memory(t->call, result, 4))
        error = WASI_EFAULT;
    return error;
}

/* At the descriptor's own position: files and streams. Directories answer `on_dir`. */
static enum wasi_errno transfer_begin(struct transfer *t, uint64_t right, enum wasi_errno on_dir,
                                      struct iov *iovs)
{
    enum wasi_errno error = wasi_fd_get(t->call->guest, arg32(t->call, 0), 0, &t->fd);
    if (error == WASI_SUCCESS && t->fd->kind == WASI_FD_DIR)
        error = on_dir;
    if (error == WASI_SUCCESS && !(t->fd->rights & right))
        error = WASI_ENOTCAPABLE;
    return error == WASI_SUCCESS ? transfer_args(t, arg32(t->call, 3), iovs) : error;
}

/* At the position of argument 3: files only. */
static enum wasi_errno transfer_begin_at(struct transfer *t, uint64_t right, enum wasi_errno on_dir,
                                         struct iov *iovs)
{
    t->off = t->call->args[3];
    enum wasi_errno error =
        wasi_fd_get_file(t->call->guest, arg32(t->call, 0), right | RIGHT(FD_SEEK), &t->fd);
    if (error == WASI_EISDIR)
        error = on_dir;
    if (error == WASI_SUCCESS && t->off > INT64_MAX)
        error = WASI_EINVAL;
    return error == WASI_SUCCESS ? transfer_args(t, arg32(t->call, 4), iovs) : error;
}

enum stop wasi_fd_read(struct host_call *call)
{
    struct iov iovs[WASI_IOVS_MAX];
    struct transfer t = {.call = call};
    enum wasi_errno error = transfer_begin(&t, RIGHT(FD_READ), WASI_EISDIR, iovs);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    t.off = t.fd->offset;
    move_all(&t, iovs, arg32(call, 2), wasi_fd_is_stream(t.fd) ? move_in_stdin : move_in_file);
    if (!wasi_fd_is_stream(t.fd))
        t.fd->offset = t.off;
    return transfer_done(&t, arg32(call, 3));
}

enum stop wasi_fd_pread(struct host_call *call)
{
    struct iov iovs[WASI_IOVS_MAX];
    struct transfer t = {.call = call};
    enum wasi_errno error = transfer_begin_at(&t, RIGHT(FD_READ), WASI_EISDIR, iovs);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    move_all(&t, iovs, arg32(call, 2), move_in_file);
    return transfer_done(&t, arg32(call, 4));
}

/* Synchronised writes, when the descriptor's flags ask for them. */
static void sync_after(struct transfer *t)
{
    struct guest *guest = t->call->guest;
    if (t->total > 0 && t->fd->flags & (FDFLAG_SYNC | FDFLAG_DSYNC))
        (void)vfs_sync(guest->vfs, t->fd->handle);
}

static enum wasi_errno write_start(struct guest *guest, struct transfer *t)
{
    struct vfs_stat stat;
    t->off = t->fd->offset;
    if (!(t->fd->flags & FDFLAG_APPEND))
        return WASI_SUCCESS;
    enum wasi_errno error = vfs_stat_handle(guest->vfs, t->fd->handle, &stat);
    t->off = error == WASI_SUCCESS ? stat.size_bytes : 0;
    return error;
}

enum stop wasi_fd_write(struct host_call *call)
{
    struct iov iovs[WASI_IOVS_MAX];
    struct transfer t = {.call = call};
    enum wasi_errno error = transfer_begin(&t, RIGHT(FD_WRITE), WASI_EBADF, iovs);
    if (error == WASI_SUCCESS && !wasi_fd_is_stream(t.fd))
        error = write_start(call->guest, &t);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    if (wasi_fd_is_stream(t.fd)) {
        move_all(&t, iovs, arg32(call, 2), move_out_stream);
    } else {
        move_all(&t, iovs, arg32(call, 2), move_out_file);
        t.fd->offset = t.off;
        sync_after(&t);
    }
    return transfer_done(&t, arg32(call, 3));
}

enum stop wasi_fd_pwrite(struct host_call *call)
{
    struct iov iovs[WASI_IOVS_MAX];
    struct transfer t = {.call = call};
    enum wasi_errno error = transfer_begin_at(&t, RIGHT(FD_WRITE), WASI_EBADF, iovs);
    if (error != WASI_SUCCESS)
        return wasi_done(call, error);
    move_all(&t, iovs, arg32(call, 2), move_out_file);
    sync_after(&t);
    return transfer_done(&t, arg32(call, 4));
}

static enum wasi_errno seek_base(struct guest *guest, const struct wasi_fd *fd, uint32_t whence,
                                 uint64_t *base)
{
    struct vfs_stat stat;
    enum wasi_errno error = WASI_SUCCESS;
    if (whence > WHENCE_END)
        return WASI_EINVAL;
    *base = whence == WHENCE_CUR ? fd->offset : 0;
    if (whence == WHENCE_END) {
        error = vfs_stat_handle(guest->vfs, fd->handle, &stat);
        *base = error == WASI_SUCCESS ? stat.size_bytes : 0;
    }
    return error;
}

static enum wasi_errno seek(struct host_call *call)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    uint32_t whence = arg32(call, 2);
    int64_t delta = (int64_t)call->args[1], position;
    bool only_tells = delta == 0 && whence == WHENCE_CUR;
    uint64_t base;
    enum wasi_errno error = wasi_fd_get_file(guest, arg32(call, 0), 0, &fd);
    if (error != WASI_SUCCESS)
        return error == WASI_EISDIR ? WASI_EBADF : error;
    if (!(fd->rights & RIGHT(FD_SEEK)) && !(only_tells && fd->rights & RIGHT(FD_TELL)))
        return WASI_ENOTCAPABLE;
    error = seek_base(guest, fd, whence, &base);
    if (error != WASI_SUCCESS)
        return error;
    if (base > INT64_MAX || __builtin_add_overflow((int64_t)base, delta, &position) || position < 0)
        return WASI_EINVAL;
    error = wasi_put_u64(call, arg32(call, 3), (uint64_t)position);
    if (error == WASI_SUCCESS)
        fd->offset = (uint64_t)position;
    return error;
}

enum stop wasi_fd_seek(struct host_call *call)
{
    return wasi_done(call, seek(call));
}

enum stop wasi_fd_tell(struct host_call *call)
{
    struct wasi_fd *fd;
    enum wasi_errno error = wasi_fd_get_file(call->guest, arg32(call, 0), RIGHT(FD_TELL), &fd);
    if (error == WASI_SUCCESS)
        error = wasi_put_u64(call, arg32(call, 1), fd->offset);
    return wasi_done(call, error == WASI_EISDIR ? WASI_EBADF : error);
}

/* A listing while it is written to the guest's buffer. Cookie 0 is ".", 1 is "..", and the vfs's
 * own cookies follow, moved up by two. */
struct listing {
    uint8_t *to;
    uint32_t size, used;
};

/* next u64, inode u64, length of the name u32, type u8; then the name. The last entry is cut where
 * the buffer ends. False when the buffer is full. */
static bool listing_add(struct listing *list, uint64_t next, uint64_t inode, const char *name,
                        enum wasi_filetype type)
{
    uint8_t bytes[DIRENT_BYTES + VFS_NAME_MAX] = {0};
    uint32_t name_len = (uint32_t)strlen(name), left = list->size - list->used;
    uint32_t len = DIRENT_BYTES + name_len;
    bytes_put_u64(bytes, next);
    bytes_put_u64(bytes + 8, inode);
    bytes_put_u32(bytes + 16, name_len);
    bytes[20] = (uint8_t)type;
    memcpy(bytes + DIRENT_BYTES, name, name_len);
    uint32_t n = len < left ? len : left;
    memcpy(list->to + list->used, bytes, n);
    list->used += n;
    return list->used < list->size;
}

static bool list_dots(struct listing *list, uint64_t *cookie, uint64_t inode)
{
    static const char *const names[] = {".", ".."};
    for (; *cookie < 2; ++*cookie)
        if (!listing_add(list, *cookie + 1, inode, names[*cookie], FILETYPE_DIRECTORY))
            return false;
    return true;
}

static enum wasi_errno list_entries(struct host_call *call, struct listing *list, const char *dir,
                                    uint64_t cookie, enum stop *stop)
{
    struct guest *guest = call->guest;
    struct vfs_entry entries[LIST_BATCH];
    size_t n;
    do {
        enum wasi_errno error = vfs_list(guest->vfs, dir, cookie, entries, LIST_BATCH, &n);
        if (error != WASI_SUCCESS)
            return error;
        for (size_t i = 0; i < n; i++) {
            if (!listing_add(list, entries[i].next + 2, entries[i].inode, entries[i].name,
                             wasi_filetype_of(entries[i].type)))
                return WASI_SUCCESS;
            cookie = entries[i].next;
        }
        *stop = host_should_stop(call);
    } while (n > 0 && *stop == STOP_NONE);
    return WASI_SUCCESS;
}

static enum wasi_errno readdir(struct host_call *call, struct listing *list, enum stop *stop)
{
    struct guest *guest = call->guest;
    struct wasi_fd *fd;
    struct vfs_stat stat;
    uint64_t cookie = call->args[3];
    enum wasi_errno error = wasi_fd_get(guest, arg32(call, 0), 0, &fd);
    if (error != WASI_SUCCESS)
        return error;
    if (fd->kind != WASI_FD_DIR)
        return WASI_ENOTDIR;
    if (!(fd->rights & RIGHT(FD_READDIR)))
        return WASI_ENOTCAPABLE;
    const char *dir = vfs_handle_path(guest->vfs, fd->handle);
    if (!dir)
        return WASI_ESTALE;
    error = vfs_stat_handle(guest->vfs, fd->handle, &stat);
    if (error != WASI_SUCCESS || list->size == 0)
        return error;
    if (!list_dots(list, &cookie, stat.inode))
        return WASI_SUCCESS;
    return list_entries(call, list, dir, cookie - 2, stop);
}

enum stop wasi_fd_readdir(struct host_call *call)
{
    struct listing list = {.size = arg32(call, 2)};
    enum stop stop = STOP_NONE;
    list.to = host_memory(call, arg32(call, 1), list.size);
    if (!list.to || !host_memory(call, arg32(call, 4), 4))
        return wasi_done(call, WASI_EFAULT);
    enum wasi_errno error = readdir(call, &list, &stop);
    if (stop != STOP_NONE)
        return stop;
    if (error == WASI_SUCCESS)
        error = wasi_put_u32(call, arg32(call, 4), list.used);
    return wasi_done(call, error);
}
