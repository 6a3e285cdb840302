/* SPDX-License-Identifier: Apache-2.0 */
/* proc_exit: what was printed before is kept, nothing runs after it. */
#include "wasi_test.h"

int main(void)
{
    OK("before");
    fflush(stdout);
    __wasi_proc_exit(42);
    puts("after");
    return 0;
}
