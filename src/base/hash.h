/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) through libcrypto, and hexadecimal text. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/slice.h"

#define HASH_SIZE     32
#define HASH_HEX_SIZE 65 /* with the NUL */

struct hash {
    uint8_t bytes[HASH_SIZE];
};

struct hash hash_of(struct slice s);
/* The hash of several slices one after the other. */
struct hash hash_of_parts(const struct slice *parts, size_t n_parts);
bool hash_eq(const struct hash *a, const struct hash *b);
void hash_hex(const struct hash *h, char out[HASH_HEX_SIZE]);

#endif
