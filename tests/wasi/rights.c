/* SPDX-License-Identifier: Apache-2.0 */
/* fd_fdstat_get, fd_fdstat_set_rights, fd_prestat_get, fd_prestat_dir_name: rights only shrink, and
 * are inherited. */
#include "wasi_test.h"

int main(void)
{
    __wasi_prestat_t prestat;
    __wasi_fdstat_t stat;
    char name[1];
    SUCCEEDS(__wasi_fd_prestat_get(ROOT, &prestat));
    CHECK(prestat.tag == __WASI_PREOPENTYPE_DIR && prestat.u.dir.pr_name_len == 1);
    SUCCEEDS(__wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, 1));
    CHECK(name[0] == '/');
    FAILS(NAMETOOLONG, __wasi_fd_prestat_dir_name(ROOT, (uint8_t *)name, 0));
    FAILS(BADF, __wasi_fd_prestat_get(ROOT + 1, &prestat));
    FAILS(BADF, __wasi_fd_prestat_get(0, &prestat));
    OK("preopen");

    __wasi_fd_t fd = open_file("f", __WASI_OFLAGS_CREAT);
    SUCCEEDS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_REGULAR_FILE && stat.fs_rights_base == RW);
    SUCCEEDS(__wasi_fd_fdstat_set_rights(fd, __WASI_RIGHTS_FD_READ, 0));
    FAILS(NOTCAPABLE, __wasi_fd_fdstat_set_rights(fd, RW, 0));
    SUCCEEDS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_rights_base == __WASI_RIGHTS_FD_READ);
    __wasi_ciovec_t iov = {(const uint8_t *)"x", 1};
    __wasi_size_t n;
    FAILS(NOTCAPABLE, __wasi_fd_write(fd, &iov, 1, &n));
    OK("rights shrink");

    SUCCEEDS(__wasi_fd_fdstat_get(ROOT, &stat));
    CHECK(stat.fs_filetype == __WASI_FILETYPE_DIRECTORY);
    SUCCEEDS(__wasi_fd_fdstat_set_rights(ROOT, stat.fs_rights_base,
                                         stat.fs_rights_inheriting & ~__WASI_RIGHTS_FD_WRITE));
    FAILS(NOTCAPABLE, __wasi_path_open(ROOT, 0, "f", 0, __WASI_RIGHTS_FD_WRITE, 0, 0, &fd));
    SUCCEEDS(__wasi_path_open(ROOT, 0, "f", 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd));
    SUCCEEDS(__wasi_fd_fdstat_set_rights(ROOT,
                                         stat.fs_rights_base & ~__WASI_RIGHTS_PATH_CREATE_FILE, 0));
    FAILS(NOTCAPABLE, __wasi_path_open(ROOT, 0, "g", __WASI_OFLAGS_CREAT, 0, 0, 0, &fd));
    OK("rights are inherited");
    return 0;
}
