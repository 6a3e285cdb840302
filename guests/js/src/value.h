/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JavaScript values <-> CBOR (docs/formats/value.md).
 *
 * Uint8Array is plain bytes, other views are RFC 8746 tags, ArrayBuffer is 27(["ArrayBuffer",
 * bytes]), an error 27([class, message, more]); objects keep their key order. A value met a second
 * time is a reference (tags 28 and 29), so cycles are fine.
 */
#ifndef JS_VALUE_H
#define JS_VALUE_H

#include "base/buf.h"
#include "base/slice.h"
#include "quickjs.h"

enum value_mode {
    VALUE_RESULT, /* like JSON: toJSON is called; functions and symbols become undefined, as
                     properties they are left out */
    VALUE_STRICT, /* like structuredClone: they are a TypeError that names the path */
};

/* Appends one value. False: an exception is pending, `out` holds rubbish at its end. */
bool value_write(JSContext *ctx, struct buf *out, JSValueConst value, enum value_mode mode);
/* Exactly one value, which need not be in the profile's shortest form. JS_EXCEPTION on malformed
 * bytes. */
JSValue value_read(JSContext *ctx, struct slice bytes);
/* A JavaScript string as UTF-8; lone surrogates become U+FFFD. */
bool value_write_text(JSContext *ctx, struct buf *out, JSValueConst string);

#endif
