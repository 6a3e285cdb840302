/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The clock a guest sees: real time rounded down to 1 ms, never going backwards; its monotonic
 * clock is the same reading counted from the run's start. `fixed` freezes both at the value given.
 */
#ifndef GUEST_CLOCK_H
#define GUEST_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct guest_clock {
    bool fixed;
    uint64_t fixed_ns;  /* time since the Unix epoch that a fixed clock shows */
    uint64_t floor_ns;  /* last reading given out */
    uint64_t origin_ns; /* reading at the start: zero of the monotonic clock */
};

void clock_start(struct guest_clock *clock, bool fixed, uint64_t fixed_ns);
uint64_t clock_realtime(struct guest_clock *clock);
uint64_t clock_monotonic(struct guest_clock *clock);

#endif
