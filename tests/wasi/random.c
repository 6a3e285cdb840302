/* SPDX-License-Identifier: Apache-2.0 */
/* random_get: prints the first bytes, which the seed decides. */
#include "wasi_test.h"

int main(void)
{
    static uint8_t bytes[1 << 20];
    unsigned counts[256] = {0};
    SUCCEEDS(__wasi_random_get(bytes, 8));
    printf("bytes ");
    for (int i = 0; i < 8; i++)
        printf("%02x", bytes[i]);
    puts("");
    SUCCEEDS(__wasi_random_get(bytes, sizeof bytes));
    for (size_t i = 0; i < sizeof bytes; i++)
        counts[bytes[i]]++;
    for (int i = 0; i < 256; i++)
        CHECK(counts[i] > 3000 && counts[i] < 5200);
    SUCCEEDS(__wasi_random_get(bytes, 0));
    OK("random_get");
    return 0;
}
