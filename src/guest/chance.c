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

/* One row of the state's 4 x 4 words: a quarter round of all four columns at once. */
typedef uint32_t row __attribute__((vector_size(16)));

static inline row rotate(row x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static inline void quarters(row *a, row *b, row *c, row *d)
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

static void double_round(row *a, row *b, row *c, row *d)
{
    quarters(a, b, c, d);
    *b = __builtin_shufflevector(*b, *b, 1, 2, 3, 0); /* diagonals become columns */
    *c = __builtin_shufflevector(*c, *c, 2, 3, 0, 1);
    *d = __builtin_shufflevector(*d, *d, 3, 0, 1, 2);
    quarters(a, b, c, d);
    *b = __builtin_shufflevector(*b, *b, 3, 0, 1, 2);
    *c = __builtin_shufflevector(*c, *c, 2, 3, 0, 1);
    *d = __builtin_shufflevector(*d, *d, 1, 2, 3, 0);
}

static void block(const uint64_t seed[2], uint64_t counter, uint8_t out[BLOCK_BYTES])
{
    const row input[4] = {
        {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, /* "expand 32-byte k" */
        {(uint32_t)seed[0], (uint32_t)(seed[0] >> 32), (uint32_t)seed[1],
         (uint32_t)(seed[1] >> 32)},
        {0x756f7274, 0x63206570, 0x636e6168, 0x31762065}, /* "troupe chance v1" */
        {(uint32_t)counter, (uint32_t)(counter >> 32), 0, 0},
    };
    row a = input[0], b = input[1], c = input[2], d = input[3];
    for (unsigned i = 0; i < 10; i++)
        double_round(&a, &b, &c, &d);
    const row output[4] = {a + input[0], b + input[1], c + input[2], d + input[3]};
    for (unsigned i = 0; i < 16; i++)
        for (unsigned byte = 0; byte < 4; byte++)
            out[4 * i + byte] = (uint8_t)(output[i / 4][i % 4] >> (8 * byte));
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
