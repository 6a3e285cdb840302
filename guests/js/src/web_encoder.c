/* SPDX-License-Identifier: Apache-2.0 */
/* TextEncoder: JavaScript strings to UTF-8 (https://encoding.spec.whatwg.org/). */
#include "base/utf8.h"
#include "web_parts.h"

static JSClassID encoder_id;

static JSValue encoder_new(JSContext *ctx, JSValueConst new_target, int argc, JSValueConst *argv)
{
    (void)argc;
    (void)argv;
    return web_class_new(ctx, new_target, encoder_id);
}

static JSValue encoder_encoding(JSContext *ctx, JSValueConst self)
{
    (void)self;
    return JS_NewString(ctx, "utf-8");
}

static JSValue encoder_encode(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    if (argc < 1 || JS_IsUndefined(argv[0]))
        return JS_NewUint8ArrayCopy(ctx, NULL, 0);
    struct web_text text;
    JSValue bytes = JS_EXCEPTION;
    if (web_text_init(ctx, &text, argv[0]))
        bytes = JS_NewUint8ArrayCopy(ctx, (const uint8_t *)text.ptr, text.len);
    web_text_done(ctx, &text);
    return bytes;
}

/* The longest prefix of whole characters that fits, and its length in UTF-16 units. */
static size_t prefix_that_fits(struct slice text, size_t room, uint32_t *units)
{
    size_t pos = 0;
    *units = 0;
    while (pos < text.len) {
        size_t next = pos;
        uint32_t code_point = utf8_next(text, &next);
        if (next > room)
            break;
        *units += code_point > 0xffff ? 2 : 1;
        pos = next;
    }
    return pos;
}

/* encodeInto(source, destination) -> {read, written} */
static JSValue encoder_encode_into(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    if (!web_check_count(ctx, argc, 2))
        return JS_EXCEPTION;
    if (JS_GetTypedArrayType(argv[1]) != JS_TYPED_ARRAY_UINT8)
        return web_throw_type(ctx, "ERR_INVALID_ARG_TYPE",
                              "The \"dest\" argument must be an instance of Uint8Array");
    struct web_text text;
    struct slice room; /* asked for last: reading the text may run code of the program */
    JSValue result = JS_EXCEPTION;
    if (web_text_init(ctx, &text, argv[0]) && web_bytes(ctx, argv[1], &room)) {
        uint32_t units;
        size_t written = prefix_that_fits(slice_make(text.ptr, text.len), room.len, &units);
        if (written > 0)
            memcpy((uint8_t *)(uintptr_t)room.ptr, text.ptr, written);
        result = JS_NewObject(ctx);
        JS_SetPropertyStr(ctx, result, "read", JS_NewUint32(ctx, units));
        JS_SetPropertyStr(ctx, result, "written", JS_NewInt64(ctx, (int64_t)written));
    }
    web_text_done(ctx, &text);
    return result;
}

int web_encoder_init(JSContext *ctx, JSValueConst natives)
{
    (void)natives;
    static const JSCFunctionListEntry members[] = {
        WEB_METHOD("encode", 0, encoder_encode),
        WEB_METHOD("encodeInto", 2, encoder_encode_into),
        WEB_GETTER("encoding", encoder_encoding),
        WEB_TAG("TextEncoder"),
    };
    const struct web_class class = {
        .id = &encoder_id,
        .def = {.class_name = "TextEncoder"},
        .constructor = encoder_new,
        .members = members,
        .n_members = TR_ARRAY_LEN(members),
    };
    return web_class_define(ctx, &class);
}
