/* SPDX-License-Identifier: Apache-2.0 */
/* See natives.h. Arguments come from prelude code, which passes what is expected. */
#include "natives.h"
#include "base/cbor.h"
#include "base/err.h"
#include "guest.h"
#include "ops.h"
#include "timer.h"
#include "troupe.h"
#include "value.h"

/* What the prelude registered. */
static JSValue inspect_function, builtin_modules;

/* ---- operations ---- */

struct request {
    const char *name;
    struct buf args;
};

static bool request_init(JSContext *ctx, struct request *r, JSValueConst *argv)
{
    buf_init(&r->args, VALUE_BYTES_MAX, NULL);
    r->name = JS_ToCString(ctx, argv[0]);
    return r->name && value_write(ctx, &r->args, argv[1], VALUE_STRICT);
}

static void request_done(JSContext *ctx, struct request *r)
{
    JS_FreeCString(ctx, r->name);
    buf_done(&r->args);
}

/* call(name, args) -> promise */
static JSValue native_call(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct request r;
    JSValue promise = JS_EXCEPTION;
    if (request_init(ctx, &r, argv))
        promise = ops_call(ctx, slice_str(r.name), buf_slice(&r.args));
    request_done(ctx, &r);
    return promise;
}

/* callBlocking(name, args) -> reply */
static JSValue native_call_blocking(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct request r;
    struct buf reply = BUF_INIT(VALUE_BYTES_MAX);
    JSValue value = JS_EXCEPTION;
    if (request_init(ctx, &r, argv) &&
        ops_call_blocking(ctx, slice_str(r.name), buf_slice(&r.args), &reply))
        value = value_read(ctx, buf_slice(&reply));
    request_done(ctx, &r);
    buf_done(&reply);
    return value;
}

/* ---- output ---- */

static JSValue emit_buf(JSContext *ctx, struct buf *out, enum troupe_emit kind, bool ok)
{
    if (ok)
        troupe_emit(kind, out->ptr, (uint32_t)out->len);
    buf_done(out);
    (void)ctx;
    return ok ? JS_UNDEFINED : JS_EXCEPTION;
}

/* log(level, text) */
static JSValue native_log(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    uint32_t level = 1;
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    JS_ToUint32(ctx, &level, argv[0]);
    cbor_put_array(&out, 2);
    cbor_put_uint(&out, level);
    return emit_buf(ctx, &out, TROUPE_EMIT_LOG, value_write_text(ctx, &out, argv[1]));
}

/* write(fd, text or Uint8Array): fd 1 or 2 */
static JSValue native_write(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    uint32_t fd = 1;
    size_t len;
    JS_ToUint32(ctx, &fd, argv[0]);
    uint32_t kind = fd == 2 ? TROUPE_EMIT_STDERR : TROUPE_EMIT_STDOUT;
    if (JS_IsObject(argv[1])) {
        const uint8_t *bytes = JS_GetUint8Array(ctx, &len, argv[1]);
        if (!bytes && len > 0)
            return JS_EXCEPTION;
        troupe_emit(kind, bytes, (uint32_t)len);
        return JS_UNDEFINED;
    }
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    struct cbor_item item;
    bool ok = value_write_text(ctx, &out, argv[1]);
    struct cbor_reader r = cbor_reader_of(buf_slice(&out));
    if (ok && cbor_next(&r, &item))
        troupe_emit(kind, item.data.ptr, (uint32_t)item.data.len);
    buf_done(&out);
    return ok ? JS_UNDEFINED : JS_EXCEPTION;
}

/* progress(value) */
static JSValue native_progress(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    return emit_buf(ctx, &out, TROUPE_EMIT_PROGRESS, value_write(ctx, &out, argv[0], VALUE_RESULT));
}

/* artifact(mime, name, text or Uint8Array) */
static JSValue native_artifact(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    size_t len;
    struct buf out = BUF_INIT(VALUE_BYTES_MAX);
    cbor_put_array(&out, 3);
    bool ok = value_write_text(ctx, &out, argv[0]) && value_write_text(ctx, &out, argv[1]);
    const uint8_t *bytes = ok ? JS_GetUint8Array(ctx, &len, argv[2]) : NULL;
    ok = ok && bytes;
    if (ok)
        cbor_put_bytes(&out, slice_make(bytes, len));
    return emit_buf(ctx, &out, TROUPE_EMIT_ARTIFACT, ok);
}

/* exit(status): does not return */
static JSValue native_exit(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    uint32_t status = 0;
    struct buf out = BUF_INIT(16);
    if (JS_ToUint32(ctx, &status, argv[0]) < 0)
        return JS_EXCEPTION;
    cbor_put_uint(&out, status & 0xff);
    return emit_buf(ctx, &out, TROUPE_EMIT_EXIT, true);
}

/* ---- facts about the program ---- */

/* setExitCode(status or undefined) */
static JSValue native_set_exit_code(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    uint32_t status = 0;
    guest.has_exit_code = !JS_IsUndefined(argv[0]);
    if (guest.has_exit_code && JS_ToUint32(ctx, &status, argv[0]) < 0)
        return JS_EXCEPTION;
    guest.exit_code = status & 0xff;
    return JS_UNDEFINED;
}

static JSValue read_part(JSContext *ctx, struct slice part)
{
    return part.len > 0 ? value_read(ctx, part) : JS_UNDEFINED;
}

static JSValue native_args(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    return read_part(ctx, guest.args);
}

static JSValue native_env(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    return read_part(ctx, guest.env);
}

static JSValue native_main_name(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    return guest_string(ctx, guest.name);
}

/* now() -> bigint, nanoseconds */
static JSValue native_now(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    return JS_NewBigInt64(ctx, troupe_now());
}

/* memory() -> [bytes of linear memory, bytes the runtime uses] */
static JSValue native_memory(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    (void)argv;
    JSMemoryUsage usage;
    JS_ComputeMemoryUsage(guest.rt, &usage);
    JSValue pair[2] = {JS_NewInt64(ctx, (int64_t)__builtin_wasm_memory_size(0) * 65536),
                       JS_NewInt64(ctx, usage.malloc_size)};
    return JS_NewArrayFrom(ctx, 2, pair);
}

/* ---- inspection ---- */

static const char *kind_of(JSValueConst value)
{
    if (JS_IsProxy(value))
        return "Proxy";
    if (JS_IsArray(value))
        return "Array";
    if (JS_IsError(value))
        return "Error";
    if (JS_IsMap(value))
        return "Map";
    if (JS_IsSet(value))
        return "Set";
    if (JS_IsDate(value))
        return "Date";
    if (JS_IsRegExp(value))
        return "RegExp";
    if (JS_IsPromise(value))
        return "Promise";
    if (JS_GetTypedArrayType(value) >= 0)
        return "TypedArray";
    if (JS_IsArrayBuffer(value))
        return "ArrayBuffer";
    if (JS_IsWeakMap(value))
        return "WeakMap";
    if (JS_IsWeakSet(value))
        return "WeakSet";
    if (JS_IsWeakRef(value))
        return "WeakRef";
    if (JS_IsDataView(value))
        return "DataView";
    return "Object";
}

/* kindOf(object) -> name of its built-in class, whatever its prototype */
static JSValue native_kind_of(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    return JS_NewString(ctx, kind_of(argv[0]));
}

/* promiseState(promise) -> [0 pending, 1 fulfilled, 2 rejected; value] */
static JSValue native_promise_state(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    JSPromiseStateEnum state = JS_PromiseState(ctx, argv[0]);
    int number = state == JS_PROMISE_FULFILLED ? 1 : state == JS_PROMISE_REJECTED ? 2 : 0;
    JSValue pair[2] = {JS_NewInt32(ctx, number), JS_PromiseResult(ctx, argv[0])};
    return JS_NewArrayFrom(ctx, 2, pair);
}

/* proxyParts(proxy) -> [target, handler] */
static JSValue native_proxy_parts(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    JSValue pair[2] = {JS_GetProxyTarget(ctx, argv[0]), JS_GetProxyHandler(ctx, argv[0])};
    return JS_NewArrayFrom(ctx, 2, pair);
}

/* register(inspect, modules) */
static JSValue native_register(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
    (void)self;
    (void)argc;
    inspect_function = JS_DupValue(ctx, argv[0]);
    builtin_modules = JS_DupValue(ctx, argv[1]);
    return JS_UNDEFINED;
}

JSValue natives_inspect(JSContext *ctx, JSValueConst value)
{
    JSValue text = JS_Call(ctx, inspect_function, JS_UNDEFINED, 1, &value);
    if (!JS_IsException(text))
        return text;
    JS_FreeValue(ctx, JS_GetException(ctx));
    return JS_NewString(ctx, "[a value that cannot be shown]");
}

JSValue natives_builtin_module(JSContext *ctx, const char *name)
{
    JSAtom atom = JS_NewAtom(ctx, name);
    JSPropertyDescriptor own;
    int found = JS_GetOwnProperty(ctx, &own, builtin_modules, atom);
    JS_FreeAtom(ctx, atom);
    if (found <= 0)
        return JS_UNDEFINED;
    JS_FreeValues(ctx, own.getter, own.setter);
    return own.value;
}

int natives_init(JSContext *ctx)
{
    static const JSCFunctionListEntry functions[] = {
        JS_CFUNC_DEF("call", 2, native_call),
        JS_CFUNC_DEF("callBlocking", 2, native_call_blocking),
        JS_CFUNC_DEF("log", 2, native_log),
        JS_CFUNC_DEF("write", 2, native_write),
        JS_CFUNC_DEF("progress", 1, native_progress),
        JS_CFUNC_DEF("artifact", 3, native_artifact),
        JS_CFUNC_DEF("exit", 1, native_exit),
        JS_CFUNC_DEF("setExitCode", 1, native_set_exit_code),
        JS_CFUNC_DEF("args", 0, native_args),
        JS_CFUNC_DEF("env", 0, native_env),
        JS_CFUNC_DEF("mainName", 0, native_main_name),
        JS_CFUNC_DEF("now", 0, native_now),
        JS_CFUNC_DEF("memory", 0, native_memory),
        JS_CFUNC_DEF("kindOf", 1, native_kind_of),
        JS_CFUNC_DEF("promiseState", 1, native_promise_state),
        JS_CFUNC_DEF("proxyParts", 1, native_proxy_parts),
        JS_CFUNC_DEF("register", 2, native_register),
    };
    inspect_function = builtin_modules = JS_UNDEFINED;
    JSValue object = JS_NewObject(ctx);
    if (JS_SetPropertyFunctionList(ctx, object, functions, TR_ARRAY_LEN(functions)) < 0 ||
        timer_init_natives(ctx, object) < 0)
        return -1;
    JSValue global = JS_GetGlobalObject(ctx);
    int rc = JS_SetPropertyStr(ctx, global, "__troupe", object);
    JS_FreeValue(ctx, global);
    return rc < 0 ? -1 : 0;
}
