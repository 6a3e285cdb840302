/* SPDX-License-Identifier: Apache-2.0 */
/* Host directories: /ro, /rw and /over each hold "file" with the text "host", a directory "sub" and
 * a link "out" to a file outside. */
#include "wasi_test.h"

#include <dirent.h>

static unsigned count(const char *path)
{
    DIR *dir = opendir(path);
    unsigned n = 0;
    CHECK(dir);
    while (readdir(dir))
        n++;
    CHECK(closedir(dir) == 0);
    return n;
}

int main(void)
{
    static const char *const outside[] = {"ro/out", "rw/out", "over/out"};
    __wasi_filestat_t stat;
    __wasi_fd_t fd;
    expect_text("ro/file", "host");
    expect_text("rw/file", "host");
    expect_text("over/file", "host");
    CHECK(count("/ro") == 5 && count("/rw") == 5 && count("/over") == 5); /* with "." and ".." */
    for (int i = 0; i < 3; i++)
        FAILS(NOTCAPABLE, __wasi_path_open(ROOT, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, outside[i], 0,
                                           __WASI_RIGHTS_FD_READ, 0, 0, &fd));
    OK("reading");

    FAILS(ROFS, __wasi_path_open(ROOT, 0, "ro/file", 0, RW, 0, 0, &fd));
    FAILS(ROFS, __wasi_path_open(ROOT, 0, "ro/new", __WASI_OFLAGS_CREAT, RW, 0, 0, &fd));
    FAILS(ROFS, __wasi_path_unlink_file(ROOT, "ro/file"));
    FAILS(ROFS, __wasi_path_create_directory(ROOT, "ro/new"));
    FAILS(ROFS, __wasi_path_rename(ROOT, "ro/file", ROOT, "ro/new"));
    OK("read-only");

    make_file("rw/made", "by the guest");
    SUCCEEDS(__wasi_path_rename(ROOT, "rw/made", ROOT, "rw/sub/moved"));
    FAILS(NOTCAPABLE, __wasi_path_symlink("../../x", ROOT, "rw/link"));
    FAILS(XDEV, __wasi_path_rename(ROOT, "rw/file", ROOT, "tmp/file"));
    FAILS(BUSY, __wasi_path_remove_directory(ROOT, "rw"));
    OK("read-write");

    make_file("over/file", "changed");
    expect_text("over/file", "changed");
    make_file("over/sub/new", "new");
    SUCCEEDS(__wasi_path_unlink_file(ROOT, "over/out"));
    FAILS(NOENT, __wasi_path_filestat_get(ROOT, 0, "over/out", &stat));
    CHECK(count("/over") == 4);
    OK("overlay");
    return 0;
}
