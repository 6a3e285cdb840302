/* SPDX-License-Identifier: Apache-2.0 */
/* fd_renumber, and running out of descriptors. */
#include "wasi_test.h"

int main(void)
{
    __wasi_filesize_t position;
    __wasi_fd_t a = open_file("a", __WASI_OFLAGS_CREAT), b = open_file("b", __WASI_OFLAGS_CREAT);
    write_text(a, "abc");
    FAILS(BADF, __wasi_fd_renumber(a, 500));
    FAILS(BADF, __wasi_fd_renumber(500, a));
    SUCCEEDS(__wasi_fd_renumber(a, a));
    SUCCEEDS(__wasi_fd_renumber(a, b));
    FAILS(BADF, __wasi_fd_tell(a, &position));
    SUCCEEDS(__wasi_fd_tell(b, &position));
    CHECK(position == 3);
    OK("fd_renumber");

    int error, opened = 0;
    __wasi_fd_t fd;
    while ((error = __wasi_path_open(ROOT, 0, "a", 0, RW, 0, 0, &fd)) == 0)
        opened++;
    CHECK(error == __WASI_ERRNO_MFILE && opened > 900);
    SUCCEEDS(__wasi_fd_close(fd));
    CHECK(open_file("a", 0) == fd);
    OK("running out");
    return 0;
}
