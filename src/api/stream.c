/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Observations of a run as the embedder's output calls. While the program runs only the kept heads
 * are passed on; what was kept of the tails follows when it has ended, so what a stream's reader
 * saw is what the result holds.
 */
#include "api/api.h"
#include "base/cbor.h"

#define LEVEL_INFO 1

static void put(const struct stream *stream, enum tr_stream kind, int level, struct slice bytes)
{
    stream->options->output(stream->options->ctx, kind, level, (const char *)bytes.ptr, bytes.len);
}

static void put_log(const struct stream *stream, struct slice item)
{
    struct cbor_reader r = cbor_reader_of(item);
    struct cbor_item head, level, text;
    if (cbor_next(&r, &head) && cbor_next(&r, &level) && cbor_next(&r, &text))
        put(stream, TR_LOG, (int)level.uint, text.data);
}

void stream_observe(void *ctx, enum emit_kind kind, struct slice bytes)
{
    static const enum tr_stream streams[EMIT_MAX] = {
        [EMIT_STDOUT] = TR_STDOUT,
        [EMIT_STDERR] = TR_STDERR,
        [EMIT_PROGRESS] = TR_PROGRESS,
        [EMIT_ARTIFACT] = TR_ARTIFACT,
    };
    const struct stream *stream = ctx;
    if (kind == EMIT_LOG)
        put_log(stream, bytes);
    else
        put(stream, streams[kind], 0, bytes);
}

static void put_output_rest(const struct stream *stream, enum tr_stream kind,
                            const struct output *output)
{
    TR_CLEANUP(buf_done) struct buf text = BUF_INIT(SIZE_MAX);
    if (output->total_bytes == output->head.len)
        return;
    output_text(output, &text);
    /* The text may leave out up to three bytes of the head: a character that was cut. */
    size_t start = output->head.len < text.len ? output->head.len : text.len;
    while (start > 0 && memcmp(text.ptr, output->head.ptr, start) != 0)
        start--;
    if (text.len > start)
        put(stream, kind, 0, slice_from(buf_slice(&text), start));
}

static void put_logs_rest(const struct stream *stream, const struct run_result *result)
{
    char gap[REPORT_GAP_TEXT_MAX];
    struct cbor_reader r =
        cbor_reader_of(slice_from(buf_slice(&result->logs), result->logs_head_bytes));
    if (result->logs_dropped_bytes > 0) {
        report_gap_text(result, gap);
        put(stream, TR_LOG, LEVEL_INFO, slice_str(gap));
    }
    while (reader_left(&r.in) > 0 && !r.in.failed)
        put_log(stream, cbor_skip(&r));
}

void stream_rest(const struct stream *stream, const struct run_result *result)
{
    put_output_rest(stream, TR_STDOUT, &result->std_out);
    put_output_rest(stream, TR_STDERR, &result->std_err);
    put_logs_rest(stream, result);
}
