/* SPDX-License-Identifier: Apache-2.0 */
/* Standard streams: fd_read from 0, fd_write to 1 and 2, and what they are not. Run with the input
 * "first line\nsecond". */
#include "wasi_test.h"

#include <unistd.h>

int main(void)
{
    char line[64];
    __wasi_filesize_t position;
    __wasi_fdstat_t stat;
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "first line\n") == 0);
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "second") == 0);
    CHECK(!fgets(line, sizeof line, stdin) && feof(stdin));
    OK("standard input");
    for (__wasi_fd_t fd = 0; fd < 3; fd++) {
        FAILS(SPIPE, __wasi_fd_seek(fd, 0, __WASI_WHENCE_CUR, &position));
        FAILS(SPIPE, __wasi_fd_tell(fd, &position));
        SUCCEEDS(__wasi_fd_fdstat_get(fd, &stat));
        CHECK(!isatty((int)fd));
    }
    OK("streams do not seek");
    __wasi_size_t n;
    __wasi_ciovec_t out = {(const uint8_t *)"x", 1};
    __wasi_iovec_t in = {(uint8_t *)line, 1};
    FAILS(NOTCAPABLE, __wasi_fd_write(0, &out, 1, &n));
    FAILS(NOTCAPABLE, __wasi_fd_read(1, &in, 1, &n));
    OK("one direction each");
    fprintf(stderr, "to standard error\n");
    return 0;
}
