/* SPDX-License-Identifier: Apache-2.0 */
/* path_rename, path_unlink_file. */
#include "wasi_test.h"

int main(void)
{
    __wasi_filestat_t stat;
    make_file("a", "a");
    make_file("b", "b");
    SUCCEEDS(__wasi_path_rename(ROOT, "a", ROOT, "c"));
    FAILS(NOENT, __wasi_path_filestat_get(ROOT, 0, "a", &stat));
    SUCCEEDS(__wasi_path_rename(ROOT, "c", ROOT, "b"));
    expect_text("b", "a");
    SUCCEEDS(__wasi_path_rename(ROOT, "b", ROOT, "b"));
    FAILS(NOENT, __wasi_path_rename(ROOT, "none", ROOT, "x"));
    OK("files");

    SUCCEEDS(__wasi_path_create_directory(ROOT, "d"));
    SUCCEEDS(__wasi_path_create_directory(ROOT, "d/sub"));
    SUCCEEDS(__wasi_path_create_directory(ROOT, "empty"));
    FAILS(ISDIR, __wasi_path_rename(ROOT, "b", ROOT, "d"));
    FAILS(NOTDIR, __wasi_path_rename(ROOT, "d", ROOT, "b"));
    FAILS(NOTEMPTY, __wasi_path_rename(ROOT, "empty", ROOT, "d"));
    FAILS(INVAL, __wasi_path_rename(ROOT, "d", ROOT, "d/sub/x"));
    __wasi_fd_t dir = open_dir("d/sub");
    SUCCEEDS(__wasi_path_rename(ROOT, "d", ROOT, "empty"));
    SUCCEEDS(__wasi_path_filestat_get(ROOT, 0, "empty/sub", &stat));
    SUCCEEDS(__wasi_path_rename(ROOT, "b", dir, "moved")); /* the descriptor followed */
    expect_text("empty/sub/moved", "a");
    OK("directories");

    __wasi_fd_t fd = open_file("empty/sub/moved", 0);
    SUCCEEDS(__wasi_path_unlink_file(dir, "moved"));
    FAILS(NOENT, __wasi_path_unlink_file(dir, "moved"));
    SUCCEEDS(__wasi_fd_filestat_get(fd, &stat));
    CHECK(stat.nlink == 0 && stat.size == 1); /* open files outlive their names */
    OK("unlinking");
    return 0;
}
