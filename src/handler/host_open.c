/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one way in which handlers open host files: openat2 below a directory, so neither "..", nor an
 * absolute path, nor a link, nor a race against any of them leads out of it. Where even links that
 * stay inside are not wanted, because the virtual file system has resolved them already, a link
 * anywhere in the path is refused.
 */
#include "handler/handler_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RETRIES_MAX 8 /* EAGAIN: somebody renames directories meanwhile */

int host_open(int dir_fd, const char *path, int flags, unsigned mode, enum host_links links)
{
    struct open_how how = {
        .flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
                   (links == HOST_LINKS_NONE ? RESOLVE_NO_SYMLINKS : 0),
    };
    long fd = -1;
    for (int i = 0; i < RETRIES_MAX; i++) {
        fd = syscall(SYS_openat2, dir_fd, *path ? path : ".", &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

static const struct {
    int sys;
    enum wasi_errno wasi;
} errnos[] = {
    {EACCES, WASI_EACCES},
    {EBADF, WASI_EBADF},
    {EBUSY, WASI_EBUSY},
    {EDQUOT, WASI_EDQUOT},
    {EEXIST, WASI_EEXIST},
    {EFBIG, WASI_EFBIG},
    {EINTR, WASI_EINTR},
    {EINVAL, WASI_EINVAL},
    {EISDIR, WASI_EISDIR},
    {ELOOP, WASI_ELOOP},
    {EMFILE, WASI_EMFILE},
    {EMLINK, WASI_EMLINK},
    {ENAMETOOLONG, WASI_ENAMETOOLONG},
    {ENFILE, WASI_ENFILE},
    {ENOENT, WASI_ENOENT},
    {ENOMEM, WASI_ENOMEM},
    {ENOSPC, WASI_ENOSPC},
    {ENOTDIR, WASI_ENOTDIR},
    {ENOTEMPTY, WASI_ENOTEMPTY},
    {ENXIO, WASI_ENXIO},
    {EOPNOTSUPP, WASI_ENOTSUP},
    {EOVERFLOW, WASI_EOVERFLOW},
    {EPERM, WASI_EPERM},
    {EROFS, WASI_EROFS},
    {ESPIPE, WASI_ESPIPE},
    {ETXTBSY, WASI_ETXTBSY},
    {EXDEV, WASI_EXDEV},
};

enum wasi_errno host_errno(int sys_errno)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(errnos); i++)
        if (errnos[i].sys == sys_errno)
            return errnos[i].wasi;
    return WASI_EIO;
}
