/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Seeded random bytes: the ChaCha20 key stream (RFC 8439, block function) from block 0 on. The key
 * is the two seeds, little-endian, then 16 constant bytes; the nonce is zero and the block counter
 * has 64 bits, so the stream does not repeat within any run. Nothing is prepared or kept: a read
 * makes the blocks that it touches, which costs a small read about 0.1 us and start-up nothing.
 */
#include "guest/chance.h"

#include <string.h>

#define BLOCK_BYTES 64

static const uint32_t constants[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
/* "troupe chance v1": second half of the key. */
static const uint32_t key_tail[4] = {0x756f7274, 0x63206570, 0x636e6168, 0x31762065};

static inline uint32_t rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static inline void quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *a += *b;
    *d = rotate(*d ^ *a, 16);
    *c += *d;
    *b = rotate(*b ^ *c, 12);
    *a += *b;
    *d = rotate(*d ^ *a, 8);
    *c += *d;
    *b = rotate(*b ^ *c, 7);
}

static void block(const uint64_t seed[2], uint64_t counter, uint8_t out[BLOCK_BYTES])
{
    uint32_t input[16] = {
        constants[0],
        constants[1],
        constants[2],
        constants[3],
        (uint32_t)seed[0],
        (uint32_t)(seed[0] >> 32),
        (uint32_t)seed[1],
        (uint32_t)(seed[1] >> 32),
        key_tail[0],
        key_tail[1],
        key_tail[2],
        key_tail[3],
        (uint32_t)counter,
        (uint32_t)(counter >> 32),
        0,
        0,
    };
    uint32_t x[16];
    memcpy(x, input, sizeof x);
    for (unsigned round = 0; round < 10; round++) {
        for (unsigned i = 0; i < 4; i++)
            quarter(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
        for (unsigned i = 0; i < 4; i++)
            quarter(&x[i], &x[4 + (i + 1) % 4], &x[8 + (i + 2) % 4], &x[12 + (i + 3) % 4]);
    }
    for (unsigned i = 0; i < 16; i++) {
        uint32_t word = x[i] + input[i];
        for (unsigned byte = 0; byte < 4; byte++)
            out[4 * i + byte] = (uint8_t)(word >> (8 * byte));
    }
}

void chance_init(struct chance *chance, uint64_t seed0, uint64_t seed1)
{
    *chance = (struct chance){.seed = {seed0, seed1}};
}

void chance_bytes(struct chance *chance, void *out, size_t len)
{
    uint8_t *to = out;
    while (len > 0) {
        uint8_t bytes[BLOCK_BYTES];
        block(chance->seed, chance->position / BLOCK_BYTES, bytes);
        size_t skip = chance->position % BLOCK_BYTES;
        size_t n = BLOCK_BYTES - skip < len ? BLOCK_BYTES - skip : len;
        memcpy(to, bytes + skip, n);
        to += n;
        len -= n;
        chance->position += n;
    }
}
