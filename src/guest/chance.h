/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The random bytes a guest sees: a ChaCha20 stream keyed by the sandbox's two 64-bit seeds, so
 * equal seeds give equal bytes and the position is one number of the state record.
 */
#ifndef GUEST_CHANCE_H
#define GUEST_CHANCE_H

#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t seed[2];
    uint64_t position; /* bytes given out so far */
};

void chance_init(struct chance *chance, uint64_t seed0, uint64_t seed1);
void chance_bytes(struct chance *chance, void *out, size_t len);

#endif
