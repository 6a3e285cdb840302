/* SPDX-License-Identifier: Apache-2.0 */
/* path_link, path_symlink, path_readlink; loops and dangling links. */
#include "wasi_test.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

int main(void)
{
    __wasi_filestat_t stat;
    __wasi_size_t n;
    __wasi_fd_t fd;
    uint8_t target[16];
    make_file("f", "text");
    SUCCEEDS(__wasi_path_link(ROOT, 0, "f", ROOT, "hard"));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "hard", &stat));
    CHECK(stat.nlink == 2);
    SUCCEEDS(__wasi_path_unlink_file(ROOT, "f"));
    expect_text("hard", "text");
    FAILS(EXIST, __wasi_path_link(ROOT, 0, "hard", ROOT, "hard"));
    FAILS(PERM, __wasi_path_link(ROOT, 0, "tmp", ROOT, "dir"));
    FAILS(NOENT, __wasi_path_link(ROOT, 0, "none", ROOT, "x"));
    FAILS(INVAL, __wasi_path_link(ROOT, FOLLOW, "hard", ROOT, "x"));
    OK("path_link");

    SUCCEEDS(__wasi_path_symlink("hard", ROOT, "soft"));
    expect_text("soft", "text");
    SUCCEEDS(__wasi_path_readlink(ROOT, "soft", target, sizeof target, &n));
    CHECK(n == 4 && memcmp(target, "hard", 4) == 0);
    SUCCEEDS(__wasi_path_readlink(ROOT, "soft", target, 2, &n));
    CHECK(n == 2);
    FAILS(INVAL, __wasi_path_readlink(ROOT, "hard", target, sizeof target, &n));
    FAILS(EXIST, __wasi_path_symlink("x", ROOT, "soft"));
    FAILS(LOOP, __wasi_path_open(ROOT, 0, "soft", 0, RW, 0, 0, &fd));
    OK("path_symlink");

    SUCCEEDS(__wasi_path_symlink("b", ROOT, "a"));
    SUCCEEDS(__wasi_path_symlink("a", ROOT, "b"));
    FAILS(LOOP, __wasi_path_open(ROOT, FOLLOW, "a", 0, RW, 0, 0, &fd));
    FAILS(LOOP, __wasi_path_filestat_get(ROOT, 0, "a/x", &stat));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "a", &stat));
    OK("loops");

    SUCCEEDS(__wasi_path_symlink("later", ROOT, "dangling"));
    FAILS(NOENT, __wasi_path_open(ROOT, FOLLOW, "dangling", 0, RW, 0, 0, &fd));
    SUCCEEDS(__wasi_path_open(ROOT, FOLLOW, "dangling", __WASI_OFLAGS_CREAT, RW, 0, 0, &fd));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "later", &stat));
    SUCCEEDS(__wasi_path_unlink_file(ROOT, "dangling"));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "later", &stat));
    OK("dangling links");
    return 0;
}
