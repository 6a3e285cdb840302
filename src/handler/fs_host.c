/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host directory as the back end of a mount.
 *
 * The virtual file system asks about canonical paths only, so no link has to be followed here, and
 * none is: every path goes through host_open() with links refused. Should the host's own programs
 * swap a directory for a link meanwhile, the answer is an error. The parent directory is opened
 * first and the last name is used relative to it, by calls that do not follow a link in it either.
 *
 * Only regular files and directories exist for a guest. Devices, pipes and sockets are left out of
 * listings and cannot be opened: O_NONBLOCK makes the open return at once, fstat() then refuses.
 *
 * Links that a guest makes could mislead programs of the host, so their targets must lead
 * downwards: not absolute and without "..", true wherever the link is moved to.
 */
#include "base/utf8.h"
#include "handler/handler_priv.h"

#include "base/os.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX  256 /* open at one time in one mount */
#define FILE_MODE  0666
#define DIR_MODE   0777
#define LIST_BYTES 4096
/* A listing's last position is up to 2^63 - 1 on some file systems; those next to it stand for the
 * end, so that the layers above can add to a cookie. */
#define COOKIE_END ((uint64_t)INT64_MAX - 15)

struct fs_host {
    int root;
    struct account *account;
    int files[FILES_MAX]; /* -1 = free */
};

/* The directory that holds a path's last name, and that name. */
struct parent {
    int fd;
    bool owned;
    const char *name;
};

static void parent_done(struct parent *parent)
{
    if (parent->owned)
        os_close(&parent->fd);
}

static enum wasi_errno parent_of(const struct fs_host *fs, const char *path, struct parent *out)
{
    char dir[VFS_PATH_MAX + 1];
    const char *slash = strrchr(path, '/');
    *out = (struct parent){.fd = fs->root, .name = slash ? slash + 1 : *path ? path : "."};
    if (!slash)
        return WASI_SUCCESS;
    size_t len = (size_t)(slash - path);
    if (len > VFS_PATH_MAX)
        return WASI_ENAMETOOLONG;
    memcpy(dir, path, len);
    dir[len] = '\0';
    out->fd = host_open(fs->root, dir, O_PATH | O_DIRECTORY, 0, HOST_LINKS_NONE);
    out->owned = out->fd >= 0;
    return out->owned ? WASI_SUCCESS : host_errno(errno);
}

static enum wasi_errno result_of(int result)
{
    return result == 0 ? WASI_SUCCESS : host_errno(errno);
}

static uint64_t time_ns(struct timespec time)
{
    return time.tv_sec < 0 ? 0 : (uint64_t)time.tv_sec * SECOND_NS + (uint64_t)time.tv_nsec;
}

static bool type_of(mode_t mode, enum vfs_type *out)
{
    if (!S_ISREG(mode) && !S_ISDIR(mode) && !S_ISLNK(mode))
        return false;
    *out = S_ISREG(mode) ? VFS_FILE : S_ISDIR(mode) ? VFS_DIR : VFS_LINK;
    return true;
}

static enum wasi_errno fill_stat(const struct stat *st, struct vfs_stat *out)
{
    enum vfs_type type;
    if (!type_of(st->st_mode, &type))
        return WASI_EACCES;
    *out = (struct vfs_stat){
        .type = type,
        .inode = st->st_ino,
        .n_links = st->st_nlink,
        .size_bytes = type == VFS_DIR ? 0 : (uint64_t)st->st_size,
        .atime_ns = time_ns(st->st_atim),
        .mtime_ns = time_ns(st->st_mtim),
        .ctime_ns = time_ns(st->st_ctim),
    };
    return WASI_SUCCESS;
}

static int *file_of(struct fs_host *fs, uint32_t file)
{
    return file < FILES_MAX && fs->files[file] >= 0 ? &fs->files[file] : NULL;
}

static int open_mode(unsigned flags)
{
    bool writes = flags & (VFS_WRITE | VFS_TRUNC | VFS_APPEND);
    int mode = writes ? (flags & VFS_READ ? O_RDWR : O_WRONLY) : O_RDONLY;
    mode |= O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;
    mode |= flags & VFS_CREATE ? O_CREAT : 0;
    return mode | (flags & VFS_EXCL ? O_EXCL : 0);
}

/* Emptying waits until it is known to be a regular file. */
static enum wasi_errno opened_check(int fd, unsigned flags)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return host_errno(errno);
    if (!S_ISREG(st.st_mode))
        return S_ISDIR(st.st_mode) ? WASI_EISDIR : WASI_EACCES;
    return flags & VFS_TRUNC ? result_of(ftruncate(fd, 0)) : WASI_SUCCESS;
}

static enum wasi_errno host_open_file(void *ctx, const char *path, unsigned flags, uint32_t *file)
{
    struct fs_host *fs = ctx;
    uint32_t i = 0;
    while (i < FILES_MAX && fs->files[i] >= 0)
        i++;
    if (i == FILES_MAX)
        return WASI_EMFILE;
    int fd TR_CLEANUP(os_close) =
        host_open(fs->root, path, open_mode(flags), FILE_MODE, HOST_LINKS_NONE);
    if (fd < 0)
        return host_errno(errno);
    enum wasi_errno error = opened_check(fd, flags);
    if (error != WASI_SUCCESS)
        return error;
    fs->files[i] = fd;
    fd = -1;
    *file = i;
    return WASI_SUCCESS;
}

static void host_close_file(void *ctx, uint32_t file)
{
    int *fd = file_of(ctx, file);
    if (fd)
        os_close(fd);
}

static enum wasi_errno host_read(void *ctx, uint32_t file, uint64_t off, uint8_t *out, size_t len,
                                 size_t *done)
{
    const int *fd = file_of(ctx, file);
    if (!fd || off > INT64_MAX)
        return fd ? WASI_EINVAL : WASI_EBADF;
    ssize_t n = pread(*fd, out, len, (off_t)off);
    if (n < 0)
        return host_errno(errno);
    *done = (size_t)n;
    return WASI_SUCCESS;
}

static enum wasi_errno host_write(void *ctx, uint32_t file, uint64_t off, const uint8_t *bytes,
                                  size_t len, size_t *done)
{
    const int *fd = file_of(ctx, file);
    if (!fd || off > INT64_MAX)
        return fd ? WASI_EINVAL : WASI_EBADF;
    ssize_t n = pwrite(*fd, bytes, len, (off_t)off);
    if (n < 0)
        return host_errno(errno);
    *done = (size_t)n;
    return WASI_SUCCESS;
}

static enum wasi_errno host_resize(void *ctx, uint32_t file, uint64_t size)
{
    const int *fd = file_of(ctx, file);
    if (!fd || size > INT64_MAX)
        return fd ? WASI_EFBIG : WASI_EBADF;
    return result_of(ftruncate(*fd, (off_t)size));
}

static enum wasi_errno host_sync(void *ctx, uint32_t file)
{
    const int *fd = file_of(ctx, file);
    return fd ? result_of(fsync(*fd)) : WASI_EBADF;
}

static enum wasi_errno host_stat_file(void *ctx, uint32_t file, struct vfs_stat *out)
{
    const int *fd = file_of(ctx, file);
    struct stat st;
    if (!fd)
        return WASI_EBADF;
    return fstat(*fd, &st) == 0 ? fill_stat(&st, out) : host_errno(errno);
}

static enum wasi_errno host_stat(void *ctx, const char *path, struct vfs_stat *out)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    struct stat st;
    enum wasi_errno error = parent_of(ctx, path, &parent);
    if (error != WASI_SUCCESS)
        return error;
    if (fstatat(parent.fd, parent.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return host_errno(errno);
    return fill_stat(&st, out);
}

/* As getdents64() gives it. */
struct host_dirent {
    uint64_t inode;
    int64_t next;
    uint16_t size;
    uint8_t type;
    char name[];
};

/* Whether a guest may see the entry; fills *out. */
static bool entry_visible(int dir_fd, const struct host_dirent *entry, struct vfs_entry *out)
{
    struct stat st;
    size_t len = strlen(entry->name);
    out->inode = entry->inode;
    out->next = (uint64_t)entry->next < COOKIE_END ? (uint64_t)entry->next : COOKIE_END;
    if (strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0 || len > VFS_NAME_MAX ||
        !utf8_valid(slice_make(entry->name, len)))
        return false;
    memcpy(out->name, entry->name, len + 1);
    if (entry->type == DT_UNKNOWN)
        return fstatat(dir_fd, entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
               type_of(st.st_mode, &out->type);
    return type_of(DTTOIF(entry->type), &out->type);
}

static enum wasi_errno host_list(void *ctx, const char *path, uint64_t cookie,
                                 struct vfs_entry *out, size_t max, size_t *n)
{
    const struct fs_host *fs = ctx;
    _Alignas(struct host_dirent) char bytes[LIST_BYTES];
    *n = 0;
    if (cookie >= COOKIE_END)
        return WASI_SUCCESS;
    int fd TR_CLEANUP(os_close) =
        host_open(fs->root, path, O_RDONLY | O_DIRECTORY, 0, HOST_LINKS_NONE);
    if (fd < 0 || (cookie > 0 && lseek(fd, (off_t)cookie, SEEK_SET) < 0))
        return host_errno(errno);
    while (*n == 0) {
        long got = syscall(SYS_getdents64, fd, bytes, sizeof bytes);
        if (got <= 0)
            return got == 0 ? WASI_SUCCESS : host_errno(errno);
        for (long at = 0; at < got && *n < max;) {
            const struct host_dirent *entry = (const struct host_dirent *)(bytes + at);
            *n += entry_visible(fd, entry, &out[*n]);
            at += entry->size;
        }
    }
    return WASI_SUCCESS;
}

static enum wasi_errno host_mkdir(void *ctx, const char *path)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    enum wasi_errno error = parent_of(ctx, path, &parent);
    return error != WASI_SUCCESS ? error : result_of(mkdirat(parent.fd, parent.name, DIR_MODE));
}

static enum wasi_errno host_unlink(void *ctx, const char *path)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    enum wasi_errno error = parent_of(ctx, path, &parent);
    return error != WASI_SUCCESS ? error : result_of(unlinkat(parent.fd, parent.name, 0));
}

static enum wasi_errno host_rmdir(void *ctx, const char *path)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    enum wasi_errno error = parent_of(ctx, path, &parent);
    return error != WASI_SUCCESS ? error
                                 : result_of(unlinkat(parent.fd, parent.name, AT_REMOVEDIR));
}

static enum wasi_errno host_rename(void *ctx, const char *from_path, const char *to_path)
{
    struct parent from TR_CLEANUP(parent_done) = {0}, to TR_CLEANUP(parent_done) = {0};
    enum wasi_errno error = parent_of(ctx, from_path, &from);
    if (error == WASI_SUCCESS)
        error = parent_of(ctx, to_path, &to);
    return error != WASI_SUCCESS ? error : result_of(renameat(from.fd, from.name, to.fd, to.name));
}

static enum wasi_errno host_link(void *ctx, const char *from_path, const char *to_path)
{
    struct parent from TR_CLEANUP(parent_done) = {0}, to TR_CLEANUP(parent_done) = {0};
    enum wasi_errno error = parent_of(ctx, from_path, &from);
    if (error == WASI_SUCCESS)
        error = parent_of(ctx, to_path, &to);
    return error != WASI_SUCCESS ? error : result_of(linkat(from.fd, from.name, to.fd, to.name, 0));
}

static bool leads_downwards(const char *target)
{
    if (target[0] == '/')
        return false;
    for (const char *part = target; *part;) {
        size_t len = strcspn(part, "/");
        if (len == 2 && part[0] == '.' && part[1] == '.')
            return false;
        part += len + strspn(part + len, "/");
    }
    return true;
}

static enum wasi_errno host_symlink(void *ctx, const char *target, const char *path)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    if (!leads_downwards(target))
        return WASI_ENOTCAPABLE;
    enum wasi_errno error = parent_of(ctx, path, &parent);
    return error != WASI_SUCCESS ? error : result_of(symlinkat(target, parent.fd, parent.name));
}

static enum wasi_errno host_readlink(void *ctx, const char *path, struct buf *out)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    char target[VFS_PATH_MAX + 1];
    enum wasi_errno error = parent_of(ctx, path, &parent);
    if (error != WASI_SUCCESS)
        return error;
    ssize_t n = readlinkat(parent.fd, parent.name, target, sizeof target);
    if (n < 0)
        return host_errno(errno);
    if ((size_t)n == sizeof target)
        return WASI_ENAMETOOLONG;
    return buf_append(out, target, (size_t)n) ? WASI_SUCCESS : WASI_ENAMETOOLONG;
}

static struct timespec time_spec(uint64_t ns)
{
    if (ns == VFS_TIME_KEEP)
        return (struct timespec){.tv_nsec = UTIME_OMIT};
    return (struct timespec){.tv_sec = (time_t)(ns / SECOND_NS), .tv_nsec = (long)(ns % SECOND_NS)};
}

static enum wasi_errno host_set_times(void *ctx, const char *path, uint64_t atime_ns,
                                      uint64_t mtime_ns)
{
    struct parent parent TR_CLEANUP(parent_done) = {0};
    struct timespec times[2] = {time_spec(atime_ns), time_spec(mtime_ns)};
    enum wasi_errno error = parent_of(ctx, path, &parent);
    return error != WASI_SUCCESS
               ? error
               : result_of(utimensat(parent.fd, parent.name, times, AT_SYMLINK_NOFOLLOW));
}

static enum wasi_errno host_set_times_file(void *ctx, uint32_t file, uint64_t atime_ns,
                                           uint64_t mtime_ns)
{
    const int *fd = file_of(ctx, file);
    struct timespec times[2] = {time_spec(atime_ns), time_spec(mtime_ns)};
    return fd ? result_of(futimens(*fd, times)) : WASI_EBADF;
}

static void host_free(void *ctx)
{
    struct fs_host *fs = ctx;
    for (uint32_t i = 0; i < FILES_MAX; i++)
        host_close_file(fs, i);
    os_close(&fs->root);
    account_release(fs->account, sizeof *fs);
    free(fs);
}

static const struct fs_port host_port = {
    .open = host_open_file,
    .close = host_close_file,
    .read = host_read,
    .write = host_write,
    .resize = host_resize,
    .sync = host_sync,
    .stat_file = host_stat_file,
    .stat = host_stat,
    .list = host_list,
    .mkdir = host_mkdir,
    .unlink = host_unlink,
    .rmdir = host_rmdir,
    .rename = host_rename,
    .link = host_link,
    .symlink = host_symlink,
    .readlink = host_readlink,
    .set_times = host_set_times,
    .set_times_file = host_set_times_file,
    .free = host_free,
};

/* Tries openat2 at once, so that a kernel without it is told now and not file by file. */
static tr_rc open_root(const char *host_dir, int *out, struct tr_err *err)
{
    int fd TR_CLEANUP(os_close) = open(host_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return tr_fail_sys(err, errno == ENOENT ? TR_E_NOT_FOUND : TR_E_IO, errno,
                           "cannot open the directory \"%.160s\"", host_dir);
    int probe TR_CLEANUP(os_close) = host_open(fd, ".", O_PATH | O_DIRECTORY, 0, HOST_LINKS_NONE);
    if (probe < 0)
        return tr_fail_sys(err, errno == ENOSYS ? TR_E_UNSUPPORTED : TR_E_IO, errno,
                           "openat2 on \"%.160s\"", host_dir);
    *out = fd;
    fd = -1;
    return TR_OK;
}

tr_rc fs_host_port(const char *host_dir, enum dir_mode mode, struct account *account,
                   struct fs_port *out, struct tr_err *err)
{
    int root;
    TR_TRY(open_root(host_dir, &root, err));
    struct fs_host *fs = account_charge(account, sizeof *fs) ? calloc(1, sizeof *fs) : NULL;
    if (!fs) {
        os_close(&root);
        return tr_fail(err, TR_E_LIMIT, "no memory for a mount within the files limit");
    }
    fs->root = root;
    fs->account = account;
    for (uint32_t i = 0; i < FILES_MAX; i++)
        fs->files[i] = -1;
    struct fs_port port = host_port;
    port.ctx = fs;
    port.read_only = mode != DIR_RW;
    if (mode == DIR_OVERLAY)
        return fs_overlay_port(&port, account, out, err);
    *out = port;
    return TR_OK;
}
