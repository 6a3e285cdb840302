/* SPDX-License-Identifier: Apache-2.0 */
/* JavaScript errors <-> error maps (docs/formats/abi.md, "Error map"). */
#ifndef JS_ERROR_H
#define JS_ERROR_H

#include "base/buf.h"
#include "base/slice.h"
#include "quickjs.h"

/* Where an error arose, as far as its stack says. */
struct error_place {
    struct slice function; /* empty at the top level */
    struct slice file;
    uint32_t line, column; /* from 1 */
};

/* Emits the error map of a thrown value. `code` is its stable code where the caller knows it, else
 * NULL. No exception is pending afterwards. */
void error_emit(JSContext *ctx, JSValueConst thrown, const char *code);
/* The same for the pending exception. */
void error_emit_pending(JSContext *ctx, const char *code);
/* The error object that an error map of the host describes. */
JSValue error_read(JSContext *ctx, struct slice map);
/* One line of a stack; false when it is not a frame of the program's own. */
bool error_parse_frame(struct slice line, struct error_place *out);

#endif
