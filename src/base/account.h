/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One count of the host memory that is held for one sandbox: virtual files, captured output,
 * replies, pending calls. Whoever allocates on a guest's behalf charges first and stops when
 * refused; whoever frees releases. An account may have a parent, which is charged too: "files" is a
 * part of the whole. A NULL account charges nobody (memory of Troupe's own). Not shared between
 * threads.
 */
#ifndef BASE_ACCOUNT_H
#define BASE_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct account {
    struct account *parent; /* NULL at the top */
    uint64_t used_bytes;
    uint64_t peak_bytes;
    uint64_t cap_bytes;
    bool refused; /* set once a charge was refused, never cleared */
};

static inline void account_release(struct account *a, uint64_t bytes)
{
    for (; a; a = a->parent)
        a->used_bytes -= bytes <= a->used_bytes ? bytes : a->used_bytes;
}

static inline bool account_charge(struct account *a, uint64_t bytes)
{
    if (!a)
        return true;
    if (bytes > a->cap_bytes - a->used_bytes || !account_charge(a->parent, bytes)) {
        a->refused = true;
        return false;
    }
    a->used_bytes += bytes;
    if (a->used_bytes > a->peak_bytes)
        a->peak_bytes = a->used_bytes;
    return true;
}

#endif
