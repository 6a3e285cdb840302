/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error numbers of WASI preview 1 (typename `errno` of wasi_snapshot_preview1.witx), in its
 * order: the value of a code is its place in the list. Both WASI functions and virtual files speak
 * them.
 */
#ifndef GUEST_WASI_ERRNO_H
#define GUEST_WASI_ERRNO_H

/* POSIX name, text; from 1 on. */
#define WASI_ERRNOS(X)                              \
    X(E2BIG, "argument list too long")              \
    X(EACCES, "permission denied")                  \
    X(EADDRINUSE, "address in use")                 \
    X(EADDRNOTAVAIL, "address not available")       \
    X(EAFNOSUPPORT, "address family not supported") \
    X(EAGAIN, "resource temporarily unavailable")   \
    X(EALREADY, "connection already in progress")   \
    X(EBADF, "bad file descriptor")                 \
    X(EBADMSG, "bad message")                       \
    X(EBUSY, "resource busy")                       \
    X(ECANCELED, "operation cancelled")             \
    X(ECHILD, "no child processes")                 \
    X(ECONNABORTED, "connection aborted")           \
    X(ECONNREFUSED, "connection refused")           \
    X(ECONNRESET, "connection reset")               \
    X(EDEADLK, "resource deadlock would occur")     \
    X(EDESTADDRREQ, "destination address required") \
    X(EDOM, "argument out of domain")               \
    X(EDQUOT, "quota exceeded")                     \
    X(EEXIST, "file exists")                        \
    X(EFAULT, "bad address")                        \
    X(EFBIG, "file too large")                      \
    X(EHOSTUNREACH, "host is unreachable")          \
    X(EIDRM, "identifier removed")                  \
    X(EILSEQ, "illegal byte sequence")              \
    X(EINPROGRESS, "operation in progress")         \
    X(EINTR, "interrupted")                         \
    X(EINVAL, "invalid argument")                   \
    X(EIO, "input or output error")                 \
    X(EISCONN, "socket is connected")               \
    X(EISDIR, "is a directory")                     \
    X(ELOOP, "too many levels of symbolic links")   \
    X(EMFILE, "too many open files")                \
    X(EMLINK, "too many links")                     \
    X(EMSGSIZE, "message too large")                \
    X(EMULTIHOP, "multihop attempted")              \
    X(ENAMETOOLONG, "file name too long")           \
    X(ENETDOWN, "network is down")                  \
    X(ENETRESET, "connection aborted by network")   \
    X(ENETUNREACH, "network unreachable")           \
    X(ENFILE, "too many open files in system")      \
    X(ENOBUFS, "no buffer space available")         \
    X(ENODEV, "no such device")                     \
    X(ENOENT, "no such file or directory")          \
    X(ENOEXEC, "executable file format error")      \
    X(ENOLCK, "no locks available")                 \
    X(ENOLINK, "link has been severed")             \
    X(ENOMEM, "not enough memory")                  \
    X(ENOMSG, "no message of the desired type")     \
    X(ENOPROTOOPT, "protocol not available")        \
    X(ENOSPC, "no space left")                      \
    X(ENOSYS, "function not supported")             \
    X(ENOTCONN, "socket is not connected")          \
    X(ENOTDIR, "not a directory")                   \
    X(ENOTEMPTY, "directory not empty")             \
    X(ENOTRECOVERABLE, "state not recoverable")     \
    X(ENOTSOCK, "not a socket")                     \
    X(ENOTSUP, "not supported")                     \
    X(ENOTTY, "inappropriate operation")            \
    X(ENXIO, "no such device or address")           \
    X(EOVERFLOW, "value too large")                 \
    X(EOWNERDEAD, "previous owner died")            \
    X(EPERM, "operation not permitted")             \
    X(EPIPE, "broken pipe")                         \
    X(EPROTO, "protocol error")                     \
    X(EPROTONOSUPPORT, "protocol not supported")    \
    X(EPROTOTYPE, "wrong protocol type")            \
    X(ERANGE, "result too large")                   \
    X(EROFS, "read-only file system")               \
    X(ESPIPE, "invalid seek")                       \
    X(ESRCH, "no such process")                     \
    X(ESTALE, "stale file handle")                  \
    X(ETIMEDOUT, "timed out")                       \
    X(ETXTBSY, "text file busy")                    \
    X(EXDEV, "cross-device link")                   \
    X(ENOTCAPABLE, "capabilities insufficient")

enum wasi_errno {
    WASI_SUCCESS = 0,
#define WASI_ERRNO_ENUM(name, text) WASI_##name,
    WASI_ERRNOS(WASI_ERRNO_ENUM)
#undef WASI_ERRNO_ENUM
        WASI_ERRNO_MAX
};

_Static_assert(WASI_ENOTCAPABLE == 76, "the list is complete and in order");

/* "ENOENT" and "no such file or directory"; "OK" and "success" for WASI_SUCCESS. */
const char *wasi_errno_name(enum wasi_errno error);
const char *wasi_errno_text(enum wasi_errno error);

#endif
