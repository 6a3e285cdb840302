/* SPDX-License-Identifier: Apache-2.0 */
/* path_create_directory, path_remove_directory, fd_readdir: cookies, small buffers, removal while
 * listing. */
#include "wasi_test.h"

#include <dirent.h>
#include <unistd.h>

#define N_FILES 200

/* Lists with a buffer of `size` bytes; returns the number of names. */
static unsigned list(__wasi_fd_t dir, __wasi_size_t size)
{
    static uint8_t buffer[4096];
    __wasi_dircookie_t cookie = __WASI_DIRCOOKIE_START;
    unsigned n = 0;
    for (;;) {
        __wasi_size_t used, at = 0;
        SUCCEEDS(__wasi_fd_readdir(dir, buffer, size, cookie, &used));
        CHECK(used <= size);
        for (;;) {
            __wasi_dirent_t entry;
            if (at + sizeof entry > used)
                break;
            memcpy(&entry, buffer + at, sizeof entry);
            if (at + sizeof entry + entry.d_namlen > used)
                break;
            cookie = entry.d_next;
            at += sizeof entry + entry.d_namlen;
            n++;
        }
        if (used < size)
            return n;
        CHECK(at > 0);
    }
}

static void make_files(void)
{
    char path[32];
    for (int i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "d/file-%d", i);
        make_file(path, "");
    }
}

static void test_create_and_remove(void)
{
    SUCCEEDS(__wasi_path_create_directory(ROOT, "d"));
    FAILS(EXIST, __wasi_path_create_directory(ROOT, "d"));
    FAILS(EXIST, __wasi_path_create_directory(ROOT, "d/."));
    FAILS(NOENT, __wasi_path_create_directory(ROOT, "none/x"));
    SUCCEEDS(__wasi_path_create_directory(ROOT, "d/sub/"));
    FAILS(NOTEMPTY, __wasi_path_remove_directory(ROOT, "d"));
    FAILS(ISDIR, __wasi_path_unlink_file(ROOT, "d/sub"));
    SUCCEEDS(__wasi_path_remove_directory(ROOT, "d/sub/"));
    FAILS(NOENT, __wasi_path_remove_directory(ROOT, "d/sub"));
    make_file("f", "");
    FAILS(NOTDIR, __wasi_path_remove_directory(ROOT, "f"));
    FAILS(NOTDIR, __wasi_path_create_directory(ROOT, "f/x"));
    OK("create and remove");
}

static void test_cookies(void)
{
    static const __wasi_size_t sizes[] = {36, 64, 100, 1000, 4096};
    __wasi_fd_t dir = open_dir("d");
    CHECK(list(dir, 4096) == 2);
    make_files();
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
        CHECK(list(dir, sizes[i]) == N_FILES + 2);
    SUCCEEDS(__wasi_fd_close(dir));
    __wasi_fd_t file = open_file("f", 0);
    __wasi_size_t used;
    uint8_t byte;
    FAILS(NOTDIR, __wasi_fd_readdir(file, &byte, 1, 0, &used));
    OK("cookies");
}

static void test_remove_while_listing(void)
{
    DIR *dir = opendir("/d");
    struct dirent *entry;
    unsigned removed = 0;
    char path[300];
    CHECK(dir);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/d/%s", entry->d_name);
        CHECK(unlink(path) == 0);
        removed++;
    }
    CHECK(removed == N_FILES && closedir(dir) == 0 && rmdir("/d") == 0);
    OK("removal while listing");
}

int main(void)
{
    test_create_and_remove();
    test_cookies();
    test_remove_while_listing();
    return 0;
}
