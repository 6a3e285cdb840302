/* SPDX-License-Identifier: Apache-2.0 */
/* fd_read, fd_write, fd_pread, fd_pwrite, fd_seek, fd_tell, fd_close, path_open flags, appending.
 */
#include "wasi_test.h"

static void test_positions(void)
{
    __wasi_fd_t fd = open_file("f", __WASI_OFLAGS_CREAT);
    __wasi_filesize_t position;
    write_text(fd, "0123456789");
    SUCCEEDS(__wasi_fd_tell(fd, &position));
    CHECK(position == 10);
    SUCCEEDS(__wasi_fd_seek(fd, -4, __WASI_WHENCE_END, &position));
    CHECK(position == 6);
    SUCCEEDS(__wasi_fd_seek(fd, 1, __WASI_WHENCE_CUR, &position));
    CHECK(position == 7);
    FAILS(INVAL, __wasi_fd_seek(fd, -8, __WASI_WHENCE_CUR, &position));
    FAILS(INVAL, __wasi_fd_seek(fd, 0, 3, &position));
    write_text(fd, "x");
    expect_text("f", "0123456x89");
    SUCCEEDS(__wasi_fd_seek(fd, 12, __WASI_WHENCE_SET, &position));
    write_text(fd, "y");
    char bytes[16];
    __wasi_iovec_t iov = {(uint8_t *)bytes, sizeof bytes};
    __wasi_size_t n;
    SUCCEEDS(__wasi_fd_pread(fd, &iov, 1, 8, &n));
    CHECK(n == 5 && memcmp(bytes, "89\0\0y", 5) == 0); /* a gap reads as zeros */
    SUCCEEDS(__wasi_fd_close(fd));
    FAILS(BADF, __wasi_fd_close(fd));
    OK("positions");
}

static void test_vectors(void)
{
    char a[4] = "", b[8] = "";
    __wasi_size_t n;
    __wasi_fd_t fd = open_file("v", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL);
    __wasi_ciovec_t out[3] = {
        {(const uint8_t *)"abc", 3}, {(const uint8_t *)"", 0}, {(const uint8_t *)"defgh", 5}};
    __wasi_iovec_t in[2] = {{(uint8_t *)a, 3}, {(uint8_t *)b, 7}};
    SUCCEEDS(__wasi_fd_pwrite(fd, out, 3, 2, &n));
    CHECK(n == 8);
    SUCCEEDS(__wasi_fd_pread(fd, in, 2, 2, &n));
    CHECK(n == 8 && strcmp(a, "abc") == 0 && strcmp(b, "defgh") == 0);
    SUCCEEDS(__wasi_fd_read(fd, in, 2, &n));
    CHECK(n == 10 && memcmp(a, "\0\0a", 3) == 0);
    SUCCEEDS(__wasi_fd_read(fd, in, 2, &n));
    CHECK(n == 0);
    SUCCEEDS(__wasi_fd_close(fd));
    OK("vectors");
}

static void test_opening(void)
{
    __wasi_fd_t fd, other;
    FAILS(EXIST,
          __wasi_path_open(ROOT, 0, "v", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, RW, 0, 0, &fd));
    FAILS(NOENT, __wasi_path_open(ROOT, 0, "none", 0, RW, 0, 0, &fd));
    FAILS(NOTDIR, __wasi_path_open(ROOT, 0, "v", __WASI_OFLAGS_DIRECTORY, RW, 0, 0, &fd));
    FAILS(NOTDIR, __wasi_path_open(ROOT, 0, "v/", 0, RW, 0, 0, &fd));
    FAILS(ISDIR, __wasi_path_open(ROOT, 0, "tmp", 0, RW, 0, 0, &fd));
    FAILS(INVAL, __wasi_path_open(ROOT, 0, "new", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_DIRECTORY, RW,
                                  0, 0, &fd));
    fd = open_file("v", __WASI_OFLAGS_TRUNC);
    expect_text("v", "");
    other = open_file("v", 0);
    CHECK(other == fd + 1);
    SUCCEEDS(__wasi_fd_close(fd));
    CHECK(open_file("v", 0) == fd); /* the lowest free number */
    SUCCEEDS(__wasi_fd_close(fd));
    SUCCEEDS(__wasi_fd_close(other));
    OK("opening");
}

static void test_append(void)
{
    __wasi_fdstat_t stat;
    __wasi_filesize_t position;
    __wasi_fd_t fd;
    make_file("a", "one");
    SUCCEEDS(__wasi_path_open(ROOT, 0, "a", 0, RW, 0, __WASI_FDFLAGS_APPEND, &fd));
    write_text(fd, "two");
    SUCCEEDS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &position));
    write_text(fd, "three");
    expect_text("a", "onetwothree");
    SUCCEEDS(__wasi_fd_fdstat_get(fd, &stat));
    CHECK(stat.fs_flags == __WASI_FDFLAGS_APPEND);
    SUCCEEDS(__wasi_fd_fdstat_set_flags(fd, 0));
    SUCCEEDS(__wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &position));
    write_text(fd, "ONE");
    expect_text("a", "ONEtwothree");
    SUCCEEDS(__wasi_fd_close(fd));
    OK("appending");
}

static void test_stdio(void)
{
    char line[32];
    FILE *file = fopen("/tmp/stdio.txt", "w+");
    CHECK(file && fprintf(file, "number %d\n", 7) == 9);
    rewind(file);
    CHECK(fgets(line, sizeof line, file) && strcmp(line, "number 7\n") == 0);
    CHECK(fclose(file) == 0);
    file = fopen("tmp/stdio.txt", "a+");
    CHECK(file && fputs("more\n", file) >= 0 && ftell(file) == 14 && fclose(file) == 0);
    CHECK(remove("/tmp/stdio.txt") == 0 && !fopen("/tmp/stdio.txt", "r"));
    OK("stdio");
}

int main(void)
{
    test_positions();
    test_vectors();
    test_opening();
    test_append();
    test_stdio();
    return 0;
}
