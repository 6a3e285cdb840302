/* SPDX-License-Identifier: Apache-2.0 */
/* environ_get, environ_sizes_get. Run with --env A=1 --env EMPTY=; nothing else may be there. */
#include "wasi_test.h"

int main(void)
{
    __wasi_size_t n, bytes;
    CHECK(strcmp(getenv("A"), "1") == 0 && strcmp(getenv("EMPTY"), "") == 0);
    CHECK(getenv("PATH") == NULL && getenv("HOME") == NULL);
    OK("getenv");
    SUCCEEDS(__wasi_environ_sizes_get(&n, &bytes));
    CHECK(n == 2 && bytes == 4 + 7);
    uint8_t *list[2], strings[11];
    SUCCEEDS(__wasi_environ_get(list, strings));
    CHECK(strcmp((char *)list[0], "A=1") == 0 && strcmp((char *)list[1], "EMPTY=") == 0);
    OK("environ_get");
    return 0;
}
