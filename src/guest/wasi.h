/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of module "wasi_snapshot_preview1" share. Constants are those of
 * wasi_snapshot_preview1.witx; each function of the module is `wasi_<its name>`, declared here and
 * listed in wasi_table.c.
 */
#ifndef GUEST_WASI_H
#define GUEST_WASI_H

#include "guest/border.h"
#include "guest/guest.h"

#define WASI_FDS_MAX    1024
#define WASI_IOVS_MAX   1024
#define WASI_POLL_MAX   1024
#define WASI_IO_SLICE   (1 * MIB) /* host work between two looks at the deadline */
#define WASI_FD_PREOPEN 3

/* Bits of `rights`. */
enum wasi_right {
    RIGHT_FD_DATASYNC,
    RIGHT_FD_READ,
    RIGHT_FD_SEEK,
    RIGHT_FD_FDSTAT_SET_FLAGS,
    RIGHT_FD_SYNC,
    RIGHT_FD_TELL,
    RIGHT_FD_WRITE,
    RIGHT_FD_ADVISE,
    RIGHT_FD_ALLOCATE,
    RIGHT_PATH_CREATE_DIRECTORY,
    RIGHT_PATH_CREATE_FILE,
    RIGHT_PATH_LINK_SOURCE,
    RIGHT_PATH_LINK_TARGET,
    RIGHT_PATH_OPEN,
    RIGHT_FD_READDIR,
    RIGHT_PATH_READLINK,
    RIGHT_PATH_RENAME_SOURCE,
    RIGHT_PATH_RENAME_TARGET,
    RIGHT_PATH_FILESTAT_GET,
    RIGHT_PATH_FILESTAT_SET_SIZE,
    RIGHT_PATH_FILESTAT_SET_TIMES,
    RIGHT_FD_FILESTAT_GET,
    RIGHT_FD_FILESTAT_SET_SIZE,
    RIGHT_FD_FILESTAT_SET_TIMES,
    RIGHT_PATH_SYMLINK,
    RIGHT_PATH_REMOVE_DIRECTORY,
    RIGHT_PATH_UNLINK_FILE,
    RIGHT_POLL_FD_READWRITE,
    RIGHT_SOCK_SHUTDOWN,
    RIGHT_SOCK_ACCEPT,
    RIGHT_MAX
};
#define RIGHT(name) (UINT64_C(1) << RIGHT_##name)
#define RIGHTS_ALL  ((UINT64_C(1) << RIGHT_MAX) - 1)
#define RIGHTS_FILE                                                                              \
    (RIGHT(FD_DATASYNC) | RIGHT(FD_READ) | RIGHT(FD_SEEK) | RIGHT(FD_FDSTAT_SET_FLAGS) |         \
     RIGHT(FD_SYNC) | RIGHT(FD_TELL) | RIGHT(FD_WRITE) | RIGHT(FD_ADVISE) | RIGHT(FD_ALLOCATE) | \
     RIGHT(FD_FILESTAT_GET) | RIGHT(FD_FILESTAT_SET_SIZE) | RIGHT(FD_FILESTAT_SET_TIMES) |       \
     RIGHT(POLL_FD_READWRITE))
#define RIGHTS_DIR                                                                             \
    (RIGHT(FD_FDSTAT_SET_FLAGS) | RIGHT(FD_SYNC) | RIGHT(FD_DATASYNC) |                        \
     RIGHT(PATH_CREATE_DIRECTORY) | RIGHT(PATH_CREATE_FILE) | RIGHT(PATH_LINK_SOURCE) |        \
     RIGHT(PATH_LINK_TARGET) | RIGHT(PATH_OPEN) | RIGHT(FD_READDIR) | RIGHT(PATH_READLINK) |   \
     RIGHT(PATH_RENAME_SOURCE) | RIGHT(PATH_RENAME_TARGET) | RIGHT(PATH_FILESTAT_GET) |        \
     RIGHT(PATH_FILESTAT_SET_SIZE) | RIGHT(PATH_FILESTAT_SET_TIMES) | RIGHT(FD_FILESTAT_GET) | \
     RIGHT(FD_FILESTAT_SET_TIMES) | RIGHT(PATH_SYMLINK) | RIGHT(PATH_REMOVE_DIRECTORY) |       \
     RIGHT(PATH_UNLINK_FILE))
#define RIGHTS_STREAM \
    (RIGHT(FD_FDSTAT_SET_FLAGS) | RIGHT(FD_FILESTAT_GET) | RIGHT(POLL_FD_READWRITE))

/* Bits of `fdflags`. */
#define FDFLAG_APPEND   0x01
#define FDFLAG_DSYNC    0x02
#define FDFLAG_NONBLOCK 0x04
#define FDFLAG_RSYNC    0x08
#define FDFLAG_SYNC     0x10
#define FDFLAGS_ALL     0x1f

enum wasi_filetype {
    FILETYPE_UNKNOWN = 0,
    FILETYPE_DIRECTORY = 3,
    FILETYPE_REGULAR_FILE = 4,
    FILETYPE_SYMBOLIC_LINK = 7
};

enum wasi_fd_kind {
    WASI_FD_FREE,
    WASI_FD_STDIN,
    WASI_FD_STDOUT,
    WASI_FD_STDERR,
    WASI_FD_FILE,
    WASI_FD_DIR,
    WASI_FD_KIND_MAX
};

struct wasi_fd {
    enum wasi_fd_kind kind;
    bool preopen;
    uint16_t flags; /* fdflags */
    uint32_t handle;
    uint64_t offset;
    uint64_t rights, rights_inheriting;
};

/* wasi_fds.c */
/* The open descriptor, or NULL; valid until a descriptor is opened. */
struct wasi_fd *wasi_fd_find(struct guest *guest, uint32_t fd);
/* The same, with WASI_EBADF, and WASI_ENOTCAPABLE when it lacks one of `rights`. */
enum wasi_errno wasi_fd_get(struct guest *guest, uint32_t fd, uint64_t rights,
                            struct wasi_fd **out);
/* A file (WASI_EISDIR for a directory, WASI_ESPIPE for a stream) with these rights. */
enum wasi_errno wasi_fd_get_file(struct guest *guest, uint32_t fd, uint64_t rights,
                                 struct wasi_fd **out);
enum wasi_errno wasi_fd_new(struct guest *guest, const struct wasi_fd *init, uint32_t *fd);
/* Puts a descriptor at a number that wasi_fd_close_one() has just freed. */
enum wasi_errno wasi_fd_put(struct guest *guest, uint32_t fd, const struct wasi_fd *init);
enum wasi_errno wasi_fd_close_one(struct guest *guest, uint32_t fd);
bool wasi_fd_is_stream(const struct wasi_fd *fd);
void wasi_fds_free(struct guest *guest);
void wasi_fds_capture(struct guest *guest, struct buf *out);
tr_rc wasi_fds_restore(struct guest *guest, struct slice state, struct tr_err *err) TR_MUST_USE;

/* wasi_util.c */
enum stop wasi_done(struct host_call *call, enum wasi_errno error); /* sets the result */
enum wasi_errno wasi_copy_out(struct host_call *call, uint32_t ptr, const void *bytes, size_t len);
enum wasi_errno wasi_put_u32(struct host_call *call, uint32_t ptr, uint32_t value);
enum wasi_errno wasi_put_u64(struct host_call *call, uint32_t ptr, uint64_t value);
enum wasi_errno wasi_put_filestat(struct host_call *call, uint32_t ptr, const struct vfs_stat *stat,
                                  enum wasi_filetype type);
enum wasi_filetype wasi_filetype_of(enum vfs_type type);
/* Times that filestat_set_times means; WASI_EINVAL for contradicting flags. */
enum wasi_errno wasi_times(struct guest *guest, uint32_t flags, uint64_t *atime_ns,
                           uint64_t *mtime_ns);
/* A clock's reading; WASI_EINVAL for an unknown one. */
enum wasi_errno wasi_clock_read(struct guest *guest, uint32_t clock, uint64_t *out);

#define WASI_FUNCS(X)                       \
    X(args_get, "ii:i")                     \
    X(args_sizes_get, "ii:i")               \
    X(clock_res_get, "ii:i")                \
    X(clock_time_get, "iIi:i")              \
    X(environ_get, "ii:i")                  \
    X(environ_sizes_get, "ii:i")            \
    X(fd_advise, "iIIi:i")                  \
    X(fd_allocate, "iII:i")                 \
    X(fd_close, "i:i")                      \
    X(fd_datasync, "i:i")                   \
    X(fd_fdstat_get, "ii:i")                \
    X(fd_fdstat_set_flags, "ii:i")          \
    X(fd_fdstat_set_rights, "iII:i")        \
    X(fd_filestat_get, "ii:i")              \
    X(fd_filestat_set_size, "iI:i")         \
    X(fd_filestat_set_times, "iIIi:i")      \
    X(fd_pread, "iiiIi:i")                  \
    X(fd_prestat_dir_name, "iii:i")         \
    X(fd_prestat_get, "ii:i")               \
    X(fd_pwrite, "iiiIi:i")                 \
    X(fd_read, "iiii:i")                    \
    X(fd_readdir, "iiiIi:i")                \
    X(fd_renumber, "ii:i")                  \
    X(fd_seek, "iIii:i")                    \
    X(fd_sync, "i:i")                       \
    X(fd_tell, "ii:i")                      \
    X(fd_write, "iiii:i")                   \
    X(path_create_directory, "iii:i")       \
    X(path_filestat_get, "iiiii:i")         \
    X(path_filestat_set_times, "iiiiIIi:i") \
    X(path_link, "iiiiiii:i")               \
    X(path_open, "iiiiiIIii:i")             \
    X(path_readlink, "iiiiii:i")            \
    X(path_remove_directory, "iii:i")       \
    X(path_rename, "iiiiii:i")              \
    X(path_symlink, "iiiii:i")              \
    X(path_unlink_file, "iii:i")            \
    X(poll_oneoff, "iiii:i")                \
    X(proc_exit, "i:")                      \
    X(proc_raise, "i:i")                    \
    X(random_get, "ii:i")                   \
    X(sched_yield, ":i")                    \
    X(sock_accept, "iii:i")                 \
    X(sock_recv, "iiiiii:i")                \
    X(sock_send, "iiiii:i")                 \
    X(sock_shutdown, "ii:i")

#define WASI_DECLARE(name, type) enum stop wasi_##name(struct host_call *call);
WASI_FUNCS(WASI_DECLARE)
#undef WASI_DECLARE

#endif
