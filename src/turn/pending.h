/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations a guest has started and that wait for their reply: a heap ordered by due time, then by
 * the guest's own number, so that the order of replies is a function of the inputs alone.
 */
#ifndef TURN_PENDING_H
#define TURN_PENDING_H

#include "base/account.h"
#include "base/buf.h"
#include "base/err.h"

struct pending_call {
    uint64_t due_ns; /* on the run's own clock */
    uint32_t id;
    uint32_t error_len; /* the reply is this error map; 0 = the reply is null */
    uint8_t *error;     /* owned */
};

struct pending {
    struct pending_call *heap;
    size_t n, room, max;
    size_t peak;
    struct account *account;
};

enum pending_put { PENDING_OK, PENDING_FULL, PENDING_NO_MEMORY };

void pending_init(struct pending *pending, size_t max, struct account *account);
void pending_done(struct pending *pending);
/* Copies `error` (an encoded error map, or empty). */
enum pending_put pending_add(struct pending *pending, uint64_t due_ns, uint32_t id,
                             struct slice error) TR_MUST_USE;
const struct pending_call *pending_first(const struct pending *pending); /* NULL when empty */
/* Takes the first one out; the caller owns it (pending_call_done). There must be one. */
struct pending_call pending_take(struct pending *pending);
void pending_call_done(struct pending *pending, struct pending_call *call);

#endif
