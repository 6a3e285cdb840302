/* SPDX-License-Identifier: Apache-2.0 */
/* What both import modules share: arguments, integers into guest memory, random bytes. */
#ifndef GUEST_BORDER_H
#define GUEST_BORDER_H

#include "engine/host.h"

static inline uint32_t arg32(const struct host_call *call, unsigned i)
{
    return (uint32_t)call->args[i];
}

/* Little-endian, at any alignment. */
static inline void bytes_put(uint8_t *to, uint64_t value, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

static inline void bytes_put_u16(uint8_t *to, uint16_t value)
{
    bytes_put(to, value, 2);
}

static inline void bytes_put_u32(uint8_t *to, uint32_t value)
{
    bytes_put(to, value, 4);
}

static inline void bytes_put_u64(uint8_t *to, uint64_t value)
{
    bytes_put(to, value, 8);
}

/* Seeded bytes to guest memory, asking between slices whether to stop. */
enum stop guest_random(struct host_call *call, uint8_t *out, uint32_t len);

#endif
