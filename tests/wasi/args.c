/* SPDX-License-Identifier: Apache-2.0 */
/* args_get, args_sizes_get. Run with the arguments: one "" "two words" "grüße". */
#include "wasi_test.h"

int main(int argc, char **argv)
{
    __wasi_size_t n, bytes;
    CHECK(argc == 5);
    CHECK(strstr(argv[0], "args.wasm") != NULL);
    CHECK(strcmp(argv[1], "one") == 0 && strcmp(argv[2], "") == 0);
    CHECK(strcmp(argv[3], "two words") == 0 && strcmp(argv[4], "grüße") == 0);
    OK("main's arguments");
    SUCCEEDS(__wasi_args_sizes_get(&n, &bytes));
    CHECK(n == 5 && bytes == strlen(argv[0]) + 1 + 4 + 1 + 10 + strlen("grüße") + 1);
    uint8_t *list[5], strings[4096];
    CHECK(bytes <= sizeof strings);
    SUCCEEDS(__wasi_args_get(list, strings));
    CHECK(list[0] == strings && strcmp((char *)list[3], "two words") == 0);
    OK("args_get");
    return 0;
}
