/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cursor over a slice. The only place where bytes become integers. The first read that does not
 * fit sets `failed` and `fail_offset`, moves nothing and returns 0 (or an empty slice); every later
 * read does the same, so a parser checks at the end of a group of reads.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/slice.h"

struct reader {
    struct slice in;
    size_t pos;
    size_t fail_offset;
    bool failed;
};

static inline struct reader reader_of(struct slice s)
{
    return (struct reader){.in = s};
}

static inline size_t reader_left(const struct reader *r)
{
    return r->in.len - r->pos;
}

bool reader_at_end(const struct reader *r); /* nothing left and nothing failed */
void reader_fail(struct reader *r);         /* marks the current position as wrong */
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16le(struct reader *r);
uint32_t reader_u32le(struct reader *r);
uint64_t reader_u64le(struct reader *r);
uint16_t reader_u16be(struct reader *r);
uint32_t reader_u32be(struct reader *r);
uint64_t reader_u64be(struct reader *r);
/* LEB128 of the WebAssembly core specification, section 5.2.2: at most ceil(N/7) bytes, unused bits
 * of the last byte checked. */
uint32_t reader_uleb32(struct reader *r);
uint64_t reader_uleb64(struct reader *r);
int32_t reader_sleb32(struct reader *r);
int64_t reader_sleb33(struct reader *r);
int64_t reader_sleb64(struct reader *r);
struct slice reader_bytes(struct reader *r, size_t len);

#endif
