/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests for crypto.subtle and node:crypto. A running digest is an object of a class without a
 * name for programs: only the prelude holds it.
 */
#include "web_digest.h"
#include "web_parts.h"

static JSClassID hash_id;

static struct digest *hash_of(JSContext *ctx, JSValueConst object)
{
    return JS_GetOpaque2(ctx, object, hash_id);
}

static void hash_finalize(JSRuntime *rt, JSValueConst object)
{
    js_free_rt(rt, JS_GetOpaque(object, hash_id));
}

static JSValue new_object(JSContext *ctx, const struct digest *content)
{
    JSValue object = JS_NewObjectClass(ctx, hash_id);
    struct digest *d = JS_IsException(object) ? NULL : js_malloc(ctx, sizeof(*d));
    if (!d) {
        JS_FreeValue(ctx, object);
        return JS_EXCEPTION;
    }
    *d = *content;
    JS_SetOpaque(object, d);
    return object;
}

/* hashNew(name) -> object, or null for an unknown name */
static JSValue hash_new(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    size_t len;
    const char *name = JS_ToCStringLen(ctx, &len, argv[0]);
    if (!name)
        return JS_EXCEPTION;
    struct digest d;
    bool known = digest_init(&d, slice_make(name, len));
    JS_FreeCString(ctx, name);
    return known ? new_object(ctx, &d) : JS_NULL;
}

/* hashCopy(object) */
static JSValue hash_copy(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct digest *d = hash_of(ctx, argv[0]);
    return d ? new_object(ctx, d) : JS_EXCEPTION;
}

/* hashUpdate(object, bytes) */
static JSValue hash_update(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct digest *d = hash_of(ctx, argv[0]);
    struct slice bytes;
    if (!d || !web_bytes(ctx, argv[1], &bytes))
        return JS_EXCEPTION;
    digest_update(d, bytes);
    return JS_UNDEFINED;
}

/* hashFinish(object) -> Uint8Array */
static JSValue hash_finish(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct digest *d = hash_of(ctx, argv[0]);
    if (!d)
        return JS_EXCEPTION;
    uint8_t out[DIGEST_BYTES_MAX];
    return JS_NewUint8ArrayCopy(ctx, out, digest_finish(d, out));
}

/* hashBlockBytes(object) */
static JSValue hash_block_bytes(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct digest *d = hash_of(ctx, argv[0]);
    return d ? JS_NewInt64(ctx, (int64_t)digest_block_bytes(d)) : JS_EXCEPTION;
}

int web_hash_init(JSContext *ctx, JSValueConst natives)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("hashNew", 1, hash_new),
        JS_CFUNC_DEF("hashCopy", 1, hash_copy),
        JS_CFUNC_DEF("hashUpdate", 2, hash_update),
        JS_CFUNC_DEF("hashFinish", 1, hash_finish),
        JS_CFUNC_DEF("hashBlockBytes", 1, hash_block_bytes),
    };
    static const JSClassDef def = {.class_name = "Hash", .finalizer = hash_finalize};
    JS_NewClassID(JS_GetRuntime(ctx), &hash_id);
    if (JS_NewClass(JS_GetRuntime(ctx), hash_id, &def) < 0)
        return -1;
    JS_SetClassProto(ctx, hash_id, JS_NewObjectProto(ctx, JS_NULL));
    return JS_SetPropertyFunctionList(ctx, natives, functions, TR_ARRAY_LEN(functions));
}
