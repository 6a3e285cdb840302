/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's clock. One reading serves both clocks: real time cut to whole milliseconds, at least
 * as late as the reading before. A coarse clock denies a guest the timer that attacks on caches
 * need, and keeps the number of distinct readings that a record must hold small. The floor is part
 * of the state record, so a guest restored on a machine whose clock lags sees no step back.
 */
#include "guest/clock.h"

#include "base/limits.h"
#include "base/os.h"

uint64_t clock_realtime(struct guest_clock *clock)
{
    if (clock->fixed)
        return clock->fixed_ns;
    uint64_t now = os_realtime_ns();
    now -= now % MS_NS;
    if (now > clock->floor_ns)
        clock->floor_ns = now;
    return clock->floor_ns;
}

void clock_start(struct guest_clock *clock, bool fixed, uint64_t fixed_ns)
{
    *clock = (struct guest_clock){.fixed = fixed, .fixed_ns = fixed_ns};
    clock->floor_ns = fixed ? fixed_ns : 0;
    clock->origin_ns = clock_realtime(clock);
}

uint64_t clock_monotonic(struct guest_clock *clock)
{
    uint64_t now = clock_realtime(clock);
    return now > clock->origin_ns ? now - clock->origin_ns : 0;
}
