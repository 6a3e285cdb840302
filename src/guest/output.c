/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A captured stream. The head fills first; the first byte that does not fit closes it for good, and
 * from then on everything goes into the ring, whose oldest bytes are overwritten. Nothing says
 * "closed" but the sums: the head is closed when total_bytes exceeds its length. When the account
 * refuses memory, bytes are counted and dropped like those past the cap.
 *
 * A cut in the middle of a character is mended where it shows, in output_text(); output_write()
 * closes the head on a character boundary so that a streamed head needs no mending.
 */
#include "guest/output.h"

#include <stdlib.h>
#include <string.h>

#define UTF8_TAIL_MAX 3 /* continuation bytes of the longest character */

void output_init(struct output *o, size_t cap, struct account *account)
{
    *o = (struct output){0};
    o->tail_size = cap / 4;
    buf_init(&o->head, cap - o->tail_size, account);
}

void output_done(struct output *o)
{
    if (o->tail)
        account_release(o->head.account, o->tail_size);
    free(o->tail);
    buf_done(&o->head);
    *o = (struct output){0};
}

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The greatest cut <= n that splits no character of `bytes`; n itself when it is no UTF-8. */
static size_t cut_before(struct slice bytes, size_t n)
{
    for (size_t back = 0; back <= UTF8_TAIL_MAX && back <= n; back++)
        if (n - back == bytes.len || !is_continuation(bytes.ptr[n - back]))
            return n - back;
    return n;
}

static bool head_is_open(const struct output *o)
{
    return o->total_bytes == o->head.len;
}

static size_t write_head(struct output *o, struct slice bytes)
{
    size_t room = o->head.max - o->head.len;
    size_t n = bytes.len <= room ? bytes.len : cut_before(bytes, room);
    return buf_append(&o->head, bytes.ptr, n) ? n : 0;
}

static bool tail_ready(struct output *o)
{
    if (o->tail || o->tail_size == 0)
        return o->tail != NULL;
    if (!account_charge(o->head.account, o->tail_size))
        return false;
    o->tail = malloc(o->tail_size);
    if (!o->tail)
        account_release(o->head.account, o->tail_size);
    return o->tail != NULL;
}

/* `bytes` go into the ring; only the last tail_size of them are touched. */
static void write_tail(struct output *o, struct slice bytes)
{
    if (!tail_ready(o)) {
        o->tail_size = 0;
        return;
    }
    size_t skipped = bytes.len > o->tail_size ? bytes.len - o->tail_size : 0;
    o->tail_pos = (o->tail_pos + skipped % o->tail_size) % o->tail_size;
    bytes = slice_from(bytes, skipped);
    size_t first = o->tail_size - o->tail_pos;
    if (first > bytes.len)
        first = bytes.len;
    memcpy(o->tail + o->tail_pos, bytes.ptr, first);
    memcpy(o->tail, bytes.ptr + first, bytes.len - first);
    o->tail_pos = (o->tail_pos + bytes.len) % o->tail_size;
}

size_t output_write(struct output *o, struct slice bytes)
{
    if (bytes.len == 0)
        return 0;
    size_t n = head_is_open(o) ? write_head(o, bytes) : 0;
    struct slice rest = slice_from(bytes, n);
    o->total_bytes += bytes.len;
    if (rest.len > 0)
        write_tail(o, rest);
    return n;
}

/* How many of the stream's last bytes the ring holds. */
static size_t tail_kept(const struct output *o)
{
    uint64_t past_head = o->total_bytes - o->head.len;
    if (!o->tail)
        return 0;
    return past_head < o->tail_size ? (size_t)past_head : o->tail_size;
}

/* Bytes of an unfinished character at the end of `s`, 0 when it ends well or is no UTF-8. */
static size_t unfinished(struct slice s)
{
    for (size_t back = 1; back <= UTF8_TAIL_MAX && back <= s.len; back++) {
        uint8_t byte = s.ptr[s.len - back];
        if (is_continuation(byte))
            continue;
        size_t need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return need > back ? back : 0;
    }
    return 0;
}

static uint8_t tail_byte(const struct output *o, size_t kept, size_t i)
{
    return o->tail[(o->tail_pos + o->tail_size - kept + i) % o->tail_size];
}

/* Continuation bytes at the start of the ring whose first byte is lost; 0 when it is no UTF-8. */
static size_t orphaned(const struct output *o, size_t kept)
{
    size_t n = 0;
    while (n < kept && n <= UTF8_TAIL_MAX && is_continuation(tail_byte(o, kept, n)))
        n++;
    return n <= UTF8_TAIL_MAX ? n : 0;
}

bool output_truncated(const struct output *o)
{
    return o->total_bytes > o->head.len + tail_kept(o);
}

uint64_t output_dropped(const struct output *o)
{
    if (!output_truncated(o))
        return 0;
    size_t kept = tail_kept(o);
    return o->total_bytes - (o->head.len - unfinished(buf_slice(&o->head))) -
           (kept - orphaned(o, kept));
}

static void append_tail(const struct output *o, size_t kept, struct buf *out)
{
    if (kept == 0)
        return;
    size_t start = (o->tail_pos + o->tail_size - kept) % o->tail_size;
    size_t first = o->tail_size - start < kept ? o->tail_size - start : kept;
    buf_append(out, o->tail + start, first);
    buf_append(out, o->tail, kept - first);
}

void output_text(const struct output *o, struct buf *out)
{
    size_t kept = tail_kept(o);
    if (!output_truncated(o)) {
        buf_append_slice(out, buf_slice(&o->head));
        append_tail(o, kept, out);
        return;
    }
    buf_append(out, o->head.ptr, o->head.len - unfinished(buf_slice(&o->head)));
    buf_printf(out, "\n[%llu bytes left out]\n", (unsigned long long)output_dropped(o));
    append_tail(o, kept - orphaned(o, kept), out);
}
