/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 through libcrypto's one-shot and streaming interfaces. libcrypto uses the processor's SHA
 * instructions where it has them.
 */
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

struct hash hash_of(struct slice s)
{
    return hash_of_parts(&s, 1);
}

struct hash hash_of_parts(const struct slice *parts, size_t n_parts)
{
    struct hash hash = {{0}};
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; ok && i < n_parts; i++)
        ok = parts[i].len == 0 || EVP_DigestUpdate(ctx, parts[i].ptr, parts[i].len) == 1;
    ok = ok && EVP_DigestFinal_ex(ctx, hash.bytes, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    /* Only a host without memory gets here; a made-up hash would be worse than the end. */
    if (!ok)
        abort();
    return hash;
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
    out[2 * HASH_SIZE] = 0;
}
