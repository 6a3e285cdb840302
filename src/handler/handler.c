/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding an operation by its name, and the error maps that handlers answer with (their keys are in
 * docs/formats/abi.md). A message is cut to MESSAGE_MAX bytes on a character boundary, because a
 * guest chooses the names that appear in it.
 */
#include "base/cbor.h"
#include "base/utf8.h"
#include "handler/handler_priv.h"

#include <stdarg.h>

#define MESSAGE_MAX 512
#define SHOWN_MAX   200 /* bytes of a path that a message repeats */

const struct operation *handler_find(struct slice name)
{
    for (unsigned i = 0; i < handler_table_len; i++) {
        const struct handler *handler = handler_table[i];
        for (unsigned k = 0; k < handler->n_operations; k++)
            if (slice_is(name, handler->operations[k].name))
                return &handler->operations[k];
    }
    return NULL;
}

static void put_pair(struct buf *reply, const char *key, const char *value)
{
    if (!value)
        return;
    cbor_put_str(reply, key);
    cbor_put_str(reply, value);
}

bool handler_fail(struct buf *reply, const struct handler_error *error, const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof message ? (size_t)n : sizeof message - 1;
    len = utf8_valid_prefix(slice_make(message, len));

    cbor_put_map(reply, 1 + (error->code != NULL) + (error->name != NULL) +
                            (error->path.ptr != NULL) + (error->sys_errno != NULL) +
                            (error->grant != NULL));
    put_pair(reply, "code", error->code);
    put_pair(reply, "name", error->name);
    if (error->path.ptr) {
        cbor_put_str(reply, "path");
        cbor_put_text(reply, error->path);
    }
    put_pair(reply, "errno", error->sys_errno);
    put_pair(reply, "grant", error->grant);
    cbor_put_str(reply, "message");
    cbor_put_text(reply, slice_make(message, len));
    return false;
}

static const char grant_rw[] = "--dir HOST::GUEST:rw";

bool handler_offers_grant(struct slice grant)
{
    if (slice_is(grant, grant_rw))
        return true;
    for (unsigned i = 0; i < handler_table_len; i++)
        if (handler_table[i]->grant && slice_is(grant, handler_table[i]->grant))
            return true;
    return false;
}

bool handler_fail_errno(struct buf *reply, enum wasi_errno error, const char *verb,
                        struct slice path)
{
    const char *name = wasi_errno_name(error);
    struct handler_error what = {
        .name = "Error",
        .code = name,
        .sys_errno = name,
        .path = path,
        .grant = error == WASI_EROFS ? grant_rw : NULL,
    };
    size_t shown =
        utf8_valid_prefix(slice_make(path.ptr, path.len < SHOWN_MAX ? path.len : SHOWN_MAX));
    return handler_fail(reply, &what, "%s: %s, %s '%.*s'%s", name, wasi_errno_text(error), verb,
                        (int)shown, (const char *)path.ptr,
                        error == WASI_ENOSPC ? " (the files limit of this run)" : "");
}

bool handler_fail_args(struct buf *reply, const char *operation, const char *expected)
{
    return handler_fail(reply, &(struct handler_error){.name = "TypeError", .code = "invalid"},
                        "%s expects %s", operation, expected);
}
