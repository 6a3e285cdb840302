/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WASI: sockets. No descriptor of a guest is ever a socket, so each function says just what is true
 * of the one it was given: WASI_EBADF or WASI_ENOTSOCK.
 */
#include "guest/wasi.h"

static enum stop no_socket(struct host_call *call)
{
    bool open = wasi_fd_find(call->guest, arg32(call, 0)) != NULL;
    return wasi_done(call, open ? WASI_ENOTSOCK : WASI_EBADF);
}

enum stop wasi_sock_accept(struct host_call *call)
{
    return no_socket(call);
}

enum stop wasi_sock_recv(struct host_call *call)
{
    return no_socket(call);
}

enum stop wasi_sock_send(struct host_call *call)
{
    return no_socket(call);
}

enum stop wasi_sock_shutdown(struct host_call *call)
{
    return no_socket(call);
}
