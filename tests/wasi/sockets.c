/* SPDX-License-Identifier: Apache-2.0 */
/* sock_accept, sock_recv, sock_send, sock_shutdown: no descriptor is a socket. */
#include "wasi_test.h"

int main(void)
{
    __wasi_size_t n;
    __wasi_roflags_t flags;
    __wasi_fd_t fd;
    uint8_t byte = 0;
    __wasi_iovec_t in = {&byte, 1};
    __wasi_ciovec_t out = {&byte, 1};
    FAILS(NOTSOCK, __wasi_sock_accept(ROOT, 0, &fd));
    FAILS(NOTSOCK, __wasi_sock_recv(0, &in, 1, 0, &n, &flags));
    FAILS(NOTSOCK, __wasi_sock_send(1, &out, 1, 0, &n));
    FAILS(NOTSOCK, __wasi_sock_shutdown(2, __WASI_SDFLAGS_RD));
    OK("not a socket");
    FAILS(BADF, __wasi_sock_accept(99, 0, &fd));
    FAILS(BADF, __wasi_sock_recv(99, &in, 1, 0, &n, &flags));
    FAILS(BADF, __wasi_sock_send(99, &out, 1, 0, &n));
    FAILS(BADF, __wasi_sock_shutdown(99, __WASI_SDFLAGS_RD));
    OK("not open");
    return 0;
}
