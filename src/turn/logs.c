/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tail is a buffer of twice its size that is packed when it is full, so keeping the last lines
 * costs each line one copy on average. Memory the account refuses counts as dropped lines: a guest
 * that logs too much loses lines, never its run.
 */
#include "turn/logs.h"

#include "base/cbor.h"
#include "base/utf8.h"

#define LOG_HEAD_BYTES 16 /* most that the array, level and text heads take */

void logs_init(struct logs *logs, uint64_t cap, struct account *account)
{
    *logs = (struct logs){.tail_max = (size_t)(cap / 4)};
    buf_init(&logs->head, (size_t)cap - logs->tail_max, account);
    buf_init(&logs->tail, 2 * logs->tail_max, account);
}

void logs_done(struct logs *logs)
{
    buf_done(&logs->head);
    buf_done(&logs->tail);
}

/* Appends the whole line or nothing. */
static bool put_line(struct buf *out, unsigned level, struct slice text)
{
    size_t before = out->len;
    cbor_put_array(out, 2);
    cbor_put_uint(out, level);
    cbor_put_text(out, text);
    if (!out->failed)
        return true;
    out->len = before;
    out->failed = false;
    return false;
}

static void drop_line(struct logs *logs, uint64_t text_bytes)
{
    logs->dropped_lines++;
    logs->dropped_bytes += text_bytes;
}

/* Gives up the oldest line of the tail. */
static void drop_oldest(struct logs *logs)
{
    struct cbor_reader r = cbor_reader_of(slice_from(buf_slice(&logs->tail), logs->tail_start));
    struct cbor_item array, level, text = {0};
    bool whole = cbor_next(&r, &array) && cbor_next(&r, &level) && cbor_next(&r, &text);
    logs->tail_start = whole ? logs->tail_start + r.in.pos : logs->tail.len;
    drop_line(logs, text.data.len);
}

static void pack_tail(struct logs *logs)
{
    size_t kept = logs->tail.len - logs->tail_start;
    if (logs->tail_start > 0 && kept > 0)
        memmove(logs->tail.ptr, logs->tail.ptr + logs->tail_start, kept);
    logs->tail.len = kept;
    logs->tail_start = 0;
}

static void add_to_tail(struct logs *logs, unsigned level, struct slice text)
{
    size_t needed = text.len + LOG_HEAD_BYTES;
    while (logs->tail.len > logs->tail_start &&
           logs->tail.len - logs->tail_start + needed > logs->tail_max)
        drop_oldest(logs);
    if (logs->tail.len + needed > logs->tail.max)
        pack_tail(logs);
    if (!put_line(&logs->tail, level, text))
        drop_line(logs, text.len);
}

struct slice logs_add(struct logs *logs, unsigned level, struct slice text)
{
    logs->total_bytes += text.len;
    size_t line_max = logs->tail_max > LOG_HEAD_BYTES ? logs->tail_max - LOG_HEAD_BYTES : 0;
    if (text.len > line_max) {
        size_t kept = utf8_valid_prefix(slice_make(text.ptr, line_max));
        logs->dropped_bytes += text.len - kept;
        text.len = kept;
    }
    size_t start = logs->head.len;
    if (!logs->head_closed && put_line(&logs->head, level, text))
        return slice_from(buf_slice(&logs->head), start);
    logs->head_closed = true;
    add_to_tail(logs, level, text);
    return slice_make(NULL, 0);
}

size_t logs_take(struct logs *logs, struct buf *out)
{
    size_t head_bytes = logs->head.len;
    struct slice tail = slice_from(buf_slice(&logs->tail), logs->tail_start);
    logs->head.max += tail.len;
    if (!buf_append_slice(&logs->head, tail))
        logs->dropped_bytes += tail.len;
    *out = logs->head;
    buf_init(&logs->head, 0, NULL);
    return head_bytes;
}
