/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clocks, chance, whole files, and private directories (rules in os.h).
 *
 * A private file is opened relative to its directory's descriptor, without following links, and
 * judged by what was opened (fstat), never by what a name pointed to before. Writing goes to a
 * fresh name in the same directory that nobody can have made before (O_EXCL), is synced, and is
 * renamed.
 */
#include "base/os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define READ_STEP     65536
#define PATH_CAP      4096
#define NAME_ATTEMPTS 16
#define NAME_CAP      200
/* What create_beside adds to a name: two points, 16 digits and the NUL. */
#define RANDOM_NAME_BYTES 19

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t os_monotonic_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

uint64_t os_realtime_ns(void)
{
    return clock_ns(CLOCK_REALTIME);
}

tr_rc os_random(void *out, size_t len, struct tr_err *err)
{
    uint8_t *at = out;
    while (len > 0) {
        ssize_t n = getrandom(at, len, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return tr_fail_sys(err, TR_E_IO, errno, "the host gives no random bytes");
        at += n;
        len -= (size_t)n;
    }
    return TR_OK;
}

void os_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static tr_rc read_to_end(int fd, const char *name, struct buf *out, struct tr_err *err)
{
    for (;;) {
        size_t room = out->max - out->len;
        size_t step = room < READ_STEP ? room + 1 : READ_STEP;
        uint8_t block[READ_STEP + 1];
        ssize_t n = read(fd, block, step);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return tr_fail_sys(err, TR_E_IO, errno, "cannot read %s", name);
        if (n == 0)
            return TR_OK;
        if ((size_t)n > room)
            return tr_fail(err, TR_E_LIMIT, "%s is larger than %zu bytes", name, out->max);
        if (!buf_append(out, block, (size_t)n))
            return tr_fail(err, TR_E_NO_MEMORY, "no memory to read %s", name);
    }
}

static tr_rc read_all(int fd, const char *name, struct buf *out, struct tr_err *err)
{
    const size_t start = out->len;
    const tr_rc rc = read_to_end(fd, name, out, err);
    if (rc != TR_OK)
        out->len = start;
    return rc;
}

tr_rc os_read_file(const char *path, struct buf *out, struct tr_err *err)
{
    if (strcmp(path, "-") == 0)
        return read_all(STDIN_FILENO, "standard input", out, err);
    int fd TR_CLEANUP(os_close) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    if (fd < 0)
        return tr_fail_sys(err, errno == ENOENT ? TR_E_NOT_FOUND : TR_E_IO, errno, "cannot open %s",
                           path);
    if (fstat(fd, &st) != 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot look at %s", path);
    if (!S_ISREG(st.st_mode))
        return tr_fail(err, TR_E_INVALID, "%s is %s, not a file", path,
                       S_ISDIR(st.st_mode) ? "a directory" : "a device or pipe");
    return read_all(fd, path, out, err);
}

/* `path` without slashes at its end, behind which open() would follow a link. */
static tr_rc plain_path(const char *path, char out[PATH_CAP], struct tr_err *err)
{
    size_t len = strlen(path);
    if (len >= PATH_CAP)
        return tr_fail(err, TR_E_LIMIT, "a directory name of %zu bytes", len);
    while (len > 1 && path[len - 1] == '/')
        len--;
    memcpy(out, path, len);
    out[len] = 0;
    return TR_OK;
}

/* mkdir -p, private from the first directory that is made. */
static tr_rc make_directories(const char *path, struct tr_err *err)
{
    char part[PATH_CAP];
    const size_t len = strlen(path);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != 0)
            continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (mkdir(part, 0700) != 0 && errno != EEXIST && errno != EROFS)
            return tr_fail_sys(err, TR_E_IO, errno, "cannot make the directory %s", part);
    }
    return TR_OK;
}

tr_rc os_open_private_dir(const char *path, int *out_fd, struct tr_err *err)
{
    char dir[PATH_CAP];
    TR_TRY(plain_path(path, dir, err));
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int fd TR_CLEANUP(os_close) = open(dir, flags);
    struct stat st;
    if (fd < 0 && errno == ENOENT) {
        TR_TRY(make_directories(dir, err));
        fd = open(dir, flags);
    }
    if (fd < 0)
        return tr_fail_sys(err, errno == ENOTDIR || errno == ELOOP ? TR_E_DENIED : TR_E_IO, errno,
                           "cannot open the directory %s", path);
    if (fstat(fd, &st) != 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot look at %s", path);
    if (st.st_uid != geteuid())
        return tr_fail(err, TR_E_DENIED, "%s belongs to another user", path);
    if (st.st_mode & 0077)
        return tr_fail(err, TR_E_DENIED, "%s is open to other users (mode %04o, not 0700)", path,
                       st.st_mode & 07777);
    *out_fd = fd;
    fd = -1;
    return TR_OK;
}

/* One component, so that nothing outside the directory can be meant, with room for create_beside.
 */
static tr_rc check_name(const char *name, struct tr_err *err)
{
    const size_t len = strlen(name);
    if (len == 0 || len > NAME_CAP || strchr(name, '/') || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0)
        return tr_fail(err, TR_E_USAGE, "\"%.64s\" cannot name a private file", name);
    return TR_OK;
}

tr_rc os_open_private_file(int dir_fd, const char *name, int *out_fd, uint64_t *out_size,
                           struct tr_err *err)
{
    TR_TRY(check_name(name, err));
    int fd TR_CLEANUP(os_close) =
        openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    if (fd < 0) {
        const bool odd = errno == ELOOP || errno == ENXIO; /* a link, a socket */
        const tr_rc rc = errno == ENOENT ? TR_E_NOT_FOUND : odd ? TR_E_CORRUPT : TR_E_IO;
        return tr_fail_sys(err, rc, errno, "cannot open %s", name);
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_mode & 0022)
        return tr_fail(err, TR_E_CORRUPT, "%s is not a private file of this user", name);
    *out_fd = fd;
    *out_size = (uint64_t)st.st_size;
    fd = -1;
    return TR_OK;
}

/* A new file under a name that starts like `name`. */
static int create_beside(int dir_fd, const char *name, char *out, size_t size)
{
    for (int i = 0; i < NAME_ATTEMPTS; i++) {
        uint64_t random;
        if (os_random(&random, sizeof random, NULL) != TR_OK)
            return -1;
        (void)snprintf(out, size, ".%s.%016llx", name, (unsigned long long)random);
        int fd = openat(dir_fd, out, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static bool write_parts(int fd, const struct slice *parts, size_t n_parts)
{
    for (size_t i = 0; i < n_parts; i++)
        for (struct slice left = parts[i]; left.len > 0;) {
            ssize_t n = write(fd, left.ptr, left.len);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return false;
            left = slice_from(left, (size_t)n);
        }
    return true;
}

tr_rc os_write_private_file(int dir_fd, const char *name, const struct slice *parts, size_t n_parts,
                            struct tr_err *err)
{
    TR_TRY(check_name(name, err));
    char fresh[NAME_CAP + RANDOM_NAME_BYTES];
    int fd TR_CLEANUP(os_close) = create_beside(dir_fd, name, fresh, sizeof fresh);
    if (fd < 0)
        return tr_fail_sys(err, TR_E_IO, errno, "cannot make a file beside %s", name);
    if (!write_parts(fd, parts, n_parts) || fsync(fd) != 0 ||
        renameat(dir_fd, fresh, dir_fd, name) != 0) {
        int sys = errno;
        (void)unlinkat(dir_fd, fresh, 0);
        return tr_fail_sys(err, TR_E_IO, sys, "cannot write %s", name);
    }
    return TR_OK;
}

tr_rc os_cache_path(const char *leaf, struct buf *out, struct tr_err *err)
{
    const char *own = getenv("TROUPE_CACHE"), *xdg = getenv("XDG_CACHE_HOME"),
               *home = getenv("HOME");
    const size_t start = out->len;
    bool ok;
    if (own && own[0] == '/')
        ok = buf_printf(out, "%s/%s", own, leaf);
    else if (xdg && xdg[0] == '/')
        ok = buf_printf(out, "%s/troupe/%s", xdg, leaf);
    else if (home && home[0] == '/')
        ok = buf_printf(out, "%s/.cache/troupe/%s", home, leaf);
    else
        return tr_fail(err, TR_E_USAGE,
                       "no place for a cache: set TROUPE_CACHE, XDG_CACHE_HOME or HOME");
    if (ok)
        return TR_OK;
    out->len = start;
    return tr_fail(err, TR_E_LIMIT, "the name of the cache directory is too long");
}
