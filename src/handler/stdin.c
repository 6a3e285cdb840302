/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handler "stdin": the program's standard input, read as it comes. The bytes are the caller's of
 * the run; reading may wait, and the wait ends with the run's deadline.
 */
#include "base/cbor.h"
#include "handler/handler_priv.h"

#include <stdlib.h>

#define READ_BYTES_MAX (64 * KIB) /* of one call; a reader calls again */

static bool stdin_read(struct handler_context *ctx, struct slice args, struct buf *reply,
                       enum stop *stop)
{
    const struct guest_port *port = &ctx->guest->port;
    uint64_t max;
    if (!cbor_map_get_uint(args, "max", &max))
        return handler_fail_args(reply, "stdin.read", "{max: uint}");
    struct buf bytes TR_CLEANUP(buf_done);
    buf_init(&bytes, READ_BYTES_MAX, &ctx->guest->account);
    size_t want = max < READ_BYTES_MAX ? (size_t)max : (size_t)READ_BYTES_MAX, got = 0;
    uint8_t *to = want > 0 ? buf_extend(&bytes, want) : NULL;
    if (want > 0 && !to)
        return handler_fail(reply, &(struct handler_error){.name = "RangeError", .code = "limit"},
                            "no memory to read standard input");
    if (want > 0)
        *stop = port->read_stdin(port->ctx, ctx->host, to, want, &got);
    if (*stop != STOP_NONE)
        return false;
    cbor_put_bytes(reply, slice_make(to, got));
    return true;
}

static const struct operation operations[] = {
    {
        .name = "stdin.read",
        .args = "{max uint} -> bytes",
        .text = "Reads up to max bytes of standard input; no bytes at the end.",
        .run = stdin_read,
    },
};

const struct handler handler_stdin = {
    .name = "stdin",
    .grant = NULL,
    .operations = operations,
    .n_operations = TR_ARRAY_LEN(operations),
};
