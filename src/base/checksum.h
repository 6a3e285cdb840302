/* SPDX-License-Identifier: Apache-2.0 */
/* XXH3 in 128 bits: finds accidents in files of ours at the speed of memory. It proves nothing
 * against somebody who can write the file; where that matters, hash.h. */
#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

#include "base/slice.h"

struct checksum {
    uint64_t low, high;
};

struct checksum checksum_of(struct slice s);

static inline bool checksum_eq(struct checksum a, struct checksum b)
{
    return a.low == b.low && a.high == b.high;
}

#endif
