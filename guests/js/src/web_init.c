/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See web.h and web_parts.h.
 *
 * Nothing here runs when a program starts: classes and functions are part of the image, and what a
 * program does not use stays an untouched page of it. The clock of `performance` begins when it is
 * first asked for, for the same reason.
 */
#include "base/utf8.h"
#include "web.h"
#include "web_parts.h"
#include <stdlib.h>

/* The engine's length of a view that follows its resizable buffer is stale; the getter's is right.
 */
static JSValue length_getter; /* of byteLength */

static void init_length_getter(JSContext *ctx, JSValueConst global)
{
    JSPropertyDescriptor own;
    JSValue class = JS_GetPropertyStr(ctx, global, "Uint8Array");
    JSValue prototype = JS_GetPropertyStr(ctx, class, "prototype");
    JSValue base = JS_GetPrototype(ctx, prototype);
    JSAtom name = JS_NewAtom(ctx, "byteLength");
    length_getter = JS_UNDEFINED;
    if (JS_GetOwnProperty(ctx, &own, base, name) > 0) {
        length_getter = own.getter;
        JS_FreeValues(ctx, own.setter, own.value);
    }
    JS_FreeAtom(ctx, name);
    JS_FreeValues(ctx, class, prototype, base);
}

static int init_parts(JSContext *ctx, JSValueConst natives)
{
    static int (*const parts[])(JSContext * ctx, JSValueConst natives) = {
        web_encoder_init, web_decoder_init, web_params_init, web_url_init,
        web_hash_init,    web_random_init,  web_clone_init,  web_collate_init,
    };
    for (size_t i = 0; i < TR_ARRAY_LEN(parts); i++) {
        if (parts[i](ctx, natives) < 0)
            return -1;
    }
    return 0;
}

int web_init(JSContext *ctx)
{
    JSValue global = JS_GetGlobalObject(ctx);
    JSValue natives = JS_GetPropertyStr(ctx, global, "__troupe");
    init_length_getter(ctx, global);
    int rc = init_parts(ctx, natives);
    JS_FreeValues(ctx, natives, global);
    return rc;
}

int web_class_define(JSContext *ctx, const struct web_class *class)
{
    JSRuntime *rt = JS_GetRuntime(ctx);
    JS_NewClassID(rt, class->id);
    if (JS_NewClass(rt, *class->id, &class->def) < 0)
        return -1;
    JSValue prototype = JS_NewObject(ctx);
    JS_SetPropertyFunctionList(ctx, prototype, class->members, class->n_members);
    JSValue constructor = JS_NewCFunction2(ctx, class->constructor, class->def.class_name,
                                           class->length, JS_CFUNC_constructor, 0);
    JS_SetConstructor(ctx, constructor, prototype);
    JS_SetPropertyFunctionList(ctx, constructor, class->statics, class->n_statics);
    JS_SetClassProto(ctx, *class->id, prototype);
    JSValue global = JS_GetGlobalObject(ctx);
    int rc = JS_DefinePropertyValueStr(ctx, global, class->def.class_name, constructor,
                                       JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE);
    JS_FreeValue(ctx, global);
    return rc < 0 ? -1 : 0;
}

JSValue web_class_new(JSContext *ctx, JSValueConst new_target, JSClassID id)
{
    if (JS_IsUndefined(new_target))
        return JS_NewObjectClass(ctx, id);
    JSValue prototype = JS_GetPropertyStr(ctx, new_target, "prototype");
    if (JS_IsException(prototype))
        return prototype;
    JSValue object = JS_IsObject(prototype) ? JS_NewObjectProtoClass(ctx, prototype, id)
                                            : JS_NewObjectClass(ctx, id);
    JS_FreeValue(ctx, prototype);
    return object;
}

/* The engine writes a lone surrogate as three bytes, the length of U+FFFD. */
static void replace_surrogates(char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len; i++) {
        if ((uint8_t)text[i] == 0xed && (uint8_t)text[i + 1] >= 0xa0)
            memcpy(text + i, "\xef\xbf\xbd", 3);
    }
}

bool web_text_init(JSContext *ctx, struct web_text *text, JSValueConst value)
{
    *text = (struct web_text){0};
    text->borrowed = JS_ToCStringLen(ctx, &text->len, value);
    text->ptr = text->borrowed;
    if (!text->borrowed || utf8_valid(slice_make(text->ptr, text->len)))
        return text->borrowed != NULL;
    text->copy = js_malloc(ctx, text->len);
    if (!text->copy)
        return false;
    memcpy(text->copy, text->ptr, text->len);
    replace_surrogates(text->copy, text->len);
    text->ptr = text->copy;
    return true;
}

void web_text_done(JSContext *ctx, struct web_text *text)
{
    if (text->borrowed)
        JS_FreeCString(ctx, text->borrowed);
    js_free(ctx, text->copy);
}

static bool size_member(JSContext *ctx, JSValueConst object, const char *name, size_t *out)
{
    JSValue value = JS_GetPropertyStr(ctx, object, name);
    uint64_t size;
    if (JS_IsException(value) || JS_ToIndex(ctx, &size, value) < 0)
        return false;
    JS_FreeValue(ctx, value);
    *out = (size_t)size;
    return true;
}

/* The engine has no C interface to a DataView; its three getters throw on a detached buffer. */
static bool data_view_bytes(JSContext *ctx, JSValueConst view, struct slice *out)
{
    size_t offset, len, whole;
    if (!size_member(ctx, view, "byteOffset", &offset) ||
        !size_member(ctx, view, "byteLength", &len))
        return false;
    JSValue buffer = JS_GetPropertyStr(ctx, view, "buffer");
    const uint8_t *bytes = JS_GetArrayBuffer(ctx, &whole, buffer);
    JS_FreeValue(ctx, buffer);
    if (!bytes || offset > whole || len > whole - offset) {
        *out = slice_make(NULL, 0);
        return !JS_HasException(ctx);
    }
    *out = slice_make(bytes + offset, len);
    return true;
}

/* A detached buffer has no bytes. */
static struct slice buffer_bytes(JSContext *ctx, JSValueConst buffer)
{
    size_t len;
    const uint8_t *bytes = JS_GetArrayBuffer(ctx, &len, buffer);
    if (!bytes)
        JS_FreeValue(ctx, JS_GetException(ctx));
    return slice_make(bytes, bytes ? len : 0);
}

JSValue web_typed_array(JSContext *ctx, JSValueConst array, struct web_view *out)
{
    size_t stale;
    uint32_t len = 0;
    JSValue buffer = JS_GetTypedArrayBuffer(ctx, array, &out->offset, &stale, &out->unit);
    if (JS_IsException(buffer))
        return buffer;
    JSValue length = JS_Call(ctx, length_getter, array, 0, NULL);
    JS_ToUint32(ctx, &len, length);
    out->len = len;
    return buffer;
}

static struct slice typed_array_bytes(JSContext *ctx, JSValueConst array)
{
    struct web_view view;
    JSValue buffer = web_typed_array(ctx, array, &view);
    if (JS_IsException(buffer)) { /* detached, or shrunk below the view */
        JS_FreeValue(ctx, JS_GetException(ctx));
        return slice_make(NULL, 0);
    }
    struct slice whole = buffer_bytes(ctx, buffer);
    JS_FreeValue(ctx, buffer); /* the view keeps it */
    bool inside = view.offset <= whole.len && view.len <= whole.len - view.offset;
    return inside ? slice_make(whole.ptr + view.offset, view.len) : slice_make(NULL, 0);
}

bool web_bytes(JSContext *ctx, JSValueConst value, struct slice *out)
{
    if (JS_IsDataView(value))
        return data_view_bytes(ctx, value, out);
    if (JS_GetTypedArrayType(value) >= 0) {
        *out = typed_array_bytes(ctx, value);
        return true;
    }
    if (JS_IsArrayBuffer(value)) {
        *out = buffer_bytes(ctx, value);
        return true;
    }
    web_throw_type(ctx, "ERR_INVALID_ARG_TYPE",
                   "expected an ArrayBuffer, a typed array or a DataView");
    return false;
}

JSValue web_throw_type(JSContext *ctx, const char *code, const char *message)
{
    JSValue error = JS_NewTypeError(ctx, "%s", message);
    if (!JS_IsException(error))
        JS_DefinePropertyValueStr(ctx, error, "code", JS_NewString(ctx, code), JS_PROP_C_W_E);
    return JS_Throw(ctx, error);
}

bool web_check_count(JSContext *ctx, int argc, int needed)
{
    if (argc >= needed)
        return true;
    char message[64];
    snprintf(message, sizeof(message), "%d argument%s required, but only %d present", needed,
             needed == 1 ? "" : "s", argc);
    web_throw_type(ctx, "ERR_MISSING_ARGS", message);
    return false;
}
