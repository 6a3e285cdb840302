/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of C that prelude code calls, and the functions of the prelude that C calls.
 *
 * While the prelude runs there is a global object __troupe with the former; prelude/host.js takes
 * it and deletes the global. It hands the latter over with __troupe.register.
 */
#ifndef JS_NATIVES_H
#define JS_NATIVES_H

#include "quickjs.h"

/* Makes the global __troupe. 0, or -1 with an exception pending. */
int natives_init(JSContext *ctx);
/* What console.log would print for one value, a string; never an exception. */
JSValue natives_inspect(JSContext *ctx, JSValueConst value);
/* The exports of a built-in module such as "node:fs": an object, or undefined. */
JSValue natives_builtin_module(JSContext *ctx, const char *name);

#endif
