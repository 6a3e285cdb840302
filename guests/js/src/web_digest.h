/* SPDX-License-Identifier: Apache-2.0 */
/* MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), fed piece by piece. */
#ifndef JS_WEB_DIGEST_H
#define JS_WEB_DIGEST_H

#include "base/slice.h"

#define DIGEST_BYTES_MAX 64
#define DIGEST_BLOCK_MAX 128

struct digest_algorithm;

struct digest {
    const struct digest_algorithm *algorithm;
    union {
        uint32_t words32[8];
        uint64_t words64[8];
    } state;
    uint64_t total_bytes;
    uint8_t block[DIGEST_BLOCK_MAX]; /* its first total_bytes % block size bytes wait */
};

/* False: no such algorithm. Names: md5, sha1, sha224, sha256, sha384, sha512. */
bool digest_init(struct digest *d, struct slice name);
void digest_update(struct digest *d, struct slice bytes);
/* The digest's length; `d` is of no use afterwards. */
size_t digest_finish(struct digest *d, uint8_t out[DIGEST_BYTES_MAX]);
size_t digest_block_bytes(const struct digest *d);

#endif
