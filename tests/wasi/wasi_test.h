/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For the WASI test programs: each checks one group of functions, prints "ok <what>" for every step
 * and ends with status 0; a failed check prints its place and ends with status 1.
 */
#ifndef TESTS_WASI_WASI_TEST_H
#define TESTS_WASI_WASI_TEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define ROOT 3 /* descriptor of the preopened "/" */

/* Rights of a file that is read and written. */
#define RW                                                                                   \
    (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_SEEK |                \
     __WASI_RIGHTS_FD_TELL | __WASI_RIGHTS_FD_ALLOCATE | __WASI_RIGHTS_FD_ADVISE |           \
     __WASI_RIGHTS_FD_SYNC | __WASI_RIGHTS_FD_DATASYNC | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS | \
     __WASI_RIGHTS_FD_FILESTAT_GET | __WASI_RIGHTS_FD_FILESTAT_SET_SIZE |                    \
     __WASI_RIGHTS_FD_FILESTAT_SET_TIMES | __WASI_RIGHTS_POLL_FD_READWRITE)

#define CHECK(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                               \
        }                                                          \
    } while (0)

/* A call's error number. */
#define EXPECT(error, call)                                                              \
    do {                                                                                 \
        int got_ = (call);                                                               \
        if (got_ != (error)) {                                                           \
            printf("%s:%d: %s: %d, not %d\n", __FILE__, __LINE__, #call, got_, (error)); \
            exit(1);                                                                     \
        }                                                                                \
    } while (0)
#define SUCCEEDS(call)    EXPECT(0, call)
#define FAILS(name, call) EXPECT(__WASI_ERRNO_##name, call)

#define OK(what) puts("ok " what)

/* Opens below the root, with all rights of a file. */
static inline __wasi_fd_t open_file(const char *path, __wasi_oflags_t oflags)
{
    __wasi_fd_t fd;
    SUCCEEDS(__wasi_path_open(ROOT, 0, path, oflags, RW, 0, 0, &fd));
    return fd;
}

static inline __wasi_fd_t open_dir(const char *path)
{
    __wasi_fd_t fd;
    __wasi_rights_t all = (1 << 30) - 1;
    SUCCEEDS(__wasi_path_open(ROOT, 0, path, __WASI_OFLAGS_DIRECTORY, all, all, 0, &fd));
    return fd;
}

static inline void write_text(__wasi_fd_t fd, const char *text)
{
    __wasi_ciovec_t iov = {(const uint8_t *)text, strlen(text)};
    __wasi_size_t n;
    SUCCEEDS(__wasi_fd_write(fd, &iov, 1, &n));
    CHECK(n == strlen(text));
}

static inline void make_file(const char *path, const char *text)
{
    __wasi_fd_t fd = open_file(path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC);
    write_text(fd, text);
    SUCCEEDS(__wasi_fd_close(fd));
}

static inline void expect_text(const char *path, const char *text)
{
    char bytes[256];
    __wasi_iovec_t iov = {(uint8_t *)bytes, sizeof bytes};
    __wasi_size_t n;
    __wasi_fd_t fd;
    SUCCEEDS(__wasi_path_open(ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, 0,
                              __WASI_RIGHTS_FD_READ, 0, 0, &fd));
    SUCCEEDS(__wasi_fd_read(fd, &iov, 1, &n));
    CHECK(n == strlen(text) && memcmp(bytes, text, n) == 0);
    SUCCEEDS(__wasi_fd_close(fd));
}

#endif
