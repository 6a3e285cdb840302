/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See web_digest.h.
 *
 * All six share one frame: input is cut into blocks, the last is padded with 0x80, zeros and the
 * length in bits. They differ in the function that mixes a block in, in word size, byte order and
 * in how much of the state is shown. SHA-256's constants are the upper halves of SHA-512's.
 */
#include "web_digest.h"
#include "base/err.h"

struct digest_algorithm {
    const char *name;
    void (*mix)(struct digest *d, const uint8_t *block);
    const void *start;
    uint8_t state_bytes, block_bytes, word_bytes, out_bytes;
    bool little_endian;
};

/* Fractions of the cube roots of the first 80 primes. */
static const uint64_t sha2_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* Fractions of the square roots of the first 16 primes. */
static const uint64_t sha512_start[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};
static const uint64_t sha384_start[8] = {
    0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
    0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};
static const uint32_t sha256_start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static const uint32_t sha224_start[8] = {
    0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
};
static const uint32_t sha1_start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

/* Sines of 1 to 64. */
static const uint32_t md5_constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static uint32_t rotate_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t rotate_right(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static uint64_t rotate_right64(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static uint32_t big32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t big64(const uint8_t *p)
{
    return (uint64_t)big32(p) << 32 | big32(p + 4);
}

static uint32_t little32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* ---- blocks ---- */

static void mix_md5(struct digest *d, const uint8_t *block)
{
    static const uint8_t shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t *s = d->state.words32, a = s[0], b = s[1], c = s[2], e = s[3];
    for (unsigned i = 0; i < 64; i++) {
        unsigned round = i / 16;
        uint32_t f = round == 0   ? (b & c) | (~b & e)
                     : round == 1 ? (e & b) | (~e & c)
                     : round == 2 ? b ^ c ^ e
                                  : c ^ (b | ~e);
        unsigned word = (round == 0   ? i
                         : round == 1 ? 5 * i + 1
                         : round == 2 ? 3 * i + 5
                                      : 7 * i) %
                        16;
        f += a + md5_constants[i] + little32(block + 4 * word);
        a = e;
        e = c;
        c = b;
        b += rotate_left(f, shifts[round][i % 4]);
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += e;
}

static void mix_sha1(struct digest *d, const uint8_t *block)
{
    static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t w[80], *s = d->state.words32, a = s[0], b = s[1], c = s[2], e = s[3], f = s[4];
    for (unsigned i = 0; i < 16; i++)
        w[i] = big32(block + 4 * i);
    for (unsigned i = 16; i < 80; i++)
        w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (unsigned i = 0; i < 80; i++) {
        unsigned round = i / 20;
        uint32_t mixed = round == 0   ? (b & c) | (~b & e)
                         : round == 2 ? (b & c) | (b & e) | (c & e)
                                      : b ^ c ^ e;
        uint32_t next = rotate_left(a, 5) + mixed + f + constants[round] + w[i];
        f = e;
        e = c;
        c = rotate_left(b, 30);
        b = a;
        a = next;
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += e;
    s[4] += f;
}

/* One round; the eight values start at v[-k], counted around. */
static inline void round_sha256(uint32_t v[8], unsigned k, uint32_t input)
{
    uint32_t a = v[-k & 7], b = v[(1 - k) & 7], c = v[(2 - k) & 7], e = v[(4 - k) & 7];
    uint32_t f = v[(5 - k) & 7], g = v[(6 - k) & 7];
    uint32_t first = v[(7 - k) & 7] + input + ((e & f) ^ (~e & g)) +
                     (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25));
    v[(3 - k) & 7] += first;
    v[(7 - k) & 7] = first + ((a & b) ^ (a & c) ^ (b & c)) +
                     (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22));
}

static void mix_sha256(struct digest *d, const uint8_t *block)
{
    uint32_t w[64], v[8], *s = d->state.words32;
    for (unsigned i = 0; i < 16; i++)
        w[i] = big32(block + 4 * i);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + w[i - 7] +
               (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
    }
    memcpy(v, s, sizeof(v));
    /* where a value stands moves on by one each round, instead of the values */
    for (unsigned i = 0; i < 64; i += 8) {
        for (unsigned k = 0; k < 8; k++)
            round_sha256(v, k, (uint32_t)(sha2_constants[i + k] >> 32) + w[i + k]);
    }
    for (unsigned i = 0; i < 8; i++)
        s[i] += v[i];
}

static inline void round_sha512(uint64_t v[8], unsigned k, uint64_t input)
{
    uint64_t a = v[-k & 7], b = v[(1 - k) & 7], c = v[(2 - k) & 7], e = v[(4 - k) & 7];
    uint64_t f = v[(5 - k) & 7], g = v[(6 - k) & 7];
    uint64_t first = v[(7 - k) & 7] + input + ((e & f) ^ (~e & g)) +
                     (rotate_right64(e, 14) ^ rotate_right64(e, 18) ^ rotate_right64(e, 41));
    v[(3 - k) & 7] += first;
    v[(7 - k) & 7] = first + ((a & b) ^ (a & c) ^ (b & c)) +
                     (rotate_right64(a, 28) ^ rotate_right64(a, 34) ^ rotate_right64(a, 39));
}

static void mix_sha512(struct digest *d, const uint8_t *block)
{
    uint64_t w[80], v[8], *s = d->state.words64;
    for (unsigned i = 0; i < 16; i++)
        w[i] = big64(block + 8 * i);
    for (unsigned i = 16; i < 80; i++) {
        uint64_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right64(x, 1) ^ rotate_right64(x, 8) ^ x >> 7) + w[i - 7] +
               (rotate_right64(y, 19) ^ rotate_right64(y, 61) ^ y >> 6);
    }
    memcpy(v, s, sizeof(v));
    for (unsigned i = 0; i < 80; i += 8) {
        for (unsigned k = 0; k < 8; k++)
            round_sha512(v, k, sha2_constants[i + k] + w[i + k]);
    }
    for (unsigned i = 0; i < 8; i++)
        s[i] += v[i];
}

/* ---- the frame ---- */

static const struct digest_algorithm algorithms[] = {
    {"md5", mix_md5, sha1_start, 16, 64, 4, 16, true},
    {"sha1", mix_sha1, sha1_start, 20, 64, 4, 20, false},
    {"sha224", mix_sha256, sha224_start, 32, 64, 4, 28, false},
    {"sha256", mix_sha256, sha256_start, 32, 64, 4, 32, false},
    {"sha384", mix_sha512, sha384_start, 64, 128, 8, 48, false},
    {"sha512", mix_sha512, sha512_start, 64, 128, 8, 64, false},
};

bool digest_init(struct digest *d, struct slice name)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(algorithms); i++) {
        if (!slice_is(name, algorithms[i].name))
            continue;
        *d = (struct digest){.algorithm = &algorithms[i]};
        memcpy(&d->state, algorithms[i].start, algorithms[i].state_bytes);
        return true;
    }
    return false;
}

size_t digest_block_bytes(const struct digest *d)
{
    return d->algorithm->block_bytes;
}

void digest_update(struct digest *d, struct slice bytes)
{
    size_t size = d->algorithm->block_bytes, used = (size_t)(d->total_bytes % size);
    d->total_bytes += bytes.len;
    if (used + bytes.len >= size && used > 0) {
        memcpy(d->block + used, bytes.ptr, size - used);
        d->algorithm->mix(d, d->block);
        bytes = slice_from(bytes, size - used);
        used = 0;
    }
    for (; bytes.len >= size; bytes = slice_from(bytes, size))
        d->algorithm->mix(d, bytes.ptr);
    if (bytes.len > 0)
        memcpy(d->block + used, bytes.ptr, bytes.len);
}

static void pad(struct digest *d)
{
    const struct digest_algorithm *a = d->algorithm;
    uint64_t bits = d->total_bytes * 8;
    size_t used = (size_t)(d->total_bytes % a->block_bytes);
    d->block[used++] = 0x80;
    if (used > (size_t)a->block_bytes - 2 * a->word_bytes) {
        memset(d->block + used, 0, a->block_bytes - used);
        a->mix(d, d->block);
        used = 0;
    }
    memset(d->block + used, 0, a->block_bytes - used);
    uint8_t *end = d->block + a->block_bytes;
    for (unsigned i = 0; i < 8; i++)
        end[a->little_endian ? (int)i - 8 : -1 - (int)i] = (uint8_t)(bits >> 8 * i);
    a->mix(d, d->block);
}

size_t digest_finish(struct digest *d, uint8_t out[DIGEST_BYTES_MAX])
{
    const struct digest_algorithm *a = d->algorithm;
    pad(d);
    for (unsigned i = 0; i < a->out_bytes; i++) {
        unsigned word = i / a->word_bytes, byte = i % a->word_bytes;
        uint64_t value = a->word_bytes == 8 ? d->state.words64[word] : d->state.words32[word];
        unsigned shift = 8 * (a->little_endian ? byte : a->word_bytes - 1 - byte);
        out[i] = (uint8_t)(value >> shift);
    }
    return a->out_bytes;
}
