/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A captured stream with a cap: the head and the tail are kept, what lies between is counted and
 * dropped while it arrives, so that a guest that prints 700 MB costs the host no more than the cap.
 * Three quarters of the cap are head, one quarter is tail; both end on UTF-8 boundaries where the
 * content is UTF-8.
 */
#ifndef GUEST_OUTPUT_H
#define GUEST_OUTPUT_H

#include "base/buf.h"

struct output {
    struct buf head;
    uint8_t *tail; /* ring, allocated once the head is full */
    size_t tail_size, tail_pos;
    uint64_t total_bytes; /* everything the guest wrote */
};

void output_init(struct output *o, size_t cap, struct account *account);
void output_done(struct output *o);
/* Returns how many of the first bytes of `bytes` belong to the head: what may be streamed at once.
 */
size_t output_write(struct output *o, struct slice bytes);
bool output_truncated(const struct output *o);
uint64_t output_dropped(const struct output *o);
/* Head, a line that says how many bytes are left out, tail. */
void output_text(const struct output *o, struct buf *out);

#endif
