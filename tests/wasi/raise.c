/* SPDX-License-Identifier: Apache-2.0 */
/* proc_raise, sched_yield: a signal ends the program with 128 and its number. */
#include "wasi_test.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) int
proc_raise(int signal);

int main(void)
{
    SUCCEEDS(__wasi_sched_yield());
    OK("sched_yield");
    SUCCEEDS(proc_raise(0));
    FAILS(INVAL, proc_raise(99));
    OK("no signal");
    fflush(stdout);
    return proc_raise(6);
}
