/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replaces wasi-libc's system calls, so that a guest imports nothing but module "troupe".
 *
 * The clock answers 0 until guest_live is set by tr_start: start-up work runs at build time of the
 * image and must give the same bytes each time. Descriptors do not exist; what the C library writes
 * to one is dropped.
 */
#include "wasi.h"
#include "troupe.h"
#include <wasi/api.h>

int guest_live;

__wasi_errno_t __wasi_clock_time_get(__wasi_clockid_t id, __wasi_timestamp_t precision,
                                     __wasi_timestamp_t *out)
{
    (void)id;
    (void)precision;
    *out = guest_live ? (__wasi_timestamp_t)troupe_now() : 0;
    return 0;
}

__wasi_errno_t __wasi_random_get(uint8_t *out, __wasi_size_t len)
{
    if (!guest_live)
        return __WASI_ERRNO_NOSYS;
    troupe_random(out, len);
    return 0;
}

__wasi_errno_t __wasi_fd_write(__wasi_fd_t fd, const __wasi_ciovec_t *parts, size_t n_parts,
                               __wasi_size_t *out)
{
    (void)fd;
    *out = 0;
    for (size_t i = 0; i < n_parts; i++)
        *out += parts[i].buf_len;
    return 0;
}

__wasi_errno_t __wasi_fd_close(__wasi_fd_t fd)
{
    (void)fd;
    return __WASI_ERRNO_BADF;
}

__wasi_errno_t __wasi_fd_seek(__wasi_fd_t fd, __wasi_filedelta_t offset, __wasi_whence_t whence,
                              __wasi_filesize_t *out)
{
    (void)fd;
    (void)offset;
    (void)whence;
    (void)out;
    return __WASI_ERRNO_BADF;
}

__wasi_errno_t __wasi_fd_fdstat_get(__wasi_fd_t fd, __wasi_fdstat_t *out)
{
    (void)fd;
    (void)out;
    return __WASI_ERRNO_BADF;
}

void __wasi_proc_exit(__wasi_exitcode_t code)
{
    (void)code;
    __builtin_trap();
}
