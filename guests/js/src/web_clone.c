/* SPDX-License-Identifier: Apache-2.0 */
/*
 * structuredClone (https://html.spec.whatwg.org/, "StructuredSerialize").
 *
 * A copy is made in two steps: an empty or complete target for each object when it is first met,
 * and its members later, in the order of the list of objects met. That list is also the work to do,
 * so nesting of any depth takes no stack, and a table over it keeps identity and cycles.
 */
#include "builtins.h"
#include "web_parts.h"
#include <stdlib.h>

struct copy {
    JSValue source, target;
};

struct clone {
    JSContext *ctx;
    struct copy *copies;
    uint32_t n_copies, cap;
    uint32_t *table; /* open addressing: index into copies + 1; 0 is empty */
    uint32_t n_transferred;
};

/* Number, String, Boolean and BigInt objects. */
struct wrapper {
    const char *name;
    JSClassID id;
    JSValue value_of;
};

static struct wrapper wrappers[] = {
    {.name = "Number"}, {.name = "String"}, {.name = "Boolean"}, {.name = "BigInt"}};
static JSClassID plain_id, exception_id;
static JSValue exception_class, array_buffer_class, data_view_class;

/* ---- the list ---- */

static uint32_t *find_slot(struct clone *c, JSValueConst source)
{
    const void *object = JS_VALUE_GET_PTR(source);
    uint32_t mask = c->cap * 2 - 1;
    uint32_t at = (uint32_t)((uintptr_t)object >> 3) * UINT32_C(2654435761) >> 7;
    for (;; at++) {
        uint32_t *slot = &c->table[at & mask];
        if (*slot == 0 || JS_VALUE_GET_PTR(c->copies[*slot - 1].source) == object)
            return slot;
    }
}

static bool grow(struct clone *c)
{
    uint32_t cap = c->cap ? c->cap * 2 : 16;
    struct copy *copies = realloc(c->copies, cap * sizeof(*copies));
    if (copies)
        c->copies = copies;
    uint32_t *table = calloc((size_t)cap * 2, sizeof(*table));
    if (!copies || !table) {
        free(table);
        JS_ThrowOutOfMemory(c->ctx);
        return false;
    }
    free(c->table);
    c->table = table;
    c->cap = cap;
    for (uint32_t i = 0; i < c->n_copies; i++)
        *find_slot(c, c->copies[i].source) = i + 1;
    return true;
}

/* Enters a target, which the list takes. */
static bool enter(struct clone *c, JSValueConst source, JSValue target)
{
    if (JS_IsException(target) || (c->n_copies == c->cap && !grow(c))) {
        JS_FreeValue(c->ctx, target);
        return false;
    }
    uint32_t *slot = find_slot(c, source);
    c->copies[c->n_copies] = (struct copy){JS_DupValue(c->ctx, source), target};
    *slot = ++c->n_copies;
    return true;
}

/* Exception when it is not in the list; none is pending. */
static JSValue find(struct clone *c, JSValueConst source)
{
    uint32_t index = c->cap ? *find_slot(c, source) : 0;
    return index ? JS_DupValue(c->ctx, c->copies[index - 1].target) : JS_EXCEPTION;
}

static void clone_done(struct clone *c)
{
    for (uint32_t i = 0; i < c->n_copies; i++)
        JS_FreeValues(c->ctx, c->copies[i].source, c->copies[i].target);
    free(c->copies);
    free(c->table);
}

/* ---- targets ---- */

static JSValue refuse_text(JSContext *ctx, JSValue string)
{
    const char *text = JS_ToCString(ctx, string);
    JS_FreeValue(ctx, string);
    if (!text)
        return JS_EXCEPTION;
    JS_ThrowDOMException(ctx, "DataCloneError", "%.160s could not be cloned.", text);
    JS_FreeCString(ctx, text);
    return JS_EXCEPTION;
}

static JSValue refuse_object(JSContext *ctx, JSValueConst object)
{
    JSAtom name = JS_GetClassName(JS_GetRuntime(ctx), JS_GetClassID(object));
    const char *text = name != JS_ATOM_NULL ? JS_AtomToCString(ctx, name) : NULL;
    JS_ThrowDOMException(ctx, "DataCloneError", "#<%s> could not be cloned.",
                         text ? text : "Object");
    if (text)
        JS_FreeCString(ctx, text);
    JS_FreeAtom(ctx, name);
    return JS_EXCEPTION;
}

static JSValue refuse_symbol(JSContext *ctx, JSValueConst symbol)
{
    JSValue description = JS_GetPropertyStr(ctx, symbol, "description");
    const char *text = JS_IsUndefined(description) ? NULL : JS_ToCString(ctx, description);
    JS_ThrowDOMException(ctx, "DataCloneError", "Symbol(%.160s) could not be cloned.",
                         text ? text : "");
    if (text)
        JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, description);
    return JS_EXCEPTION;
}

static JSValue copy_date(JSContext *ctx, JSValueConst source)
{
    double ms;
    JSValue time = JS_Call(ctx, builtins.date_time, source, 0, NULL);
    if (JS_IsException(time) || JS_ToFloat64(ctx, &ms, time) < 0)
        return JS_EXCEPTION;
    JS_FreeValue(ctx, time);
    return JS_NewDate(ctx, ms);
}

/* An object of `class` made from two members of the source. */
static JSValue copy_from_pair(JSContext *ctx, JSValueConst source, JSValueConst class,
                              const char *first, const char *second)
{
    JSValue args[2] = {JS_GetPropertyStr(ctx, source, first), JS_UNDEFINED};
    if (!JS_IsException(args[0]))
        args[1] = JS_GetPropertyStr(ctx, source, second);
    JSValue target = JS_EXCEPTION;
    if (!JS_IsException(args[0]) && !JS_IsException(args[1]))
        target = JS_CallConstructor(ctx, class, 2, args);
    JS_FreeValues(ctx, args[0], args[1]);
    return target;
}

static JSValue new_resizable(JSContext *ctx, JSValueConst source, size_t len)
{
    JSValue args[2] = {JS_NewInt64(ctx, (int64_t)len), JS_NewObject(ctx)};
    JS_SetPropertyStr(ctx, args[1], "maxByteLength",
                      JS_GetPropertyStr(ctx, source, "maxByteLength"));
    JSValue buffer = JS_CallConstructor(ctx, array_buffer_class, 2, args);
    JS_FreeValues(ctx, args[0], args[1]);
    return buffer;
}

static JSValue copy_array_buffer(JSContext *ctx, JSValueConst source)
{
    size_t len, target_len;
    JSValue resizable = JS_GetPropertyStr(ctx, source, "resizable");
    const uint8_t *bytes = JS_GetArrayBuffer(ctx, &len, source);
    if (JS_HasException(ctx)) {
        JS_FreeValue(ctx, JS_GetException(ctx));
        return JS_ThrowDOMException(ctx, "DataCloneError",
                                    "An ArrayBuffer is detached and could not be cloned.");
    }
    if (JS_ToBool(ctx, resizable) <= 0)
        return JS_NewArrayBufferCopy(ctx, bytes, len);
    JSValue target = new_resizable(ctx, source, len);
    uint8_t *to = JS_IsException(target) ? NULL : JS_GetArrayBuffer(ctx, &target_len, target);
    if (to && target_len == len && len > 0)
        memcpy(to, bytes, len);
    return target;
}

/* The copy of a buffer, made and entered if it is not there yet. */
static JSValue target_buffer(struct clone *c, JSValueConst source)
{
    JSValue known = find(c, source);
    if (!JS_IsException(known))
        return known;
    return enter(c, source, copy_array_buffer(c->ctx, source)) ? find(c, source) : JS_EXCEPTION;
}

static JSValue copy_typed_array(struct clone *c, JSValueConst source, JSTypedArrayEnum type)
{
    struct web_view view;
    JSValue buffer = web_typed_array(c->ctx, source, &view);
    if (JS_IsException(buffer))
        return buffer;
    JSValue args[3] = {target_buffer(c, buffer), JS_NewInt64(c->ctx, (int64_t)view.offset),
                       JS_NewInt64(c->ctx, (int64_t)(view.len / view.unit))};
    JS_FreeValue(c->ctx, buffer);
    if (JS_IsException(args[0]))
        return JS_EXCEPTION;
    JSValue target = JS_NewTypedArray(c->ctx, 3, args, type);
    JS_FreeValue(c->ctx, args[0]);
    return target;
}

static JSValue copy_data_view(struct clone *c, JSValueConst source)
{
    JSValue buffer = JS_GetPropertyStr(c->ctx, source, "buffer");
    JSValue args[3] = {JS_EXCEPTION, JS_GetPropertyStr(c->ctx, source, "byteOffset"),
                       JS_GetPropertyStr(c->ctx, source, "byteLength")};
    if (!JS_HasException(c->ctx))
        args[0] = target_buffer(c, buffer);
    JS_FreeValue(c->ctx, buffer);
    JSValue target = JS_EXCEPTION;
    if (!JS_IsException(args[0]))
        target = JS_CallConstructor(c->ctx, data_view_class, 3, args);
    JS_FreeValues(c->ctx, args[0], args[1], args[2]);
    return target;
}

static bool define_text(JSContext *ctx, JSValueConst target, JSAtom name, JSValue value)
{
    JSValue text = JS_IsException(value) ? value : JS_ToString(ctx, value);
    JS_FreeValue(ctx, value);
    return !JS_IsException(text) &&
           JS_DefinePropertyValue(ctx, target, name, text,
                                  JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) >= 0;
}

/* The message counts only where it is the error's own. */
static bool copy_message(JSContext *ctx, JSValueConst source, JSValueConst target)
{
    JSAtom name = JS_NewAtom(ctx, "message");
    int own = JS_GetOwnProperty(ctx, NULL, source, name);
    bool ok =
        own == 0 || (own > 0 && define_text(ctx, target, name, JS_GetProperty(ctx, source, name)));
    JS_FreeAtom(ctx, name);
    return ok;
}

static bool copy_stack(JSContext *ctx, JSValueConst source, JSValueConst target)
{
    JSAtom name = JS_NewAtom(ctx, "stack");
    JSValue stack = JS_GetProperty(ctx, source, name);
    bool ok = !JS_IsException(stack) &&
              (!JS_IsString(stack) || define_text(ctx, target, name, JS_DupValue(ctx, stack)));
    JS_FreeValue(ctx, stack);
    JS_FreeAtom(ctx, name);
    return ok;
}

static JSValue copy_error(JSContext *ctx, JSValueConst source)
{
    JSValue name = JS_GetPropertyStr(ctx, source, "name");
    size_t len;
    const char *text = JS_IsException(name) ? NULL : JS_ToCStringLen(ctx, &len, name);
    JS_FreeValue(ctx, name);
    if (!text)
        return JS_EXCEPTION;
    JSValue class = builtins_error_class(ctx, slice_make(text, len));
    JS_FreeCString(ctx, text);
    JSValue target = JS_CallConstructor(ctx, class, 0, NULL);
    JS_FreeValue(ctx, class);
    if (!JS_IsException(target) && copy_stack(ctx, source, target) &&
        copy_message(ctx, source, target))
        return target;
    JS_FreeValue(ctx, target);
    return JS_EXCEPTION;
}

/* What has only a value and no members: undefined for others. */
static JSValue copy_wrapper(JSContext *ctx, JSValueConst source)
{
    JSClassID id = JS_GetClassID(source);
    for (size_t i = 0; i < TR_ARRAY_LEN(wrappers); i++) {
        if (wrappers[i].id != id)
            continue;
        JSValue primitive = JS_Call(ctx, wrappers[i].value_of, source, 0, NULL);
        JSValue object = JS_IsException(primitive) ? primitive : JS_ToObject(ctx, primitive);
        JS_FreeValue(ctx, primitive);
        return object;
    }
    return JS_UNDEFINED;
}

static JSValue new_target(struct clone *c, JSValueConst source)
{
    JSContext *ctx = c->ctx;
    int type = JS_GetTypedArrayType(source);
    if (type >= 0)
        return copy_typed_array(c, source, (JSTypedArrayEnum)type);
    if (JS_IsArray(source))
        return JS_NewArray(ctx);
    if (JS_GetClassID(source) == plain_id)
        return JS_NewObject(ctx);
    if (JS_IsMap(source))
        return JS_CallConstructor(ctx, builtins.map, 0, NULL);
    if (JS_IsSet(source))
        return JS_CallConstructor(ctx, builtins.set, 0, NULL);
    if (JS_IsDate(source))
        return copy_date(ctx, source);
    if (JS_GetClassID(source) == exception_id)
        return copy_from_pair(ctx, source, exception_class, "message", "name");
    if (JS_IsError(source))
        return copy_error(ctx, source);
    if (JS_IsRegExp(source))
        return copy_from_pair(ctx, source, builtins.regexp, "source", "flags");
    if (JS_IsArrayBuffer(source))
        return copy_array_buffer(ctx, source);
    if (JS_IsDataView(source))
        return copy_data_view(c, source);
    JSValue wrapper = copy_wrapper(ctx, source);
    return JS_IsUndefined(wrapper) ? refuse_object(ctx, source) : wrapper;
}

/* The copy of any value. */
static JSValue clone_value(struct clone *c, JSValueConst value)
{
    if (JS_IsSymbol(value))
        return refuse_symbol(c->ctx, value);
    if (!JS_IsObject(value))
        return JS_DupValue(c->ctx, value);
    JSValue known = find(c, value);
    if (!JS_IsException(known))
        return known;
    if (JS_IsFunction(c->ctx, value) && !JS_IsProxy(value))
        return refuse_text(c->ctx, JS_ToString(c->ctx, value));
    return enter(c, value, new_target(c, value)) ? find(c, value) : JS_EXCEPTION;
}

/* ---- members ---- */

static bool clone_member(struct clone *c, JSValueConst source, JSValueConst target, JSAtom key,
                         int flags)
{
    JSValue value = JS_GetProperty(c->ctx, source, key);
    JSValue copy = JS_IsException(value) ? value : clone_value(c, value);
    bool ok =
        !JS_IsException(copy) && JS_DefinePropertyValue(c->ctx, target, key, copy, flags) >= 0;
    JS_FreeValue(c->ctx, value);
    return ok;
}

static bool fill_members(struct clone *c, JSValueConst source, JSValueConst target)
{
    JSPropertyEnum *names;
    uint32_t count;
    if (JS_GetOwnPropertyNames(c->ctx, &names, &count, source,
                               JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0)
        return false;
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++) {
        /* a getter before it may have deleted it */
        int own = JS_GetOwnProperty(c->ctx, NULL, source, names[i].atom);
        ok = own == 0 || (own > 0 && clone_member(c, source, target, names[i].atom, JS_PROP_C_W_E));
    }
    JS_FreePropertyEnum(c->ctx, names, count);
    return ok;
}

/* Holes at the end of an array are only in its length. */
static bool fill_array(struct clone *c, JSValueConst source, JSValueConst target)
{
    int64_t len, filled;
    if (JS_GetLength(c->ctx, source, &len) < 0 || !fill_members(c, source, target) ||
        JS_GetLength(c->ctx, target, &filled) < 0)
        return false;
    return filled >= len || JS_SetLength(c->ctx, target, len) >= 0;
}

/* Adds the copy of one step of an iterator: [key, value] of a Map, a value of a Set. */
static bool add_item(struct clone *c, JSValueConst target, JSValue item, bool map)
{
    JSValue args[2] = {JS_UNDEFINED, JS_UNDEFINED};
    if (!map) {
        args[0] = clone_value(c, item);
    } else {
        for (uint32_t i = 0; i < 2 && !JS_HasException(c->ctx); i++) {
            JSValue part = JS_GetPropertyUint32(c->ctx, item, i);
            args[i] = JS_IsException(part) ? part : clone_value(c, part);
            JS_FreeValue(c->ctx, part);
        }
    }
    JS_FreeValue(c->ctx, item);
    JSValue done = JS_EXCEPTION;
    if (!JS_HasException(c->ctx))
        done = JS_Call(c->ctx, map ? builtins.map_set : builtins.set_add, target, 1 + map, args);
    JS_FreeValues(c->ctx, args[0], args[1], done);
    return !JS_IsException(done);
}

static bool fill_collection(struct clone *c, JSValueConst source, JSValueConst target, bool map)
{
    JSContext *ctx = c->ctx;
    JSValue next = map ? builtins.map_next : builtins.set_next;
    JSValue iterator =
        JS_Call(ctx, map ? builtins.map_entries : builtins.set_values, source, 0, NULL);
    bool ok = !JS_IsException(iterator), more = ok;
    while (ok && more) {
        JSValue step = JS_Call(ctx, next, iterator, 0, NULL);
        JSValue done = JS_IsException(step) ? step : JS_GetPropertyStr(ctx, step, "done");
        ok = !JS_IsException(done);
        more = ok && JS_ToBool(ctx, done) == 0;
        if (more)
            ok = add_item(c, target, JS_GetPropertyStr(ctx, step, "value"), map);
        JS_FreeValues(ctx, done, step);
    }
    JS_FreeValue(ctx, iterator);
    return ok;
}

static bool fill_error(struct clone *c, JSValueConst source, JSValueConst target)
{
    JSAtom cause = JS_NewAtom(c->ctx, "cause");
    int own = JS_GetOwnProperty(c->ctx, NULL, source, cause);
    bool ok = own == 0 || (own > 0 && clone_member(c, source, target, cause,
                                                   JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE));
    JS_FreeAtom(c->ctx, cause);
    return ok;
}

static bool fill(struct clone *c, JSValueConst source, JSValueConst target)
{
    if (JS_IsArray(source))
        return fill_array(c, source, target);
    if (JS_GetClassID(source) == plain_id)
        return fill_members(c, source, target);
    if (JS_IsMap(source) || JS_IsSet(source))
        return fill_collection(c, source, target, JS_IsMap(source));
    if (JS_IsError(source) && JS_GetClassID(source) != exception_id)
        return fill_error(c, source, target);
    return true;
}

/* ---- transfer ---- */

static bool enter_transferred(struct clone *c, JSValueConst item)
{
    if (!JS_IsArrayBuffer(item)) {
        JS_ThrowDOMException(c->ctx, "DataCloneError",
                             "An object in the transfer list could not be transferred.");
        return false;
    }
    JSValue known = find(c, item);
    if (!JS_IsException(known)) {
        JS_FreeValue(c->ctx, known);
        JS_ThrowDOMException(c->ctx, "DataCloneError",
                             "An ArrayBuffer stands twice in the transfer list.");
        return false;
    }
    c->n_transferred++;
    return enter(c, item, copy_array_buffer(c->ctx, item));
}

static bool enter_transfer_list(struct clone *c, JSValueConst list)
{
    int64_t len;
    if (!JS_IsArray(list)) {
        web_throw_type(c->ctx, "ERR_INVALID_ARG_TYPE", "The transfer list must be an array");
        return false;
    }
    bool ok = JS_GetLength(c->ctx, list, &len) >= 0;
    for (int64_t i = 0; ok && i < len; i++) {
        JSValue item = JS_GetPropertyInt64(c->ctx, list, i);
        ok = !JS_IsException(item) && enter_transferred(c, item);
        JS_FreeValue(c->ctx, item);
    }
    return ok;
}

static bool read_options(struct clone *c, JSValueConst options)
{
    if (JS_IsUndefined(options) || JS_IsNull(options))
        return true;
    if (!JS_IsObject(options)) {
        web_throw_type(c->ctx, "ERR_INVALID_ARG_TYPE",
                       "The \"options\" argument must be of type object");
        return false;
    }
    JSValue list = JS_GetPropertyStr(c->ctx, options, "transfer");
    bool ok = !JS_IsException(list) && (JS_IsUndefined(list) || enter_transfer_list(c, list));
    JS_FreeValue(c->ctx, list);
    return ok;
}

/* structuredClone(value, {transfer}) */
static JSValue structured_clone(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    if (argc < 1)
        return web_throw_type(ctx, "ERR_MISSING_ARGS", "The value argument must be specified");
    struct clone c = {.ctx = ctx};
    JSValue result = JS_EXCEPTION;
    if (read_options(&c, argc > 1 ? argv[1] : JS_UNDEFINED))
        result = clone_value(&c, argv[0]);
    bool ok = !JS_IsException(result);
    for (uint32_t i = 0; ok && i < c.n_copies; i++) {
        struct copy at = c.copies[i]; /* the list moves when it grows */
        ok = fill(&c, at.source, at.target);
    }
    for (uint32_t i = 0; ok && i < c.n_transferred; i++)
        JS_DetachArrayBuffer(ctx, c.copies[i].source);
    if (!ok) {
        JS_FreeValue(ctx, result);
        result = JS_EXCEPTION;
    }
    clone_done(&c);
    return result;
}

/* ---- */

static JSClassID class_of(JSContext *ctx, JSValue sample)
{
    JSClassID id = JS_GetClassID(sample);
    JS_FreeValue(ctx, sample);
    return id;
}

static void init_wrapper(JSContext *ctx, JSValueConst global, struct wrapper *w)
{
    JSValue class = JS_GetPropertyStr(ctx, global, w->name);
    JSValue prototype = JS_GetPropertyStr(ctx, class, "prototype");
    w->value_of = JS_GetPropertyStr(ctx, prototype, "valueOf");
    JSValue zero = JS_NewInt32(ctx, 0);
    JSValue primitive = JS_Call(ctx, class, JS_UNDEFINED, 1, &zero);
    w->id = class_of(ctx, JS_ToObject(ctx, primitive));
    JS_FreeValues(ctx, class, prototype, primitive);
}

int web_clone_init(JSContext *ctx, JSValueConst natives)
{
    (void)natives;
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("structuredClone", 1, structured_clone),
    };
    JSValue global = JS_GetGlobalObject(ctx);
    for (size_t i = 0; i < TR_ARRAY_LEN(wrappers); i++)
        init_wrapper(ctx, global, &wrappers[i]);
    exception_class = JS_GetPropertyStr(ctx, global, "DOMException");
    array_buffer_class = JS_GetPropertyStr(ctx, global, "ArrayBuffer");
    data_view_class = JS_GetPropertyStr(ctx, global, "DataView");
    plain_id = class_of(ctx, JS_NewObject(ctx));
    exception_id = class_of(ctx, JS_CallConstructor(ctx, exception_class, 0, NULL));
    int rc = JS_SetPropertyFunctionList(ctx, global, functions, TR_ARRAY_LEN(functions));
    JS_FreeValue(ctx, global);
    return rc;
}
