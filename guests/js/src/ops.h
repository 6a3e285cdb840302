/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations of the host: asynchronous ones, whose reply is a later turn, and blocking ones.
 */
#ifndef JS_OPS_H
#define JS_OPS_H

#include "base/buf.h"
#include "base/slice.h"
#include "quickjs.h"

/* Starts an operation with encoded arguments; the result is a promise of its reply. */
JSValue ops_call(JSContext *ctx, struct slice name, struct slice args);
/* Starts one whose reply goes to `done` instead (C code). 0 = no memory, an exception is pending.
 */
uint32_t ops_call_native(JSContext *ctx, struct slice name, struct slice args,
                         void (*done)(JSContext *ctx, uint32_t id));
/* A blocking operation: its reply is appended to *reply. False: an exception is pending. */
bool ops_call_blocking(JSContext *ctx, struct slice name, struct slice args, struct buf *reply);
/* A reply turn's payload. False: an exception is pending. */
bool ops_reply(JSContext *ctx, struct slice payload);
/* Operations that keep the program alive. */
uint32_t ops_pending(void);

/* The most timers and calls that may wait at one time: START's `timers`. */
void ops_set_cap(uint32_t cap);
/* False with a RangeError pending when `waiting` more do not fit. */
bool ops_check_cap(JSContext *ctx, uint32_t others);

#endif
