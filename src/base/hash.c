/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 by libcrypto's plain functions. They are marked deprecated since version 3 in favour of
 * EVP, but they allocate nothing and cannot fail, which is why hash_of returns a hash and not a
 * result that every caller would have to check; and they spare small inputs the look-up of an
 * algorithm. Both use the processor's SHA instructions.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include <openssl/sha.h>

_Static_assert(HASH_SIZE == SHA256_DIGEST_LENGTH, "a hash is a SHA-256 digest");
_Static_assert(HASH_HEX_SIZE == 2 * HASH_SIZE + 1, "two digits a byte and a NUL");

struct hash hash_of_parts(const struct slice *parts, size_t n_parts)
{
    SHA256_CTX context;
    struct hash hash;
    SHA256_Init(&context);
    for (size_t i = 0; i < n_parts; i++)
        if (parts[i].len)
            SHA256_Update(&context, parts[i].ptr, parts[i].len);
    SHA256_Final(hash.bytes, &context);
    return hash;
}

struct hash hash_of(struct slice s)
{
    return hash_of_parts(&s, 1);
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

void hash_hex(const struct hash *h, char out[HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_SIZE; i++) {
        out[2 * i] = digits[h->bytes[i] >> 4];
        out[2 * i + 1] = digits[h->bytes[i] & 15];
    }
    out[2 * HASH_SIZE] = '\0';
}
