/* SPDX-License-Identifier: Apache-2.0 */
/* Paths that try to leave their directory, and paths that only look like it. */
#include "wasi_test.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

int main(void)
{
    static const char *const out[] = {"..", "../f", "/f", "//", "sub/../../f", "up", "up/f", "abs"};
    static const char *const in[] = {"g", "./g", "sub/../g", "sub//.././g", "back/g"};
    __wasi_filestat_t stat;
    __wasi_fd_t fd;
    make_file("f", "outside");
    SUCCEEDS(__wasi_path_create_directory(ROOT, "d"));
    SUCCEEDS(__wasi_path_create_directory(ROOT, "d/sub"));
    make_file("d/g", "inside");
    SUCCEEDS(__wasi_path_symlink("..", ROOT, "d/up"));
    SUCCEEDS(__wasi_path_symlink("/f", ROOT, "d/abs"));
    SUCCEEDS(__wasi_path_symlink("sub/..", ROOT, "d/back"));
    __wasi_fd_t dir = open_dir("d");
    for (unsigned i = 0; i < sizeof out / sizeof *out; i++)
        FAILS(NOTCAPABLE, __wasi_path_open(dir, FOLLOW, out[i], 0, RW, 0, 0, &fd));
    OK("out");
    for (unsigned i = 0; i < sizeof in / sizeof *in; i++)
        SUCCEEDS(__wasi_path_filestat_get(dir, FOLLOW, in[i], &stat));
    OK("in");
    FAILS(NOTCAPABLE, __wasi_path_rename(dir, "g", dir, "../g"));
    FAILS(NOTCAPABLE, __wasi_path_create_directory(dir, "up/new"));
    FAILS(NOTCAPABLE, __wasi_path_unlink_file(dir, "../f"));
    FAILS(NOTCAPABLE, __wasi_path_link(dir, 0, "up/f", dir, "mine"));
    expect_text("f", "outside");
    OK("changing");
    FAILS(ILSEQ, __wasi_path_create_directory(dir, "\xff"));
    static char name[300];
    memset(name, 'n', sizeof name - 1);
    FAILS(NAMETOOLONG, __wasi_path_create_directory(dir, name));
    FAILS(NOENT, __wasi_path_filestat_get(dir, 0, "", &stat));
    OK("strange names");
    return 0;
}
