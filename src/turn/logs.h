/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log lines of one run under a cap: the first lines and the last lines are kept, those between are
 * counted and dropped as they come. Three quarters of the cap are head, one quarter is tail.
 */
#ifndef TURN_LOGS_H
#define TURN_LOGS_H

#include "base/buf.h"

struct logs {
    struct buf head; /* encoded [level, text] items */
    struct buf tail; /* the same; what stands before tail_start is given up */
    size_t tail_start;
    size_t tail_max;
    bool head_closed;     /* a line did not fit: everything later goes to the tail */
    uint64_t total_bytes; /* text of every line */
    uint64_t dropped_lines, dropped_bytes;
};

void logs_init(struct logs *logs, uint64_t cap, struct account *account);
void logs_done(struct logs *logs);
/* A line; its text is cut to a quarter of the cap. Returns its encoding when it went into the head
 * (to be streamed; valid until the next call), else an empty slice. */
struct slice logs_add(struct logs *logs, unsigned level, struct slice text);
/* Head and tail one after the other in *out, which takes the head's memory over; returns the length
 * of the head. */
size_t logs_take(struct logs *logs, struct buf *out);

#endif
