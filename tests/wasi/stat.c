/* SPDX-License-Identifier: Apache-2.0 */
/* fd_filestat_get, path_filestat_get, fd_filestat_set_times, path_filestat_set_times. */
#include "wasi_test.h"

#include <sys/stat.h>

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

int main(void)
{
    __wasi_filestat_t stat, other;
    make_file("f", "12345");
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "f", &stat));
    CHECK(stat.filetype == __WASI_FILETYPE_REGULAR_FILE && stat.size == 5 && stat.nlink == 1);
    CHECK(stat.mtim > 0 && stat.mtim % 1000000 == 0);
    __wasi_fd_t fd = open_file("f", 0);
    SUCCEEDS(__wasi_fd_filestat_get(fd, &other));
    CHECK(stat.ino == other.ino && stat.dev == other.dev);
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "tmp", &other));
    CHECK(other.filetype == __WASI_FILETYPE_DIRECTORY && other.ino != stat.ino);
    FAILS(NOENT, __wasi_path_filestat_get(ROOT, 0, "none", &other));
    FAILS(NOTDIR, __wasi_path_filestat_get(ROOT, 0, "f/x", &other));
    OK("filestat_get");

    SUCCEEDS(
        __wasi_fd_filestat_set_times(fd, 1000, 2000, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
    SUCCEEDS(__wasi_fd_filestat_get(fd, &other));
    CHECK(other.atim == 1000 && other.mtim == 2000);
    SUCCEEDS(__wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
    SUCCEEDS(__wasi_fd_filestat_get(fd, &other));
    CHECK(other.atim == 1000 && other.mtim >= stat.mtim);
    FAILS(INVAL,
          __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
    OK("fd_filestat_set_times");

    SUCCEEDS(__wasi_path_symlink("f", ROOT, "l"));
    SUCCEEDS(__wasi_path_filestat_set_times(ROOT, FOLLOW, "l", 7, 8,
                                            __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "f", &other));
    CHECK(other.atim == 7 && other.mtim == 8);
    SUCCEEDS(__wasi_path_filestat_set_times(ROOT, 0, "l", 1, 1, __WASI_FSTFLAGS_ATIM));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "l", &other));
    CHECK(other.filetype == __WASI_FILETYPE_SYMBOLIC_LINK && other.atim == 1);
    SUCCEEDS(__wasi_path_filestat_get(ROOT, FOLLOW, "l", &other));
    CHECK(other.filetype == __WASI_FILETYPE_REGULAR_FILE && other.atim == 7);
    FAILS(NOENT, __wasi_path_filestat_set_times(ROOT, 0, "none", 1, 1, __WASI_FSTFLAGS_ATIM));
    OK("path_filestat_set_times");

    struct stat st;
    CHECK(lstat("/l", &st) == 0 && S_ISLNK(st.st_mode));
    CHECK(fstat((int)fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 5);
    OK("stat of the C library");
    return 0;
}
