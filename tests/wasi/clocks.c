/* SPDX-License-Identifier: Apache-2.0 */
/* clock_res_get, clock_time_get: whole milliseconds, never backwards. */
#include "wasi_test.h"

#include <time.h>

int main(void)
{
    __wasi_timestamp_t resolution, before, after;
    for (__wasi_clockid_t id = 0; id < 4; id++) {
        SUCCEEDS(__wasi_clock_res_get(id, &resolution));
        CHECK(resolution == 1000000);
        SUCCEEDS(__wasi_clock_time_get(id, 1, &before));
        CHECK(before % 1000000 == 0);
        for (int i = 0; i < 10000; i++) {
            SUCCEEDS(__wasi_clock_time_get(id, 1, &after));
            CHECK(after >= before);
            before = after;
        }
    }
    OK("clock_time_get");
    FAILS(INVAL, __wasi_clock_res_get((__wasi_clockid_t){4}, &resolution));
    FAILS(INVAL, __wasi_clock_time_get((__wasi_clockid_t){99}, 1, &before));
    OK("unknown clocks");
    CHECK(time(NULL) > 1700000000);
    OK("time");
    return 0;
}
