/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helpers of the WASI functions: results, structures into guest memory, times. Layouts are written
 * byte by byte, so neither the host's padding nor its byte order reaches a guest.
 */
#include "guest/wasi.h"

#define FILESTAT_BYTES 64

/* Bits of `fstflags`. */
#define SET_ATIME     0x1
#define SET_ATIME_NOW 0x2
#define SET_MTIME     0x4
#define SET_MTIME_NOW 0x8
#define SET_ALL       0xf

enum stop wasi_done(struct host_call *call, enum wasi_errno error)
{
    call->result = (uint64_t)error;
    return STOP_NONE;
}

enum wasi_errno wasi_copy_out(struct host_call *call, uint32_t ptr, const void *bytes, size_t len)
{
    uint8_t *to = len <= UINT32_MAX ? host_memory(call, ptr, (uint32_t)len) : NULL;
    if (!to)
        return WASI_EFAULT;
    if (len > 0)
        memcpy(to, bytes, len);
    return WASI_SUCCESS;
}

enum wasi_errno wasi_put_u32(struct host_call *call, uint32_t ptr, uint32_t value)
{
    uint8_t bytes[4];
    bytes_put_u32(bytes, value);
    return wasi_copy_out(call, ptr, bytes, sizeof bytes);
}

enum wasi_errno wasi_put_u64(struct host_call *call, uint32_t ptr, uint64_t value)
{
    uint8_t bytes[8];
    bytes_put_u64(bytes, value);
    return wasi_copy_out(call, ptr, bytes, sizeof bytes);
}

enum wasi_filetype wasi_filetype_of(enum vfs_type type)
{
    static const enum wasi_filetype types[] = {
        [VFS_FILE] = FILETYPE_REGULAR_FILE,
        [VFS_DIR] = FILETYPE_DIRECTORY,
        [VFS_LINK] = FILETYPE_SYMBOLIC_LINK,
    };
    return types[type];
}

/* device u64, inode u64, filetype u8, links u64, size u64, atime u64, mtime u64, ctime u64 */
enum wasi_errno wasi_put_filestat(struct host_call *call, uint32_t ptr, const struct vfs_stat *stat,
                                  enum wasi_filetype type)
{
    uint8_t bytes[FILESTAT_BYTES] = {0};
    bytes_put_u64(bytes, stat->device);
    bytes_put_u64(bytes + 8, stat->inode);
    bytes[16] = (uint8_t)type;
    bytes_put_u64(bytes + 24, stat->n_links);
    bytes_put_u64(bytes + 32, stat->size_bytes);
    bytes_put_u64(bytes + 40, stat->atime_ns);
    bytes_put_u64(bytes + 48, stat->mtime_ns);
    bytes_put_u64(bytes + 56, stat->ctime_ns);
    return wasi_copy_out(call, ptr, bytes, sizeof bytes);
}

static uint64_t time_meant(struct guest *guest, uint64_t given_ns, bool set, bool now)
{
    if (now)
        return clock_realtime(&guest->clock);
    return set ? given_ns : VFS_TIME_KEEP;
}

enum wasi_errno wasi_times(struct guest *guest, uint32_t flags, uint64_t *atime_ns,
                           uint64_t *mtime_ns)
{
    const uint32_t both_atime = SET_ATIME | SET_ATIME_NOW, both_mtime = SET_MTIME | SET_MTIME_NOW;
    if (flags & ~(uint32_t)SET_ALL || (flags & both_atime) == both_atime ||
        (flags & both_mtime) == both_mtime)
        return WASI_EINVAL;
    if ((flags & SET_ATIME && *atime_ns > INT64_MAX) ||
        (flags & SET_MTIME && *mtime_ns > INT64_MAX))
        return WASI_EINVAL;
    *atime_ns = time_meant(guest, *atime_ns, flags & SET_ATIME, flags & SET_ATIME_NOW);
    *mtime_ns = time_meant(guest, *mtime_ns, flags & SET_MTIME, flags & SET_MTIME_NOW);
    return WASI_SUCCESS;
}
