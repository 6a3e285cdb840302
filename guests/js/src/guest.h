/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the JavaScript guest share: the one runtime and realm of this instance, and the
 * program that START brought. There is exactly one of each, so they are plain globals, kept
 * together in one struct (few dirty pages per run).
 */
#ifndef JS_GUEST_H
#define JS_GUEST_H

#include "base/buf.h"
#include "base/slice.h"
#include "quickjs.h"

/* Most bytes of one encoded value: only the memory of the guest bounds it. */
#define VALUE_BYTES_MAX ((size_t)1 << 31)

struct guest_state {
    JSRuntime *rt;
    JSContext *ctx;
    /* Parts of the START payload, which lives as long as the program. */
    struct slice source;           /* text of the main file; a NUL follows it */
    struct slice name;             /* of the main file */
    struct slice input, args, env; /* encoded; input is empty when absent */
    JSValue main;                  /* promise that the program's end waits for, or JS_UNDEFINED */
    JSValue result;                /* valid once main is settled */
    uint32_t exit_code;            /* process.exitCode */
    bool has_exit_code;
};

extern struct guest_state guest;

/* Text (UTF-8, checked) of a CBOR record becomes a JavaScript string. */
static inline JSValue guest_string(JSContext *ctx, struct slice text)
{
    return JS_NewStringLen(ctx, text.len ? (const char *)text.ptr : "", text.len);
}

#endif
