/* SPDX-License-Identifier: Apache-2.0 */
/* fd_allocate, fd_filestat_set_size, fd_advise, fd_sync, fd_datasync. */
#include "wasi_test.h"

static __wasi_filesize_t size_of(__wasi_fd_t fd)
{
    __wasi_filestat_t stat;
    SUCCEEDS(__wasi_fd_filestat_get(fd, &stat));
    return stat.size;
}

int main(void)
{
    __wasi_fd_t fd = open_file("f", __WASI_OFLAGS_CREAT);
    SUCCEEDS(__wasi_fd_allocate(fd, 0, 100));
    CHECK(size_of(fd) == 100);
    SUCCEEDS(__wasi_fd_allocate(fd, 10, 20));
    CHECK(size_of(fd) == 100);
    SUCCEEDS(__wasi_fd_allocate(fd, 90, 20));
    CHECK(size_of(fd) == 110);
    FAILS(INVAL, __wasi_fd_allocate(fd, 0, 0));
    FAILS(NOSPC, __wasi_fd_allocate(fd, 0, 1ull << 40));
    OK("fd_allocate");
    SUCCEEDS(__wasi_fd_filestat_set_size(fd, 5));
    CHECK(size_of(fd) == 5);
    SUCCEEDS(__wasi_fd_filestat_set_size(fd, 1000000));
    CHECK(size_of(fd) == 1000000);
    FAILS(NOSPC, __wasi_fd_filestat_set_size(fd, 1ull << 40));
    CHECK(size_of(fd) == 1000000);
    OK("fd_filestat_set_size");
    for (__wasi_advice_t advice = 0; advice < 6; advice++)
        SUCCEEDS(__wasi_fd_advise(fd, 0, 100, advice));
    FAILS(INVAL, __wasi_fd_advise(fd, 0, 100, 6));
    OK("fd_advise");
    SUCCEEDS(__wasi_fd_sync(fd));
    SUCCEEDS(__wasi_fd_datasync(fd));
    FAILS(BADF, __wasi_fd_sync(99));
    OK("fd_sync");
    SUCCEEDS(__wasi_fd_close(fd));
    return 0;
}
