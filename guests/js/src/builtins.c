/* SPDX-License-Identifier: Apache-2.0 */
/* See builtins.h. */
#include "builtins.h"
#include "base/err.h"

struct builtins builtins;

static const char *const error_names[] = {
    "TypeError", "RangeError", "SyntaxError",   "ReferenceError",
    "EvalError", "URIError",   "InternalError",
};
static JSValue error_classes[TR_ARRAY_LEN(error_names)];

JSValue builtins_member(JSContext *ctx, JSValue object, const char *name)
{
    JSValue member = JS_GetPropertyStr(ctx, object, name);
    JS_FreeValue(ctx, object);
    return member;
}

static JSValue class_of(JSContext *ctx, const char *name)
{
    return builtins_member(ctx, JS_GetGlobalObject(ctx), name);
}

static JSValue method_of(JSContext *ctx, JSValueConst class, const char *name)
{
    return builtins_member(ctx, JS_GetPropertyStr(ctx, class, "prototype"), name);
}

/* `next` of the iterators that method `items` of a collection gives. */
static JSValue next_of(JSContext *ctx, JSValueConst class, JSValueConst items)
{
    JSValue collection = JS_CallConstructor(ctx, class, 0, NULL);
    JSValue next = builtins_member(ctx, JS_Call(ctx, items, collection, 0, NULL), "next");
    JS_FreeValue(ctx, collection);
    return next;
}

void builtins_init(JSContext *ctx)
{
    JSValue date = class_of(ctx, "Date");
    builtins.date_time = method_of(ctx, date, "getTime");
    JS_FreeValue(ctx, date);
    builtins.map = class_of(ctx, "Map");
    builtins.map_entries = method_of(ctx, builtins.map, "entries");
    builtins.map_next = next_of(ctx, builtins.map, builtins.map_entries);
    builtins.map_set = method_of(ctx, builtins.map, "set");
    builtins.set = class_of(ctx, "Set");
    builtins.set_values = method_of(ctx, builtins.set, "values");
    builtins.set_next = next_of(ctx, builtins.set, builtins.set_values);
    builtins.set_add = method_of(ctx, builtins.set, "add");
    builtins.regexp = class_of(ctx, "RegExp");
    builtins.error = class_of(ctx, "Error");
    for (size_t i = 0; i < TR_ARRAY_LEN(error_names); i++)
        error_classes[i] = class_of(ctx, error_names[i]);
}

JSValue builtins_error_class(JSContext *ctx, struct slice name)
{
    for (size_t i = 0; i < TR_ARRAY_LEN(error_names); i++) {
        if (slice_is(name, error_names[i]))
            return JS_DupValue(ctx, error_classes[i]);
    }
    return JS_DupValue(ctx, builtins.error);
}
