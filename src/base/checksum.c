/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checksum of cache files. SHA-256 over the four megabytes that a JavaScript run loads took a
 * third of the whole process's ten milliseconds; XXH3 takes a hundredth. The library's header is
 * compiled in here, so nothing of it is exported.
 */
#include "base/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

struct checksum checksum_of(struct slice s)
{
    XXH128_hash_t sum = XXH3_128bits(s.ptr, s.len);
    return (struct checksum){.low = sum.low64, .high = sum.high64};
}
