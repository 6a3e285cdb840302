/* SPDX-License-Identifier: Apache-2.0 */
/* poll_oneoff: clocks and descriptors. */
#include "wasi_test.h"

#include <time.h>
#include <unistd.h>

static __wasi_subscription_t clock_in(uint64_t userdata, uint64_t ms)
{
    __wasi_subscription_t s = {.userdata = userdata};
    s.u.tag = __WASI_EVENTTYPE_CLOCK;
    s.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    s.u.u.clock.timeout = ms * 1000000;
    return s;
}

static __wasi_subscription_t fd_ready(uint64_t userdata, __wasi_eventtype_t tag, __wasi_fd_t fd)
{
    __wasi_subscription_t s = {.userdata = userdata};
    s.u.tag = tag;
    s.u.u.fd_read.file_descriptor = fd;
    return s;
}

static uint64_t now(void)
{
    __wasi_timestamp_t time;
    SUCCEEDS(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &time));
    return time;
}

int main(void)
{
    __wasi_event_t events[4];
    __wasi_size_t n;
    __wasi_subscription_t two[2] = {clock_in(1, 5000), clock_in(2, 20)};
    uint64_t before = now();
    SUCCEEDS(__wasi_poll_oneoff(two, events, 2, &n));
    CHECK(n == 1 && events[0].userdata == 2 && events[0].type == __WASI_EVENTTYPE_CLOCK);
    CHECK(now() - before >= 20000000);
    OK("relative clocks");

    two[0] = clock_in(3, 0);
    two[0].u.u.clock.timeout = now() + 30000000;
    two[0].u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    SUCCEEDS(__wasi_poll_oneoff(two, events, 1, &n));
    CHECK(n == 1 && now() >= two[0].u.u.clock.timeout);
    OK("absolute clocks");

    make_file("f", "12345");
    __wasi_subscription_t four[4] = {
        fd_ready(1, __WASI_EVENTTYPE_FD_READ, open_file("f", 0)),
        fd_ready(2, __WASI_EVENTTYPE_FD_WRITE, 1),
        fd_ready(3, __WASI_EVENTTYPE_FD_READ, 99),
        clock_in(4, 5000),
    };
    SUCCEEDS(__wasi_poll_oneoff(four, events, 4, &n));
    CHECK(n == 3 && events[0].userdata == 1 && events[0].fd_readwrite.nbytes == 5);
    CHECK(events[1].userdata == 2 && events[1].error == 0);
    CHECK(events[2].userdata == 3 && events[2].error == __WASI_ERRNO_BADF);
    FAILS(INVAL, __wasi_poll_oneoff(four, events, 0, &n));
    OK("descriptors");

    before = now();
    CHECK(usleep(10000) == 0 && now() - before >= 10000000);
    OK("usleep");
    return 0;
}
