/* SPDX-License-Identifier: Apache-2.0 */
/* Pointers and lengths that no C library would pass: an error number each, never a crash. */
#include "wasi_test.h"

#define IMPORT(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
IMPORT("fd_write") int raw_write(int fd, uint32_t iovs, uint32_t n, uint32_t result);
IMPORT("fd_read") int raw_read(int fd, uint32_t iovs, uint32_t n, uint32_t result);
IMPORT("random_get") int raw_random(uint32_t to, uint32_t len);
IMPORT("path_open")
int raw_open(int dir, int lookup, uint32_t path, uint32_t len, int oflags, uint64_t rights,
             uint64_t inheriting, int flags, uint32_t result);
IMPORT("args_get") int raw_args(uint32_t list, uint32_t strings);
IMPORT("poll_oneoff") int raw_poll(uint32_t in, uint32_t out, uint32_t n, uint32_t result);
IMPORT("fd_readdir")
int raw_readdir(int fd, uint32_t to, uint32_t len, uint64_t cookie, uint32_t result);
IMPORT("clock_time_get") int raw_time(int id, uint64_t precision, uint32_t result);

static uint32_t address(const void *pointer)
{
    return (uint32_t)(uintptr_t)pointer;
}

int main(void)
{
    static const uint32_t bad[] = {0xffffffff, 0xfffffff0, 0x80000000, 0xfffffffc};
    __wasi_size_t n;
    __wasi_ciovec_t iov = {(const uint8_t *)"x", 1};
    __wasi_fd_t fd = open_file("f", __WASI_OFLAGS_CREAT);
    for (int i = 0; i < 4; i++) {
        uint32_t p = bad[i];
        FAILS(FAULT, raw_write(1, p, 1, address(&n)));
        FAILS(FAULT, raw_write(1, address(&iov), 1, p));
        FAILS(FAULT, raw_read(0, p, 1, address(&n)));
        FAILS(FAULT, raw_random(p, 64));
        FAILS(FAULT, raw_random(64, p));
        FAILS(FAULT, raw_open(ROOT, 0, p, 4, 0, 0, 0, 0, address(&n)));
        FAILS(FAULT, raw_open(ROOT, 0, 64, p, 0, 0, 0, 0, address(&n)));
        FAILS(FAULT, raw_open(ROOT, 0, address("f"), 1, 0, 0, 0, 0, p));
        FAILS(FAULT, raw_args(p, 64));
        FAILS(FAULT, raw_args(64, p));
        FAILS(FAULT, raw_poll(p, 64, 1, address(&n)));
        FAILS(FAULT, raw_poll(64, p, 1, address(&n)));
        FAILS(FAULT, raw_readdir(ROOT, p, 100, 0, address(&n)));
        FAILS(FAULT, raw_readdir(ROOT, 64, p, 0, address(&n)));
        FAILS(FAULT, raw_time(0, 1, p));
    }
    OK("addresses");
    FAILS(INVAL, raw_write((int)fd, address(&iov), 0xffffffff, address(&n)));
    FAILS(INVAL, raw_write((int)fd, address(&iov), 0x20000000, address(&n)));
    FAILS(INVAL, raw_poll(64, 64, 0xffffffff, address(&n)));
    OK("counts");
    __wasi_iovec_t far = {(uint8_t *)(uintptr_t)0xfffffff0, 0x20};
    FAILS(FAULT, raw_write((int)fd, address(&far), 1, address(&n)));
    FAILS(FAULT, raw_read((int)fd, address(&far), 1, address(&n)));
    OK("buffers");
    return 0;
}
