/* SPDX-License-Identifier: Apache-2.0 */
/* Built-in classes and methods as they were before any program ran: what the C side calls, so that
 * a program that replaces them cannot confuse it. */
#ifndef JS_BUILTINS_H
#define JS_BUILTINS_H

#include "base/slice.h"
#include "quickjs.h"

struct builtins {
    JSValue date_time;                           /* Date.prototype.getTime */
    JSValue map, map_entries, map_next, map_set; /* Map and methods of its prototype */
    JSValue set, set_values, set_next, set_add;  /* Set likewise */
    JSValue regexp, error;                       /* constructors */
};

extern struct builtins builtins;

void builtins_init(JSContext *ctx);
/* Constructor of the error class of that name: a fresh reference, Error for unknown names. */
JSValue builtins_error_class(JSContext *ctx, struct slice name);
/* `object`'s member; the object is freed. */
JSValue builtins_member(JSContext *ctx, JSValue object, const char *name);

#endif
